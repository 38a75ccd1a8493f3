"""The outbox: the database is the queue, and a letter arrives once."""

import asyncio
import os
import subprocess
import sys
import textwrap
import threading
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from leeds_leaders.celery import app as celery_app
from leeds_leaders.local.mail import KeptMailBackend, kept_mail
from leeds_leaders.notices import actions, tasks
from leeds_leaders.notices.choices import RETRY_MINUTES, Purpose, State
from leeds_leaders.notices.emails import Telling, compose, new_message_id
from leeds_leaders.notices.models import Letter, Notice, Preference
from peers.models import Peer
from tests.conftest import database_url, in_threads
from tests.factories import PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def post(address: str, key: str = "a", *, recipient=None, **more) -> Letter:
    written = {"subject": "Beans", "text": "All of them.\n", "html": "<p>All of them.</p>"} | more
    actions.post(address, Purpose.DECISION, key, **written, recipient=recipient)
    return Letter.objects.get(address=address, key=key)


def states() -> dict[str, str]:
    return dict(Letter.objects.values_list("address", "state"))


# Writing --------------------------------------------------------------------------------------


def test_the_same_letter_is_written_once_however_often_it_is_told():
    peer = PeerFactory()
    project = ProjectFactory(lead=peer, standing="held")
    told = [
        actions.tell(peer, Purpose.DECISION, "one", "projects/email/decision", {"project": project})
        for _ in range(3)
    ]
    assert told == [True, False, False]
    assert Letter.objects.count() == 1


def test_another_key_purpose_or_address_is_another_letter():
    assert actions.post("a@example.org", Purpose.DECISION, "1", "s", "t")
    assert actions.post("a@example.org", Purpose.DECISION, "2", "s", "t")
    assert actions.post("a@example.org", Purpose.ACCOUNT, "1", "s", "t")
    assert actions.post("b@example.org", Purpose.DECISION, "1", "s", "t")
    assert Letter.objects.count() == 4


def test_the_database_itself_refuses_a_second_copy():
    letter = post("a@example.org")
    letter.pk, letter.message_id = None, new_message_id()
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save(force_insert=True)


