"""Letters about complaints about data. They go to the address that was given, whoever gave it: so
the first holds nothing that anybody typed."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string

from leeds_leaders.moderation.models import DataComplaint
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter

BOTH = MADE, ANSWERED = "complaint_made", "complaint_answered"


def acknowledgement(complaint: DataComplaint) -> Letter:
    """That a complaint has come, under which number, and by when it is answered; not saved."""
    return _letter(complaint, MADE)


def answer(complaint: DataComplaint) -> Letter:
    """What was answered, and where to go if it does not help; not saved."""
    return _letter(complaint, ANSWERED)


def letters_about(complaints: QuerySet[DataComplaint]) -> QuerySet[Letter]:
    """The letters about some complaints."""
    keys = [
        _key(template, key) for key in complaints.values_list("key", flat=True) for template in BOTH
    ]
    return Letter.objects.filter(purpose=Purpose.ACCOUNT, key__in=keys)


def _key(template: str, complaint: UUID) -> str:
    return f"{template} {complaint}"


def _letter(complaint: DataComplaint, template: str) -> Letter:
    context = {"complaint": complaint, "city": settings.CITY, "site_url": settings.SITE_URL}
    path = f"moderation/email/{template}"
    return Letter(
        address=complaint.email,
        purpose=Purpose.ACCOUNT,
        key=_key(template, complaint.key),
        subject=render_to_string(f"{path}_subject.txt", context).strip(),
        text=render_to_string(f"{path}_message.txt", context).strip() + "\n",
    )
