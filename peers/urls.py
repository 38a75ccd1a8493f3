from django.urls import path

from peers.views import own

app_name = "peers"
urlpatterns = [
    path("me/", own.me, name="me"),
    path("me/name/", own.rename, name="rename"),
]
