"""Nothing is kept for longer than the site says, and nothing goes before."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forums.choices import Seat
from forums.models import Needs, PulseGiven
from leeds_leaders import retention
from leeds_leaders.moderation.choices import Answered, HouseRule, Outcome
from leeds_leaders.moderation.jobs import let_go_of_what_is_over
from leeds_leaders.moderation.models import (
    Act,
    Appeal,
    Case,
    DataComplaint,
    Decision,
    PreElection,
    Report,
    Said,
)
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Address, Letter, Notice
from leeds_leaders.retention import keepings
from peers import actions
from peers.choices import Tie
from peers.models import Introduction, Peer
from projects.models import Draft
from tests.conftest import signed_in
from tests.factories import (
    BookingFactory,
    ConnectionFactory,
    PeerFactory,
    SavedSearchFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
THEN = datetime(2012, 3, 1, 12, tzinfo=UTC)  # the database itself keeps acts for six years
KEEPINGS = {str(keeping.title): keeping for keeping in keepings()}
BY_DAYS = {"Weeks before elections, and who stood"}


def over():
    """A session that has just ended."""
    now = timezone.now()
    return SessionFactory(starts_at=now - timedelta(hours=2), ends_at=now)


def unconfirmed() -> None:
    peer = PeerFactory(joined_at=timezone.now(), last_login=None)
    EmailAddress.objects.create(user=peer, email=peer.email, verified=False, primary=True)


def introduction() -> None:
    by, first, second = (PeerFactory() for _number in range(3))
    Introduction.objects.create(by=by, first=first, second=second, words="Meet!")


def letter(**facts) -> None:
    facts = {"address": "a@example.org", "purpose": Purpose.ACCOUNT, "key": "1"} | facts
    Letter.objects.create(message_id="<1@example.org>", text="Words.", **facts)


def reported(**facts) -> None:
    case = Case.objects.create(kind="item", object_id="1", closed_at=timezone.now())
    Report.objects.create(case=case, rule=HouseRule.ABUSE, words="Unkind.", **facts)


def decided() -> Decision:
    return Decision.objects.create(kind="item", object_id="1", outcome=Outcome.REMOVED)


def logged() -> None:
    kind = ContentType.objects.get_for_model(Peer)
    LogEntry.objects.create(
        user=PeerFactory(), content_type=kind, object_id="1", action_flag=CHANGE
    )


def answered() -> None:
    DataComplaint.objects.create(
        email="a@example.org", words="No.", state=Answered.ANSWERED, answered_at=timezone.now()
    )


# What begins to be kept now, for each kind of data by its title.
BEGIN = {
    "That a browser is signed in": lambda: signed_in(PeerFactory()),
    "Accounts whose address nobody confirmed": unconfirmed,
    "Asks to connect that were taken back": lambda: ConnectionFactory(
        state=Tie.WITHDRAWN, asked_at=timezone.now()
    ),
    "Introductions that came to nothing": introduction,
    "Drafts of projects": lambda: Draft.objects.create(
        peer=PeerFactory(), fields={}, saved_at=timezone.now()
    ),
    "Searches that were removed": lambda: SavedSearchFactory(removed_at=timezone.now()),
    "What people need at a session, what they do not eat, and who looked at it": lambda: (
        Needs.objects.create(booking=BookingFactory(session=over()), wording="A ramp.")
    ),
    "What guests asked for and never confirmed": lambda: BookingFactory(
        peer=None, name="Greta", email="greta@example.org", state=Seat.ASKED,
        asked_at=timezone.now(),
    ),
    "Names and addresses of guests, and of whom members brought along": lambda: BookingFactory(
        session=over(), peer=None, name="Greta", email="greta@example.org"
    ),
    "Who has answered what a session was like": lambda: PulseGiven.objects.create(
        booking=BookingFactory(session=over()), about="usefulness"
    ),
    "Texts of letters that did not arrive": lambda: letter(state=State.FAILED),
    "Letters to people without an account, but about breakfasts": lambda: letter(
        state=State.SENT, sent_at=timezone.now()
    ),
    "That a letter was sent: to whom, and its subject": lambda: letter(
        recipient=PeerFactory(), state=State.SENT, sent_at=timezone.now()
    ),
    "Notices on the site": lambda: Notice.objects.create(
        recipient=PeerFactory(), purpose=Purpose.DECISION, key="1", title="About it"
    ),
    "Addresses that mail servers refuse": lambda: Address.objects.create(address="a@example.org"),
    "When somebody posted, with a hash of the words": lambda: Said.objects.create(
        peer=PeerFactory()
    ),
    "Where a report of somebody without an account came from, as a hash": lambda: reported(
        sender="abc"
    ),
    "Things that moderators looked at, and the reports of them": reported,
    "Complaints about data": answered,
    "Weeks before elections, and who stood": lambda: PreElection.objects.create(
        name="May", starts_on=THEN.date(), ends_on=THEN.date()
    ),
    "Appeals": lambda: Appeal.objects.create(decision=decided(), peer=PeerFactory(), words="Oh."),
    "What moderators decided, why, and what they took away then said": decided,
    "What the staff did": lambda: Act.objects.create(what="looked"),
    "The log of the admin": logged,
}  # fmt: skip


def test_every_kind_of_data_is_tried_here():
    assert BEGIN.keys() == KEEPINGS.keys()


@pytest.mark.parametrize("title", BEGIN)
def test_it_is_kept_as_long_as_is_said_and_no_longer(title, time_machine):
    keeping = KEEPINGS[title]
    time_machine.move_to(THEN, tick=False)
    BEGIN[title]()
    last = THEN + keeping.lasts
    time_machine.move_to(last, tick=False)
    assert keeping.sweep(timezone.now()) == 0
    time_machine.shift(timedelta(days=1) if title in BY_DAYS else timedelta(seconds=1))
    assert keeping.is_due(timezone.now()).count() == 1
    assert keeping.sweep(timezone.now()) == 1
    assert keeping.is_due(timezone.now()).count() == 0


def test_the_nightly_job_takes_all_of_it_in_its_turn(time_machine):
    time_machine.move_to(THEN, tick=False)
    for begin in ("Drafts of projects", "Complaints about data", "Searches that were removed"):
        BEGIN[begin]()
    assert let_go_of_what_is_over() == 0
    time_machine.move_to(THEN + timedelta(days=61))
    assert let_go_of_what_is_over() == 2
    time_machine.move_to(THEN + 2 * retention.YEAR + timedelta(days=1))
    assert let_go_of_what_is_over() == 1
    assert let_go_of_what_is_over() == 0


def test_much_goes_a_little_at_a_time_and_one_kind_that_fails_stops_no_other(monkeypatch, caplog):
    monkeypatch.setattr(retention, "BATCH", 2)
    old = timezone.now() - timedelta(days=8)
    peer = PeerFactory()
    Said.objects.bulk_create(Said(peer=peer, at=old) for _number in range(5))
    assert KEEPINGS["When somebody posted, with a hash of the words"].sweep(timezone.now()) == 5

    Said.objects.create(peer=peer, at=old)
    monkeypatch.setattr("forums.actions.guests._forget_mail", lambda: 1 / 0)
    with transaction.atomic():  # what fails does so in a transaction of its own
        assert let_go_of_what_is_over() == 1
    assert "could not be swept" in caplog.text


def test_by_which_address_somebody_tried_is_forgotten_once_it_counts_no_more(db):
    cache.set("tries:192.0.2.7", [1], timeout=60)
    now = timezone.now()
    for seconds, left in ((30, 1), (90, 0)):
        retention.sweep_all(now + timedelta(seconds=seconds))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM house_cache WHERE cache_key LIKE '%192.0.2.7'")
            assert cursor.fetchone() == (left,)


def test_whoever_confirms_while_others_are_erased_stays(time_machine, monkeypatch):
    """And one that cannot be erased keeps nobody else's account here."""
    for _number in range(4):
        unconfirmed()
    first, second, third, _fourth = Peer.objects.order_by("pk")
    erase = actions.erase

    def erase_and_meanwhile(peer):
        if peer == first:
            raise RuntimeError
        if peer == second:
            EmailAddress.objects.filter(user=third).update(verified=True)
        erase(peer)

    monkeypatch.setattr(actions, "erase", erase_and_meanwhile)
    time_machine.move_to(timezone.now() + timedelta(days=31), tick=False)
    let_go_of_what_is_over()
    assert set(Peer.objects.all()) == {first, third}


