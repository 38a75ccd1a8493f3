"""Of whose profile waits for a moderator, or whose account is closed, nobody is told anything: in
no digest, no match, no notice, and no count of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leeds_leaders.language.models import Cause
from leeds_leaders.notices import sources
from leeds_leaders.notices.models import Letter, Notice
from leeds_leaders.notices.sources import Reader
from peers import actions
from peers.actions import pairs
from peers.actions.suspending import hide_profile, let_be, suspend
from peers.choices import PairState, Tie
from peers.digest import PeersInCommon
from peers.errors import NobodyWouldSee
from peers.models import EntryText, Introduction, Peer, PeerTally
from peers.querysets.facts import facts_of
from peers.querysets.matching import matches_of, others_who_offer
from projects.querysets.matches import offers_for
from tests.conftest import signed_in
from tests.factories import (
    ConnectionFactory,
    ItemFactory,
    PairFactory,
    PeerFactory,
    ProjectFactory,
    SupportFactory,
    people,
)

pytestmark = pytest.mark.django_db
NAME = "Zebedee Marked"
LINE = "Marked words about myself"
FOOD = "food-and-growing"
WEEK = timedelta(days=7)


@pytest.fixture
def marked() -> Peer:
    """Somebody whom members find, who says much and offers something."""
    [peer] = people({"name": NAME, "one_line": LINE, "causes": [FOOD], "offers": ["transport"]})
    return peer


@pytest.fixture
def reader() -> Peer:
    [peer] = people({"causes": [FOOD], "asks": ["transport"]})
    return peer


def put_away(peer: Peer, how: str, moderator: Peer) -> None:
    if how == "held":
        hide_profile(peer)
    else:
        suspend(peer, by=moderator, reason="It sells something.")


def seen_by(reader: Peer) -> dict[str, object]:
    """All that is told of others without their doing."""
    now = timezone.now()
    [food] = Cause.objects.filter(slug=FOOD).values_list("pk", flat=True)
    window = Reader(reader.pk, now - WEEK, now + WEEK, cause_ids=frozenset({food}))
    project = ProjectFactory(lead=reader)
    SupportFactory(project=project, tags=["transport"])
    facts = facts_of(reader)
    asked = list(facts.ask_ids)
    digest = PeersInCommon().gather([window]).get(reader.pk)
    return {
        "digest": digest.items if digest else [],
        "matches": matches_of(facts),
        "others": others_who_offer(asked, viewer=reader, but=PeerFactory()),
        "offers": offers_for(project, reader),
        "entries": [text for text in EntryText.objects.values_list("card", flat=True)
                    if NAME in str(text)],
        "counted": sum(PeerTally.objects.filter(facet="offer").values_list("count", flat=True)),
    }  # fmt: skip


@pytest.mark.parametrize("how", ["held", "suspended"])
def test_nothing_of_them_is_in_digests_matches_or_counts(cast, marked, reader, how):
    ItemFactory(peer=marked, title="Marked van", tags=["transport"])
    before = seen_by(reader)
    assert all(before.values()), before
    put_away(marked, how, cast.moderator.peer)
    after = seen_by(reader)
    assert not any(after.values()), after
    kept = PeersInCommon().still({reader.pk: [marked.pk]})
    assert kept == {reader.pk: []}
    let_be(marked, by=cast.moderator.peer)
    assert all(seen_by(reader).values())


@pytest.mark.parametrize("how", ["held", "suspended"])
def test_a_letter_that_names_them_does_not_leave(cast, marked, reader, how):
    tie = ConnectionFactory(asker=reader, asked=marked, state=Tie.ASKED)
    actions.accept(tie, by=marked)
    letters = list(Letter.objects.filter(recipient=reader))
    assert NAME in letters[0].text
    put_away(marked, how, cast.moderator.peer)
    good, _gone = sources.recheck(letters)
    assert good == []


@pytest.mark.parametrize("how", ["held", "suspended"])
def test_a_notice_that_named_them_before_says_nothing_of_them_meanwhile(cast, marked, reader, how):
    tie = ConnectionFactory(asker=reader, asked=marked, state=Tie.ASKED)
    actions.accept(tie, by=marked)
    client, notice = signed_in(reader).client, Notice.objects.get(recipient=reader)
    assert NAME in client.get("/me/notices/").text
    put_away(marked, how, cast.moderator.peer)
    for _before_and_after_it_is_read in range(2):
        page = client.get("/me/notices/").text
        assert "Zebedee" not in page
        assert "About somebody who cannot be seen just now" in page
        assert "Read on" not in page
        assert f"/peers/{marked.slug}/" not in page
        answer = client.post(f"/me/notices/{notice.pk}/read/", {"open": "1"})
        assert answer.headers["Location"] == "/me/notices/"
    let_be(marked, by=cast.moderator.peer)
    assert NAME in client.get("/me/notices/").text


def say_yes(marked, reader):
    tie = ConnectionFactory(asker=reader, asked=marked, state=Tie.ASKED)
    hide_profile(marked)
    actions.accept(tie, by=marked)


def agree(marked, reader):
    ConnectionFactory(asker=reader, asked=marked)
    pair = PairFactory(proposed_by=reader, proposed_to=marked, state=PairState.PROPOSED)
    hide_profile(marked)
    actions.agree_to_pair(pair, by=marked)


def look_back(marked, reader):
    today = timezone.localdate()
    PairFactory(proposed_by=reader, proposed_to=marked, state=PairState.AGREED, review_on=today)
    hide_profile(marked)
    pairs.remind_of_reviews(today)
    assert Notice.objects.filter(recipient=marked).exists()  # of the other, who is not held


def bring_together(marked, reader):
    other = PeerFactory()
    one, two = sorted((marked, other), key=lambda peer: peer.pk)
    for peer in (marked, other):
        ConnectionFactory(asker=reader, asked=peer)
    introduction = Introduction.objects.create(by=reader, first=one, second=two, words="Meet!")
    hide_profile(marked)
    for peer in (marked, other):
        introduction.refresh_from_db()
        actions.answer_introduction(introduction, "yes", by=peer)


def thank(marked, reader):
    ConnectionFactory(asker=reader, asked=marked)
    hide_profile(marked)
    with pytest.raises(NobodyWouldSee):
        actions.thank(reader, by=marked, quality="patience")


@pytest.mark.parametrize("does", [say_yes, agree, look_back, bring_together, thank])
def test_what_they_do_meanwhile_names_them_to_nobody(marked, reader, does):
    does(marked, reader)
    notices, letters = Notice.objects, Letter.objects
    told = [notice.title + notice.text for notice in notices.exclude(recipient=marked)]
    told += [letter.subject + letter.text for letter in letters.exclude(recipient=marked)]
    assert NAME not in "".join(told)
