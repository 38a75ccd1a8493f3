from django.urls import path

from leeds_leaders.geography import views

app_name = "geography"
urlpatterns = [
    path("wards/", views.ward_list, name="wards"),
    path("wards/labels.json", views.ward_labels, name="labels"),
    path("wards/<slug:slug>/", views.ward_detail, name="ward"),
    path("places/", views.place_search, name="places"),
    path("places/ward.json", views.ward_at, name="ward-at"),
]
