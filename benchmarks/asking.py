"""People who all ask at once, each with cookies of their own, out of one process.

`at_once` gives everybody a connection of their own and lets nobody wait for anybody; `in_turn`
keeps so many connections busy. Both send what a browser would send, byte by byte, and read no
more of the answer than has to be read: the asking must not take the processor from the answering.
"""

import asyncio
import resource
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from leeds_leaders.local.programs import HOST

TOKEN = "a" * 32  # against forgery: any will do, as long as the cookie and the form agree
PATIENCE = 120.0  # seconds
BROKE_OFF = 0  # in the place of a status
LONGEST_HEAD = 2**16


@dataclass(frozen=True)
class Answer:
    """What somebody got, and how long they waited for it from the first try to connect."""

    status: int
    location: str
    seconds: float


def page(path: str, cookie: str = "") -> bytes:
    """The request for a page."""
    return _request("GET", path, cookie)


def form(path: str, cookie: str, **fields: object) -> bytes:
    """The request that sends a form."""
    body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
    more = (
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return _request("POST", path, cookie, *more) + body.encode()


def _request(method: str, path: str, cookie: str, *more: str) -> bytes:
    head = (f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Accept-Encoding: gzip", *more)
    cookies = (f"Cookie: {cookie}",) if cookie else ()
    return "\r\n".join((*head, *cookies, "", "")).encode()


def at_once(port: int, requests: Sequence[bytes]) -> list[Answer]:
    """Send all of them at the same moment, each on a connection of its own."""
    allow_many_connections()

    async def everybody() -> list[Answer]:
        return await asyncio.gather(*(_one(port, request) for request in requests))

    return asyncio.run(everybody())


def in_turn(
    port: int, people: Iterable[Sequence[bytes]], *, connections: int
) -> tuple[float, list[list[Answer]]]:
    """Each person asks one thing after the other; so many people are at it at any time.

    Gives back how many seconds it took, and the answers person by person.
    """
    waiting = iter(people)

    async def everybody() -> tuple[float, list[list[Answer]]]:
        answers: list[list[Answer]] = []
        started = time.perf_counter()
        await asyncio.gather(*(_each(port, waiting, answers) for _ in range(connections)))
        return time.perf_counter() - started, answers

    return asyncio.run(everybody())


async def _one(port: int, request: bytes) -> Answer:
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, port, limit=LONGEST_HEAD)
            try:
                return await _ask(reader, writer, request, started)
            finally:
                writer.close()
    except (OSError, EOFError, TimeoutError):
        return Answer(BROKE_OFF, "", time.perf_counter() - started)


async def _each(port: int, waiting: Iterable[Sequence[bytes]], answers: list) -> None:
    reader, writer = await asyncio.open_connection(HOST, port, limit=LONGEST_HEAD)
    for requests in waiting:
        answers.append(
            [await _ask(reader, writer, request, time.perf_counter()) for request in requests]
        )
    writer.close()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, started: float
) -> Answer:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = {
        name.lower(): value.strip()
        for name, _colon, value in (line.partition(":") for line in lines)
    }
    await reader.readexactly(int(headers.get("content-length", 0)))
    seconds = time.perf_counter() - started
    return Answer(int(first.split()[1]), headers.get("location", ""), seconds)


def allow_many_connections() -> None:
    """As many open files as this process, and what it starts from now on, may have at all."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
