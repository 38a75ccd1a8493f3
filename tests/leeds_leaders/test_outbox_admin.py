"""The outbox in the admin: seen by state, explained, sent again and cancelled by hand."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from leeds_leaders.notices import actions
from leeds_leaders.notices.admin import EXPLAINED
from leeds_leaders.notices.choices import CANCELLABLE, RESENDABLE, Purpose, State
from leeds_leaders.notices.errors import NotInThisState
from leeds_leaders.notices.models import Address, Letter
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/notices/letter/"


def letter_in(state: State) -> Letter:
    actions.post(f"{state}@example.org", Purpose.ACCOUNT, "a", "the-subject", "the-text")
    letter = Letter.objects.get(address=f"{state}@example.org")
    letter.state, letter.sent_at, letter.tries = state, timezone.now(), 3
    letter.save()
    return letter


def act(client, action: str, letters, **more):
    chosen = {"action": action, "_selected_action": [letter.pk for letter in letters]}
    return client.post(LIST, chosen | more, follow=True).content.decode()


@pytest.mark.parametrize("state", State)
def test_by_hand_a_letter_moves_as_its_state_allows_and_no_other_way(cast, state):
    admin = cast.admin.peer
    for verb, allowed, then in (
        (actions.resend, RESENDABLE, State.QUEUED),
        (actions.cancel, CANCELLABLE, State.CANCELLED),
    ):
        Letter.objects.all().delete()
        letter = letter_in(state)
        if state in allowed:
            verb(letter, by=admin, reason="I asked them")
            letter.refresh_from_db()
            assert letter.state == then
        else:
            with pytest.raises(NotInThisState):
                verb(letter, by=admin, reason="I asked them")
            letter.refresh_from_db()
            assert letter.state == state


def test_a_letter_sent_again_starts_afresh_under_its_own_message_id(cast, sink):
    letter = letter_in(State.UNKNOWN)
    act(cast.admin.client, "resend_selected", [letter], reason="It did not arrive")
    again = Letter.objects.get()
    assert (again.state, again.tries, again.message_id) == (State.QUEUED, 0, letter.message_id)
    assert again.text


def test_both_ask_for_a_reason_and_keep_it_with_who_gave_it(cast):
    waiting, failed = letter_in(State.QUEUED), letter_in(State.FAILED)
    for action, letter in (("cancel_selected", waiting), ("resend_selected", failed)):
        for answer in ({}, {"reason": "  "}):
            assert 'name="reason"' in act(cast.admin.client, action, [letter], **answer)
        assert Letter.objects.get(pk=letter.pk).state == letter.state
        body = act(cast.admin.client, action, [waiting, failed], reason="The hall burnt down")
        assert "1 letter done." in body
        assert "This is not possible" in body
    assert Letter.objects.get(pk=waiting.pk).text == ""
    assert [(entry.user, entry.change_message) for entry in LogEntry.objects.order_by("pk")] == [
        (cast.admin.peer, "Cancelled: The hall burnt down"),
        (cast.admin.peer, "Sent again: The hall burnt down"),
    ]


def test_whoever_may_only_look_sends_and_cancels_nothing(cast):
    waiting, failed = letter_in(State.QUEUED), letter_in(State.FAILED)
    for player in (cast.moderator, cast.organiser, cast.peer):
        for action in ("resend_selected", "cancel_selected"):
            act(player.client, action, [waiting, failed], reason="Because")
    assert set(Letter.objects.values_list("state", flat=True)) == {State.QUEUED, State.FAILED}


@pytest.mark.parametrize("state", State)
def test_every_state_is_counted_and_explained_and_no_text_is_shown(cast, state):
    letter = letter_in(state)
    page = cast.moderator.client.get(LIST).content.decode()
    assert f"{State(state).label.capitalize()} (1)".lower() in page.lower()
    one = cast.moderator.client.get(f"{LIST}{letter.pk}/change/").content.decode()
    assert str(EXPLAINED[state])[:60] in one
    for body in (page, one):
        assert "the-subject" not in body
        assert "the-text" not in body
        assert letter.address not in body
        assert f"{state[0]}…@example.org" in body


def test_an_address_is_cleared_by_hand(cast):
    address = Address.objects.create(
        address="a@example.org", refusals=3, flagged_at=timezone.now(), answer="550 nobody"
    )
    page = cast.admin.client.get("/admin/notices/address/").content.decode()
    assert "550 nobody" in page
    chosen = {"action": "clear_selected", "_selected_action": [address.pk]}
    assert cast.moderator.client.post("/admin/notices/address/", chosen).status_code == 403
    cast.admin.client.post("/admin/notices/address/", chosen)
    assert not Address.objects.exists()
    assert LogEntry.objects.get().object_repr == "a@example.org"


def test_consents_are_there_to_be_shown_and_to_nobody_but_an_admin(cast):
    peer = PeerFactory(name="Aisha Khan")
    peer.consents.create(purpose=Purpose.DIGEST, is_given=True, wording="Yes please", how="page")
    page = cast.admin.client.get("/admin/notices/consent/").content.decode()
    assert "Aisha Khan" in page
    assert cast.moderator.client.get("/admin/notices/consent/").status_code == 403