def test_a_letter_lives_and_dies_with_what_caused_it():
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        post("a@example.org")
        raise RuntimeError
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_breaks_no_request():
    """In a process of its own, whose Redis does not exist."""
    code = """
        import django, time
        django.setup()
        from django.db import connection, transaction
        from leeds_leaders.notices import actions
        started = time.perf_counter()
        with transaction.atomic():
            actions.post("a@example.org", "decision", "1", "Beans", "All of them")
        assert time.perf_counter() - started < 3, "it kept the person waiting"
        print("done")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "DJANGO_SETTINGS_MODULE": "leeds_leaders.settings",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.strip() == "done", done.stderr
    assert "No broker" in done.stderr
    assert states() == {"a@example.org": State.QUEUED}


def test_what_is_told_stands_in_the_inbox_too_in_the_same_words():
    peer = PeerFactory(name="Aisha Khan")
    project = ProjectFactory(lead=peer, slug="beans", title="Beans", decision_reason="Too <few>.")
    told = ("projects/email/decision", {"project": project})
    project.standing = "declined"
    actions.tell(peer, Purpose.DECISION, "one", *told, url="/projects/beans/")
    notice, letter = Notice.objects.get(), Letter.objects.get()
    assert (notice.recipient, notice.key, notice.read_at) == (peer, "one", None)
    assert notice.title == letter.subject == "About your project “Beans”"
    assert notice.url == "/projects/beans/"
    assert notice.text in letter.text
    assert "Hello" not in notice.text
    assert "Too <few>." in notice.text
    assert "Too &lt;few&gt;." in letter.html
    for body in (letter.text, letter.html):
        assert "Hello" in body
        assert "/projects/beans/" in body
        assert "You get this because" in body
        assert "/me/notices/" in body
        assert "/unsubscribe/" in body


def test_whoever_wants_no_mail_of_a_kind_finds_it_on_the_site_alone():
    muted, paused, other = PeerFactory(), PeerFactory(), PeerFactory()
    Preference.objects.create(peer=muted, muted=[Purpose.DECISION])
    Preference.objects.create(peer=paused, paused_until=timezone.now() + timedelta(days=1))
    project = ProjectFactory()
    words = ("projects/email/decision", {"project": project})
    assert actions.tell_many(
        [Telling(peer, Purpose.DECISION, "one", *words) for peer in (muted, paused, other)]
    ) == 1  # fmt: skip
    assert Letter.objects.get().recipient == other
    assert Notice.objects.count() == 3


def test_many_are_told_in_a_fixed_number_of_queries(django_assert_num_queries):
    project = ProjectFactory()
    words = ("projects/email/decision", {"project": project})
    for count in (1, 30):
        tellings = [
            Telling(PeerFactory(), Purpose.DECISION, "one", *words) for _ in range(count)
        ]  # fmt: skip
        with django_assert_num_queries(6):  # two of them the savepoint
            assert actions.tell_many(tellings) == count
    assert actions.tell_many(tellings) == 0


@pytest.mark.django_db(transaction=True)
def test_tellers_at_once_write_one_letter_and_one_notice():
    peer, project = PeerFactory(), ProjectFactory()
    new = []

    def tell():
        told = ("projects/email/decision", {"project": project})
        new.append(actions.tell(peer, Purpose.DECISION, "one", *told))

    in_threads(*[tell] * 4)
    assert sorted(new) == [False, False, False, True]
    assert (Letter.objects.count(), Notice.objects.count()) == (1, 1)


def test_a_worker_asks_for_a_broker_that_is_away_every_second_and_never_gives_up(monkeypatch):
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda seconds: None)
    pauses = []

    def note(error, pause):
        pauses.append(pause)
        if len(pauses) == 200:
            raise LookupError  # enough

    with (
        pytest.raises(LookupError),
        celery_app.connection_for_read("redis://127.0.0.1:1/0") as broker,
    ):
        broker.ensure_connection(note, celery_app.conf.broker_connection_max_retries)
    assert set(pauses) == {1}


# Handing over ---------------------------------------------------------------------------------


def test_a_letter_arrives_whole_and_its_text_is_not_kept(sink):
    letter = post("a@example.org", subject="Bohnen, fèves, 豆", text="Alle – tous – 全部\n")
    assert tasks.drain() == 1
    (to, message), *more = sink.messages
    assert not more
    assert to == ["a@example.org"]
    assert message["Subject"] == "Bohnen, fèves, 豆"
    assert message["Message-ID"] == letter.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert "hello@leadersforleeds.example.org" in message["Reply-To"]
    assert message.get_body(("plain",)).get_content().strip() == "Alle – tous – 全部"
    assert "<p>All of them.</p>" in message.get_body(("html",)).get_content()
    letter.refresh_from_db()
    assert (letter.state, letter.text, letter.html, letter.tries) == (State.SENT, "", "", 1)
    assert letter.sent_at is not None
    assert tasks.drain() == 0
    assert len(sink.messages) == 1


def test_many_letters_leave_in_several_batches(sink, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 4)
    for number in range(10):
        post(f"peer-{number}@example.org")
    assert tasks.drain() == 10
    assert len(set(sink.addresses)) == 10


def test_a_temporary_refusal_is_tried_again_later_and_later(sink):
    sink.answers["a@example.org"] = "451 4.7.1 Greylisted, please come back"
    with time_machine.travel("2026-03-12 09:00:00+00:00", tick=False) as clock:
        letter = post("a@example.org")
        for minutes in RETRY_MINUTES:
            assert tasks.drain() == 0
            letter.refresh_from_db()
            assert letter.state == State.QUEUED
            assert letter.not_before == timezone.now() + timedelta(minutes=minutes)
            assert "Greylisted" in letter.answer
            assert tasks.drain() == 0
            tries = letter.tries
            letter.refresh_from_db()
            assert letter.tries == tries, "tried again too early"
            clock.shift(timedelta(minutes=minutes, seconds=1))
        del sink.answers["a@example.org"]
        assert tasks.drain() == 1
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (State.SENT, len(RETRY_MINUTES) + 1)
    assert sink.messages[0][1]["Message-ID"] == letter.message_id


def test_after_the_last_try_it_is_given_up(sink):
    sink.answers["a@example.org"] = "451 no"
    with time_machine.travel("2026-03-12 09:00:00+00:00", tick=False) as clock:
        post("a@example.org")
        for minutes in (*RETRY_MINUTES, 1000):
            tasks.drain()
            clock.shift(timedelta(minutes=minutes, seconds=1))
        assert states() == {"a@example.org": State.FAILED}


@pytest.mark.parametrize("where", ["a@example.org", ("data", "a@example.org")])
def test_a_final_refusal_is_final(sink, where):
    sink.answers[where] = "550 5.1.1 There is nobody of that name"
    letter = post("a@example.org")
    tasks.drain()
    letter.refresh_from_db()
    assert (letter.state, letter.tries) == (State.FAILED, 1)
    assert letter.answer.startswith("550")
    assert "nobody of that name" in letter.answer
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert tasks.drain() == 0
    assert not sink.messages


POISON = [
    "no at sign",
    "two@@example.org",
    "line\nbreak@example.org",
    "a@" + "x" * 70 + ".example",
    "\u202e@example.org",
    "a@exa mple.org",
    "ü@example.org",
    "",
    "a@\u2024example.org",
    ",",
    "<a@example.org",
]


@pytest.mark.parametrize("address", POISON)
def test_one_poisoned_letter_stops_no_other(sink, address):
    before, after = post("before@example.org"), None
    poisoned = post(address)
    after = post("after@example.org")
    tasks.drain()
    assert {"before@example.org", "after@example.org"} <= set(sink.addresses)
    poisoned.refresh_from_db()
    assert poisoned.state in {State.FAILED, State.QUEUED, State.SENT}
    assert before.pk < poisoned.pk < after.pk


@pytest.mark.parametrize("subject", ["a\nBcc: x@example.org", "a\rb", "a\x0bb", "a\x1cb"])
def test_no_subject_writes_a_header_of_its_own(sink, subject):
    post("a@example.org", subject=subject)
    post("b@example.org")
    tasks.drain()
    assert "b@example.org" in sink.addresses
    assert "x@example.org" not in sink.addresses
    assert not any(message["Bcc"] for _to, message in sink.messages)


def test_a_letter_before_its_time_waits(sink):
    letter = post("a@example.org")
    Letter.objects.update(not_before=timezone.now() + timedelta(minutes=5))
    assert tasks.drain() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert tasks.drain() == 1
    assert letter.pk


def test_a_mail_server_that_is_away_loses_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for number in range(3):
        post(f"peer-{number}@example.org")
    started = time.perf_counter()
    assert tasks.drain() == 0
    assert time.perf_counter() - started < 5
    assert set(states().values()) == {State.QUEUED}
    assert all(letter.text for letter in Letter.objects.all())


# Stopped workers ------------------------------------------------------------------------------


DEAD = 12345


@pytest.mark.parametrize(
    ("purpose", "state", "then", "answer"),
    [
        (Purpose.DIGEST, State.CLAIMED, State.QUEUED, ""),
        (Purpose.REMINDER, State.CLAIMED, State.QUEUED, ""),
        (Purpose.DIGEST, State.TRANSMITTING, State.UNKNOWN, ""),
        (Purpose.REMINDER, State.TRANSMITTING, State.QUEUED, "Perhaps handed over twice."),
    ],
)
def test_what_a_stopped_worker_held_is_taken_up_or_owned_up_to(purpose, state, then, answer):
    post("a@example.org")
    Letter.objects.update(purpose=purpose, state=state, claimed_by=DEAD, tries=1)
    tasks.recover()
    letter = Letter.objects.get()
    assert (letter.state, letter.answer, letter.claimed_by) == (then, answer, None)


def test_a_letter_in_doubt_goes_again_under_the_same_message_id_and_not_for_ever(sink):
    letter = post("a@example.org")
    Letter.objects.update(state=State.TRANSMITTING, claimed_by=DEAD, tries=5)
    tasks.drain()
    assert [message["Message-ID"] for _to, message in sink.messages] == [letter.message_id]
    assert Letter.objects.get().answer == "Perhaps handed over twice."
    Letter.objects.update(state=State.TRANSMITTING, claimed_by=DEAD, tries=6)
    assert tasks.drain() == 0
    assert states() == {"a@example.org": State.UNKNOWN}


@pytest.mark.django_db(transaction=True)
def test_what_a_living_drain_holds_is_left_alone_until_it_dies_and_then_taken_at_once(sink):
    post("a@example.org")
    post("b@example.org")
    other = psycopg.connect(database_url(), autocommit=True)
    other.execute("SELECT pg_advisory_lock(%s)", [2**61 + 7])
    Letter.objects.filter(address="a@example.org").update(state=State.CLAIMED, claimed_by=2**61 + 7)
    assert tasks.drain() == 1
    assert states() == {"a@example.org": State.CLAIMED, "b@example.org": State.SENT}
    pid = other.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    assert tasks.drain() == 1
    assert states()["a@example.org"] == State.SENT


def test_a_drain_lets_its_lock_go(sink):
    post("a@example.org")
    tasks.drain()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_a_drain_that_lost_its_lock_touches_nothing_more(sink):
    """PostgreSQL was restarted in mid-batch: the claims are anybody's now."""
    for number in range(5):
        post(f"peer-{number}@example.org")
    answer = sink.handle_RCPT

    async def lose_connection(server, session, envelope, address, options):
        if address == "peer-2@example.org":
            with psycopg.connect(database_url(), autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        return await answer(server, session, envelope, address, options)

    sink.handle_RCPT = lose_connection
    with pytest.raises(DatabaseError):
        tasks.drain()
    connection.close()
    assert sink.addresses == ["peer-0@example.org", "peer-1@example.org"]
    del sink.handle_RCPT
    assert tasks.drain() == 3
    assert len(sink.addresses) == len(set(sink.addresses)) == 5


@pytest.mark.django_db(transaction=True)
def test_transmitting_is_committed_before_the_body_is_handed_over(sink):
    post("a@example.org")
    seen = []

    async def handle_data(server, session, envelope):
        def look():
            seen.append(Letter.objects.get().state)
            connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        return "250 OK"

    sink.handle_DATA = handle_data
    assert tasks.drain() == 1
    assert seen == [State.TRANSMITTING]


@pytest.mark.django_db(transaction=True)
def test_whoever_is_suspended_while_a_slow_server_holds_up_the_batch_gets_nothing(sink):
    peer = PeerFactory()
    post("slow@example.org")
    post(peer.email, recipient=peer)
    post("other@example.org")

    async def handle_rcpt(server, session, envelope, address, options):
        def suspend():
            Peer.objects.filter(pk=peer.pk).update(is_active=False)
            connection.close()

        if address == "slow@example.org":
            thread = threading.Thread(target=suspend)
            thread.start()
            thread.join()
            await asyncio.sleep(tasks.FRESH + 0.1)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    sink.handle_RCPT = handle_rcpt
    assert tasks.drain() == 2
    assert sink.addresses == ["other@example.org", "slow@example.org"]
    assert states()[peer.email] == State.WITHHELD


@pytest.mark.django_db(transaction=True)
def test_drains_at_once_deliver_each_letter_once(sink, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 5)
    for number in range(40):
        post(f"peer-{number}@example.org")
    left = []
    in_threads(*[lambda: left.append(tasks.drain())] * 3)
    assert sum(left) == 40
    assert len(sink.addresses) == len(set(sink.addresses)) == 40
    assert set(states().values()) == {State.SENT}


# By hand, and in a local run --------------------------------------------------------------------


def test_the_outbox_can_be_drained_by_hand(sink, capsys):
    post("a@example.org")
    call_command("drain_outbox")
    assert "1 letters left." in capsys.readouterr().out


def test_a_local_run_keeps_its_mail_to_be_read(settings, client):
    settings.EMAIL_BACKEND = "leeds_leaders.local.mail.KeptMailBackend"
    settings.OUTBOX_IS_READABLE = True
    assert "No letter yet" in client.get("/outbox/").content.decode()
    post("a@example.org", subject="Fèves <b>", text="See http://127.0.0.1/x\n<script>\n")
    assert tasks.drain() == 1
    (letter,) = kept_mail()
    assert (letter["to"], letter["subject"]) == ("a@example.org", "Fèves <b>")
    page = client.get("/outbox/").content.decode()
    assert '<a href="http://127.0.0.1/x"' in page
    assert "<script>\n" not in page
    assert oct(settings.MAIL_DIR.stat().st_mode)[-3:] == "700"
    settings.OUTBOX_IS_READABLE = False
    assert client.get("/outbox/").status_code == 404


def test_letters_of_one_moment_are_all_kept(settings):
    with time_machine.travel("2026-03-12 09:00:00+00:00", tick=False):
        for number in range(3):
            post(f"peer-{number}@example.org")
        letters = list(Letter.objects.all())
        backend = KeptMailBackend()
        backend.send_messages([compose(letter) for letter in letters])
    assert len(kept_mail()) == 3
