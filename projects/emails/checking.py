"""Composes what the people of projects are asked once a year, and told of what comes of silence."""

from collections.abc import Collection, Iterator, Sequence

from django.urls import reverse
from django.utils import timezone

from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.emails import Telling
from leeds_leaders.notices.models import Letter
from peers.models import Peer
from projects.models import Project, YearlyAsk

STILL_GOING = "projects.still-going"  # what a letter keeps of an ask that waits for an answer


def tellings_of_ask(asks: Sequence[YearlyAsk], *, is_again: bool = False) -> list[Telling]:
    """Ask everybody who answers for each project, each by a link of their own. A query, and one
    for each link."""
    return [
        Telling(
            recipient=peer,
            purpose=Purpose.PEOPLE,
            key=f"still-going{'-again' if is_again else ''}:{ask.pk}",
            template="projects/email/still_going",
            context={"project": ask.project, "is_again": is_again},
            url=reverse("projects:still-going", args=[ask.project.slug]),
            link=reverse("projects:still-going-by-link", args=[ask.link_token(peer.pk)]),
            items={STILL_GOING: ask.pk},
        )
        for ask, peer in _each_lead(asks)
    ]


def tellings_of_archiving(asks: Sequence[YearlyAsk]) -> list[Telling]:
    """Tell them that their project left the lists, and how it comes back. A query, and one for
    each link."""
    return [
        Telling(
            recipient=peer,
            purpose=Purpose.PEOPLE,
            key=f"archived:{ask.pk}",
            template="projects/email/archived",
            context={"project": ask.project, "asked_at": timezone.localtime(ask.asked_at)},
            url=reverse("projects:still-going", args=[ask.project.slug]),
            link=reverse("projects:still-going-by-link", args=[ask.link_token(peer.pk)]),
            items={STILL_GOING: ask.pk},
        )
        for ask, peer in _each_lead(asks)
    ]


def still_asked(letters: Collection[Letter]) -> set[int]:
    """Of letters that ask whether a project goes on those (by key) that wait for an answer still,
    from somebody who answers for it. One query."""
    waiting = {
        ask.pk: ask.project
        for ask in YearlyAsk.objects.waiting()
        .filter(pk__in=[letter.items[STILL_GOING] for letter in letters])
        .exclude(project__in=Project.objects.exclude(merged_into=None))
        .select_related("project")
    }
    return {
        letter.pk
        for letter in letters
        if (project := waiting.get(letter.items[STILL_GOING]))
        and letter.recipient_id in project.lead_ids
    }


def _each_lead(asks: Sequence[YearlyAsk]) -> Iterator[tuple[YearlyAsk, Peer]]:
    """Every ask with each of those who answer for its project and have not left. One query."""
    leads = {pk for ask in asks for pk in ask.project.lead_ids}
    peers = Peer.objects.filter(pk__in=leads, is_active=True).in_bulk()
    return ((ask, peers[pk]) for ask in asks for pk in ask.project.lead_ids if pk in peers)
