from django.urls import path

from peers.views import (
    data,
    introductions,
    items,
    organisations,
    own,
    pace,
    pairs,
    profiles,
    roles,
    thanks,
    ties,
)

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
    # Connections, introductions, pairs, thanks; load and pause
    path("me/connections/", ties.connections, name="connections"),
    path("me/connections/<uuid:pk>/accept/", ties.connection_accept, name="connection-accept"),
    path("me/connections/<uuid:pk>/decline/", ties.connection_decline, name="connection-decline"),
    path(
        "me/connections/<uuid:pk>/withdraw/", ties.connection_withdraw, name="connection-withdraw"
    ),
    path("me/connections/<uuid:pk>/end/", ties.connection_end, name="connection-end"),
    path("me/connections/<uuid:pk>/block/", ties.connection_block, name="connection-block"),
    path(
        "me/introductions/<uuid:pk>/answer/",
        introductions.introduction_answer,
        name="introduction-answer",
    ),
    path("me/pairs/<uuid:pk>/", pairs.pair, name="pair"),
    path("me/pairs/<uuid:pk>/agree/", pairs.pair_agree, name="pair-agree"),
    path("me/pairs/<uuid:pk>/end/", pairs.pair_end, name="pair-end"),
    path("me/thanks/", thanks.thanks, name="thanks"),
    path("me/thanks/<uuid:pk>/take-away/", thanks.thanks_take_away, name="thanks-take-away"),
    path("me/pace/", pace.pace, name="pace"),
    path("me/pace/pause/", pace.pause, name="pause"),
    path("me/pace/resume/", pace.resume, name="resume"),
    path("me/pace/step-aside/<slug:slug>/", pace.step_aside, name="step-aside"),
    path("peers/<slug:slug>/connect/", ties.connect, name="connect"),
    path("peers/<slug:slug>/block/", ties.block, name="block"),
    path("peers/<slug:slug>/unblock/", ties.unblock, name="unblock"),
    path("peers/<slug:slug>/introduce/", introductions.introduce, name="introduce"),
    path("peers/<slug:slug>/pair/", pairs.pair_propose, name="pair-propose"),
    path("peers/<slug:slug>/thank/", thanks.thank, name="thank"),
    # One's own data
    path("me/data/", data.data, name="data"),
    # Organisations, and what I do there
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/names.json", organisations.organisation_names, name="organisation-names"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<slug:slug>/edit/",
        organisations.organisation_edit,
        name="organisation-edit",
    ),
    path("organisations/<slug:slug>/claim/", organisations.organisation_claim, name="claim"),
    path(
        "organisations/<slug:slug>/claim/withdraw/",
        organisations.claim_withdraw,
        name="claim-withdraw",
    ),
    path(
        "organisations/<slug:slug>/hand-back/",
        organisations.organisation_hand_back,
        name="hand-back",
    ),
    path("me/organisations/", roles.roles, name="roles"),
    path("me/organisations/come-as/", roles.come_as, name="come-as"),
    path("me/organisations/add/", roles.role_add, name="role-add"),
    path("me/organisations/<int:pk>/edit/", roles.role_edit, name="role-edit"),
    path("me/organisations/<int:pk>/end/", roles.role_end, name="role-end"),
    path("me/organisations/<int:pk>/remove/", roles.role_remove, name="role-remove"),
    path("me/data/export.zip", data.export, name="export"),
    path("me/data/erase/", data.erase, name="erase"),
    # Last, since a peer's address takes any word
    path("peers/photos/<slug:name>/", profiles.photo, name="photo"),
    path("peers/<slug:slug>/", profiles.detail, name="detail"),
]
