"""Composes a message; does not send it."""

from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from leeds_leaders.text import clean_line, shorten


def new_message_id() -> str:
    """A Message-ID under the site's own name, kept over retries."""
    return make_msgid(domain=urlsplit(settings.SITE_URL).hostname)


def render(template: str, context: dict) -> tuple[str, str, str]:
    """Subject, text and HTML of `templates/<template>_{subject,message}.{txt,html}`.

    The subject is one cleaned line, whatever its context held.
    """
    context = {"city": settings.CITY, "site_url": settings.SITE_URL} | context
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    text = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    html = render_to_string(f"{template}_message.html", context)
    return shorten(clean_line(subject), 180), text, html


def compose(letter, wishes=None) -> EmailMultiAlternatives:
    """The message of a letter, ready to hand over. `wishes` is its recipient's `Preference`."""
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[letter.address],
        reply_to=[settings.CITY.contact],
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message
