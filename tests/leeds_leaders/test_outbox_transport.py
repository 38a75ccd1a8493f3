"""Handing over to a mail server that hangs, hangs up and refuses, at each step of the way."""

import socket
import socketserver
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.notices import actions, tasks
from leeds_leaders.notices.choices import FLAGGED_AFTER, Purpose, State
from leeds_leaders.notices.models import Address, Letter, Preference
from leeds_leaders.notices.sources import Item
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db


def post(address: str, purpose=Purpose.DECISION, key: str = "a", **more) -> Letter:
    actions.post(address, purpose, key, "Beans", "All of them.\n", **more)
    return Letter.objects.get(address=address, purpose=purpose, key=key)


def found(letter: Letter) -> tuple[str, str]:
    letter.refresh_from_db()
    return letter.state, letter.answer


class Conversation(socketserver.StreamRequestHandler):
    """One connection to a `Sick` server."""

    def handle(self):
        self.server.connections += 1
        if not self.say("greeting", b"220 well"):
            return
        recipient, taken_here = "", 0
        for line in self.rfile:
            word = line[:4].decode().upper()
            if word == "RCPT":
                recipient = line.decode().split("<")[1].split(">")[0]
            if word == "MAIL" and taken_here == self.server.limit:
                self.say("limit", b"421 enough")
                return
            if not self.say(word, b"354 go on" if word == "DATA" else b"250 fine", recipient):
                return
            if word == "DATA" and not {word, (word, recipient)} & self.server.does.keys():
                if not self.say("middle", b"", recipient):
                    return
                text = b"".join(iter(self.rfile.readline, b".\r\n"))
                if not self.say("body", b"250 taken", recipient):
                    return
                self.server.taken.append((recipient, text))
                taken_here += 1
            if word == "QUIT":
                return

    def say(self, step: str, well: bytes, recipient: str = "") -> bool:
        """Answer, or do what this server does at this step. Returns whether to go on."""
        answer = self.server.does.get((step, recipient), self.server.does.get(step, well))
        if answer == "hang":
            self.server.is_over.wait(10)
            return False
        if answer == "reset":
            linger = b"\x01\0\0\0\0\0\0\0"
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return False
        if answer:
            self.wfile.write(answer + b"\r\n")
        return not answer.startswith(b"421")


