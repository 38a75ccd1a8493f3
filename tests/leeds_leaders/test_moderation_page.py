"""What everybody may know of moderation: how it works, and sums by which nobody is recognised."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from leeds_leaders.moderation.choices import HouseRule, Outcome
from leeds_leaders.moderation.models import Appeal, Decision
from leeds_leaders.moderation.pages.figures import FEW, left_out, quarters, taken_away, told
from tests.factories import PeerFactory

PAGE = "/moderation/"
TODAY = datetime(2026, 5, 20, 12, tzinfo=UTC)


def decided(count: int, outcome=Outcome.REMOVED, *, rule=HouseRule.ADVERT, kind="item", days=1):
    """So many decisions, so many days ago, each after waiting an hour longer."""
    return Decision.objects.bulk_create(
        Decision(
            kind=kind,
            object_id=str(number),
            outcome=outcome,
            rule=rule,
            reason="Secret words about Sam.",
            waited=timedelta(hours=number + 1),
            at=TODAY - timedelta(days=days),
        )
        for number in range(count)
    )


@pytest.fixture
def today(db):
    with time_machine.travel(TODAY, tick=False):
        yield


# Small numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 9, "b": 7}, {"a": 9, "b": 7}),
        ({"a": 9, "b": 0}, {"a": 9, "b": 0}),
        ({"a": 9, "b": 4}, {"a": None, "b": None}),
        ({"a": 9, "b": 7, "c": 1}, {"a": 9, "b": None, "c": None}),
        ({"a": 9, "b": 1, "c": 1}, {"a": None, "b": None, "c": None}),
        ({"a": 9, "b": 3, "c": 3}, {"a": 9, "b": None, "c": None}),
        ({"a": 2}, {"a": None}),
        ({}, {}),
    ],
)
def test_what_is_few_is_left_out_and_what_would_give_it_away(counts, shown):
    assert told(counts) == shown


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.integers(0, 30)))
def test_nothing_below_five_is_told_or_can_be_had_from_the_sum(counts):
    shown = told(counts)
    assert shown.keys() == counts.keys()
    assert all(count is None or count == counts[name] for name, count in shown.items())
    assert not any(count and count < FEW for count in shown.values())
    hidden = [counts[name] for name, count in shown.items() if count is None]
    if hidden and len(hidden) < len([count for count in counts.values() if count]):
        assert len(hidden) > 1
        assert sum(hidden) >= FEW


# The page -----------------------------------------------------------------------------------------


def test_figures_of_each_quarter_and_how_long_half_of_them_waited(today):
    decided(9)
    decided(6, Outcome.LEFT, rule="", kind="project")
    decided(5, days=100)
    decided(3, days=200)
    decided(20, days=500)
    latest, before, long_ago = quarters()
    assert (latest.begins.year, latest.number, latest.decided) == (2026, 2, 15)
    assert latest.waited_in_words == "4 hours"
    assert [(line.label, line.count) for line in latest.by_outcome] == [
        ("taken away", 9),
        ("left as it is", 6),
    ]
    assert [line.count for line in latest.by_rule] == [9]
    assert {str(line.label): line.count for line in latest.by_kind} == {
        "offers and asks": 9,
        "projects": 6,
    }
    assert (before.number, before.decided) == (1, 5)
    assert (long_ago.number, long_ago.decided, long_ago.by_kind) == (4, None, [])


def test_appeals_are_told_when_there_are_five(today):
    def answered(count, *, is_upheld):
        peer = PeerFactory()
        Appeal.objects.bulk_create(
            Appeal(decision=one, peer=peer, words="No", decided_at=TODAY, is_upheld=is_upheld)
            for one in decided(count)
        )

    answered(3, is_upheld=True)
    assert (quarters()[0].appeals, quarters()[0].upheld) == (None, None)
    answered(6, is_upheld=False)
    assert (quarters()[0].appeals, quarters()[0].upheld) == (9, None)
    answered(2, is_upheld=True)
    assert (quarters()[0].appeals, quarters()[0].upheld) == (11, 5)


def test_the_log_holds_what_there_were_five_of_and_neither_names_nor_reasons(today, client):
    decided(7)
    decided(6, kind="project")
    decided(3, Outcome.APPROVED, rule="")
    decided(4, days=100)
    (log,) = taken_away()
    assert (log.number, log.has_more) == (2, False)
    assert [(line.times, line.kind) for line in log.lines] == [
        (7, "an offer or ask"),
        (6, "a project"),
    ]
    page = client.get(PAGE).text
    assert "7 × an offer or ask: taken away" in page
    assert "Sam" not in page
    assert page.count("Quarter 1 of 2026") == 1  # its figures, which say that there were few


def test_the_log_gives_nothing_away_that_the_figures_leave_out(today, client):
    decided(20, kind="project")
    decided(9)
    decided(1, kind="peer")
    decided(6, Outcome.WARNED, rule=HouseRule.ABUSE)
    (log,) = taken_away()
    told_of = {(str(line.outcome), str(line.kind)): line.times for line in log.lines}
    assert told_of == {
        ("taken away", "a project"): 20,
        ("a word to its author", "an offer or ask"): 6,
    }
    assert log.has_more
    page = client.get(PAGE).text
    assert "1 ×" not in page
    assert "Others, too few of each to be told" in page


@given(
    st.dictionaries(
        st.tuples(*[st.sampled_from("abc")] * 3), st.integers(1, 15), min_size=1, max_size=12
    )
)
def test_no_line_of_the_log_is_had_from_the_sums_by_outcome_and_rule(counts):
    lines = {}
    for at in (0, 1):
        for name in "abc":
            lines[at, name] = [one for one in counts if one[at] == name]
    hidden = left_out(counts, [*lines.values()])
    assert hidden >= {one for one, count in counts.items() if count < FEW}
    for of_sum in lines.values():
        unknown = [counts[one] for one in of_sum if one in hidden]
        if unknown and len(unknown) < len(of_sum):
            assert len(unknown) > 1
            assert sum(unknown) >= FEW


def test_what_is_left_out_to_protect_another_is_not_said_to_be_few(today, client):
    decided(60)
    decided(40, Outcome.LEFT, rule="")
    decided(3, Outcome.APPROVED, rule="")
    page = client.get(PAGE).text
    assert "<dd>103</dd>" in page
    assert page.count("not told</td>") == 2
    assert "fewer than five</td>" not in page


def test_the_page_says_how_it_works_before_anything_was_decided(db, client):
    page = client.get(PAGE).text
    for words in ("Another pair of eyes", "within 30 days", "what 3 members have reported"):
        assert words in page
    assert "Nothing was decided in the last year." in page
    assert "No quarter had five such decisions." in page


def test_the_page_is_kept_for_visitors_until_something_is_decided(
    today, client, django_assert_num_queries
):
    decided(5)
    assert "<dd>5</dd>" in client.get(PAGE).text
    with django_assert_num_queries(1):
        Client().get(PAGE)
    decided(40, days=30)
    with django_assert_num_queries(5):
        assert "<dd>45</dd>" in client.get(PAGE).text
    assert client.get(PAGE).headers["Cache-Control"] == "no-cache"


def test_every_page_leads_to_it(client, db):
    assert f'href="{reverse("moderation:public")}"' in client.get("/about/").text
