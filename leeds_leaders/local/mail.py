"""Mail in a local run: kept as files, to be read at `/outbox/`."""

from email import message_from_bytes, policy
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class KeptMailBackend(BaseEmailBackend):
    """Writes each message to `MAIL_DIR` as one file, the newest last by name."""

    def send_messages(self, email_messages):
        settings.MAIL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            moment = timezone.now().strftime("%Y%m%dT%H%M%S%f")
            path = settings.MAIL_DIR / f"{moment}-{token_hex(4)}.eml"
            path.write_bytes(message.message().as_bytes())
        return len(email_messages)


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
