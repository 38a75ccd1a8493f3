"""The verb of mail: tell somebody something."""

from django.db import transaction

from leeds_leaders.notices import tasks
from leeds_leaders.notices.emails import new_message_id, render
from leeds_leaders.notices.models import Letter


def tell(recipient, purpose: str, key: str, template: str, context: dict) -> bool:
    """Write a letter to a peer inside the causing transaction; it leaves after commit.

    The same (address, purpose, key) is written once, however often it is told. Returns whether
    it was new.
    """
    subject, text, html = render(template, context | {"recipient": recipient})
    return post(recipient.email, purpose, key, subject, text, html, recipient=recipient)


def post(address, purpose, key, subject, text, html="", *, recipient=None) -> bool:
    """Write a finished letter to an address, known or not."""
    _letter, is_new = Letter.objects.get_or_create(
        address=address,
        purpose=purpose,
        key=key,
        defaults={
            "recipient": recipient,
            "subject": subject,
            "text": text,
            "html": html,
            "message_id": new_message_id(),
        },
    )
    if is_new:
        transaction.on_commit(tasks.hint, robust=True)
    return is_new
