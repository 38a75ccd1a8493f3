"""Who may read the record of a session, and who takes part in it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from forums.choices import RecordState, Seat, Section, State
from forums.querysets.sight import unless_hidden
from leeds_leaders.kin import kin
from leeds_leaders.stamps import SUM

CAME = frozenset({Seat.GOING, Seat.WALKED_IN})


class RecordQuerySet(models.QuerySet):
    """Records of sessions."""

    def visible_to(self, viewer):
        """The only door to a record. A public one is everybody's; a shared one is for those who
        came; a draft for those who take its notes. Whoever arranges the session, and organisers,
        read it in any state."""
        public = Q(state=RecordState.PUBLIC) & ~Q(session__state=State.DRAFT)
        if not viewer.is_authenticated:
            return self.filter(public)
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        shared = Q(state=RecordState.SHARED) & self.with_guest(viewer)
        return self.filter(public | shared | self.arranged_by(viewer) | self.noted_by(viewer))

    def written_by(self, viewer):
        """Those whose notes somebody may take now: in a draft those who take notes, later those
        alone who arrange it."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        return self.filter(self.arranged_by(viewer) | self.noted_by(viewer))

    def of_circle(self, viewer):
        """Those of sessions that somebody came to, takes notes of, or arranges."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        takes = Q(Exists(self.model.note_takers.through.objects.filter(
            record=OuterRef("pk"), peer=viewer
        )))  # fmt: skip
        return self.filter(takes | self.with_guest(viewer) | self.arranged_by(viewer))

    def naming_all_to(self, viewer):
        """Those of which somebody reads everybody who was named for something, closed or not: they
        arrange the session, or take the notes of a draft, and have to put right who does what."""
        if viewer.is_staff and viewer.has_perm("forums.change_session"):
            return self
        takers = self.model.note_takers.through.objects
        takes = Q(Exists(takers.filter(record=OuterRef("pk"), peer=viewer)))
        return self.filter(self.arranged_by(viewer) | (takes & Q(state=RecordState.DRAFT)))

    def for_reading(self, viewer):
        """Each with what its page asks before it reads any item: whether the viewer `may_write`,
        `has_actions`, how many answers to each item they may read (`answered`), and the `stamp`
        under which its items are kept."""
        may_write = self.model.objects.written_by(viewer).filter(pk=OuterRef("pk"))
        notes = kin(self.model, "notes")
        standing = notes.objects.standing().filter(record=OuterRef("pk"))
        responses = kin(notes, "responses").objects.visible_to(viewer)
        counted = responses.filter(note__record=OuterRef("pk")).order_by().values("note")
        answered = counted.annotate(n=Count("pk")).values(json=JSONObject(note=F("note"), n=F("n")))
        return self.annotate(
            may_write=Exists(may_write)
            if viewer.is_authenticated
            else Value(False, output_field=BooleanField()),
            has_actions=Exists(standing.filter(action__isnull=False)),
            answered=ArraySubquery(answered),
            stamp=RawSQL(f"({SUM.format(names='%s, %s')})", ["records", "words"]),
        )

    def with_guest(self, viewer):
        """The condition that somebody came to the session, or is going to."""
        bookings = kin(self.model, "session", "bookings").objects
        theirs = bookings.filter(session=OuterRef("pk"), peer=viewer, state__in=CAME)
        return Q(Exists(theirs))

    def arranged_by(self, viewer):
        """The condition that somebody arranges the session: as `rules.can_edit` has it."""
        hosts = kin(self.model, "session").hosts.through.objects.filter(peer=viewer)
        return (
            Q(session__proposed_by=viewer)
            | Q(Exists(hosts.filter(session=OuterRef("pk"))))
            | Q(Exists(hosts.filter(session=OuterRef("session__parent"))))
        )

    def noted_by(self, viewer):
        """The condition that somebody takes notes in a draft."""
        takers = self.model.note_takers.through.objects
        takes = Q(Exists(takers.filter(record=OuterRef("pk"), peer=viewer)))
        return Q(state=RecordState.DRAFT) & (takes | (Q(is_open=True) & self.with_guest(viewer)))


class NoteQuerySet(models.QuerySet):
    """Items of notes."""

    def visible_to(self, viewer):
        """The only door to items: those of records that somebody may read, unless removed; what is
        hidden is seen by whoever wrote it."""
        records = kin(self.model, "record").objects.visible_to(viewer)
        return self.not_hidden_from(viewer).filter(record__in=records, is_removed=False)

    def standing(self):
        """Those that anybody reads: neither removed nor hidden."""
        return self.filter(is_removed=False, hidden_at=None)

    def not_hidden_from(self, viewer):
        """Those that no moderator keeps from somebody, removed or not."""
        return self.filter(unless_hidden(viewer, "written_by"))

    def in_order(self):
        """Section by section, each in its order."""
        sections = [
            models.When(section=section, then=place) for place, section in enumerate(Section)
        ]
        return self.order_by(models.Case(*sections), "place")

    def for_page(self):
        """Those that are not removed, in order, each with its sector and `about`: its causes. What
        is hidden is among them, since it has its number. One query."""
        causes = kin(self.model, "cause_items").objects.filter(content_object=OuterRef("pk"))
        about = causes.order_by("tag__position", "tag__name").values(
            json=JSONObject(name=F("tag__name"), slug=F("tag__slug"), colour=F("tag__colour"))
        )
        there = self.filter(is_removed=False).select_related("sector", "question", "action")
        return there.annotate(about=ArraySubquery(about)).in_order()

    def about(self, slug: str):
        """Those about a cause, or about a part of it: by themselves, or by their session."""
        is_about = Q(tag__slug=slug) | Q(tag__parent__slug=slug)
        items, sessions = (
            kin(self.model, *names, "cause_items").objects.filter(is_about).values("content_object")
            for names in ((), ("record", "session"))
        )
        return self.filter(Q(pk__in=items) | Q(record__in=sessions))

    def what_works(self):
        """What everybody may read of what works: items of public records."""
        works = self.standing().filter(section=Section.WORKS, is_prose=False)
        return works.filter(record__state=RecordState.PUBLIC)

    def featured_first(self):
        """What organisers put before everybody, the last first; then the rest, newest first."""
        return self.order_by(models.F("featured_at").desc(nulls_last=True), "-written_at", "pk")


class NoteVersionQuerySet(models.QuerySet):
    """What items of notes said before."""

    def visible_to(self, viewer):
        """History is for those who may write the notes, now."""
        records = kin(self.model, "note", "record").objects
        return self.filter(note__record__in=records.written_by(viewer))
