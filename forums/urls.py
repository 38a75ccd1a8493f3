from django.urls import path

from forums import views

app_name = "forums"
urlpatterns = [
    path("", views.session_list, name="list"),
    path("<slug:slug>/", views.session_detail, name="detail"),
]
