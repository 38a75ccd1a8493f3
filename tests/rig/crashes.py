"""The six points at which a worker dies: it sends `kill -9` to its own group.

They are found where the worker meets the world, in `smtplib` and in the SQL it sends, so that they
stay where they are however the product's own functions are named.
"""

import os
import re
import signal
import smtplib
from collections.abc import Callable
from functools import wraps
from typing import Any

from celery.signals import task_prerun
from django.db import connection, transaction

from leeds_leaders.notices.choices import State
from leeds_leaders.notices.models import Letter

POINTS = (
    "before the claim",
    "after the claim",
    "after RCPT",
    "in the middle of DATA",
    "after the 250",
    "after the commit",
)
# An update by the ORM, or one that the product wrote by hand with named values.
CHANGE_OF_STATE = re.compile(
    rf'UPDATE "?{Letter._meta.db_table}"? SET (?P<before>.*?)'
    r'(?<!\w)"?state"? = (?:%s|%\((?P<name>\w+)\)s)'
)


def die(*args: object, **kwargs: object) -> None:
    os.killpg(os.getpgrp(), signal.SIGKILL)


def die_at(point: str) -> None:
    """Arm one point, in this process alone."""
    match point:
        case "before the claim":
            task_prerun.connect(die, weak=False)
        case "after the claim":
            die_once_committed(State.CLAIMED)
        case "after RCPT":
            call_after(smtplib.SMTP, "rcpt", die)
        case "in the middle of DATA":
            watch_bodies()
            smtplib.SMTP.send = die_with_half(smtplib.SMTP.send)
        case "after the 250":
            watch_bodies()
            call_after(smtplib.SMTP, "getreply", die_if_body_was_sent)
        case "after the commit":
            die_once_committed(State.SENT)
        case _:
            raise ValueError(point)


def call_after(owner: Any, name: str, then: Callable) -> None:
    original: Callable = getattr(owner, name)

    @wraps(original)
    def and_then(*args, **kwargs):
        result = original(*args, **kwargs)
        then(*args, result)
        return result

    setattr(owner, name, and_then)


# In the conversation with the mail server


def watch_bodies() -> None:
    """Let each connection know whether what it sends next is a body."""
    original = smtplib.SMTP.putcmd

    def putcmd(server: smtplib.SMTP, command: str, arguments: str = "") -> None:
        original(server, command, arguments)
        server.is_at_body = command.lower() == "data"

    smtplib.SMTP.putcmd = putcmd
    call_after(smtplib.SMTP, "send", note_body)


def note_body(server: smtplib.SMTP, sent: bytes | str, _result: object) -> None:
    if getattr(server, "is_at_body", False) and len(sent) > len("data\r\n"):
        server.body_was_sent = True


def die_with_half(send: Callable) -> Callable:
    def send_half(server: smtplib.SMTP, sent: bytes | str) -> None:
        if getattr(server, "is_at_body", False):
            send(server, sent[: len(sent) // 2])
            die()
        send(server, sent)

    return send_half


def die_if_body_was_sent(server: smtplib.SMTP, _reply: object) -> None:
    if getattr(server, "body_was_sent", False):
        die()


# In the conversation with the database


def die_once_committed(state: str) -> None:
    """Die as soon as a letter's new state can be seen by others."""

    def watch(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if new_state(sql, params) == state and context["cursor"].rowcount:
            transaction.on_commit(die)
        return result

    connection.execute_wrappers.append(watch)


def new_state(sql: str, params: Any) -> str | None:
    """The state that this statement gives to letters, if it gives them one."""
    change = CHANGE_OF_STATE.match(sql)
    if change is None or " WHERE " in change["before"]:
        return None
    return params[change["name"] or change["before"].count("%s")]
