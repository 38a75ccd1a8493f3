from django.urls import include, path, re_path

from projects import views
from projects.views import history as history_views
from projects.views import photos as photo_views

app_name = "projects"
of_projects = [
    path("", views.project_list, name="list"),
    path("points.json", views.project_points, name="points"),
    re_path(r"^photos/(?P<name>[\w-]+)\.webp$", photo_views.photo, name="photo"),
    path("new/", views.project_add, name="add"),
    path("new/alike/", views.project_alike, name="alike"),
    path("draft/", views.draft_keep, name="draft"),
    path("draft/drop/", views.draft_drop, name="draft-drop"),
    path("<slug:slug>/", views.project_detail, name="detail"),
    path("<slug:slug>/edit/", views.project_edit, name="edit"),
    path("<slug:slug>/withdraw/", views.project_withdraw, name="withdraw"),
    path("<slug:slug>/restore/", views.project_restore, name="restore"),
    path("<slug:slug>/history/", history_views.history, name="history"),
    path(
        "<slug:slug>/history/<int:revision>/restore/",
        history_views.history_restore,
        name="history-restore",
    ),
    path("<slug:slug>/photos/", photo_views.photos, name="photos"),
    path("<slug:slug>/photos/<int:pk>/change/", photo_views.photo_change, name="photo-change"),
    path("<slug:slug>/photos/<int:pk>/remove/", photo_views.photo_remove, name="photo-remove"),
    path("<slug:slug>/photos/<int:pk>/up/", photo_views.photo_up, name="photo-up"),
    path("<slug:slug>/photos/<int:pk>/down/", photo_views.photo_down, name="photo-down"),
]
urlpatterns = [
    path("projects/", include(of_projects)),
]
