from django.urls import path

from leeds_leaders.notices import views

app_name = "notices"
urlpatterns = [
    path("me/notices/", views.inbox, name="inbox"),
    path("me/notices/read/", views.read_all, name="read-all"),
    path("me/notices/<int:pk>/read/", views.read, name="read"),
    path("me/notices/settings/", views.settings, name="settings"),
    path("me/notices/pause/", views.pause, name="pause"),
    path("me/notices/resume/", views.resume, name="resume"),
    path("me/notices/links/revoke/", views.revoke_links, name="revoke-links"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("unsubscribe/<str:token>/undo/", views.resubscribe, name="resubscribe"),
]
