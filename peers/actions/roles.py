"""The verbs of what a peer does in organisations."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leeds_leaders.moderation.actions import check_may_post
from peers.actions.organisations import OrganisationDetails, add_organisation
from peers.actions.people import lock
from peers.errors import IllegalRole
from peers.models import Organisation, Profile, Role

MOST_ROLES = 30
LOOKED_BACK = timedelta(days=14)  # should no worker have run for some nights


@dataclass(frozen=True)
class RoleDetails:
    """What somebody does in an organisation, checked for shape by the form."""

    title: str = ""
    is_paid: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def add_role(organisation: Organisation, details: RoleDetails, *, by) -> Role:
    """Say what one does in an organisation. The same title there again is the same role."""
    lock(by)  # one of somebody's forms at a time
    said = asdict(details)
    same = Role.objects.filter(peer=by, organisation=organisation, title=said.pop("title"))
    check_may_post(by, details.title, before=(details.title if same else "",))
    if not same and Role.objects.filter(peer=by).count() >= MOST_ROLES:
        raise IllegalRole(
            _("You have told of %(count)s already, as many as a page can hold.")
            % {"count": MOST_ROLES}
        )
    role, _is_new = Role.objects.update_or_create(
        peer=by, organisation=organisation, title=details.title, defaults=said
    )
    return role


@transaction.atomic
def add_role_in_new(organisation: OrganisationDetails, details: RoleDetails, *, by) -> Role:
    """Add an organisation and what one does there, both or neither."""
    return add_role(add_organisation(organisation, by=by), details, by=by)


@transaction.atomic
def change_role(role: Role, details: RoleDetails, *, by) -> Role:
    """Write what its peer changed. Raises `IllegalRole` for what is told of already."""
    role = _locked(role, by)
    check_may_post(by, details.title, before=(role.title,))
    others = Role.objects.filter(peer=by, organisation=role.organisation).exclude(pk=role.pk)
    if others.filter(title=details.title).exists():
        raise IllegalRole(_("You have told of that already."))
    for name, value in asdict(details).items():
        setattr(role, name, value)
    role.save()
    return role


@transaction.atomic
def end_role(role: Role, *, by) -> Role:
    """Say that today is the last day. Raises `IllegalRole` for what has not begun."""
    role, today = _locked(role, by), timezone.localdate()
    if role.starts_on and role.starts_on > today:
        raise IllegalRole(_("It has not begun yet. You can take it away instead."))
    if not role.is_past:
        role.ends_on = today
        role.save(update_fields=["ends_on"])
    return role


@transaction.atomic
def let_roles_end() -> int:
    """Take roles whose last day is over off what others find. Returns how many peers are concerned.

    Their entries are as of the day they were written, and nothing happens when a day is over.
    """
    today = timezone.localdate()
    lately = Role.objects.filter(ends_on__range=(today - LOOKED_BACK, today - timedelta(days=1)))
    ids = list(lately.values_list("peer", flat=True).distinct())
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("SELECT peers_write_entries(%s)", [ids])
    return len(ids)


def remove_role(role: Role, *, by) -> None:
    """Take a role away as if it had never been told; a repeat is harmless."""
    Role.objects.filter(pk=role.pk, peer=by).delete()


@transaction.atomic
def come_as_self(*, by, is_so: bool) -> None:
    """Come as oneself, or with what one does in organisations: both count the same."""
    lock(by)
    Profile.objects.filter(peer=by).update(comes_as_self=is_so)


def _locked(role: Role, by) -> Role:
    lock(by)
    return Role.objects.select_for_update().get(pk=role.pk, peer=by)
