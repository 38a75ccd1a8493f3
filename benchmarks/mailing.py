"""What is compared, as it runs inside Django: letters in the queue, the raw floor, and the usual
way of one task per mail, for a worker that is started with `--include benchmarks.mailing`.
"""

import json
import time

from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from leeds_leaders.celery import app
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.emails import compose
from leeds_leaders.notices.models import Letter, Preference
from peers.models import Peer

TEXT = "Beech Lane Orchard: neighbours plant apple trees – and “company” – in Armley.\n" * 60
HTML = "<p><a href='https://leeds.example/projects/orchard/'>Beech Lane Orchard</a> – Armley</p>\n"
CHUNK = 500


def letters(count: int) -> list[Letter]:
    """Digests of some 20 KB, as they stand in the queue."""
    return [
        Letter(
            recipient=peer,
            address=peer.email,
            purpose=Purpose.DIGEST,
            key="bench",
            subject="3 new projects in your wards, and a breakfast on Friday",
            text=TEXT,
            html=f"<html><body>{HTML * 150}</body></html>",
            message_id=f"<{peer.pk}.bench@leeds.example>",
        )
        for peer in Peer.objects.order_by("pk")[:count]
    ]


def people(count: int) -> None:
    """So many peers who want the digest."""
    Peer.objects.bulk_create(
        Peer(name=f"Peer {n}", email=f"peer-{n}@example.org", slug=f"bench-{n}", password="!")
        for n in range(count)
    )
    now = timezone.now()
    Preference.objects.bulk_create(
        Preference(peer=peer, rhythm="weekly", next_digest_at=now, digested_until=now)
        for peer in Peer.objects.all()
    )


def queue(count: int) -> None:
    """Put letters into an empty queue."""
    Letter.objects.all().delete()
    Letter.objects.bulk_create(letters(count), CHUNK)


def raw(count: int) -> None:
    """The floor: ready bytes over one connection of Django's; prints mails a second."""
    ready = [
        (letter.address, compose(letter).message().as_bytes(linesep="\r\n"))
        for letter in letters(count)
    ]
    backend = get_connection()
    backend.open()
    started = time.perf_counter()
    for address, content in ready:
        backend.connection.sendmail("hello@leeds.example", [address], content)
    seconds = time.perf_counter() - started
    backend.close()
    print(json.dumps(count / seconds))


@app.task(ignore_result=True)
def one_mail(pk: int) -> None:
    """The usual way: one task for each mail, which opens a connection of its own."""
    letter = Letter.objects.select_related("recipient").get(pk=pk)
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.recipient.email])
    message.attach_alternative(letter.html, "text/html")
    message.send()
    Letter.objects.filter(pk=pk).update(state=State.SENT, sent_at=timezone.now())


def task_for_each() -> None:
    """A task for each mail in the queue, which the outbox has to leave alone."""
    pks = list(Letter.objects.values_list("pk", flat=True))
    Letter.objects.update(state=State.CANCELLED)
    for pk in pks:
        one_mail.delay(pk)
