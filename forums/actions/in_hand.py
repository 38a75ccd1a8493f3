"""An action that somebody changes: nobody else's meanwhile, and its timetable kept.

Below all other verbs of what was agreed.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from forums.choices import Doing
from forums.emails.agreed import ACTION, noon_of
from forums.errors import NotAgreed
from forums.models import Action, Record
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.choices import Step


def locked(action: Action) -> Action:
    """The action as it is now, and nobody else's until the end of the transaction. Raises
    `NotAgreed` if it is gone."""
    actions = Action.objects.select_related("session", "project", "organisation")
    found = actions.select_for_update(of=("self",), no_key=True).filter(pk=action.pk).first()
    if found is None:
        raise NotAgreed(_("This was taken out of the notes."))
    return found


def hold_all(pks: Collection[int]) -> None:
    """Several actions, nobody else's until the end of the transaction; in the order of their
    keys."""
    actions = Action.objects.select_for_update(no_key=True).filter(pk__in=pks)
    list(actions.order_by("pk").values_list("pk"))


def is_closed_session(action: Action) -> bool:
    """Whether it was agreed where nobody is named for what they say or do."""
    return Record.objects.filter(pk=action.session_id, is_closed=True).exists()


def refuse_if_closed(action: Action) -> None:
    """Raises `NotAgreed` of what is done, dropped or handed over."""
    if action.state != Doing.OPEN:
        raise NotAgreed(
            _("It is %(state)s. What was agreed stands as it is.")
            % {"state": action.get_state_display()}
        )


def keep_timetable(action: Action) -> None:
    """When its people are reminded: the day before, and in the morning of the day."""
    if action.state == Doing.OPEN and action.due_on:
        notices.set_timetable(ACTION, action.pk, noon_of(action.due_on), (Step.DAY, Step.MORNING))
    else:
        notices.drop_timetable(ACTION, action.pk)