class Sick(socketserver.ThreadingTCPServer):
    """A mail server that does as it is told in `does`, by step or by (step, recipient)."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.does, self.taken, self.connections, self.limit = {}, [], 0, 100
        self.is_over = threading.Event()

    def handle_error(self, request, client_address):
        """Whoever hangs up on us is no news."""


@pytest.fixture
def sick(settings):
    server = Sick()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    settings.EMAIL_TIMEOUT = 0.3
    yield server
    server.is_over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_healthy_one_takes_all_over_one_connection(sick):
    for number in range(5):
        post(f"peer-{number}@example.org")
    assert tasks.drain() == 5
    assert (len(sick.taken), sick.connections) == (5, 1)


@pytest.mark.parametrize("does", ["hang", "reset", b"451 not now", b"421 closing"])
@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_what_goes_wrong_before_the_body_is_tried_again_and_stops_no_other(sick, step, does):
    sick.does[step, "b@example.org"] = does
    letters = [post(f"{name}@example.org", Purpose.DIGEST) for name in "abc"]
    assert tasks.drain() == 2
    assert [address for address, _text in sick.taken] == ["a@example.org", "c@example.org"]
    state, answer = found(letters[1])
    assert (state, letters[1].tries) == (State.QUEUED, 1)
    assert answer.startswith("4")
    assert letters[1].not_before > timezone.now() + timedelta(seconds=50)


@pytest.mark.parametrize("does", ["hang", "reset", b"what?"])
@pytest.mark.parametrize(
    ("purpose", "then"), [(Purpose.DIGEST, State.UNKNOWN), (Purpose.REMINDER, State.QUEUED)]
)
def test_a_body_without_an_answer_is_owned_up_to_or_sent_again(sick, does, purpose, then):
    sick.does["body", "b@example.org"] = does
    letters = [post(f"{name}@example.org", purpose) for name in "abc"]
    assert tasks.drain() == 2
    state, answer = found(letters[1])
    assert state == then
    assert ("twice" in answer) == (then == State.QUEUED)
    assert letters[1].text
    sick.does.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert tasks.drain() == (then == State.QUEUED)


def test_a_body_of_which_the_end_never_left_was_not_taken(sick):
    letter = post("b@example.org", Purpose.DIGEST)
    Letter.objects.update(text="All of them. " * 2_000_000)
    sick.does["middle"] = "reset"
    assert tasks.drain() == 0
    assert found(letter)[0] == State.QUEUED


@pytest.mark.parametrize("step", ["RCPT", "DATA", "body"])
def test_a_final_refusal_at_any_step_is_final(sick, step):
    sick.does[step, "b@example.org"] = b"554 5.7.1 never\x00 ever"
    letters = [post(f"{name}@example.org") for name in "abc"]
    assert tasks.drain() == 2
    assert found(letters[1]) == (State.FAILED, "554 5.7.1 never ever")
    assert sick.connections == 1


@pytest.mark.parametrize("does", ["hang", "reset", b"451 greylisted", b"550 go away"])
@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL"])
def test_a_server_that_takes_nothing_from_us_costs_no_letter_a_try(sick, step, does):
    sick.does[step] = sick.does["HELO"] = does
    for number in range(20):
        post(f"peer-{number}@example.org")
    started = time.perf_counter()
    assert tasks.drain() == 0
    assert time.perf_counter() - started < 2
    letters = Letter.objects.all()
    assert {(letter.state, letter.tries) for letter in letters} == {(State.QUEUED, 0)}
    assert all(letter.answer and letter.claimed_by is None for letter in letters)
    sick.does.clear()
    assert tasks.drain() == 0, "asked again too soon"
    with time_machine.travel(timezone.now() + tasks.AWAY):
        assert tasks.drain() == 20


def test_a_connection_that_takes_only_so_many_letters_is_opened_anew(sick):
    sick.limit = 2
    for number in range(5):
        post(f"peer-{number}@example.org")
    assert tasks.drain() == 5
    assert len(sick.taken) == 5
    assert sick.connections == 3


def test_a_body_arrives_as_it_was_dots_and_all(sick):
    text = ".\n..two\n.\r\nQUIT\rend\n.\n"
    post("a@example.org")
    Letter.objects.update(text=text)
    assert tasks.drain() == 1
    ((_address, lines),) = sick.taken
    body = lines.split(b"\r\n\r\n", 1)[1]
    assert body == b"..\r\n...two\r\n..\r\nQUIT\r\nend\r\n..\r\n"


def test_nothing_but_the_mark_of_being_sent_is_spared_the_wait_for_the_disk(sick):
    def waits() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return cursor.fetchone()[0]

    with connection.cursor() as cursor:  # engines that are thrown away never wait
        cursor.execute("SET LOCAL synchronous_commit = on")
    post("a@example.org")
    sick.does["body"] = b"451 not now"
    tasks.drain()
    assert waits() == "on"
    sick.does.clear()
    post("b@example.org")
    tasks.drain()
    assert waits() == "off"  # until the end of its transaction, which here is the test's


# Addresses that are refused ---------------------------------------------------------------------


def test_an_address_refused_three_times_in_a_row_gets_security_mail_alone(sick):
    sick.does["RCPT", "Peer@example.org"] = b"550 5.1.1 nobody here"
    for number in range(FLAGGED_AFTER):
        assert not Address.objects.flagged().exists()
        post("Peer@example.org", key=str(number))
        tasks.drain()
    address = Address.objects.get()
    assert (address.address, address.refusals) == ("peer@example.org", FLAGGED_AFTER)
    assert address.flagged_at is not None
    assert "nobody here" in address.answer
    sick.does.clear()
    kept_back = post("Peer@example.org", key="later")
    assert tasks.drain() == 0
    assert found(kept_back) == (
        State.WITHHELD, "Not sent: mail servers keep refusing this address."
    )  # fmt: skip
    post("Peer@example.org", Purpose.ACCOUNT)
    assert tasks.drain() == 1
    assert not Address.objects.exists(), "a letter that was taken clears it"


def test_refusals_that_are_not_in_a_row_flag_nobody(sick):
    for number in range(FLAGGED_AFTER + 2):
        sick.does["RCPT"] = b"550 no" if number % 3 else b"250 yes"
        post("a@example.org", key=str(number))
        tasks.drain()
    assert not Address.objects.flagged().exists()


def test_showing_that_an_address_is_theirs_clears_it():
    Address.objects.create(address="a@example.org", refusals=3, flagged_at=timezone.now())
    actions.clear_address("A@example.org")
    assert not Address.objects.exists()


# Authorised again -------------------------------------------------------------------------------


def suspended(peer):
    peer.is_active = False
    peer.save()


def wishing(**wishes):
    return lambda peer: Preference.objects.create(peer=peer, **wishes)


def late(peer):
    Letter.objects.update(not_after=timezone.now())


def flagged(peer):
    Address.objects.create(address=peer.email, refusals=3, flagged_at=timezone.now())


EVERYTHING = set(Purpose)
SAFE = {Purpose.ACCOUNT}
NEXT_YEAR = timezone.now() + timedelta(days=365)


@pytest.mark.parametrize(
    ("change", "goes"),
    [
        (wishing(), EVERYTHING - {Purpose.DIGEST}),
        (suspended, SAFE),
        (flagged, SAFE),
        (late, set()),
        (wishing(paused_until=NEXT_YEAR), SAFE),
        (wishing(muted=[Purpose.REMINDER]), EVERYTHING - {Purpose.DIGEST, Purpose.REMINDER}),
        (lambda peer: peer.delete(), set()),
    ],
    ids=["nothing", "suspended", "flagged", "late", "paused", "muted", "deleted"],
)
def test_everybody_is_authorised_again_when_it_leaves(sick, change, goes):
    peer = PeerFactory()
    for purpose in Purpose:
        post(peer.email, purpose, recipient=peer)
    change(peer)
    assert tasks.drain() == len(goes)
    for letter in Letter.objects.exclude(purpose__in=goes):
        assert letter.state == State.WITHHELD
        assert letter.answer.startswith("Not sent: ")
        assert (letter.text, letter.claimed_by) == ("", None)


def test_a_batch_is_authorised_in_a_fixed_number_of_queries(sick):
    counts = []
    for count in (2, 20):
        for number in range(count):
            peer = PeerFactory(is_active=bool(number % 2))
            post(peer.email, recipient=peer, key=str(count))
        Letter.objects.filter(state=State.QUEUED).update(not_after=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            tasks.drain()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_service_mail_follows_its_recipient_to_a_new_address_and_security_mail_does_not(sick):
    peer = PeerFactory(email="old@example.org")
    post(peer.email, Purpose.REMINDER, recipient=peer)
    post(peer.email, Purpose.ACCOUNT, recipient=peer)
    peer.email = "new@example.org"
    peer.save()
    assert tasks.drain() == 2
    sent = dict(Letter.objects.values_list("purpose", "address"))
    assert sent == {Purpose.REMINDER: "new@example.org", Purpose.ACCOUNT: "old@example.org"}
    assert {address for address, _text in sick.taken} == set(sent.values())


# What a message says of itself ------------------------------------------------------------------


def test_every_letter_but_security_mail_can_be_stopped_by_one_click(sink):
    peer = PeerFactory(name="Aisha Khan")
    post(peer.email, Purpose.REMINDER, recipient=peer)
    post(peer.email, Purpose.ACCOUNT, recipient=peer)
    post("stranger@example.org", Purpose.ACCOUNT)
    assert tasks.drain() == 3
    stops = [message["List-Unsubscribe"] for _to, message in sink.messages]
    posts = [message["List-Unsubscribe-Post"] for _to, message in sink.messages]
    assert posts == ["List-Unsubscribe=One-Click", None, None]
    assert stops[1:] == [None, None]
    token = stops[0].strip().removeprefix(f"<{settings.SITE_URL}/unsubscribe/").removesuffix("/>")
    assert Preference.objects.of_token(token) == (peer, Purpose.REMINDER)


def test_a_calendar_entry_goes_along_with_its_method(sink):
    post("a@example.org", Purpose.REMINDER)
    Letter.objects.update(
        calendar="BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
    )
    tasks.drain()
    ((_to, message),) = sink.messages
    (entry,) = message.iter_attachments()
    assert entry.get_content_type() == "text/calendar"
    assert entry.get_param("method") == "CANCEL"
    assert entry.get_filename() == "invitation.ics"
    assert "METHOD:CANCEL" in entry.get_content()
    assert Letter.objects.get().calendar == ""


def test_a_letter_says_whom_it_comes_from_and_that_a_machine_wrote_it(sink):
    letter = post("a@example.org")
    tasks.drain()
    ((_to, message),) = sink.messages
    assert message["From"] == settings.DEFAULT_FROM_EMAIL
    assert message["Reply-To"] == settings.CITY.contact
    assert message["Message-ID"] == letter.message_id
    assert message["Date"].datetime.tzinfo is not None
    assert message["Auto-Submitted"] == "auto-generated"


# Looked at again --------------------------------------------------------------------------------


class Section:
    """What an app might contribute: one thing, which may be seen no more, or a fault."""

    name, title = "invented", "Invented"
    may_be_seen = True
    is_broken = False

    def gather(self, readers):
        return {}

    def still(self, told):
        if self.is_broken:
            raise ZeroDivisionError
        seen = {peer_id: [Item(1, "A thing", "/thing/")] for peer_id in told}
        return seen if self.may_be_seen else {}

    def headline(self, found):
        return "1 thing"


@pytest.fixture
def digest(settings, monkeypatch):
    """A digest about one invented thing, to a peer who wants it."""
    settings.DIGEST_SECTIONS = [f"{__name__}.Section"]
    peer = PeerFactory()
    now = timezone.now()
    Preference.objects.create(peer=peer, rhythm="weekly", next_digest_at=now, digested_until=now)
    letter = post(peer.email, Purpose.DIGEST, recipient=peer)
    Letter.objects.update(items={"invented": {"ids": [1], "more": 0, "url": ""}})
    return letter


def test_a_digest_of_which_nothing_may_be_seen_any_more_is_not_sent(sick, digest, monkeypatch):
    monkeypatch.setattr(Section, "may_be_seen", False)
    assert tasks.drain() == 0
    assert found(digest) == (State.WITHHELD, "Not sent: nothing is left to tell.")
    assert digest.text == ""


def test_a_digest_that_still_holds_is_sent(sick, digest):
    assert tasks.drain() == 1


def test_a_section_that_fails_holds_up_its_own_digests_alone(sick, digest, monkeypatch):
    monkeypatch.setattr(Section, "is_broken", True)
    other = post("other@example.org", Purpose.ACCOUNT)
    assert tasks.drain() == 1
    assert found(other)[0] == State.SENT
    assert found(digest)[0] == State.QUEUED
    assert (digest.tries, digest.claimed_by) == (0, None)
    assert tasks.drain() == 0
    monkeypatch.setattr(Section, "is_broken", False)
    with time_machine.travel(timezone.now() + tasks.AWAY):
        assert tasks.drain() == 1
