"""Who may see a session, and what one screen needs of it."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import BooleanField, Exists, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from forums.choices import How, Seat, State
from forums.querysets.around import around
from forums.querysets.cards import COLUMNS, Card
from leeds_leaders.finding.words import Words

LONGEST = timedelta(days=31)

# As the indexes `session_by_words` and `venue_by_words` have them, each asked on its own: where one
# condition or the other would do, PostgreSQL looks at every row.
_HAS_WORDS = """forums_session.id IN (
    SELECT id FROM forums_session WHERE to_tsvector('house'::regconfig,
        coalesce(title, '') || ' ' || coalesce(theme, '') || ' ' || coalesce(purpose, ''))
        @@ {words}
    UNION ALL
    SELECT s.id FROM forums_session s JOIN forums_venue v ON v.id = s.venue_id
    WHERE to_tsvector('house'::regconfig, coalesce(v.name, '') || ' ' || coalesce(v.address, ''))
        @@ {words})"""


class SessionQuerySet(models.QuerySet):
    """Breakfast forum sessions."""

    def visible_to(self, viewer):
        """The only door to a session: drafts are for organisers, and for whoever hosts them or
        proposed them. One that waits for a moderator is still there for those who have a turn in
        it: they might come to it."""
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        if not viewer.is_authenticated:
            return self.exclude(state=State.DRAFT)
        return self.filter(
            ~Q(state=State.DRAFT)
            | Q(proposed_by=viewer)
            | Exists(self.model.hosts.through.objects.filter(session=OuterRef("pk"), peer=viewer))
            | self._waits_with(viewer)
        )

    def _waits_with(self, viewer):
        """The condition that a session others knew waits for a moderator, and that a viewer has a
        turn in it. What was taken away waits no more."""
        bookings = self.model.bookings.rel.related_model.objects.with_a_turn()
        others_knew = Q(state_before__in=(State.PUBLISHED, State.CANCELLED), taken_away_at=None)
        return others_knew & Exists(bookings.filter(session=OuterRef("pk"), peer=viewer))

    def visible_at(self, slug, viewer):
        """The session of one address, through the same door; or None. Nearly all are published:
        who may see a draft is asked of drafts alone."""
        session = self.filter(slug=slug).select_related("venue").first()
        if session is None or session.state != State.DRAFT:
            return session
        return self.visible_to(viewer).filter(pk=session.pk).first()

    def upcoming(self):
        """Sessions that have not ended, soonest first. None began longer ago than one lasts, which
        leads straight to them, however many have been."""
        now = timezone.now()
        coming = self.filter(ends_at__gte=now, starts_at__gte=now - LONGEST)
        return coming.order_by("starts_at", "pk")

    def past(self):
        """Sessions that have ended, newest first."""
        return self.filter(ends_at__lt=timezone.now()).order_by("-ends_at", "-pk")

    def whole(self):
        """Without the parts of conferences, which are found on the page of the whole."""
        return self.filter(parent=None)

    def find(self, search):
        """What a `Search` asks for, whenever it is. Parts of conferences are found where somebody
        looks for something."""
        found = self.whole() if search.is_bare else self
        if search.q:
            found = found.filter(_has(Words(search.q)))
        if search.cause:
            found = found.filter(pk__in=self._about(search.cause))
        if search.ward:
            of_ward = self.model.wards.through.objects.filter(ward__slug=search.ward)
            found = found.filter(
                Q(venue__ward__slug=search.ward) | Q(pk__in=of_ward.values("session"))
            )
        if search.series:
            found = found.filter(series__slug=search.series)
        if search.how == How.IN_PERSON:
            found = found.filter(venue__isnull=False)
        elif search.how == How.ONLINE:
            found = found.exclude(online_link="")
        return found

    def _about(self, slug: str):
        """The keys of sessions about a cause, or about a part of it."""
        items = self.model.cause_items.rel.related_model.objects
        return items.filter(Q(tag__slug=slug) | Q(tag__parent__slug=slug)).values("content_object")

    def starting_between(self, first: date, last: date):
        """Those that start on one of these days of the city, soonest first."""
        zone = timezone.get_default_timezone()
        start, end = (
            datetime.combine(day, at, zone) for day, at in ((first, time.min), (last, time.max))
        )
        return self.filter(starts_at__range=(start, end)).order_by("starts_at", "pk")

    def on_calendar_of(self, peer):
        """What a peer goes to or hosts. What they have left, or what went back to being a draft,
        is on it no more; what is cancelled is, and says so. So does what was taken away, of
        which nothing else is told (`coming_of`)."""
        bookings = self.model.bookings.rel.related_model.objects
        goes = bookings.filter(session=OuterRef("pk"), peer=peer, state=Seat.GOING)
        hosts = self.model.hosts.through.objects.filter(session=OuterRef("pk"), peer=peer)
        others_knew = Q(state_before__in=(State.PUBLISHED, State.CANCELLED))
        is_told = ~Q(state=State.DRAFT) | Q(others_knew, taken_away_at__isnull=False)
        return self.filter(is_told, Exists(goes) | Exists(hosts))

    def card_rows(self):
        """The rows that cards are made of. One part is enough to be looked up: asked whether any
        exist, PostgreSQL might read all there are first."""
        parts = self.model.objects.filter(parent=OuterRef("pk")).exclude(state=State.DRAFT)
        part = Subquery(parts.order_by().values("pk")[:1])
        return self.annotate(some_part=part).values_list(*COLUMNS)

    def as_cards(self) -> list[Card]:
        """The rows of this queryset as cards. One query."""
        return [Card(*row) for row in self.card_rows()]

    def for_page(self, viewer):
        """What the page of a session shows to a viewer: `around` holds what stands beside the
        session's own words (see there). One query, and one for a member's ties."""
        return (
            self.select_related("venue__ward", "series")
            .defer("venue__ward__boundary")
            .annotate(around=around(viewer))
        )


def _has(words: Words) -> RawSQL:
    """The condition of what holds some words, itself or by its venue."""
    query = words.query()
    sql = _HAS_WORDS.format(words=query.text)
    return RawSQL(sql, query.values * 2, output_field=BooleanField())
