"""Looking after what members write: read in the admin, and decided by the verbs of the site."""

import pytest

from leeds_leaders.moderation.choices import Standing
from tests.factories import (
    ActionFactory,
    OutcomeFactory,
    PeerFactory,
    PerspectiveFactory,
    QuestionFactory,
    RecordFactory,
    ResponseFactory,
)

pytestmark = pytest.mark.django_db
MODELS = ("record", "note", "question", "action", "outcome", "perspective", "response")


@pytest.fixture
def record():
    return RecordFactory()


def decide(client, model: str, row, verb: str, **more):
    return client.post(
        f"/admin/forums/{model}/",
        {"action": f"{verb}_selected", "_selected_action": str(row.pk)} | more,
        follow=True,
    )


def test_everything_of_a_record_is_read_there_and_nothing_is_typed(cast, record):
    rows = {
        "record": record,
        "question": QuestionFactory(session=record.session, record=record),
        "action": ActionFactory(session=record.session, record=record),
        "note": record.notes.first(),
        "outcome": OutcomeFactory(),
        "perspective": PerspectiveFactory(),
        "response": ResponseFactory(),
    }
    for model in MODELS:
        page = cast.admin.client.get(f"/admin/forums/{model}/").content.decode()
        assert f"/{model}/add/" not in page, model
        address = f"/admin/forums/{model}/{rows[model].pk}/change/"
        assert address in page, model
        page = cast.admin.client.get(address).content.decode()
        assert 'name="_save"' not in page, model
        assert cast.peer.client.get(address).status_code == 302


def test_a_moderator_declines_with_a_reason_and_lets_stand_again(cast):
    for model, row in (("perspective", PerspectiveFactory()), ("response", ResponseFactory())):
        client = cast.moderator.client
        assert "Why" in decide(client, model, row, "decline").content.decode()
        row.refresh_from_db()
        assert row.standing == Standing.LIVE
        decide(client, model, row, "decline", reason="It names somebody's child.")
        row.refresh_from_db()
        assert (row.standing, row.decided_by) == (Standing.DECLINED, cast.moderator.peer)
        assert row.author.letters.filter(text__contains="It names somebody's child.").exists()
        decide(client, model, row, "restore")
        row.refresh_from_db()
        assert row.standing == Standing.LIVE


def test_drafts_and_closed_sessions_are_nobodys_to_look_through_and_names_are_kept(cast):
    record = RecordFactory(state="shared", is_closed=True, published_at=None)
    PerspectiveFactory(title="Half a thought", published_at=None)
    closed = PerspectiveFactory(title="Said among us", session=record.session)
    ResponseFactory(perspective=closed, words="Heard among us")
    PerspectiveFactory(title="It waits", session=record.session, standing=Standing.HELD)
    shy = PeerFactory(name="Una Unnamed")
    PerspectiveFactory(title="Nobody says", is_unnamed=True, author=shy)
    page = cast.moderator.client.get("/admin/forums/perspective/").content.decode()
    page += cast.moderator.client.get("/admin/forums/response/").content.decode()
    for words in ("Half a thought", "Said among us", "Heard among us", "Una Unnamed"):
        assert words not in page, words
    assert "It waits" in page
    assert "Nobody says" in page
