"""Composes a message; does not send it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.notices.choices import SECURITY
from leeds_leaders.notices.models import Letter, Notice, Preference
from leeds_leaders.text import clean_line, shorten

SUBJECT = 180
CALENDAR_METHOD = re.compile(r"^METHOD:([A-Z]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody without an account who asked to be told: how to greet them, where mail reaches
    them, and the path of this site at which they stop it, without signing in."""

    name: str
    address: str
    stops_at: str


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell one peer, or one `stranger`, who gets a letter alone.

    `template` names `templates/<template>_subject.txt` and `…_body.txt`: one line, and plain
    paragraphs without greeting and foot. `url` is a path of this site for reading on; `link` one
    that is a secret, for the letter in its stead: a notice is kept, and asks to sign in.
    `calendar` is an iCalendar object to send along. Before `not_before` the letter does not leave,
    after `not_after` no more.
    """

    recipient: Any
    purpose: str
    key: str
    template: str
    context: dict
    url: str = ""
    link: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    calendar: str = ""
    items: dict | None = None
    stranger: Stranger | None = None

    @property
    def leaves_at(self) -> datetime:
        return self.not_before or timezone.now()


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording for the letter and for the notice on the site."""

    subject: str
    body: str

    @classmethod
    def of(cls, telling: Telling) -> "Wording":
        """The subject is one cleaned line, whatever its context held."""
        context = _house() | telling.context | {"recipient": telling.recipient}
        subject = " ".join(render_to_string(f"{telling.template}_subject.txt", context).split())
        body = render_to_string(f"{telling.template}_body.txt", context).strip()
        return cls(shorten(clean_line(subject), SUBJECT), body)


def new_message_id() -> str:
    """A Message-ID under the site's own name, kept over retries."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


def unsubscribe_url(wishes: Preference, purpose: str) -> str:
    """The whole address that stops mail of this purpose without signing in."""
    path = reverse("notices:unsubscribe", args=[wishes.unsubscribe_token(purpose)])
    return f"{settings.SITE_URL}{path}"


def foot(wishes: Preference, purpose: str) -> dict[str, str]:
    """What `notices/email/foot.{txt,html}` need to say why a letter came and how to stop it."""
    return {
        "purpose": purpose,
        "settings_url": f"{settings.SITE_URL}{reverse('notices:settings')}",
        "unsubscribe_url": unsubscribe_url(wishes, purpose),
    }


def letter_of(telling: Telling, wording: Wording, wishes: Preference) -> Letter:
    """The letter to a peer, not saved: the wording between greeting and foot, as text and HTML."""
    peer = telling.recipient
    return _letter(
        telling, wording, peer.email, peer.get_short_name(), foot(wishes, telling.purpose)
    )


def letter_to(stranger: Stranger, telling: Telling, wording: Wording) -> Letter:
    """The letter to somebody without an account, not saved."""
    ends = {"stop_url": f"{settings.SITE_URL}{stranger.stops_at}"}
    return _letter(telling, wording, stranger.address, stranger.name, ends)


def _letter(telling: Telling, wording: Wording, address: str, name: str, ends: dict) -> Letter:
    path = telling.link or telling.url
    context = {
        **_house(),
        **ends,
        "name": name,
        "subject": wording.subject,
        "body": wording.body,
        "address": f"{settings.SITE_URL}{path}" if path else "",
    }
    return Letter(
        recipient=telling.recipient,
        address=address,
        purpose=telling.purpose,
        key=telling.key,
        subject=wording.subject,
        text=render_to_string("notices/email/letter_message.txt", context).strip() + "\n",
        html=render_to_string("notices/email/letter_message.html", context),
        calendar=telling.calendar,
        items=telling.items or {},
        not_before=telling.leaves_at,
        not_after=telling.not_after,
    )


def notice_of(telling: Telling, wording: Wording) -> Notice:
    """The same for the inbox of the site, not saved."""
    return Notice(
        recipient=telling.recipient,
        purpose=telling.purpose,
        key=telling.key,
        title=wording.subject,
        text=wording.body,
        url=telling.url,
        peer_ids=(telling.items or {}).get("peers", []),
    )


def compose(letter: Letter, wishes: Preference | None = None) -> EmailMultiAlternatives:
    """The message of a letter, ready to hand over. `wishes` is its recipient's `Preference`."""
    headers = {
        "Message-ID": letter.message_id,
        "Date": format_datetime(timezone.localtime()),
        "Auto-Submitted": "auto-generated",
    }
    if wishes and letter.purpose not in SECURITY:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url(wishes, letter.purpose)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.address],
        reply_to=[settings.CITY.contact],
        headers=headers,
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        method = CALENDAR_METHOD.search(letter.calendar)
        kind = f"text/calendar; method={method[1] if method else 'PUBLISH'}"
        message.attach("invitation.ics", letter.calendar, kind)
    return message


def _house() -> dict[str, object]:
    return {"city": settings.CITY, "site_url": settings.SITE_URL}
