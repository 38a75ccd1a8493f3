"""Who may read what people write, and what others answer."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject, NullIf

from forums.choices import Heard, PerspectiveKind, ReadBy
from leeds_leaders.kin import kin
from leeds_leaders.moderation.choices import Standing


class ByAuthor(models.QuerySet):
    """Texts that somebody wrote, by name or not."""

    def with_author(self, viewer):
        """Each with its `writer`, a name and a slug, where it is by name and the viewer may see
        whoever wrote it; or nobody."""
        peers = kin(self.model, "author").objects.visible_to(viewer)
        shown = JSONObject(name=F("name"), slug=F("slug"))
        named = Subquery(peers.filter(pk=OuterRef("author")).values(shown=shown))
        return self.annotate(writer=Case(When(is_unnamed=False, then=named)))

    def for_moderators(self, viewer):
        """What moderators decide on: what they may read like anybody, and what waits for them or
        was declined."""
        seen = self.model.objects.visible_to(viewer).values("pk")
        return self.filter(Q(pk__in=seen) | ~Q(standing=Standing.LIVE))


class PerspectiveQuerySet(ByAuthor):
    """Reflections and articles."""

    def visible_to(self, viewer):
        """The only door to a perspective: published and live, for whom its author meant it; to its
        author always."""
        published = Q(published_at__isnull=False, standing=Standing.LIVE)
        everyone = published & Q(read_by=ReadBy.EVERYONE)
        if not viewer.is_authenticated:
            return self.filter(everyone)
        records = kin(self.model, "session", "record").objects.of_circle(viewer).values("pk")
        came = Q(read_by=ReadBy.CAME) & Q(session__in=records)
        return self.filter((published & (~Q(read_by=ReadBy.CAME) | came)) | Q(author=viewer))

    def published(self):
        """Without drafts, newest first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "pk")

    def drafts_first(self):
        """Drafts, the latest first; then what is published, newest first."""
        return self.order_by(F("published_at").desc(nulls_first=True), "-changed_at", "pk")

    def of_kind(self, kind: str):
        """Reflections or articles alone; all where nothing is asked."""
        return self.filter(kind=kind) if kind in PerspectiveKind else self

    def with_responses(self):
        """Each with how many responses stand there (`response_count`)."""
        responses = kin(self.model, "responses").objects.live().filter(perspective=OuterRef("pk"))
        count = responses.order_by().values("perspective").annotate(n=Count("pk")).values("n")
        return self.annotate(response_count=Coalesce(Subquery(count), 0))

    def with_session(self, viewer):
        """Each with the `subject`, title and slug of the session that it is about, where the viewer
        may see it."""
        sessions = kin(self.model, "session").objects.visible_to(viewer)
        shown = JSONObject(title=F("title"), slug=F("slug"))
        return self.annotate(
            subject=Subquery(sessions.filter(pk=OuterRef("session")).values(shown=shown))
        )


class CitationQuerySet(models.QuerySet):
    """Sources that perspectives cite."""

    def visible_to(self, viewer):
        """The only door to them: those of published perspectives that somebody may read."""
        perspectives = kin(self.model, "perspective").objects.visible_to(viewer).published()
        return self.filter(perspective__in=perspectives.order_by().values("pk"))

    def sources(self):
        """Each source once, that cited last first: its `url`, the ways in which it is `told`, and
        the ids of the perspectives that cite it (`cited_in`)."""
        return (
            self.order_by()
            .values(source=Coalesce(NullIf("url", Value("")), "words"))
            .annotate(
                address=Max("url"),
                told=ArrayAgg("words", distinct=True),
                cited_in=ArrayAgg("perspective", distinct=True),
                newest=Max("perspective__published_at"),
            )
            .order_by("-newest", "source")
        )


class ResponseQuerySet(ByAuthor):
    """Responses to perspectives, items of notes and sessions."""

    THREADS = ("perspective", "note", "session")

    def visible_to(self, viewer):
        """The only door to a response: live, and to something that somebody may read; to its author
        always. What is said between closed sessions is for those who came."""
        doors = [self._door(about, viewer) for about in self.THREADS]
        return self._through(doors[0] | doors[1] | doors[2], viewer)

    def on(self, target, viewer):
        """Those to one perspective, item or session: the same door, asked of this one alone."""
        about = target._meta.model_name
        door = self._door(about, viewer, pk=target.pk)
        return self._through(door, viewer).filter(**{about: target})

    def with_thread(self):
        """Each with its author, whose words it answers, and what its thread is about."""
        return self.select_related(
            "author", "parent__author", "perspective__author", "note__record__session", "session"
        )

    def live(self):
        """Those that stand: neither held nor declined nor taken back."""
        return self.filter(standing=Standing.LIVE, is_withdrawn=False)

    def in_order(self):
        """As they were said."""
        return self.order_by("said_at", "pk")

    def to_confirm(self, peer):
        """Those that say back what they heard somebody say, who has yet to say whether it was
        meant so."""
        theirs = Q(parent__author=peer) | Q(parent=None, perspective__author=peer)
        return self.live().filter(theirs, heard_state=Heard.SAID)

    def _through(self, door, viewer):
        seen = Q(standing=Standing.LIVE) & door
        return self.filter(seen | Q(author=viewer) if viewer.is_authenticated else seen)

    def _door(self, about: str, viewer, **one) -> Q:
        """The condition that what is answered may be read."""
        rows = kin(self.model, about).objects.visible_to(viewer).filter(**one)
        seen = Q(**{f"{about}__in": rows.values("pk")})
        return seen & self._outside_or_in_circle(viewer, **one) if about == "session" else seen

    def _outside_or_in_circle(self, viewer, **one) -> Q:
        """The condition that a session is not closed, or the viewer came to it."""
        records = kin(self.model, "session", "record").objects.filter(**one)
        closed = records.filter(pk=OuterRef("session"), is_closed=True)
        return ~Exists(closed) | Q(session__in=records.of_circle(viewer).values("pk"))
