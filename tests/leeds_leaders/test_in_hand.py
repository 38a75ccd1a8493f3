"""What one moderator has in hand no other decides on, from whichever list of the admin."""

import io
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.kinds import kind_for
from leeds_leaders.moderation.models import Case, Decision
from projects.models import Project, ProjectClaim
from tests.conftest import signed_in
from tests.factories import CohortFactory, PeerFactory, ProjectFactory

pytestmark = pytest.mark.django_db
# What else is done from lists, and decides on nothing that waits or was reported.
NO_DECISION = {
    "delete_selected": "erases people who ask for it",
    "save_as_sheet": "changes nothing",
    "release_selected": "asks who goes on with it",
    "publish": "is for those who arrange sessions",
    "mark_held": "is for those who arrange sessions",
    "retire": "is for those who keep the list of venues",
    "bring_back": "is for those who keep the list of venues",
    "answer_selected": "answers a complaint about data",
    "uphold_selected": "answers an appeal",
    "turn_down_selected": "answers an appeal",
    "resend_selected": "sends a letter once more",
    "cancel_selected": "keeps a letter back",
    "clear_selected": "lets letters go to an address again",
}
DECIDING = [
    (found, name)
    for model, found in admin.site._registry.items()
    for name in found.actions or ()
    if name not in NO_DECISION and model is not Case
]


@pytest.fixture
def city():
    """An invented city, in which the admin leads nothing."""
    call_command("load_demo", peers=30, projects=30, sessions=8, stdout=io.StringIO())
    CohortFactory()
    PeerFactory.create_batch(2, is_active=False)
    unled = ProjectFactory(lead=None, source="A list")
    ProjectClaim.objects.create(project=unled, peer=PeerFactory(), words="It is ours.")


def act(client, found, name: str) -> str:
    """Do it to all that the list shows; what the page says then."""
    address = reverse(f"admin:{found.opts.app_label}_{found.opts.model_name}_changelist")
    keys = [row.pk for row in client.get(address).context["cl"].result_list]
    sent = {"action": name, "_selected_action": keys, "reason": "It says nothing of Leeds."}
    return client.post(address, sent, follow=True).content.decode()


def take_in_hand(rows, kind: str, **by) -> None:
    """Let each wait in somebody's hands, or in nobody's."""
    for row in rows:
        Case.objects.update_or_create(kind=kind, object_id=str(row.pk), closed_at=None, defaults=by)


def test_no_list_decides_on_what_another_has_in_hand(city):
    client = signed_in(PeerFactory(is_staff=True, is_superuser=True)).client
    hands = {
        "claimed_by": PeerFactory(name="Hannah Holder", is_staff=True),
        "claimed_until": timezone.now() + timedelta(minutes=5),
    }
    decided_all_the_same, decides_on_nothing = [], []
    for found, name in DECIDING:
        door = (found.opts.label, name)
        rows, kind = list(found.model._base_manager.all()), kind_for(found.model).name
        decisions = Decision.objects.filter(kind=kind)
        begin = transaction.savepoint()
        before = decisions.count()
        take_in_hand(rows, kind, **hands)
        body = act(client, found, name)
        if decisions.count() != before or "Hannah Holder has it in hand until" not in body:
            decided_all_the_same.append(door)
        take_in_hand(rows, kind, claimed_by=None, claimed_until=None)
        act(client, found, name)
        if decisions.count() == before:
            decides_on_nothing.append(door)
        transaction.savepoint_rollback(begin)
    assert decided_all_the_same == []
    assert decides_on_nothing == [], "of these nothing is shown"


def test_one_s_own_hands_and_those_that_let_go_stop_nobody(cast):
    for by, minutes in ((cast.moderator.peer, 5), (cast.admin.peer, -1)):
        project = ProjectFactory(standing=Standing.HELD)
        until = timezone.now() + timedelta(minutes=minutes)
        take_in_hand([project], "project", claimed_by=by, claimed_until=until)
        act(cast.moderator.client, admin.site._registry[Project], "approve_selected")
        project.refresh_from_db()
        assert project.is_live


def test_what_is_refused_is_named_and_stops_no_other(cast):
    busy, free = (ProjectFactory(standing=Standing.HELD, title=one) for one in ("Busy", "Free"))
    until = timezone.now() + timedelta(minutes=5)
    take_in_hand([busy], "project", claimed_by=cast.admin.peer, claimed_until=until)
    body = act(cast.moderator.client, admin.site._registry[Project], "approve_selected")
    assert "“Busy”: Ada Admin has it in hand until" in body
    assert [Project.objects.get(pk=one.pk).is_live for one in (busy, free)] == [False, True]
