"""One case at a time: the thing, what has changed in it, whose it is, and what else there is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Left
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.actions.claiming import thing_of
from leeds_leaders.moderation.actions.queue import NO, TO_THINK_AGAIN, whose_account_closes
from leeds_leaders.moderation.choices import Outcome
from leeds_leaders.moderation.kinds import Words, kinds
from leeds_leaders.moderation.models import (
    Approved,
    Case,
    Decision,
    Report,
)
from leeds_leaders.moderation.pages.history import FEW, History
from leeds_leaders.moderation.pages.listed import is_nameless, own_columns
from leeds_leaders.moderation.pages.reading import Text, read
from leeds_leaders.text import one_line, shorten

LOOKED_THROUGH = 2_000  # things of the same kind
COMPARED = 300  # characters of each
ALIKE = 0.35
A_LINE = 80
STILL_IN_MIND = timedelta(hours=1)


@dataclass(frozen=True)
class Verb:
    """What a moderator may do, by which key, and whether it needs a reason."""

    key: str
    outcome: str
    words: Words
    needs_reason: bool = False


@dataclass(frozen=True)
class Like:
    """Another thing of the same kind that says much the same."""

    words: str
    url: str
    percent: int


class Looked:
    """One case as a moderator sees it. `kind` and `thing` are nothing where it is gone."""

    def __init__(self, case: Case, viewer):
        self.case, self.viewer = case, viewer
        self.kind: Any
        self.kind, self.thing = thing_of(case)
        self.is_gone = self.thing is None
        self.is_in_hand = case.is_open and case.is_in_hand_of_another(viewer)
        self.is_mine_now = case.is_open and case.claimed_by_id == viewer.pk and not self.is_in_hand

    @property
    def title(self) -> str:
        return capfirst(str(self.kind.title)) if self.kind else str(self.case)

    @cached_property
    def authors(self):
        return [] if self.is_gone else self.kind.authors(self.thing)

    @cached_property
    def is_own(self) -> bool:
        return self.viewer in self.authors or self.case.author_id == self.viewer.pk

    @cached_property
    def is_about_own(self) -> bool:
        """Whether it is about something of the viewer's, or stands there."""
        return not self.is_gone and self.viewer in self.kind.parties(self.thing)

    @cached_property
    def is_reported_by_viewer(self) -> bool:
        """Whether the viewer complained of it, so that somebody else decides."""
        return self.case.reports_made.open().filter(reporter=self.viewer.pk).exists()

    @cached_property
    def is_nameless(self) -> bool:
        return not self.is_gone and is_nameless(self.kind, self.thing)

    @property
    def read(self) -> str:
        """The digest of what stands on this page."""
        return "" if self.is_gone else self.kind.digest_of(self.thing)

    @property
    def url(self) -> str:
        return "" if self.is_gone else self.kind.url(self.thing)

    @property
    def edit_url(self) -> str:
        return "" if self.is_gone else self.kind.edit_url(self.thing)

    @property
    def photos(self) -> Iterable[str]:
        return () if self.is_gone else self.kind.photos(self.thing)

    @property
    def facts(self) -> Iterable[tuple[Words, str]]:
        return () if self.is_gone else self.kind.facts(self.thing)

    @property
    def _key(self) -> dict[str, str]:
        return {"kind": self.case.kind, "object_id": self.case.object_id}

    @cached_property
    def approved(self) -> Approved | None:
        """What a moderator said yes to before."""
        same = Approved.objects.visible_to(self.viewer).filter(
            kind=self.case.kind, object_id=self.case.object_id
        )
        return same.first()

    @cached_property
    def texts(self) -> list[Text]:
        if self.is_gone:
            return []
        before = self.approved.texts if self.approved else {}
        return list(read(self.kind, before, self.kind.texts_of(self.thing)))

    @cached_property
    def reports(self) -> list[Report]:
        """Those of this case, the open ones first; none of one's own, whoever looks."""
        if self.is_own:
            return []
        return list(self.case.reports_made.select_related("reporter").order_by("-answered_at"))

    @cached_property
    def decisions(self) -> list[Decision]:
        """What was decided on this very thing before."""
        same = Decision.objects.visible_to(self.viewer).on(self.case.kind, self.case.object_id)
        return list(same.select_related("by")[:FEW])

    @cached_property
    def history(self) -> History | None:
        """Of whose it is. Of whoever wrote without a name there is none: one is known by it."""
        if self.is_nameless or self.is_gone:
            return None
        whose = self.kind.whose(self.thing)
        return History(whose, self.case, self.viewer) if whose else None

    @cached_property
    def alike(self) -> list[Like]:
        """Others of its kind that say much the same, among some thousand of them, the newest where
        keys tell: what this viewer may see, or what waits beside it. Nobody's drafts, and nothing
        that somebody wrote for themselves. One query."""
        if self.is_gone or not (columns := own_columns(self.kind)):
            return []
        words = " ".join(self.kind.texts_of(self.thing)[name] for name in columns)[:COMPARED]
        to_see = self._to_see().order_by("-pk").values("pk")[:LOOKED_THROUGH]
        rows = self.kind.model._base_manager.filter(pk__in=to_see).exclude(pk=self.thing.pk)
        near = rows.annotate(alike=TrigramSimilarity(_first_words(columns), words))
        near = near.filter(alike__gte=ALIKE).select_related(*self.kind.joined)
        return [
            Like(
                shorten(one_line(" ".join(self.kind.texts_of(row).values())), A_LINE),
                self.kind.url(row),
                round(row.alike * 100),
            )
            for row in near.order_by("-alike", "-pk")[:FEW]
        ]

    def _to_see(self) -> QuerySet:
        """What of this kind the viewer comes to see, on the site or in the queue."""
        seen = self.kind.visible_to(self.viewer).order_by().values("pk")
        waiting = Case.objects.visible_to(self.viewer).open().filter(kind=self.kind.name)
        rows = self.kind.model._base_manager.annotate(key_as_text=Cast("pk", CharField()))
        return rows.filter(Q(pk__in=seen) | Q(key_as_text__in=waiting.values("object_id")))

    @property
    def to_bring_back(self) -> Decision | None:
        """The last decision on it, if there is something to bring back."""
        last = self.decisions[0] if self.decisions else None
        return last if last and last.outcome in NO and not self.case.is_open else None

    @cached_property
    def verbs(self) -> list[Verb]:
        """What this viewer may do now, by keys."""
        if self.is_gone or self.is_own or self.is_in_hand or not self.case.is_open:
            return []
        if self.is_about_own or self.is_reported_by_viewer:
            return []
        yes = (
            Verb("a", Outcome.APPROVED, _("Let it be seen"))
            if self.case.is_unseen
            else Verb("k", Outcome.LEFT, _("Leave it as it is"))
        )
        changed = Verb("y", Outcome.EDITED, _("Yes, with my changes"))
        no = (
            Verb("d", Outcome.DECLINED, _("Decline"), True)
            if self.case.is_unseen
            else Verb("r", Outcome.REMOVED, _("Take away"), True)
        )
        warn = Verb("w", Outcome.WARNED, _("Say a word"), True)
        return [
            yes,
            *([changed] if self.edit_url else []),
            no,
            *([warn] if self.authors else []),
            *self._suspend(),
        ]

    def _suspend(self) -> Iterator[Verb]:
        """To close an account, which is named: nobody guesses whose it is."""
        writer = whose_account_closes(self.kind, self.thing)
        if writer is None:
            return
        words: Words = _("Take away and close the account")
        if not self.is_nameless:
            words = _("Take away and close the account of %(name)s") % {"name": writer}
        yield Verb("s", Outcome.SUSPENDED, words, True)

    @property
    def yes(self) -> list[Verb]:
        return [verb for verb in self.verbs if not verb.needs_reason]

    @property
    def no(self) -> list[Verb]:
        return [verb for verb in self.verbs if verb.needs_reason]


def _first_words(columns: list[str]):
    pieces = [Cast(name, TextField()) for name in columns]
    if len(pieces) == 1:
        return Left(pieces[0], COMPARED)
    spaced = [part for piece in pieces for part in (piece, Value(" "))]
    return Left(Concat(*spaced, output_field=TextField()), COMPARED)


@dataclass(frozen=True)
class TakingBack:
    """What somebody decided last, and how it is taken back: at once, or by bringing back."""

    decision: Decision
    is_at_once: bool


def to_take_back(viewer) -> TakingBack | None:
    """Somebody's last decision of this hour, if anything can be done about it. One query."""
    since = timezone.now() - STILL_IN_MIND
    theirs = Decision.objects.visible_to(viewer).standing().filter(by=viewer.pk)
    last = theirs.filter(at__gte=since).first()
    if last is None or last.outcome == Outcome.SUSPENDED:
        return None
    kind = kinds().get(last.kind)
    is_young = timezone.now() - last.at < TO_THINK_AGAIN
    is_at_once = is_young and kind is not None and kind.can_be_undone
    return TakingBack(last, is_at_once) if is_at_once or last.outcome in NO else None
