"""What `benchmarks.forums` has done inside Django, by `manage.py shell`."""

import json
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import connection
from django.utils import timezone

from benchmarks import members
from forums.choices import AgendaKind, AgendaState, Seat, ShownTo, State
from forums.models import AgendaItem, Booking, Session, Venue
from peers.models import Peer
from projects.models import Project

PAST, GOING, ANSWERING = 10_000, 200, 400
FULL = "bench-full"
WORDS = "We look at what was *promised*, at what came of it, and at who is missing.\n\n" * 4


def prepare(rounds: int) -> None:
    """Fill the city unless that is done; say as one line of JSON where to ask and who asks."""
    if not Session.objects.filter(slug=FULL).exists():
        fill()
    peers = list(Peer.objects.filter(slug__startswith="member-").order_by("pk")[:ANSWERING])
    venue, now = Venue.objects.get(slug=FULL), timezone.now()
    Session.objects.filter(slug__startswith="hot-").delete()
    hot = Session.objects.bulk_create(
        breakfast(f"hot-{token_hex(4)}", now + timedelta(days=9), venue, capacity=ANSWERING // 2)
        for _ in range(rounds)
    )
    print(json.dumps({
        "full": f"/forums/{FULL}/",
        "hot": [f"/forums/{session.slug}/" for session in hot],
        "cookies": members.sign_in(peers),
    }))  # fmt: skip


def fill() -> None:
    """Ten thousand breakfasts that have been, and one to which two hundred go, with an agenda and
    projects to talk about."""
    now = timezone.now()
    peers = members.join(max(GOING, ANSWERING))
    venue = Venue.objects.create(
        name="The old library", slug=FULL, address="Station Road", access_notes="Step-free."
    )
    Session.objects.bulk_create(
        (
            breakfast(f"past-{n}", now - timedelta(days=1, hours=6 * n), venue, state=State.HELD)
            for n in range(PAST)
        ),
        1000,
    )
    full = breakfast(FULL, now + timedelta(days=90), venue, capacity=GOING)
    full.save()
    shown = ShownTo.values
    Booking.objects.bulk_create(
        Booking(session=full, peer=peer, state=Seat.GOING, shown_to=shown[n % len(shown)])
        for n, peer in enumerate(peers[:GOING])
    )
    full.projects.set(Project.objects.listed()[:3])
    AgendaItem.objects.bulk_create(
        AgendaItem(session=full, kind=AgendaKind.ITEM, title=f"What became of number {n}?",
                   state=AgendaState.CHOSEN, proposed_by=peer, place=n)
        for n, peer in enumerate(peers[:3])
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def breakfast(slug: str, starts_at: datetime, venue: Venue, **more) -> Session:
    """One as a published one stands in the database."""
    facts = {"state": State.PUBLISHED, "capacity": None} | more
    return Session(
        title=f"Breakfast {slug}",
        slug=slug,
        theme="Who is missing from the table?",
        purpose=WORDS,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        venue=venue,
        **facts,
    )
