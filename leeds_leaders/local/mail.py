"""Mail in a local run: kept as files, to be read at `/outbox/`."""

import re
from collections.abc import Collection
from email import message_from_bytes, policy
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

CODED = re.compile(r"=\?utf-8\?|quoted-printable|base64", re.IGNORECASE)


class KeptMailBackend(BaseEmailBackend):
    """Writes each message to `MAIL_DIR` as one file, the newest last by name."""

    def send_messages(self, email_messages):
        settings.MAIL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            moment = timezone.now().strftime("%Y%m%dT%H%M%S%f")
            path = settings.MAIL_DIR / f"{moment}-{token_hex(4)}.eml"
            path.write_bytes(message.message().as_bytes())
        return len(email_messages)


def forget_kept(words: Collection[str]) -> None:
    """Delete the kept messages in which any of these words stands, as a word of its own: these are
    the only mailboxes in which a site can find whoever was erased."""
    sought = [word.lower() for word in words if word]
    whole = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sought))
    for path in settings.MAIL_DIR.glob("*.eml") if sought else ():
        text = _as_read(path.read_bytes()).lower()
        if any(word in text for word in sought) and whole.search(text):
            path.unlink(missing_ok=True)


def _as_read(content: bytes) -> str:
    """What a message says, with what of it was put into other signs on its way."""
    text = content.decode(errors="replace")
    if not CODED.search(text):
        return text
    message = message_from_bytes(content, policy=policy.default)
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([text, str(message["Subject"]), *(str(part.get_content()) for part in parts)])


def kept_mail(limit: int = 100) -> list[dict]:
    """The newest kept messages: name, moment, to, subject and text of each."""
    paths = sorted(Path(settings.MAIL_DIR).glob("*.eml"), reverse=True)[:limit]
    kept = []
    for path in paths:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(preferencelist=("plain",))
        kept.append(
            {
                "to": message["To"],
                "subject": message["Subject"],
                "date": message["Date"].datetime if message["Date"] else None,
                "text": body.get_content() if body else "",
            }
        )
    return kept
