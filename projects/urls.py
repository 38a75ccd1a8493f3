from django.urls import include, path, re_path

from projects import views

app_name = "projects"
of_projects = [
    path("", views.project_list, name="list"),
    path("points.json", views.project_points, name="points"),
    re_path(r"^photos/(?P<name>[\w-]+)\.webp$", views.project_photo, name="photo"),
    path("new/", views.project_add, name="add"),
    path("new/alike/", views.project_alike, name="alike"),
    path("draft/", views.draft_keep, name="draft"),
    path("draft/drop/", views.draft_drop, name="draft-drop"),
    path("<slug:slug>/", views.project_detail, name="detail"),
    path("<slug:slug>/edit/", views.project_edit, name="edit"),
    path("<slug:slug>/withdraw/", views.project_withdraw, name="withdraw"),
    path("<slug:slug>/restore/", views.project_restore, name="restore"),
]
urlpatterns = [
    path("projects/", include(of_projects)),
]
