"""The verbs of hubs and civic spaces: what members add, and what moderators decide of it."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation import actions as moderation
from leeds_leaders.moderation import emails
from leeds_leaders.moderation.choices import Standing
from peers.actions.people import lock
from projects.actions.marks import check_unwritten, mark_of
from projects.actions.screening import is_put_away, screened, texts_of
from projects.actions.standing import check_can_become, leave_if_live, say_no, say_yes
from projects.errors import AlreadyThere, TooMany
from projects.models import Hub

TEXTS = ("name", "address", "opening", "access", "link")
LOOKED_AT = "name", "kind", "ward", "address", "link"  # by a moderator, before it is shown
MOST_WAITING = 10  # of one person, so that the moderators' list is not one person's


@dataclass(frozen=True)
class HubDetails:
    """What somebody says of a place where people gather, checked for shape by the form."""

    name: str
    kind: str
    ward: Ward
    address: str = ""
    opening: str = ""
    access: str = ""
    link: str = ""


def add(details: HubDetails, *, by) -> Hub:
    """Add a place, held until a moderator has looked at it. Sent twice, it is one; one's own that
    was taken back comes again. Raises `AlreadyThere` where somebody else was first."""
    try:
        return _add(details, by=by)
    except IntegrityError:  # of the same name at the same moment: it is found now
        return _add(details, by=by)


@transaction.atomic
def _add(details: HubDetails, *, by) -> Hub:
    lock(by)
    namesakes = Hub.objects.select_for_update(of=("self",), no_key=True)
    hub = namesakes.filter(ward=details.ward, name__iexact=details.name).first()
    if hub is None:
        if Hub.objects.filter(added_by=by, standing=Standing.HELD).count() >= MOST_WAITING:
            raise TooMany(
                _("%(most)s places that you added wait for a moderator. Please let them look"
                  " first.") % {"most": MOST_WAITING}
            )  # fmt: skip
        return _write(Hub(added_by=by), details, by=by)
    if hub.standing == Standing.WITHDRAWN and hub.added_by_id == by.pk:
        hub.standing = Standing.HELD
        _ask_again(hub)
        return _write(hub, details, by=by)
    if hub.standing == Standing.HELD and hub.added_by_id == by.pk:
        return hub
    raise _taken(hub)


def _taken(hub: Hub) -> AlreadyThere:
    """Why a place of this name cannot be added; of what is not shown, no more than that."""
    words = (
        _("“%(name)s” is on the page of %(ward)s already.")
        if hub.is_live
        else _("A place of this name was suggested for %(ward)s before. Moderators know of it.")
    )
    return AlreadyThere(words % {"name": hub.name, "ward": hub.ward.name})


@transaction.atomic
def change(hub: Hub, details: HubDetails, *, by, was: str = "") -> Hub:
    """Write what is known better. What was declined is looked at again, and so is where it is and
    what leads there, if it is written by whoever added it. Raises `WrittenMeanwhile` if somebody
    saved since `was`, the mark of what the form showed."""
    hub = _locked(hub)
    check_unwritten(was, mark_of_hub(hub))
    taken = Hub.objects.filter(ward=details.ward, name__iexact=details.name).exclude(pk=hub.pk)
    if namesake := taken.first():
        raise _taken(namesake)
    is_another = any(getattr(hub, name) != getattr(details, name) for name in LOOKED_AT)
    if hub.added_by_id == by.pk and (is_another or hub.standing == Standing.DECLINED):
        _ask_again(hub)
    return _write(hub, details, by=by)


def mark_of_hub(hub: Hub) -> str:
    """A short text that is another once somebody has changed what is said of it."""
    return mark_of(hub.name, hub.kind, hub.ward_id, hub.address, hub.opening, hub.access, hub.link)


def _ask_again(hub: Hub) -> None:
    """It waits for a moderator once more; taken off the page, once it is brought back."""
    hub.decided_at = hub.decided_by = None
    if hub.standing != Standing.WITHDRAWN:
        hub.standing = Standing.HELD


def _write(hub: Hub, details: HubDetails, *, by) -> Hub:
    because = screened(hub, TEXTS, details, by=by)
    for name, value in vars(details).items():
        setattr(hub, name, value)
    hub.save()
    return _hold(hub, because)


def _hold(hub: Hub, because: str) -> Hub:
    return hub if is_put_away(hub) else moderation.hold(hub, because, author=hub.added_by)


@transaction.atomic
def withdraw(hub: Hub, *, by) -> Hub:
    """Take a place off the page of its ward. A repeat is harmless."""
    hub = _locked(hub)
    if hub.standing != Standing.WITHDRAWN:
        hub.standing = Standing.WITHDRAWN
        hub.save(update_fields=["standing"])
    return hub


@transaction.atomic
def restore(hub: Hub, *, by) -> Hub:
    """Bring a place back: at once where a moderator agreed to it before and it did not wait when it
    was taken off, else it waits for one."""
    hub = _locked(hub)
    if hub.standing == Standing.WITHDRAWN:
        agreed = hub.decided_at is not None and not hub.decision_reason
        agreed = agreed and not moderation.waited(hub)
        hub.standing = Standing.LIVE if agreed else Standing.HELD
        hub.save(update_fields=["standing"])
        _hold(hub, moderation.screen(by, *texts_of(hub, TEXTS)))
    return hub


@transaction.atomic
def approve(hub: Hub, *, by) -> Hub:
    """Show a place to everybody, and tell whoever added it; one that is live and was reported stays
    as it is. Raises `IllegalMove` and `NotTheirsToDecide`."""
    hub = _locked(hub)
    if leave_if_live(hub, by=by):
        return hub
    check_can_become(hub, Standing.LIVE)
    decision = say_yes(hub, by=by)
    emails.tell_authors(hub, decision)
    return hub


@transaction.atomic
def decline(hub: Hub, *, by, reason: str, rule: str = "") -> Hub:
    """Keep a place off the page of its ward, with a reason for whoever added it. Raises
    `IllegalMove`, `NoReason` and `NotTheirsToDecide`."""
    hub = _locked(hub)
    check_can_become(hub, Standing.DECLINED)
    decision = say_no(hub, by=by, reason=reason, rule=rule)
    emails.tell_authors(hub, decision)
    return hub


def _locked(hub: Hub) -> Hub:
    rows = Hub.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("added_by", "ward").defer("ward__boundary").get(pk=hub.pk)
