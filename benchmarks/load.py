"""Load: wrk where there is one, else keep-alive clients of our own; and one patient client alone.

All ask as browsers do: keep-alive, `Accept-Encoding: gzip`. Answers other than 200 are errors.
"""

import http.client
import multiprocessing
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence

from leeds_leaders.local.programs import HOST

CONNECTIONS = 16  # over two workers: with fewer, chance alone often leaves one of them idle
PROCESSES = 2
HEADERS = {"Accept-Encoding": "gzip"}
SCRIPT = """
local paths = {{ {paths} }}
local threads = 0
function setup(thread) thread:set("place", threads); threads = threads + 1 end
function request()
  place = place + 1
  return wrk.format("GET", paths[(place * {stride} + {start}) % #paths + 1])
end
function init(args)
{headers}
  place = place * math.floor(#paths / 2)
end
"""


def client() -> str:
    """Which client makes the load."""
    if shutil.which("wrk"):
        return f"wrk, {PROCESSES} threads, {CONNECTIONS} connections"
    return f"our own, {PROCESSES} processes, {CONNECTIONS} connections"


def _headers(cookie: str) -> dict[str, str]:
    return HEADERS | ({"Cookie": cookie} if cookie else {})


def requests_per_second(
    port: int, paths: Sequence[str], seconds: int, *, start: int = 0, cookie: str = ""
) -> float:
    """Ask for the paths in turn, beginning with number `start`; requests answered per second.

    Raises `RuntimeError` if anything but 200 came back.
    """
    ask = _with_wrk if shutil.which("wrk") else _with_our_own
    return ask(port, paths, seconds, start, cookie)


def _with_wrk(port: int, paths: Sequence[str], seconds: int, start: int, cookie: str) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        quoted = ", ".join(f'"{path}"' for path in paths)
        headers = "\n".join(
            f'  wrk.headers["{name}"] = "{value}"' for name, value in _headers(cookie).items()
        )
        script.write(SCRIPT.format(paths=quoted, start=start, stride=1, headers=headers))
        script.flush()
        done = subprocess.run(
            [
                *("wrk", "--threads", str(PROCESSES), "--connections", str(CONNECTIONS)),
                *("--duration", f"{seconds}s", "--script", script.name, f"http://{HOST}:{port}"),
            ],
            capture_output=True,
            text=True,
        )
    bad = re.search(r"(Non-2xx.*|Socket errors.*)", done.stdout)
    rate = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    if bad or not rate:
        raise RuntimeError(f"{paths[0]}: {bad.group(1) if bad else done.stdout + done.stderr}")
    return float(rate.group(1))


def _with_our_own(port: int, paths: Sequence[str], seconds: int, start: int, cookie: str) -> float:
    share = len(paths) // PROCESSES
    jobs = [(port, paths, seconds, start + number * share, cookie) for number in range(PROCESSES)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        return sum(pool.starmap(_ask_in_turn, jobs))


def _ask_in_turn(
    port: int, paths: Sequence[str], seconds: int, start: int, cookie: str = ""
) -> float:
    """One process: several connections, each with a request under way all the time."""
    headers = _headers(cookie)
    waiting = []
    place, answered = start, 0
    for _ in range(CONNECTIONS // PROCESSES):
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        connection.request("GET", paths[place % len(paths)], headers=headers)
        waiting.append(connection)
        place += 1
    started = time.perf_counter()
    while time.perf_counter() < started + seconds:
        connection = waiting.pop(0)
        path = paths[place % len(paths)]
        _read(connection, path)
        connection.request("GET", path, headers=headers)
        waiting.append(connection)
        place, answered = place + 1, answered + 1
    taken = time.perf_counter() - started
    for connection in waiting:
        connection.close()
    return answered / taken


def _read(connection: http.client.HTTPConnection, path: str) -> bytes:
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status}")
    return body


def latencies(port: int, paths: Sequence[str], cookie: str = "") -> list[float]:
    """How long each path takes on one connection, one after the other, in milliseconds."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    taken = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path, headers=_headers(cookie))
        _read(connection, path)
        taken.append((time.perf_counter() - started) * 1000)
    connection.close()
    return taken


def get(port: int, path: str) -> bytes:
    """The body of one page, as a browser with a new connection gets it, not compressed."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path)
    try:
        return _read(connection, path)
    finally:
        connection.close()


def warm(port: int, paths: Sequence[str]) -> None:
    """Let every worker answer each path some times: new connections go to either of them."""
    for path in paths:
        for _ in range(8):
            get(port, path)


class Background:
    """Load that goes on for as long as a `with` lasts."""

    def __init__(self, port: int, path: str) -> None:
        self.process = multiprocessing.get_context("fork").Process(
            target=_without_end, args=(port, path), daemon=True
        )

    def __enter__(self) -> "Background":
        self.process.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.join()


def _without_end(port: int, path: str) -> None:
    while True:
        _ask_in_turn(port, [path], 1, 0)
