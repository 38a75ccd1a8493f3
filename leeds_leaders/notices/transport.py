"""How one message is handed to a mail server: in two halves, so that a crash leaves no guesswork.

Until `before_body` has been called nothing of a message's body has left this machine.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from email.generator import BytesGenerator
from email.policy import Compat32
from functools import lru_cache
from io import BytesIO
from secrets import token_hex
from typing import Protocol

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

SIMPLE_ADDRESS = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+")
LONGEST_HEADER = 900  # RFC 5322 allows lines of 998 characters


class Away(Exception):
    """The mail server cannot be reached, or takes nothing from us: no fault of the message."""


class Unwritable(Exception):
    """The message cannot be put into bytes: it will never leave."""


class NotTaken(Exception):
    """The server did not take the message, for now (4xx) or for good (5xx)."""

    def __init__(self, code: int, answer: str):
        super().__init__(f"{code} {answer}")
        self.code = code

    @property
    def is_final(self) -> bool:
        return self.code >= 500


class Unsure(Exception):
    """The whole body was handed over and no answer came: nobody knows whether it was taken."""


class Transport(Protocol):
    """One way out. `carry` raises one of the above, or returns once the message was taken."""

    def carry(self, message: EmailMessage, before_body: Callable[[], None]) -> None:
        """Hand one message over; whatever `before_body` raises ends it before the body."""

    def close(self) -> None:
        """Let go of the server; never raises."""


def open_transport() -> Transport:
    """The way out that `EMAIL_BACKEND` names. Nothing is connected before there is a message."""
    backend = get_connection()
    return SMTPTransport(backend) if isinstance(backend, EmailBackend) else WholeTransport(backend)


class ShortHeaders(Compat32):
    """Headers that are short ASCII already, as Django leaves them, are written as they are: to
    fold them takes as long as all the rest of a message.
    """

    def fold_binary(self, name, value):
        if isinstance(value, str) and value.isascii() and len(value) <= LONGEST_HEADER:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


PLAIN = ShortHeaders()


class WholeTexts(BytesGenerator):
    """Writes a text at once. The library's way, line by line, takes as long as handing over; line
    ends are put right for all of a message at the end.
    """

    def _write_lines(self, lines):
        self.write(lines)


def written(message: EmailMessage) -> bytes:
    """The bytes of a message, lines ended as SMTP wants them. Raises `Unwritable`."""
    content = BytesIO()
    try:
        mime = message.message()
        if mime.is_multipart():
            mime.set_boundary(token_hex(20))  # the library would look through all parts for one
        WholeTexts(content, mangle_from_=False, policy=PLAIN).flatten(mime)
        return with_line_ends(content.getvalue())
    except Exception as error:  # the e-mail library raises whatever comes to its mind
        raise Unwritable(f"{type(error).__name__}: {error}") from error


def with_line_ends(content: bytes) -> bytes:
    """The same lines, each ended as SMTP wants it, however they were ended."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return lines.replace(b"\n", b"\r\n")


@lru_cache
def bare(address: str) -> str:
    """The address as it goes into MAIL and RCPT. Raises `Unwritable`."""
    if SIMPLE_ADDRESS.fullmatch(address):
        return address
    try:
        return sanitize_address(address, "utf-8").encode("ascii").decode()
    except Exception as error:  # as above
        raise Unwritable(f"{type(error).__name__}: {error}") from error


class SMTPTransport:
    """One SMTP connection, opened by Django's own backend with all its settings.

    A connection that had enough (a server may take only so many messages over one) is opened
    anew once; a new one that is no good either means that the server is away.
    """

    def __init__(self, backend: EmailBackend):
        self._backend = backend

    @property
    def _server(self):
        """The open `smtplib.SMTP`, or None."""
        return self._backend.connection

    def carry(self, message, before_body):
        body = written(message)
        recipient = bare(message.to[0])
        self._mail(bare(message.from_email))
        self._expect(lambda: self._server.rcpt(recipient), 200)
        try:
            before_body()
        except BaseException:
            self._reset()
            raise
        self._expect(lambda: self._server.docmd("DATA"), 300)
        self._hand_over(body)

    def close(self):
        with suppress(OSError):
            self._backend.close()

    def _mail(self, sender: str) -> None:
        """Open the conversation. A server that will not have it refuses us, not this message."""
        was_open = self._server is not None
        try:
            self._backend.open()
            self._server.ehlo_or_helo_if_needed()
            options = ["BODY=8BITMIME"] if self._server.has_extn("8bitmime") else []
            code, answer = self._server.mail(sender, options)
            reason = f"{code} {_words(answer)}"
        except OSError as error:
            code, reason = 0, _words(error)
        if 200 <= code < 300:
            return
        self._drop()
        if not was_open:
            raise Away(reason)
        self._mail(sender)

    def _expect(self, command: Callable[[], tuple[int, bytes]], good: int) -> None:
        """One step before the body: a lost connection is as good as "try again later"."""
        try:
            code, answer = command()
        except OSError as error:
            self._drop()
            raise NotTaken(421, _words(error)) from error
        self._judge(code, answer, good)

    def _hand_over(self, body: bytes) -> None:
        stuffed = body.replace(b"\r\n.", b"\r\n..")
        end = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            self._server.send(stuffed + end)
        except OSError as error:  # the end of it never left, so nobody took it
            self._drop()
            raise NotTaken(421, _words(error)) from error
        try:
            code, answer = self._server.getreply()
        except OSError as error:
            self._drop()
            raise Unsure(_words(error)) from error
        if not 200 <= code < 600:
            self._drop()
            raise Unsure(f"{code} {_words(answer)}")
        self._judge(code, answer, 200)

    def _judge(self, code: int, answer: bytes, good: int) -> None:
        if good <= code < good + 100:
            return
        if code == 421:  # the server is about to hang up
            self._drop()
        else:
            self._reset()
        raise NotTaken(code if 400 <= code < 600 else 451, _words(answer))

    def _reset(self) -> None:
        try:
            self._server.rset()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        """Let go without a word: a server that hangs would not answer a QUIT either."""
        if self._server is not None:
            self._server.close()
        self._backend.connection = None


class WholeTransport:
    """Any other backend, which takes a message as a whole: mail that is kept in a local run."""

    def __init__(self, backend: BaseEmailBackend):
        self._backend = backend

    def carry(self, message, before_body):
        written(message)  # what cannot be written is found before anything is handed over
        before_body()
        try:
            self._backend.send_messages([message])
        except OSError as error:
            raise NotTaken(451, _words(error)) from error

    def close(self):
        self._backend.close()


def _words(answer: bytes | OSError) -> str:
    """What a server said, or what kind of fault it was, in one line that can be kept."""
    if isinstance(answer, OSError):
        return type(answer).__name__
    text = answer.decode(errors="replace")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
