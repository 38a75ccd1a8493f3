from django.urls import path

from peers.views import items, own, profiles

app_name = "peers"
urlpatterns = [
    path("me/", own.me, name="me"),
    path("me/name/", own.rename, name="rename"),
    path("me/profile/", own.profile, name="profile"),
    path("me/profile/audiences/", own.audiences, name="audiences"),
    path("me/profile/seen-by/<slug:circle>/", own.preview, name="preview"),
    path("me/profile/<slug:section>/", own.profile_edit, name="profile-edit"),
    # Offers and asks
    path("me/items/", items.items, name="items"),
    path("me/items/followed/", items.items_followed, name="items-followed"),
    path("me/items/add/<slug:kind>/", items.item_add, name="item-add"),
    path("peers/items/<slug:slug>/", items.item, name="item"),
    path("peers/items/<slug:slug>/edit/", items.item_edit, name="item-edit"),
    path("peers/items/<slug:slug>/close/", items.item_close, name="item-close"),
    path("peers/items/<slug:slug>/reopen/", items.item_reopen, name="item-reopen"),
    path("peers/items/<slug:slug>/follow/", items.item_follow, name="item-follow"),
    path("peers/items/<slug:slug>/unfollow/", items.item_unfollow, name="item-unfollow"),
    # Last, since a peer's address takes any word
    path("peers/photos/<slug:name>/", profiles.photo, name="photo"),
    path("peers/<slug:slug>/", profiles.detail, name="detail"),
]
