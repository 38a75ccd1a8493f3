"""The verbs of what is seen at once (`Hideable`): to hold it back, to let it stand, to take it
away."""

from typing import TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from leeds_leaders.moderation import emails
from leeds_leaders.moderation.actions.deciding import decide
from leeds_leaders.moderation.choices import Outcome, Standing
from leeds_leaders.moderation.kinds import kind_of
from leeds_leaders.moderation.models import Case, Decision, Moderated

Thing = TypeVar("Thing", bound=Model)


@transaction.atomic
def hold(thing: Thing, because: str, *, author=None) -> Thing:
    """Let a thing wait, unseen by others, for the reason `because`. Without a reason nothing
    happens, so that what screening says can be passed on as it is."""
    if not because:
        return thing
    _open_case(thing, because, author)
    kind_of(thing).hide(thing)
    return thing


def hide(thing: Model) -> None:
    """How a `Hideable` lets itself be hidden: what kinds name as `hide`."""
    thing.hidden_at = thing.hidden_at or timezone.now()
    thing.save(update_fields=["hidden_at"])


@transaction.atomic
def look_again(thing: Thing, *, author) -> Thing:
    """Have a moderator look at what whoever wrote it has changed while nobody else sees it, be it
    that it was taken away. Of what waits already, and of what is seen, nothing changes."""
    if getattr(thing, "hidden_at", None) is not None:
        Case.objects.open().get_or_create(
            kind=kind_of(thing).name,
            object_id=str(thing.pk),
            defaults={"author": author, "because": "", "is_held": True},
        )
    return thing


def waited(thing: Model) -> bool:
    """Whether a thing that its people bring back waited for a moderator when they took it off, or
    was complained of, and nobody has decided on it since: taking it off ends no waiting."""
    same = {"kind": kind_of(thing).name, "object_id": str(thing.pk)}
    case = Case.objects.filter(**same).order_by("pk").last()
    if case is None:
        return False
    decided = Decision.objects.on(**same).filter(at__gte=case.opened_at)
    return not decided.exclude(outcome=Outcome.WARNED).exists()


def wait_again(thing: Model) -> None:
    """Let a thing wait as it did before it was decided on, whatever was decided."""
    kind_of(thing).hide(thing)
    if isinstance(thing, Moderated):
        declined = type(thing)._base_manager.filter(pk=thing.pk).exclude(standing=Standing.HELD)
        declined.update(standing=Standing.HELD)


def _open_case(thing: Model, because: str, author) -> Case:
    """The open case of a thing, which a trigger may have opened, with why it waits."""
    case, _is_new = Case.objects.open().update_or_create(
        kind=kind_of(thing).name,
        object_id=str(thing.pk),
        defaults={"because": because, "is_held": True},
        create_defaults={"author": author, "because": because, "is_held": True},
    )
    return case


@transaction.atomic
def let_stand(thing: Model, *, by) -> Decision:
    """Show a thing that waited or was taken away, and tell those whose it is."""
    thing = _locked(thing)
    outcome = Outcome.APPROVED if thing.hidden_at else Outcome.LEFT
    decision = decide(thing, outcome=outcome, by=by)
    if thing.hidden_at:
        thing.hidden_at = None
        thing.save(update_fields=["hidden_at"])
        emails.tell_authors(thing, decision)
    return decision


@transaction.atomic
def take_away(thing: Model, *, by, reason: str, rule: str = "") -> Decision:
    """Take a thing away, and tell those whose it is why and how to have it looked at again."""
    thing = _locked(thing)
    decision = decide(thing, outcome=Outcome.REMOVED, by=by, reason=reason, rule=rule)
    hide(thing)
    emails.tell_authors(thing, decision)
    return decision


def _locked(thing: Model):
    rows = type(thing)._base_manager.select_for_update(no_key=True)
    return rows.get(pk=thing.pk)
