"""The admin as a tool: whatever is registered can be found, is quick, and goes round no verb."""

import io
from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.db.models import DateField, ForeignKey
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leeds_leaders.admin_site import SearchedAdmin
from leeds_leaders.moderation import models as moderation
from leeds_leaders.moderation.choices import HouseRule, Outcome
from leeds_leaders.notices.models import Address
from peers.models import Peer
from projects.models import Project
from tests.conftest import signed_in
from tests.factories import CohortFactory

ADMINS = {model._meta.label: found for model, found in admin.site._registry.items()}

# Why what is ours is not in the admin.
LEFT_OUT = {
    "between people, or somebody's own: nobody of the staff reads it": {
        "peers.Block", "peers.Connection", "peers.Following", "peers.Introduction", "peers.Pair",
        "peers.SetAside", "peers.Thanks", "projects.Bid", "projects.BidPart", "projects.Reply",
        "projects.SavedSearch", "projects.Find", "projects.NotThis", "projects.Draft",
        "projects.PrivatePlace", "notices.Notice", "notices.Preference", "forums.Needs",
        "forums.NeedsView", "forums.Lesson", "forums.Pulse", "forums.PulseGiven",
        "forums.CalendarFeed", "forums.ActionOwner", "forums.AgendaSupport", "house.SignIn",
    },
    "for the organisers of that session alone, on its own pages": {
        "forums.Booking", "forums.SeatMove", "forums.Answer", "forums.KeptSeats",
        "forums.AgendaItem", "forums.SessionMessage",
    },
    "a part of what is in the admin": {
        "moderation.Candidate", "moderation.Approved", "moderation.Undone",
        "peers.ProfileCause", "peers.ItemHelp",
        "projects.ProjectCause", "projects.ProjectNeed", "projects.ProjectOffer",
        "projects.AssociationCause", "projects.SupportHelp", "projects.CohortMember",
        "projects.StageMove", "projects.Version", "projects.KeptApart", "projects.Listing",
        "forums.SessionCause", "forums.NoteCause", "forums.NoteVersion", "forums.Citation",
    },
    "counted and kept by the database itself": {
        "house.Tick", "peers.Entry", "peers.EntryText", "peers.PeerTally", "projects.Tally",
        "projects.Cell", "moderation.Said", "notices.Reminder",
    },
    "laid out from the file of the city": {
        "geography.Ward", "geography.Area", "geography.Postcode", "language.Sector",
        "language.Principle",
    },
}  # fmt: skip
OWN_PAGE = {"moderation.Case"}  # what is typed there is an answer, for the verb that decides
HOUSE = {"forums", "projects", "peers", "leeds_leaders"}


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_every_table_is_in_the_admin_or_there_is_a_reason():
    ours = {m._meta.label for m in apps.get_models() if m.__module__.split(".")[0] in HOUSE}
    left_out = [label for labels in LEFT_OUT.values() for label in labels]
    assert len(left_out) == len(set(left_out))
    assert set(left_out) == ours - ADMINS.keys()


@pytest.mark.parametrize("label", ADMINS)
def test_whatever_is_listed_can_be_searched_filtered_and_leafed_through_by_date(label):
    found = ADMINS[label]
    dates = [
        field
        for field in found.model._meta.fields
        if isinstance(field, DateField) and field.name != "hidden_at"
    ]
    assert found.list_display != ("__str__",), label
    # Letters are for those whom they reach: nobody looks for one of somebody.
    assert found.search_fields or label == "notices.Letter", label
    assert found.list_filter or not dates, label
    assert found.date_hierarchy or not dates, label


def test_thousands_of_words_ask_the_database_no_more_than_some():
    assert not [label for label, one in ADMINS.items() if not isinstance(one, SearchedAdmin)]
    found = ADMINS["projects.Project"]
    rows, _is_doubled = found.get_search_results(None, Project.objects.all(), "a " * 2_000)
    assert str(rows.query).count("LIKE") == 20 * len(found.search_fields)


