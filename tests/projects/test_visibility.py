"""Who sees which project and which session: tables of sets."""

import pytest

from forums.choices import State
from forums.models import Session
from peers.models import Peer
from projects import rules
from projects.models import Project
from tests.factories import ProjectFactory, SessionFactory

ALL = {"held", "live", "declined", "withdrawn"}

SEEN = {
    "nobody": {"live"},
    "peer": {"live"},
    "connection": {"live"},
    "lead": ALL,
    "organiser": {"live"},
    "moderator": ALL,
    "admin": ALL,
    "suspended": {"live"},
}


def standings(projects) -> set[str]:
    return set(projects.values_list("standing", flat=True))


def test_the_door_of_projects_opens_to_those_in_the_table(cast):
    assert {name: standings(Project.objects.visible_to(p.peer)) for name, p in cast} == SEEN | {
        "suspended": {"live"}
    }


def test_a_list_shows_live_projects_alone_to_whomever(cast):
    for name, player in cast:
        assert standings(Project.objects.visible_to(player.peer).listed()) == {"live"}, name


def test_a_lead_sees_no_hidden_project_of_another_lead(cast):
    ProjectFactory(slug="somebody-elses", standing="held")
    seen = Project.objects.visible_to(cast.lead.peer).values_list("slug", flat=True)
    assert "somebody-elses" not in seen


def test_staff_without_the_right_to_projects_see_what_members_see(cast):
    assert not cast.organiser.peer.has_perm("projects.change_project")
    assert standings(Project.objects.visible_to(cast.organiser.peer)) == {"live"}


def test_the_right_to_projects_counts_for_nothing_without_being_staff(cast):
    moderator = cast.moderator.peer
    moderator.is_staff = False
    moderator.save()
    moderator = Peer.objects.get(pk=moderator.pk)
    assert moderator.has_perm("projects.change_project")
    assert standings(Project.objects.visible_to(moderator)) == {"live"}
    assert not rules.is_moderator(moderator)


MAY = {
    # who        add    edit   withdraw  restore a withdrawn one  decide  see the private place
    "nobody": (False, False, False, False, False, False),
    "peer": (True, False, False, False, False, False),
    "connection": (True, False, False, False, False, False),
    "lead": (True, True, True, True, False, True),
    "organiser": (True, False, False, False, False, False),
    "moderator": (True, True, True, True, True, False),
    "admin": (True, True, True, True, True, False),
    "suspended": (False, False, False, False, False, False),
}


def test_the_rules_say_yes_to_those_in_the_table(cast, project_of):
    live, withdrawn = project_of("live"), project_of("withdrawn")
    found = {
        name: (
            rules.can_add(player.peer),
            rules.can_edit(player.peer, live),
            rules.can_withdraw(player.peer, live),
            rules.can_restore(player.peer, withdrawn),
            rules.can_decide(player.peer, live),
            rules.can_see_private_place(player.peer, live),
        )
        for name, player in cast
    }
    assert found == MAY


def test_nobody_decides_on_a_project_of_their_own(cast):
    own = ProjectFactory(lead=cast.moderator.peer, standing="held")
    assert not rules.can_decide(cast.moderator.peer, own)
    assert rules.can_decide(cast.admin.peer, own)


def test_a_project_that_is_off_the_map_cannot_be_withdrawn_again(cast, project_of):
    assert not rules.can_withdraw(cast.lead.peer, project_of("withdrawn"))


@pytest.mark.parametrize(("audience", "visitors_see"), [("everybody", True), ("members", False)])
def test_a_contact_is_for_whom_its_lead_chose(cast, audience, visitors_see):
    project = ProjectFactory(contact="Ring 0113", contact_audience=audience)
    assert rules.can_see_contact(cast.nobody.peer, project) is visitors_see
    assert rules.can_see_contact(cast.peer.peer, project)


def test_draft_sessions_are_for_those_who_organise_sessions(cast):
    for state in State:
        SessionFactory(state=state)
    public = set(State.values) - {State.DRAFT}
    seen = {
        name: set(Session.objects.visible_to(player.peer).values_list("state", flat=True))
        for name, player in cast
    }
    assert seen == dict.fromkeys(seen, public) | {
        "organiser": set(State.values),
        "admin": set(State.values),
    }


def test_peers_are_seen_by_members_and_suspended_ones_by_none(cast):
    active = set(Peer.objects.filter(is_active=True))
    for name, player in cast:
        seen = set(Peer.objects.visible_to(player.peer))
        assert seen == (set() if name == "nobody" else active), name
