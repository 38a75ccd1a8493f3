"""What is refused changes no row: by any method, at our addresses, allauth's and the admin's."""

import pytest
from allauth.account.models import EmailAddress

from peers.models import Peer
from tests.test_doors import DOORS, FOREIGN, ask, digest, sample

pytestmark = pytest.mark.django_db

# Somebody who is refused may be told so on their next page, and tries are counted.
BUT = ("django_session", "house_cache")
OTHERS = ("nobody", "peer", "other_lead", "other_organiser", "suspended")
ODD = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
EVERYTHING = {
    **dict.fromkeys(("is_staff", "is_superuser", "is_active", "post", "_save", "index"), "on"),
    **dict.fromkeys(("standing", "verdict", "outcome", "state"), "live"),
    **dict.fromkeys(
        ("action", "title", "name", "words", "reason", "rule", "slug"), "delete_selected"
    ),
    **dict.fromkeys(("_selected_action", "groups", "user_permissions", "peer", "by"), "1"),
}


def test_no_method_but_post_writes(city):
    """HEAD and OPTIONS have a test of their own among the doors."""
    before = digest(*BUT)
    for door in DOORS:
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            assert ask(city.lead, method, door.address).status_code == 405, str(door)
    assert digest(*BUT) == before


def test_no_odd_method_writes_at_addresses_that_are_not_ours(city):
    """allauth's and the admin's, by whoever has no business there, and by an admin.

    Each has a confirmed address, as whoever joined has; allauth writes it down where it lacks.
    """
    EmailAddress.objects.bulk_create(
        EmailAddress(user=peer, email=peer.email, verified=True, primary=True)
        for peer in Peer.objects.exclude(email="")
    )
    addresses = sorted({sample(route) for route, _n, _v in FOREIGN})
    asked = [(name, method) for name in OTHERS for method in ODD]
    asked.append(("admin", "DELETE"))
    before, count = digest(*BUT), 0
    for name, method in asked:
        player = getattr(city, name)
        for address in addresses:
            assert ask(player, method, address).status_code < 500, (name, method, address)
            count += 1
    assert count > 8_000
    assert digest(*BUT) == before


def test_nobody_outside_writes_in_the_admin(city):
    """Every address of the admin, with rights, standings and bulk actions in the form."""
    addresses = sorted({sample(route) for route, _n, _v in FOREIGN if route.startswith("admin/")})
    assert len(addresses) > 100
    before = digest(*BUT)
    for name in OTHERS:
        client = getattr(city, name).client
        for address in addresses:
            assert client.post(address, EVERYTHING).status_code in {302, 403, 404}, (name, address)
    assert digest(*BUT) == before


def test_staff_write_nothing_in_rooms_that_are_not_theirs(city):
    """An organiser in the rooms of moderators: whatever the page says, no row changes."""
    rooms = ("admin/peers/", "admin/moderation/", "admin/notices/", "admin/auth/", "admin/account/")
    addresses = sorted({sample(route) for route, _n, _v in FOREIGN if route.startswith(rooms)})
    before = digest(*BUT)
    for address in addresses:
        assert city.organiser.client.post(address, EVERYTHING).status_code < 500, address
    assert digest(*BUT) == before, "an organiser wrote where moderators work"
