"""The admin as a tool: whatever is registered can be found, is quick, and goes round no verb."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import DateField, ForeignKey

from leeds_leaders.admin_site import KeptAdmin, SearchedAdmin
from leeds_leaders.language import actions as language
from leeds_leaders.moderation.actions import elections, safety
from peers import actions as peers
from peers.models import Peer
from projects.actions import ward_contacts
from projects.models import Project
from tests.factories import PeerFactory

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
# What can be typed in the admin, and the verb that writes it; nothing else can be.
WRITTEN_BY = {
    "language.Cause": {
        language.keep_word: {
            "name", "slug", "synonyms", "position", "parent", "colour", "about",
        },
    },
    "language.Help": {language.keep_word: {"name", "slug", "synonyms", "position"}},
    "moderation.PreElection": {
        elections.keep_election: {"name", "starts_on", "ends_on"},
        elections.keep_candidates: {"candidate.name", "candidate.peer"},
    },
    "moderation.SafetyEntry": {
        safety.keep_entry: {"title", "words", "reviewed_on", "next_review_on"},
    },
    "peers.Peer": {
        peers.rename: {"name"},
        peers.give_rights: {"is_staff", "groups"},
    },
    "projects.WardContact": {
        ward_contacts.keep: {
            "name", "role", "ward", "organisation", "peer", "email", "phone", "asks",
            "checked_on",
        },
    },
}  # fmt: skip
HOUSE = {"forums", "projects", "peers", "leeds_leaders"}


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


def _can_be_typed(found, request) -> set[str]:
    """The fields of its forms, of the rows beside it too, when a thing is added and later."""
    names = set()
    for thing in (None, found.model()):
        if thing is None:
            may = found.has_add_permission(request)
        else:
            may = found.has_change_permission(request, thing)
        if not may:
            continue
        names |= set(found.get_form(request, thing, change=thing is not None).base_fields)
        for beside in found.get_inline_instances(request, thing):
            form = beside.get_formset(request, thing).form
            names |= {f"{beside.model._meta.model_name}.{name}" for name in form.base_fields}
    return names


@pytest.mark.django_db
def test_whatever_can_be_typed_is_written_by_a_verb(rf):
    request = rf.get("/admin/")
    request.user = PeerFactory(is_staff=True, is_superuser=True)
    for label in OWN_PAGE:
        assert type(ADMINS[label]).change_view is not admin.ModelAdmin.change_view, label
    typed = {label: _can_be_typed(ADMINS[label], request) for label in ADMINS.keys() - OWN_PAGE}
    assert {label: names for label, names in typed.items() if names} == {
        label: set().union(*by_verb.values()) for label, by_verb in WRITTEN_BY.items()
    }
    for label, by_verb in WRITTEN_BY.items():
        assert all(".actions" in verb.__module__ for verb in by_verb), label
        if isinstance(ADMINS[label], KeptAdmin):
            assert type(ADMINS[label]).keep in by_verb, label


@pytest.mark.parametrize("key", ["x", "", "1.5", "-1", "9" * 40, "1,2", "\u0663"])
@pytest.mark.parametrize("page", ["projects/project", "moderation/case", "peers/organisation"])
def test_what_can_be_no_key_is_no_fault(cast, page, key):
    chosen = {"action": "approve_selected", "_selected_action": [key]}
    answer = cast.admin.client.post(f"/admin/{page}/", chosen)
    assert answer.status_code in {200, 302, 400}
