"""What `benchmarks.associations` has done inside Django, by `manage.py shell`."""

import json
import random
from collections.abc import Callable, Iterable
from time import perf_counter
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from peers.models import Organisation, Peer
from projects.models import Association, Membership
from projects.pages.association import DEEPEST, MOST_LINES
from projects.querysets.belonging import belonging, lines_around


def wide(_dice: random.Random, _at: int) -> set[int]:
    """All belong to the first."""
    return {0}


def deep(_dice: random.Random, at: int) -> set[int]:
    """Each belongs to the one before it."""
    return {at - 1}


def diamonds(dice: random.Random, at: int) -> set[int]:
    """Each belongs to two of those before it."""
    return {dice.randrange(at) for _ in range(2)}


def forest(wholes: Callable, associations: int, members: int) -> list[Association]:
    """Associations, all of them below the first, with members; the same at every run."""
    dice, now, shape = random.Random(1), timezone.now(), wholes.__name__
    rows = Association.objects.bulk_create(
        Association(
            name=f"{shape} {at}", slug=f"{shape}-{at}", purpose="Together.", standing="live"
        )
        for at in range(associations)
    )
    peers = list(Peer.objects.values_list("pk", flat=True)[:2_000])
    groups = list(Organisation.objects.values_list("pk", flat=True)[:200])
    lines = {(whole, at) for at in range(1, associations) for whole in wholes(dice, at)}
    of = {(dice.randrange(associations), dice.choice(peers)) for _ in range(members)}
    agreed = {"member_said_yes_at": now, "association_said_yes_at": now}
    Membership.objects.bulk_create(
        [
            *(Membership(association=rows[a], part=rows[b], **agreed) for a, b in lines),
            *(Membership(association=rows[at], peer_id=peer, **agreed) for at, peer in of),
            *(
                Membership(association=row, organisation_id=dice.choice(groups), **agreed)
                for row in (rows if groups else ())
            ),
        ],
        1_000,
    )
    return rows


def milliseconds(work: Callable, rounds: int) -> list[float]:
    work()
    times = []
    for _round in range(rounds):
        began = perf_counter()
        work()
        times.append((perf_counter() - began) * 1_000)
    return times


def figures(rows: list[Association], rounds: int) -> dict[str, list[float]]:
    """What the page of the first costs, and its parts; and all roll-ups at once, of 30 of them."""
    top, seen = rows[0], Association.objects.visible_to(AnonymousUser()).listed()
    client, host = Client(), urlsplit(settings.SITE_URL).netloc

    def page() -> None:
        caches["pages"].clear()
        answer = client.get(top.get_absolute_url(), headers={"host": host})
        assert answer.status_code == 200

    def of(roots: Iterable[Association]) -> Callable:
        ids = [root.pk for root in roots]
        return lambda: belonging(ids)

    def tree() -> None:
        lines_around(top, seen, depth=DEEPEST, most=MOST_LINES)

    works = {"in all": of([top]), "30 at once": of(rows[:30]), "its tree": tree,
             "its page, a visitor": page}  # fmt: skip
    return {name: milliseconds(work, rounds) for name, work in works.items()}


def run(associations: int, members: int, *, rounds: int) -> None:
    """Print the figures of each shape as JSON."""
    found = {}
    for wholes in (wide, deep, diamonds):
        rows = forest(wholes, associations, members)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE projects_membership, projects_association")
        found[wholes.__name__] = figures(rows, rounds)
    print(json.dumps(found))
