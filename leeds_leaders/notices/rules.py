"""Who may be told what by mail, and who may switch it off."""

from datetime import datetime

from leeds_leaders.notices.choices import OPT_IN, SECURITY, Rhythm
from leeds_leaders.notices.models import Preference


def wants(preference: Preference, purpose: str, at: datetime) -> bool:
    """Whether somebody wants mail of this purpose at this moment. Security mail always goes."""
    if purpose in SECURITY:
        return True
    if preference.paused_until and at < preference.paused_until:
        return False
    if purpose in OPT_IN:
        return preference.rhythm != Rhythm.NEVER
    return purpose not in preference.muted
