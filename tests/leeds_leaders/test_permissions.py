"""What each group of the staff may do in the admin, as one table: group × model × right × verb."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from leeds_leaders.groups import GROUPS, KEEP
from tests.conftest import signed_in
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
MODELS = sorted(model._meta.label_lower for model in admin.site._registry)
# Verbs that no admin offers: these things are made and thrown away on the site, or never.
ONLY_READ = {"view", "change"}


def registered(label: str):
    return next(a for m, a in admin.site._registry.items() if m._meta.label_lower == label)


def of_group(name: str):
    """The browser of somebody of the staff who is in one group and nothing else."""
    peer = PeerFactory(is_staff=True)
    peer.groups.add(Group.objects.get(name=name))
    return signed_in(peer)


def page(label: str, kind: str, *args) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{kind}", args=args)


def test_the_migration_founds_the_groups_and_nothing_else_has_to():
    founded = import_module("leeds_leaders.migrations.0003_groups_of_those_who_look_after_it")
    Group.objects.all().delete()
    for operation in founded.Migration.operations:
        operation.code(apps, None)
    test_the_groups_are_there_with_just_the_rights_of_the_table()


def test_the_groups_are_there_with_just_the_rights_of_the_table():
    for name, rights in GROUPS.items():
        expected = {
            f"{label.split('.')[0]}.{verb}_{label.split('.')[1]}"
            for label, verbs in rights.items()
            for verb in verbs
        }
        found = Group.objects.get(name=name).permissions.values_list(
            "content_type__app_label", "codename"
        )
        assert {f"{app}.{codename}" for app, codename in found} == expected, name


def test_every_right_of_the_table_is_about_something_that_the_admin_shows():
    for name, rights in GROUPS.items():
        # Candidates stand on the page of their election.
        assert rights.keys() <= {*MODELS, "moderation.candidate"}, name


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_opens_what_the_table_says_and_nothing_else(name, rf):
    player, rights = of_group(name), GROUPS[name]
    request = rf.get("/admin/")
    request.user = player.peer
    of_the_site = rf.get("/admin/")
    of_the_site.user = PeerFactory(is_staff=True, is_superuser=True)
    for label in MODELS:
        may = set(rights.get(label, ()))
        answer = player.client.get(page(label, "changelist"))
        assert (answer.status_code == 200) == bool(may & ONLY_READ), (name, label)
        assert answer.status_code in {200, 403}
        model_admin = registered(label)
        for verb in KEEP:
            has = f"has_{verb}_permission"
            is_given = verb in may or (verb == "view" and "change" in may)
            is_offered = getattr(model_admin, has)(of_the_site)
            assert getattr(model_admin, has)(request) == (is_given and is_offered), (label, verb)
        added = player.client.get(page(label, "add"))
        assert (added.status_code == 200) == model_admin.has_add_permission(request)


@pytest.mark.parametrize("name", GROUPS)
def test_what_a_group_may_not_change_it_cannot_post_either(name):
    """Selected actions of lists, too: the same verbs ask for the same right."""
    player, rights = of_group(name), GROUPS[name]
    for label in MODELS:
        if not set(rights.get(label, ())) & ONLY_READ:
            sent = {"action": "delete_selected", "_selected_action": "1"}
            assert player.client.post(page(label, "changelist"), sent).status_code == 403
            assert player.client.post(page(label, "add"), {}).status_code == 403
        elif "change" not in rights[label]:
            body = player.client.get(page(label, "changelist")).content.decode()
            for action in registered(label).actions or ():
                needs = getattr(getattr(registered(label), action), "allowed_permissions", ())
                if "change" in needs:
                    assert f'value="{action}"' not in body, (name, label, action)


def test_who_is_in_no_group_sees_no_model_and_who_is_no_staff_no_admin():
    alone = signed_in(PeerFactory(is_staff=True))
    peer = PeerFactory()
    peer.groups.set(Group.objects.all())
    for label in MODELS:
        assert alone.client.get(page(label, "changelist")).status_code == 403
        assert signed_in(peer).client.get(page(label, "changelist")).status_code == 302


def test_whoever_loses_a_group_loses_its_pages_with_the_next_click():
    player = of_group("Moderators")
    address = page("projects.project", "changelist")
    assert player.client.get(address).status_code == 200
    player.peer.groups.clear()
    assert player.client.get(address).status_code == 403


def test_rights_are_given_by_admins_of_the_site_alone_and_never_to_themselves(cast):
    moderators = Group.objects.get(name="Moderators")
    for player, other in (
        (cast.moderator, cast.peer),
        (cast.moderator, cast.moderator),
        (of_group("Admins"), cast.peer),
    ):
        sent = {"name": other.peer.name, "is_staff": "on", "is_superuser": "on",
                "groups": Group.objects.values_list("pk", flat=True)}  # fmt: skip
        before = (other.peer.is_staff, other.peer.is_superuser, other.peer.groups.count())
        player.client.post(page("peers.peer", "change", other.peer.pk), sent)
        other.peer.refresh_from_db()
        assert before == (
            other.peer.is_staff, other.peer.is_superuser, other.peer.groups.count()
        )  # fmt: skip
    sent = {"name": cast.peer.peer.name, "is_staff": "on", "groups": [moderators.pk]}
    cast.admin.client.post(page("peers.peer", "change", cast.peer.peer.pk), sent)
    assert cast.peer.client.get(page("projects.project", "changelist")).status_code == 200
    del sent["is_staff"]
    cast.admin.client.post(page("peers.peer", "change", cast.peer.peer.pk), sent | {"groups": []})
    assert cast.peer.client.get("/me/").status_code == 302, "who is staff no more signs in anew"
