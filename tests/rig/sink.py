"""A mail server that keeps what it accepts and misbehaves on request, as a process of its own.

`python -m tests.rig.sink FOLDER PORT`. Every accepted message lies in FOLDER before its 250 is
answered: the message as a file, and one line of `accepted.jsonl` with the moment, the recipients
and the Message-ID. How to misbehave is read from `rules.json` whenever that has changed:

    {"recipients": {"a@example.org": {"at": "RCPT", "do": "450 4.2.1 Come back later"}},
     "everyone": {"at": "DATA", "do": "dawdle 0.1"}, "refuse_every": 100}

`at` is RCPT or DATA. `do` is an answer (after a 421 the connection is closed), `hang` (silence),
`reset` (at DATA: in the middle of the body), `swallow` (keep the message, then reset instead of
answering 250), `wait 0.2` (that many seconds, then all is well) or `dawdle 0.2` (the same, but the
message is kept before). `refuse_every` lets each hundredth RCPT meet a 451.
"""

import asyncio
import json
import socket
import struct
import sys
import time
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
FOREVER = 3600.0
KEPT_FIRST = ("swallow", "dawdle")
RESET = struct.pack("ii", 1, 0)  # linger for zero seconds: close with a RST


class Sink:
    """What is accepted, and how each recipient is treated."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rules_file = folder / "rules.json"
        self.journal = (folder / "accepted.jsonl").open("a", buffering=1)
        self.rules_read_at = 0
        self.rules: dict[str, Any] = {}
        self.accepted = 0
        self.asked = 0

    def rule(self, address: str, at: str) -> str:
        """What to do to a recipient at RCPT or DATA; nothing if all is well."""
        found = self.rules_file.stat().st_mtime_ns if self.rules_file.exists() else 0
        if found != self.rules_read_at:
            self.rules = json.loads(self.rules_file.read_text()) if found else {}
            self.rules_read_at = found
        rule = self.rules.get("recipients", {}).get(address) or self.rules.get("everyone", {})
        return rule["do"] if rule.get("at") == at else ""

    def keep(self, envelope: Envelope) -> None:
        self.accepted += 1
        content = envelope.original_content or b""
        name = f"{self.accepted:06}.eml"
        (self.folder / name).write_bytes(content)
        line = {
            "at": time.time(),
            "to": envelope.rcpt_tos,
            "message_id": BytesHeaderParser().parsebytes(content)["Message-ID"],
            "file": name,
        }
        self.journal.write(json.dumps(line) + "\n")

    async def handle_RCPT(  # noqa: N802
        self, server: "Server", session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        self.asked += 1
        answer = await server.misbehave(self.rule(address, "RCPT"))
        every = self.rules.get("refuse_every")
        if not answer and every and self.asked % every == 0:
            answer = "451 4.3.0 Not this one"
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: "Server", session: Session, envelope: Envelope
    ) -> str:
        rule = self.rule(envelope.rcpt_tos[0], "DATA")
        is_kept = rule.startswith(KEPT_FIRST)
        if is_kept:
            self.keep(envelope)
        answer = await server.misbehave(rule)
        if not answer and not is_kept:
            self.keep(envelope)
        return answer or "250 OK"


class Server(SMTP):
    """One connection."""

    event_handler: Sink

    async def misbehave(self, rule: str) -> str:
        """Do as the rule says. Gives back the answer, or nothing if all goes on well."""
        if rule == "hang":
            await asyncio.sleep(FOREVER)
        if rule in {"reset", "swallow"}:
            self.reset()
            await asyncio.sleep(FOREVER)  # until the loss of the connection ends this task
        verb, _space, seconds = rule.partition(" ")
        if verb in {"wait", "dawdle"}:
            await asyncio.sleep(float(seconds))
            return ""
        return rule

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        assert self.envelope is not None
        recipients = self.envelope.rcpt_tos
        if recipients and self.event_handler.rule(recipients[0], "DATA") == "reset":
            await self.push("354 Go on")
            await self._reader.read(10)
            await self.misbehave("reset")
        await super().smtp_DATA(arg)

    async def push(self, status: str | bytes) -> None:
        await super().push(status)
        if str(status).startswith("421") and self.transport is not None:
            self.transport.close()

    def reset(self) -> None:
        assert self.transport is not None
        connection = self.transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.transport.abort()


async def serve(folder: Path, port: int) -> None:
    sink = Sink(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: Server(sink, hostname="sink", enable_SMTPUTF8=True), HOST, port
    )
    (folder / "listening").touch()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
