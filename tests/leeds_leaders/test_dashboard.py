"""The first page of the admin: what needs attention, counted and linked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.moderation.choices import HouseRule, Outcome, Standing
from leeds_leaders.moderation.models import Appeal, Case, DataComplaint, Decision, SafetyEntry
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Letter
from projects.models import Project
from tests.factories import ItemFactory, OrganisationFactory, PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
INDEX = "/admin/"
LONG_AGO = timedelta(days=5)


def fill() -> None:
    """One and more of everything that somebody should see to."""
    today = timezone.localdate()
    OrganisationFactory(standing=Standing.HELD)
    Case.objects.update(opened_at=timezone.now() - LONG_AGO)
    Case.objects.create(kind="item", object_id=str(ItemFactory().pk), harm=3, reports=4)
    closed = Case.objects.create(kind="item", object_id="1", harm=3, reports=9)
    Case.objects.filter(pk=closed.pk).update(closed_at=timezone.now())
    author = PeerFactory()
    decision = Decision.objects.create(
        kind="item", object_id="1", author=author, outcome=Outcome.REMOVED, rule=HouseRule.ADVERT
    )
    Appeal.objects.create(decision=decision, peer=author, words="But why?")
    for due in (today - timedelta(days=1), today, today + timedelta(days=20)):
        DataComplaint.objects.create(email="a@example.org", words="Why?", due_on=due)
    for day in (today, today + timedelta(days=1)):
        SafetyEntry.objects.create(title="Scams", words="x", reviewed_on=today, next_review_on=day)
    for state in (State.UNKNOWN, State.FAILED, State.FAILED, State.QUEUED):
        count = Letter.objects.count()
        Letter.objects.create(
            address=f"{count}@example.org", purpose=Purpose.ACCOUNT, state=state, key=str(count),
            message_id=f"<{count}@example.org>", subject="S",
        )  # fmt: skip
    away = PeerFactory(is_active=False)
    ProjectFactory(lead=away)
    ProjectFactory(lead=away, standing=Standing.WITHDRAWN)
    ProjectFactory()


SEEN_BY_ALL_WHO_LOOK = [
    (1, "Of much harm, to be seen to at once", "/admin/moderation/case/?harm=3"),
    (1, "To look at, the oldest for 5\xa0days", "/admin/moderation/case/"),
    (1, "Waiting for more than three days", "/admin/moderation/case/?age=3"),
    (4, "Reports to be answered", "/admin/moderation/case/?reported=yes"),
    (1, "Appeal to be decided by another moderator", "/admin/moderation/appeal/"),
    (1, "Project whose lead is away for good", "/admin/projects/project/?led=away"),
]
SEEN_BY_ADMINS = [
    (1, "Complaint about data, overdue", "/admin/moderation/datacomplaint/"),
    (
        2,
        "Complaints about data to be answered within their thirty days",
        "/admin/moderation/datacomplaint/",
    ),
    (
        1,
        "Page of the online safety record to be looked at again",
        "/admin/moderation/safetyentry/",
    ),
    (
        1,
        "Letter of which nobody knows whether it arrived",
        "/admin/notices/letter/?state__exact=unknown",
    ),
    (2, "Letters that were refused", "/admin/notices/letter/?state__exact=failed"),
]


@pytest.fixture
def cast(cast):
    Case.objects.all().delete()
    fill()
    return cast


@pytest.mark.parametrize("name", ["moderator", "admin"])
def test_all_that_needs_attention_is_counted_linked_and_there(cast, name):
    client = getattr(cast, name).client
    expected = SEEN_BY_ALL_WHO_LOOK + (SEEN_BY_ADMINS if name == "admin" else [])
    page = client.get(INDEX).content.decode()
    for count, words, url in expected:
        assert f'<strong>{count}</strong> <a href="{url}">{words}</a>' in page, words
        assert client.get(url).status_code == 200, url
    assert "Look at the next one" in page


def test_what_is_one_s_own_is_counted_for_others_alone(cast):
    Case.objects.update(author=cast.moderator.peer)
    page = cast.moderator.client.get(INDEX).content.decode()
    assert "to be seen to at once" not in page
    assert "Reports to be answered" not in page
    assert "to be seen to at once" in cast.admin.client.get(INDEX).content.decode()


def test_nobody_is_told_of_what_they_may_not_see(cast):
    page = cast.organiser.client.get(INDEX).content.decode()
    for _count, words, _url in SEEN_BY_ALL_WHO_LOOK + SEEN_BY_ADMINS:
        assert words not in page
    assert "Look at the next one" not in page
    assert "What needs attention" not in page


def test_where_all_is_done_it_says_so(cast):
    for rows in (Case, Appeal, DataComplaint, SafetyEntry, Letter):
        rows.objects.all().delete()
    Project.objects.update(lead=None)
    page = cast.admin.client.get(INDEX).content.decode()
    assert "Nothing just now. All that came in has been looked at." in page


@pytest.mark.parametrize("name", ["moderator", "admin"])
def test_it_costs_ten_queries_at_most(cast, name):
    client = getattr(cast, name).client
    client.get(INDEX)
    with CaptureQueriesContext(connection) as caught:
        client.get(INDEX)
    assert len(caught) <= 10, [query["sql"][:120] for query in caught]
