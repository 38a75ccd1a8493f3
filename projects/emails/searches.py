"""What is written to people about what is new in the searches they keep.

The letter names the projects; it is written anew, or does not leave, when the list no longer shows
them (`write_anew`). The notice on the site is kept, so it names the searches alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.template.loader import render_to_string
from django.urls import reverse

from leeds_leaders.notices import actions as notices
from leeds_leaders.notices import rules
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling, Wording, letter_of, notice_of
from leeds_leaders.notices.models import Letter, Preference
from peers.models import Peer
from projects.models import Find, Project, SavedSearch
from projects.querysets.saved import Told

ITEMS = "projects.finds"
TEMPLATE = "projects/email/finds"
BRIEF = "projects/email/finds_brief.txt"


def tell_of_finds(peers: Iterable[Peer], finds: Mapping[int, Sequence[Told]]) -> None:
    """Tell each of these people what their searches found, by their ids: one letter, one notice.
    A fixed number of queries."""
    wishes = Preference.objects.for_peers(finds)
    facts = _Facts(find for each in finds.values() for find in each)
    letters, told = [], []
    for peer in peers:
        telling = _telling(peer, finds[peer.pk], facts)
        wording = Wording.of(telling)
        brief = Wording(wording.subject, render_to_string(BRIEF, telling.context).strip())
        told.append(notice_of(telling, brief))
        if rules.wants(wishes[peer.pk], telling.purpose, telling.leaves_at):
            letters.append(letter_of(telling, wording, wishes[peer.pk]))
    notices.post_many(letters, told)


def write_anew(letters: Sequence[Letter]) -> tuple[list[Letter], list[Letter]]:
    """Of letters that tell of finds those written anew, since the list shows a part of them no
    more, and those of which nothing is left. Nothing is saved. A fixed number of queries."""
    kept = {pk for letter in letters for pk in letter.items[ITEMS]}
    finds = Find.objects.filter(pk__in=kept, search__removed_at=None)
    still = {find.pk: find for find in finds.still_so()}
    wishes = Preference.objects.for_peers(
        letter.recipient_id for letter in letters if letter.recipient_id
    )
    facts = _Facts(still.values())
    mended, void = [], []
    for letter in letters:
        left = [still[pk] for pk in letter.items[ITEMS] if pk in still]
        if not left:
            void.append(letter)
        elif len(left) < len(letter.items[ITEMS]):
            assert letter.recipient is not None  # strangers keep no searches
            telling = _telling(letter.recipient, left, facts)
            anew = letter_of(telling, Wording.of(telling), wishes[letter.recipient.pk])
            letter.subject, letter.text, letter.html = anew.subject, anew.text, anew.html
            letter.items = telling.items
            mended.append(letter)
    return mended, void


class _Facts:
    """What is told of some finds: their searches and projects. Two queries."""

    def __init__(self, finds: Iterable[Told]):
        finds = list(finds)
        self._searches = SavedSearch.objects.in_bulk({find.search_id for find in finds})
        projects = Project.objects.listed().select_related("ward").only(
            "title", "slug", "summary", "ward__name"
        )  # fmt: skip
        self._projects = projects.in_bulk({find.project_id for find in finds})

    def by_search(self, finds: Iterable[Told]) -> list[tuple[SavedSearch, list[Project]]]:
        """The searches with what each found."""
        found = defaultdict(list)
        for find in finds:
            if find.project_id in self._projects:
                found[find.search_id].append(self._projects[find.project_id])
        return [(self._searches[pk], projects) for pk, projects in found.items()]


def _telling(peer: Peer, finds: Sequence[Told], facts: _Facts) -> Telling:
    return Telling(
        peer,
        Purpose.PEOPLE,
        f"finds-{max(find.pk for find in finds)}",
        TEMPLATE,
        {"found": facts.by_search(finds)},
        url=reverse("projects:searches"),
        items={ITEMS: [find.pk for find in finds]},
    )
