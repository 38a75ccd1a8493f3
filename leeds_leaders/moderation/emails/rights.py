"""Letters about complaints about data. They go to the address that was given, whoever gave it: so
the first holds nothing that anybody typed."""

from django.conf import settings
from django.template.loader import render_to_string

from leeds_leaders.moderation.models import DataComplaint
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter


def acknowledgement(complaint: DataComplaint) -> Letter:
    """That a complaint has come, under which number, and by when it is answered; not saved."""
    return _letter(complaint, "complaint_made")


def answer(complaint: DataComplaint) -> Letter:
    """What was answered, and where to go if it does not help; not saved."""
    return _letter(complaint, "complaint_answered")


def _letter(complaint: DataComplaint, template: str) -> Letter:
    context = {"complaint": complaint, "city": settings.CITY, "site_url": settings.SITE_URL}
    template = f"moderation/email/{template}"
    return Letter(
        address=complaint.email,
        purpose=Purpose.ACCOUNT,
        key=f"{template.rpartition('/')[2]} {complaint.key}",
        subject=render_to_string(f"{template}_subject.txt", context).strip(),
        text=render_to_string(f"{template}_message.txt", context).strip() + "\n",
    )