def test_what_can_be_sent_again_has_words(time_machine):
    time_machine.move_to(THEN, tick=False)
    letter(state=State.UNKNOWN)
    time_machine.move_to(THEN + timedelta(days=31))
    let_go_of_what_is_over()
    kept = Letter.objects.get()
    assert (kept.state, kept.text) == (State.CANCELLED, "")


def test_the_database_itself_keeps_what_was_decided_for_six_years():
    young, old = (
        Decision.objects.create(kind="item", object_id="1", outcome=Outcome.REMOVED, at=at)
        for at in (timezone.now() - timedelta(days=5 * 366), THEN)
    )
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
        young.delete()
    old.delete()
    assert Decision.objects.get() == young


def test_the_table_in_the_admin_says_what_goes_tonight(cast):
    Said.objects.create(peer=cast.peer.peer, at=timezone.now() - timedelta(days=6, hours=1))
    page = cast.admin.client.get("/admin/moderation/act/retention/").content.decode()
    row = page[page.index("When somebody posted") :]
    assert row.index("7 days after it was posted") < row.index("<td>1</td>") < row.index("</tr>")
    assert page.count('<tr><th scope="row">') == len(KEEPINGS)
    for player in (cast.moderator, cast.organiser):
        assert player.client.get("/admin/moderation/act/retention/").status_code in {302, 403}
