"""The outbox, the site's own inbox, what each person wants, and the timetable of reminders."""

from leeds_leaders.notices.models.address import Address
from leeds_leaders.notices.models.letter import Letter
from leeds_leaders.notices.models.notice import Notice
from leeds_leaders.notices.models.preference import Consent, Preference
from leeds_leaders.notices.models.reminder import Reminder

__all__ = ["Address", "Consent", "Letter", "Notice", "Preference", "Reminder"]
