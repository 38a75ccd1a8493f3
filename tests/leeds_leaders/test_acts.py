"""What the staff did is written down by the database, and changed by nobody."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forums.actions import needs
from forums.models import Needs
from leeds_leaders.moderation.actions import note
from leeds_leaders.moderation.choices import Outcome
from leeds_leaders.moderation.models import Act, Decision, Undone
from peers import actions as peers
from tests.factories import BookingFactory, PeerFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/moderation/act/"


@pytest.fixture
def acts(cast) -> list[Act]:
    """A line of the admin's log, a decision, a look at needs, and a note: one each."""
    moderator, peer = cast.moderator.peer, cast.peer.peer
    LogEntry.objects.log_actions(moderator.pk, [peer], CHANGE, "Spoke to Pat", single_object=True)
    Decision.objects.create(
        kind="item", object_id="7", author=peer, by=moderator, outcome=Outcome.REMOVED,
        reason="Too loud",
    )  # fmt: skip
    booking = BookingFactory()
    Needs.objects.create(booking=booking, wording="A ramp.")
    needs.look(booking.session, by=cast.organiser.peer)
    note("saw the site as", peer, by=cast.admin.peer, words="She cannot find her project")
    return list(Act.objects.order_by("pk"))


def test_each_act_says_who_did_what_to_what(acts, cast):
    logged, decided, looked, noted = acts
    moderator, peer = cast.moderator.peer, cast.peer.peer
    assert (logged.by, logged.what, logged.kind) == (moderator, "changed", "peers.peer")
    assert (logged.object_id, logged.words) == (str(peer.pk), "Spoke to Pat")
    assert (decided.by, decided.what, decided.kind) == (moderator, "removed", "item")
    assert (decided.object_id, decided.words) == ("7", "Too loud")
    assert looked.by == cast.organiser.peer
    assert "A ramp" not in looked.words
    assert (noted.by, noted.what, noted.object_id) == (
        cast.admin.peer, "saw the site as", str(peer.pk),
    )  # fmt: skip


def is_refused(statement: str) -> None:
    """Whether something cannot be done, and leaves everything as it was."""
    with (
        pytest.raises(IntegrityError, match="stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["moderation_act", "moderation_decision"])
@pytest.mark.parametrize(
    "change",
    ["DELETE FROM {}", "UPDATE {} SET object_id = '8'", "UPDATE {} SET at = now() - interval '1 h'",
     "UPDATE {} SET by_id = {peer}", "UPDATE {} SET kind = ''", "UPDATE {} SET by_id = NULL",
     "UPDATE {} SET {words} = ''"],
)  # fmt: skip
def test_nobody_changes_what_is_written_down_whoever_asks(acts, cast, table, change):
    words = "words" if table == "moderation_act" else "reason"
    is_refused(change.format(table, peer=cast.lead.peer.pk, words=words))
    assert list(Act.objects.order_by("pk")) == acts


@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET at = now()"])
def test_that_something_was_taken_back_stays_as_well(acts, change):
    undone = Undone.objects.create(decision=Decision.objects.get())
    is_refused(change.format("moderation_undone"))
    assert Undone.objects.get() == undone


@pytest.mark.parametrize(
    "tables",
    ["moderation_act", "moderation_decision CASCADE", "moderation_undone", "peers_peer CASCADE"],
)
def test_nobody_empties_it_either_but_in_a_database_for_tests(acts, tables):
    connection.check_constraints()  # none is left to be looked at, which TRUNCATE would not take
    for elsewhere in ("off", "''"):
        is_refused(f"SET LOCAL moderation.may_be_emptied = {elsewhere}; TRUNCATE {tables}")
    assert list(Act.objects.order_by("pk")) == acts
    with connection.cursor() as cursor:
        cursor.execute("SHOW moderation.may_be_emptied")
        assert cursor.fetchone() == ("on",)


def test_names_and_words_go_with_whoever_is_erased_and_the_act_stays(acts, cast):
    peers.erase(cast.peer.peer)
    peers.erase(cast.moderator.peer)
    assert [act.words for act in Act.objects.order_by("pk")] == ["", "", acts[2].words, ""]
    assert Act.objects.filter(by=None).count() == 2
    decision = Decision.objects.get()
    assert (decision.author, decision.by, decision.reason) == (None, None, "")
    assert (decision.outcome, decision.object_id) == (Outcome.REMOVED, "7")


def test_admins_look_acts_up_and_change_none(acts, cast, django_assert_max_num_queries):
    Act.objects.bulk_create(
        Act(by=cast.moderator.peer, what="changed", kind="peers.peer", object_id=str(number))
        for number in range(90)
    )
    with django_assert_max_num_queries(10):
        page = cast.admin.client.get(LIST).content.decode()
    assert "Spoke to Pat" in page
    assert "Olu Organiser" in page  # who looked at what people need
    found = cast.admin.client.get(LIST, {"q": "Too loud"}).content.decode()
    assert "Too loud" in found
    assert "Spoke to Pat" not in found
    year = {"at__year": timezone.localdate().year, "what__exact": "removed"}
    assert cast.admin.client.get(LIST, year).status_code == 200
    address = f"{LIST}{acts[0].pk}/change/"
    assert cast.admin.client.get(address).status_code == 200
    assert cast.admin.client.post(address, {"words": "Nothing"}).status_code == 403
    assert cast.admin.client.post(f"{LIST}{acts[0].pk}/delete/", {"post": "yes"}).status_code == 403
    acts[0].refresh_from_db()
    assert acts[0].words == "Spoke to Pat"


def test_acts_are_for_admins_alone(acts, cast):
    for player in (cast.peer, cast.organiser, cast.moderator, cast.nobody):
        assert player.client.get(LIST).status_code in {302, 403}
    assert not Act.objects.visible_to(PeerFactory(is_staff=True)).exists()
