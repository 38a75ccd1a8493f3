"""The weeks before an election, and who stands in it."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils import timezone

from leeds_leaders.moderation.models import Candidate, PreElection

WORD = re.compile(r"[^\W_]+")


def keep_election(election: PreElection) -> PreElection:
    """Begin the weeks before an election, or move them. What is held then waits for a moderator
    whatever becomes of them."""
    election.save()
    return election


def call_off_election(election: PreElection) -> None:
    """Let the weeks before an election be no more, with who stood in it."""
    election.delete()


def keep_candidates(standing: Iterable[Candidate], gone: Iterable[Candidate]) -> None:
    """Write down who stands, and who no longer does."""
    for candidate in gone:
        candidate.delete()
    for candidate in standing:
        candidate.save()


def is_by_or_about_a_candidate(author, texts: Iterable[str]) -> bool:
    """Whether, in the weeks before an election, somebody stands for it or their words name somebody
    who does: the whole name as it is on the ballot, accents or not."""
    today = timezone.localdate()
    running = Candidate.objects.filter(election__starts_on__lte=today, election__ends_on__gte=today)
    candidates = list(running.values_list("peer_id", "name"))
    if any(peer_id == author.pk for peer_id, _name in candidates):
        return True
    said = [_words(text) for text in texts] if candidates else []
    return any(_words(name) in text for _peer_id, name in candidates for text in said)


def _words(text: str) -> str:
    """The words of a text alone, small, without accents, each between two spaces."""
    spread = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return f" {' '.join(WORD.findall(plain))} "
