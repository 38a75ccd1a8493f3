from django.urls import path

from forums.views import calendars, mine, organising, places, reading

app_name = "forums"
urlpatterns = [
    path("forums/", reading.session_list, name="list"),
    path("forums/new/", organising.session_new, name="new"),
    path("forums/<slug:slug>/edit/", organising.session_edit, name="edit"),
    path("forums/<slug:slug>/organise/", organising.session_organise, name="organise"),
    path("forums/<slug:slug>/publish/", organising.session_publish, name="publish"),
    path("forums/<slug:slug>/cancel/", organising.session_cancel, name="cancel"),
    path("forums/<slug:slug>/held/", organising.session_held, name="held"),
    path("forums/<slug:slug>/", reading.session_detail, name="detail"),
    path("forums/<slug:slug>/programme/", reading.session_programme, name="programme"),
    path("forums/<slug:slug>/session.ics", calendars.session_calendar, name="calendar"),
    path("forums/<slug:slug>/rsvp/", places.session_rsvp, name="rsvp"),
    path("forums/<slug:slug>/my-place/", places.place, name="place"),
    path("forums/<slug:slug>/my-place/accept/", places.place_accept, name="place-accept"),
    path("forums/<slug:slug>/my-place/decline/", places.place_decline, name="place-decline"),
    path("calendar.ics", calendars.public_calendar, name="public-calendar"),
    path("calendar/<slug:token>.ics", calendars.private_calendar, name="private-calendar"),
    path("me/sessions/", mine.my_sessions, name="mine"),
    path("me/sessions/calendar/", mine.feed, name="feed"),
    path("me/sessions/calendar/new/", mine.feed_new, name="feed-new"),
    path("me/sessions/calendar/revoke/", mine.feed_revoke, name="feed-revoke"),
]
