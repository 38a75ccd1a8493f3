"""Addresses of moderation and of people's rights."""

from django.urls import path

from leeds_leaders.moderation.views import appeals, public, reporting, rights

app_name = "moderation"
urlpatterns = [
    path("privacy/", rights.privacy, name="privacy"),
    path("house-rules/", rights.house_rules, name="house-rules"),
    path("accessibility/", rights.accessibility, name="accessibility"),
    path("data-complaint/", rights.data_complaint, name="data-complaint"),
    path("moderation/", public.public, name="public"),
    path("moderation/decisions/<uuid:key>/", appeals.decision, name="decision"),
    path("moderation/appeal/<str:token>/", appeals.by_link, name="appeal-by-link"),
    path("report/seen/<str:token>/", reporting.seen, name="report-seen"),
    path("report/<slug:kind>/<str:key>/", reporting.report, name="report"),
]
