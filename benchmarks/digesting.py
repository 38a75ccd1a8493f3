"""What `benchmarks.digests` has done inside Django, by `manage.py shell`."""

import json
import random
import time
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.notices import actions
from leeds_leaders.notices.actions.digests import BATCH
from leeds_leaders.notices.choices import Purpose, Rhythm, State
from leeds_leaders.notices.models import Letter, Notice, Preference
from peers.models import Peer
from projects.models import Project

WEEK = timedelta(days=7)
NEW = 60  # projects of the week
EARLIER = 8  # digests that everybody has had
FOLLOWED = 2  # wards, causes and kinds of help


def people(count: int) -> None:
    """Readers who have had digests before, and a week in which things happened."""
    dice, now = random.Random(1), timezone.now()
    readers = Peer.objects.bulk_create(
        Peer(name=f"Reader {n}", email=f"reader-{n}@example.org", slug=f"reader-{n}", password="!")
        for n in range(count)
    )
    Preference.objects.bulk_create(
        Preference(peer=peer, rhythm=Rhythm.WEEKLY, digested_until=now - WEEK, next_digest_at=now)
        for peer in readers
    )
    follow(Preference.causes.through, "cause_id", Cause, readers, dice)
    follow(Preference.wards.through, "ward_id", Ward, readers, dice)
    follow(Preference.helps.through, "help_id", Help, readers, dice)
    pks = list(Project.objects.listed().values_list("pk", flat=True))
    for pk in dice.sample(pks, NEW):
        Project.objects.filter(pk=pk).update(live_since=now - dice.random() * WEEK)
    Letter.objects.bulk_create(
        (
            Letter(
                recipient=peer,
                address=peer.email,
                purpose=Purpose.DIGEST,
                key=f"week-{week}",
                message_id=f"<{peer.pk}.{week}@leeds.example>",
                state=State.SENT,
                sent_at=now,
                items={"projects.new": {"ids": dice.sample(pks, 5), "more": 0, "url": ""}},
            )
            for peer in readers
            for week in range(EARLIER)
        ),
        5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def follow(through, name: str, words, readers: list[Peer], dice: random.Random) -> None:
    keys = list(words.objects.values_list("pk", flat=True))
    through.objects.bulk_create(
        through(preference_id=peer.pk, **{name: key})
        for peer in readers
        for key in dice.sample(keys, FOLLOWED)
    )


def run(count: int) -> None:
    """Write everybody's digest; say what it took as one line of JSON."""
    people(count)
    queries = []

    def counted(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    began = time.monotonic()
    with connection.execute_wrapper(counted):
        written = actions.send_due_digests()
    seconds = time.monotonic() - began
    waiting = Letter.objects.filter(state=State.QUEUED, purpose=Purpose.DIGEST)
    sizes = [len(html.encode()) for html in waiting.values_list("html", flat=True)]
    print(json.dumps({
        "seconds": seconds,
        "written": written,
        "notices": Notice.objects.count(),
        "queries": len(queries) / -(-count // BATCH),
        "largest": max(sizes) / 1024,
    }))  # fmt: skip
