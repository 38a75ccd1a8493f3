"""What moderation holds of a person (leeds_leaders/personal_data.py).

Nobody learns here who reported them, nor that somebody did, but for what their own page and a
letter have told them: that something waits because it was reported.
"""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.moderation.actions import forgetting
from leeds_leaders.moderation.emails import rights as emails
from leeds_leaders.moderation.kinds import kinds
from leeds_leaders.moderation.models import (
    Act,
    Appeal,
    Approved,
    Candidate,
    Case,
    DataComplaint,
    Decision,
    Report,
    Said,
)
from leeds_leaders.notices.models import Letter
from leeds_leaders.notices.personal_data import addresses_of
from leeds_leaders.personal_data import Fate, Holding, Tell, Told, readable

NOT_WHOSE = _("Whose it is is theirs to tell.")


def _told(*names: str) -> Tell:
    """Some fields of each row, and of what kind the thing is that it is about."""

    def tell(rows: QuerySet, peer) -> Iterator[Told]:
        for row in rows:
            kind = getattr(getattr(row, "case", row), "kind", "")
            about = {"about": _title(kind)} if kind else {}
            yield about | {name: readable(row, name) for name in names}

    return tell


def _title(kind: str) -> str:
    """A kind in words; acts know tables as well, which stay as they are."""
    return str(kinds()[kind].title) if kind in kinds() else kind


def _waiting(rows: QuerySet, peer) -> Iterator[Told]:
    """What waited, with the reason that its author was told while it did."""
    waiting = rows.filter(Q(is_held=True) | ~Q(because=""))
    return iter(_told("because", "opened_at", "closed_at")(waiting, peer))


def _reports(rows: QuerySet, peer) -> Iterator[Told]:
    told = _told("rule", "words", "made_at", "answered_at")
    return iter(told(rows.select_related("case"), peer))


def _decided(rows: QuerySet, peer) -> Iterator[Told]:
    """What was decided on theirs and stands: of what was taken back nobody was told."""
    standing = Decision.objects.standing().filter(pk__in=rows.values("pk"))
    return iter(_told("outcome", "rule", "reason", "texts", "at")(standing, peer))


def complaints_of(peer) -> QuerySet:
    """Those made by a peer, or from an address that is shown to be theirs."""
    return DataComplaint.objects.filter(
        Q(peer=peer.pk) | Q(peer=None, email__in=addresses_of(peer))
    )


def letters_on_complaints_of(peer) -> QuerySet:
    """What was written to them about complaints, at whichever address they gave for an answer."""
    return emails.letters_about(DataComplaint.objects.filter(peer=peer.pk))


HOLDINGS = [
    Holding(
        name="approved",
        title=_("What I wrote, as a moderator last approved it"),
        model=Approved,
        of=forgetting.approved_of,
        about=_("So that the next one sees what has changed since."),
        tell=_told("texts", "at"),
    ),
    Holding(
        name="waiting",
        title=_("What of mine waited for a moderator"),
        model=Case,
        links=["author"],
        fate=Fate.NOBODYS,
        tell=_waiting,
        let_go=forgetting.let_go_of_cases,
    ),
    Holding(
        name="looked_at",
        title=_("What I have in hand as a moderator"),
        model=Case,
        links=["claimed_by"],
        fate=Fate.NOBODYS,
        about=NOT_WHOSE,
        tell=_told("claimed_until"),
    ),
    Holding(
        name="reports",
        title=_("What I reported"),
        model=Report,
        links=["reporter"],
        fate=Fate.NOBODYS,
        afterwards=_("That somebody reported it stays, without my name and my words."),
        tell=_reports,
        let_go=forgetting.let_go_of_reports,
    ),
    Holding(
        name="decisions_on_mine",
        title=_("What was decided on what I made"),
        model=Decision,
        links=["author"],
        fate=Fate.NOBODYS,
        afterwards=_("That it was decided stays, without my name, my words and the reason."),
        tell=_decided,
        let_go=forgetting.let_go_of_decisions,
    ),
    Holding(
        name="decisions_by_me",
        title=_("What I decided as a moderator"),
        model=Decision,
        links=["by"],
        fate=Fate.NOBODYS,
        about=NOT_WHOSE,
        tell=_told("outcome", "rule", "reason", "at"),
    ),
    Holding(
        name="appeals",
        title=_("What I asked to have looked at again"),
        model=Appeal,
        links=["peer"],
        tell=_told("words", "made_at", "is_upheld", "answer", "decided_at"),
    ),
    Holding(
        name="appeals_decided",
        title=_("What others asked to have looked at again, and I had or have to decide on"),
        model=Appeal,
        links=["against", "decided_by"],
        fate=Fate.NOBODYS,
        about=NOT_WHOSE,
        tell=_told("is_upheld", "decided_at"),
    ),
    Holding(
        name="acts",
        title=_("What I did as one of the staff"),
        model=Act,
        links=["by"],
        fate=Fate.NOBODYS,
        about=NOT_WHOSE,
        tell=_told("what", "at"),
    ),
    Holding(
        name="said",
        title=_("When I posted something, for a week"),
        model=Said,
        links=["peer"],
        about=_("When, and not what: of the words a hash is kept, to find what is repeated."),
        tell=_told("at"),
    ),
    # Before the complaints: they tell which letters are about them.
    Holding(
        name="letters_on_complaints",
        title=_("Letters about my complaints, at the address that I gave there"),
        model=Letter,
        of=letters_on_complaints_of,
        tell=_told("address", "subject", "queued_at"),
    ),
    Holding(
        name="data_complaints",
        title=_("What I complained of about my data"),
        model=DataComplaint,
        links=["peer"],
        of=complaints_of,
        tell=_told("name", "email", "words", "made_at", "due_on", "answer", "answered_at"),
    ),
    Holding(
        name="data_complaints_answered",
        title=_("Complaints about data that I answered"),
        model=DataComplaint,
        links=["answered_by"],
        fate=Fate.NOBODYS,
        about=NOT_WHOSE,
        tell=_told("answered_at"),
    ),
    Holding(
        name="candidacies",
        title=_("Elections in which I stand"),
        model=Candidate,
        links=["peer"],
        tell=_told("election", "name"),
    ),
]
