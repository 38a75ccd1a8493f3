from django.urls import path

from leeds_leaders.language import views

app_name = "language"
urlpatterns = [
    path("", views.cause_list, name="causes"),
    path("<slug:slug>/", views.cause_detail, name="cause"),
]
