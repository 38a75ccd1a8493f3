"""The guards that a control takes away from a worker, to show that the rig sees the damage.

Each is one function of the product replaced by what a careless outbox would do.
"""

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from leeds_leaders.notices import tasks, transport
from leeds_leaders.notices.choices import State
from leeds_leaders.notices.models import Letter
from tests.rig.crashes import new_state


def take_away(guard: str) -> None:
    """Take one guard away, in this process alone."""
    WITHOUT[guard]()


def no_recovery() -> None:
    """What a killed worker had in hand stays in its hand."""
    tasks.recover = lambda: None


def no_transmitting() -> None:
    """The body is handed over from `claimed`: afterwards nobody can tell that it was."""
    tasks.begin = lambda letter: None


def no_owning_up() -> None:
    """What was being handed over is simply sent again."""
    tasks.recover = lambda: Letter.objects.abandoned().update(state=State.QUEUED, claimed_by=None)


def no_keeping() -> None:
    """That a letter left is not written down: it stays in the queue."""

    def forget(execute, sql, params, many, context):
        if new_state(sql, params) == State.SENT:
            params = params | {"state": State.QUEUED.value}
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(forget)


def no_claims() -> None:
    """Whatever is due is handed over, whoever else has it in hand."""

    def due(number: int) -> list[Letter]:
        return list(Letter.objects.due().select_related("recipient")[: tasks.BATCH])

    def keep(letter: Letter, state: str, **changes) -> None:
        Letter.objects.filter(pk=letter.pk).update(state=state, **changes)

    tasks.claim = lambda number: Letter.objects.due().count()
    tasks.batch_of = due
    tasks.begin = lambda letter: None
    tasks.move = keep


def no_locks() -> None:
    """Two may write the same digests and reminders at once."""
    QuerySet.select_for_update = lambda rows, **options: rows


def no_second_look() -> None:
    """Whoever was queued gets it, whatever has happened since."""
    tasks.authorised = lambda letters, wishes, refused: letters


def no_hearing() -> None:
    """Once a worker has a batch in hand, whoever changes their mind is not heard any more."""
    tasks.FRESH = tasks.TURN
    tasks.begin = lambda letter: None


def no_ladder() -> None:
    """A temporary refusal is taken for the last word."""
    transport.NotTaken.is_final = True


def no_last_word() -> None:
    """A final refusal is taken for a temporary one."""
    transport.NotTaken.is_final = False


def no_doubt() -> None:
    """A body whose answer got lost is taken for one that was not handed over."""
    tasks.keep_doubt = lambda letter, doubt: tasks.try_again(letter, str(doubt))


def no_timeout() -> None:
    """A mail server may take all the time in the world."""
    settings.EMAIL_TIMEOUT = None


def no_errors_expected() -> None:
    """The first letter that is not taken ends the whole drain."""

    def fail(letter, refusal):
        raise refusal

    tasks.keep_refusal = tasks.keep_doubt = fail


def no_waking_up() -> None:
    """A worker that comes back waits to be called (see `tests.rig.app`)."""


WITHOUT = {
    "waking up": no_waking_up,
    "recovery": no_recovery,
    "transmitting": no_transmitting,
    "owning up": no_owning_up,
    "keeping": no_keeping,
    "claims": no_claims,
    "locks": no_locks,
    "a second look": no_second_look,
    "hearing": no_hearing,
    "the ladder": no_ladder,
    "the last word": no_last_word,
    "doubt": no_doubt,
    "a timeout": no_timeout,
    "expecting errors": no_errors_expected,
}
