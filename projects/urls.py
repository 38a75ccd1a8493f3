from django.urls import include, path, re_path

from projects import views
from projects.views import associations as association_views
from projects.views import bids as bid_views
from projects.views import checking as checking_views
from projects.views import claims as claim_views
from projects.views import cohorts as cohort_views
from projects.views import development as development_views
from projects.views import history as history_views
from projects.views import hubs as hub_views
from projects.views import interest as interest_views
from projects.views import invitations as invitation_views
from projects.views import lessons as lessons_views
from projects.views import matches as match_views
from projects.views import memberships as membership_views
from projects.views import news as news_views
from projects.views import photos as photo_views
from projects.views import searches as search_views
from projects.views import sharing as sharing_views
from projects.views import support as support_views
from projects.views import team as team_views

app_name = "projects"
of_hubs = [
    path("new/", hub_views.hub_new, name="hub-new"),
    path("<int:pk>/edit/", hub_views.hub_edit, name="hub-edit"),
    path("<int:pk>/withdraw/", hub_views.hub_withdraw, name="hub-withdraw"),
    path("<int:pk>/restore/", hub_views.hub_restore, name="hub-restore"),
]
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
    path("<slug:slug>/card.png", sharing_views.card, name="card"),
    path("<slug:slug>/print/", sharing_views.print_sheet, name="print"),
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
    path("<slug:slug>/news/", news_views.news_of, name="news-of"),
    path("<slug:slug>/news/new/", news_views.news_new, name="news-new"),
    path("<slug:slug>/milestones/new/", news_views.milestone_new, name="milestone-new"),
    path("<slug:slug>/still-going/", checking_views.still_going, name="still-going"),
]
of_associations = [
    path("", association_views.associations, name="associations"),
    path("new/", association_views.association_new, name="association-new"),
    path("<slug:slug>/", association_views.association, name="association"),
    path("<slug:slug>/edit/", association_views.association_edit, name="association-edit"),
    path("<slug:slug>/bridges/", association_views.association_bridges, name="association-bridges"),
    path("<slug:slug>/withdraw/", association_views.association_withdraw,
         name="association-withdraw"),
    path("<slug:slug>/restore/", association_views.association_restore,
         name="association-restore"),
    path("<slug:slug>/stop-keeping/", association_views.association_stop_keeping,
         name="association-stop-keeping"),
    path("<slug:slug>/join/", membership_views.association_join, name="association-join"),
    path("<slug:slug>/leave/", membership_views.association_leave, name="association-leave"),
    path("<slug:slug>/invite/", membership_views.association_invite, name="association-invite"),
]  # fmt: skip
of_memberships = [
    path("accept/", membership_views.membership_accept, name="membership-accept"),
    path("decline/", membership_views.membership_decline, name="membership-decline"),
    path("end/", membership_views.membership_end, name="membership-end"),
    path("keeper/ask/", membership_views.keeper_ask, name="keeper-ask"),
    path("keeper/yes/", membership_views.keeper_yes, name="keeper-yes"),
    path("keeper/no/", membership_views.keeper_no, name="keeper-no"),
]
of_cohorts = [
    path("", cohort_views.cohorts, name="cohorts"),
    path("new/", cohort_views.cohort_new, name="cohort-new"),
    path("members/<int:pk>/let-go/", cohort_views.cohort_let_go, name="cohort-let-go"),
    path("<slug:slug>/", cohort_views.cohort, name="cohort"),
    path("<slug:slug>/edit/", cohort_views.cohort_edit, name="cohort-edit"),
    path("<slug:slug>/end/", cohort_views.cohort_end, name="cohort-end"),
    path("<slug:slug>/ask/", cohort_views.cohort_ask, name="cohort-ask"),
    path("<slug:slug>/yes/", cohort_views.cohort_yes, name="cohort-yes"),
    path("<slug:slug>/no/", cohort_views.cohort_no, name="cohort-no"),
    path("<slug:slug>/leave/", cohort_views.cohort_leave, name="cohort-leave"),
]
of_development = [
    path("", development_views.development, name="development"),
    path("new/", development_views.development_new, name="development-new"),
    path("<uuid:key>/", development_views.development_offer, name="development-offer"),
    path("<uuid:key>/edit/", development_views.development_edit, name="development-edit"),
    path("<uuid:key>/publish/", development_views.development_publish,
         name="development-publish"),
    path("<uuid:key>/take-back/", development_views.development_take_back,
         name="development-take-back"),
]  # fmt: skip
of_teams = [
    path("team/", team_views.team, name="team"),
    path("team/ask/", team_views.team_ask, name="team-ask"),
    path("team/yes/", team_views.team_yes, name="team-yes"),
    path("team/no/", team_views.team_no, name="team-no"),
    path("team/leave/", team_views.team_leave, name="team-leave"),
    path("team/<int:pk>/change/", team_views.team_change, name="team-change"),
    path("team/<int:pk>/remove/", team_views.team_remove, name="team-remove"),
    path("hand-over/", team_views.hand_over, name="hand-over"),
    path("claim/", claim_views.claim, name="claim"),
    path("claim/withdraw/", claim_views.claim_withdraw, name="claim-withdraw"),
    path("release/", claim_views.organisation_release, name="organisation-release"),
    path("bids/", bid_views.bids, name="bids"),
]
of_handovers = [
    path("accept/", team_views.handover_accept, name="handover-accept"),
    path("decline/", team_views.handover_decline, name="handover-decline"),
    path("withdraw/", team_views.handover_withdraw, name="handover-withdraw"),
]
of_bids = [
    path("", bid_views.bid, name="bid"),
    path("edit/", bid_views.bid_edit, name="bid-edit"),
    path("parts/", bid_views.bid_part, name="bid-part"),
    path("parts/<int:pk>/done/", bid_views.bid_part_done, name="bid-part-done"),
    path("parts/<int:pk>/reopen/", bid_views.bid_part_reopen, name="bid-part-reopen"),
    path("parts/<int:pk>/remove/", bid_views.bid_part_remove, name="bid-part-remove"),
]
of_searches = [
    path("", search_views.searches, name="searches"),
    path("save/", search_views.search_save, name="search-save"),
    path("<int:pk>/change/", search_views.search_change, name="search-change"),
    path("<int:pk>/delete/", search_views.search_delete, name="search-delete"),
    path("<int:pk>/bring-back/", search_views.search_bring_back, name="search-bring-back"),
]
of_interest = [
    path("interest/", interest_views.interest, name="interest"),
    path("interest/end/", interest_views.interest_end, name="interest-end"),
    path("behind/", interest_views.behind, name="behind"),
    path("behind/confirm/", interest_views.interests_confirm, name="interests-confirm"),
    path("behind/<int:pk>/confirm/", interest_views.interest_confirm, name="interest-confirm"),
    path(
        "behind/<int:pk>/unconfirm/",
        interest_views.interest_unconfirm,
        name="interest-unconfirm",
    ),
    path("pass-on/", interest_views.pass_on, name="pass-on"),
    path("feature/", interest_views.feature, name="feature"),
    path("unfeature/", interest_views.unfeature, name="unfeature"),
    path("asks/new/", support_views.support_new, name="support-new"),
    path("matches/", match_views.matches, name="matches"),
    path("invite/", invitation_views.invite, name="invite"),
]
of_asks = [
    path("", support_views.support, name="support"),
    path("edit/", support_views.support_edit, name="support-edit"),
    path("meet/", support_views.support_meet, name="support-meet"),
    path("close/", support_views.support_close, name="support-close"),
    path("reopen/", support_views.support_reopen, name="support-reopen"),
    path("answer/", support_views.support_answer, name="support-answer"),
    path("unanswer/", support_views.support_unanswer, name="support-unanswer"),
    path("not-this/", match_views.not_this, name="not-this"),
    path("ask-them/", match_views.match_ask, name="match-ask"),
]
of_replies = [
    path("accept/", support_views.reply_accept, name="reply-accept"),
    path("decline/", support_views.reply_decline, name="reply-decline"),
    path("thank/", support_views.reply_thank, name="reply-thank"),
]
of_invitations = [
    path("", invitation_views.invitation, name="invitation"),
    path("answer/", invitation_views.invitation_answer, name="invitation-answer"),
    path("withdraw/", invitation_views.invitation_withdraw, name="invitation-withdraw"),
]
urlpatterns = [
    path("me/searches/", include(of_searches)),
    path("projects/", include(of_projects)),
    path("projects/<slug:slug>/", include(of_interest)),
    path("asks/", support_views.asks, name="asks"),
    path("asks/<uuid:key>/", include(of_asks)),
    path("replies/<int:pk>/", include(of_replies)),
    path("invitations/<uuid:key>/", include(of_invitations)),
    path("me/support/", support_views.my_support, name="my-support"),
    path("hubs/", include(of_hubs)),
    path("projects/<slug:slug>/", include(of_teams)),
    path("handovers/<int:pk>/", include(of_handovers)),
    path("bids/<uuid:key>/", include(of_bids)),
    path("associations/", include(of_associations)),
    path("memberships/<int:pk>/", include(of_memberships)),
    path("cohorts/", include(of_cohorts)),
    path("development/", include(of_development)),
    path("news/<uuid:key>/", news_views.news, name="news"),
    path("news/<uuid:key>/edit/", news_views.news_edit, name="news-edit"),
    path("news/<uuid:key>/remove/", news_views.news_remove, name="news-remove"),
    path("news/<uuid:key>/bring-back/", news_views.news_bring_back, name="news-bring-back"),
    path("milestones/<uuid:key>/edit/", news_views.milestone_edit, name="milestone-edit"),
    path("milestones/<uuid:key>/reach/", news_views.milestone_reach, name="milestone-reach"),
    path("milestones/<uuid:key>/remove/", news_views.milestone_remove, name="milestone-remove"),
    path(
        "still-going/<str:token>/",
        checking_views.still_going_by_link,
        name="still-going-by-link",
    ),
    path("what-we-learned/", lessons_views.lessons, name="lessons"),
]
