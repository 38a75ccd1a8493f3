from django.urls import path

from peers import views

app_name = "peers"
urlpatterns = [
    path("", views.me, name="me"),
    path("name/", views.rename, name="rename"),
]