@pytest.mark.parametrize("label", ADMINS)
def test_nobody_chooses_one_of_thousands_from_a_list(label):
    """What is typed in the admin and leads to people or things is found by a few letters."""
    found = ADMINS[label]
    for one in (found, *(inline(found.model, admin.site) for inline in found.inlines)):
        if type(one).has_add_permission is not admin.ModelAdmin.has_add_permission:
            continue
        many = {"Peer", "Organisation", "Project", "Session"}
        for field in one.model._meta.fields:
            if isinstance(field, ForeignKey) and field.related_model.__name__ in many:
                is_shown = one.fields is None or field.name in one.fields
                assert not is_shown or field.name in (
                    *one.autocomplete_fields, *one.readonly_fields
                ), (label, field.name)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("label", ADMINS)
def test_no_page_of_the_admin_goes_round_the_verbs(label, rf):
    """Either nothing can be typed, or what is typed is handed to a verb."""
    found = ADMINS[label]
    request = rf.get("/admin/")
    request.user = Peer(is_staff=True, is_superuser=True, pk=1)
    thing = found.model()
    types_nothing = not found.has_add_permission(request) and not _typed(found, request, thing)
    hands_over = type(found).save_model is not admin.ModelAdmin.save_model or label in OWN_PAGE
    assert types_nothing or hands_over, label
    if found.has_delete_permission(request, thing):
        assert type(found).delete_model is not admin.ModelAdmin.delete_model, label
        assert type(found).delete_queryset is not admin.ModelAdmin.delete_queryset, label
    assert not found.list_editable, label


def _typed(found, request, thing) -> set[str]:
    """The fields that a form of this admin would save."""
    if not found.has_change_permission(request, thing):
        return set()
    shown = {name for name in _flat(found.get_fields(request, thing)) if isinstance(name, str)}
    return shown - set(found.get_readonly_fields(request, thing))


def _flat(names):
    for name in names:
        if isinstance(name, list | tuple):
            yield from _flat(name)
        else:
            yield name


# A hundred rows ---------------------------------------------------------------------------------


def more_of(admin_of_the_site: Peer) -> None:
    """Of what the invented city has none, some."""
    peers = list(Peer.objects.all()[:60])
    CohortFactory.create_batch(5)
    for number, peer in enumerate(peers):
        moderation.DataComplaint.objects.create(peer=peer, email=peer.email, words="x")
        moderation.SafetyEntry.objects.create(
            title=f"Risk {number}", words="x", reviewed_on=date(2026, 1, 1),
            next_review_on=date(2027, 1, 1),
        )  # fmt: skip
        Address.objects.create(address=f"gone-{number}@example.org")
        decision = moderation.Decision.objects.create(
            kind="peer", object_id=str(peer.pk), author=peer, by=admin_of_the_site,
            outcome=Outcome.WARNED, reason="x",
        )  # fmt: skip
        moderation.Appeal.objects.create(
            decision=decision, peer=peer, words="x", against=admin_of_the_site
        )
        case = moderation.Case.objects.create(
            kind="peer", object_id=str(peer.pk), author=peer, reports=1
        )
        moderation.Report.objects.create(case=case, reporter=peers[0], rule=HouseRule.ADVERT)
        election = moderation.PreElection.objects.create(
            name=f"Election {number}", starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1)
        )
        moderation.Candidate.objects.create(election=election, name=f"Candidate {number}")


@pytest.mark.django_db
def test_no_list_takes_more_than_ten_queries_however_many_rows_it_has(monkeypatch):
    """Each list twice, with one row on its page and with a hundred, and searched."""
    call_command("load_demo", peers=120, projects=120, sessions=30, stdout=io.StringIO())
    somebody = Peer.objects.get(email="admin@example.org")
    client = signed_in(somebody).client
    more_of(somebody)
    too_few, slow = [], []
    for label, found in ADMINS.items():
        costs = []
        for page in (1, 100):
            monkeypatch.setattr(found, "list_per_page", page)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(changelist(found.model))
            assert answer.status_code == 200, label
            costs.append(len(queries))
        if len(answer.context["cl"].result_list) < 2:
            too_few.append(label)
        if max(costs) > 10 or costs[0] < costs[1]:
            slow.append((label, costs))
        query = {"q": "a"} if found.search_fields else {}
        with CaptureQueriesContext(connection) as queries:
            assert client.get(changelist(found.model), query).status_code == 200, label
        if len(queries) > 10:
            slow.append((label, "searched", len(queries)))
    assert slow == []
    assert too_few == []
