"""Who wants which mail, and who may bring it back."""

from datetime import datetime

from leeds_leaders.notices.choices import OPT_IN, SECURITY, Given, Rhythm
from leeds_leaders.notices.models import Consent, Preference


def has_asked_for(preference: Preference, purpose: str) -> bool:
    """Whether somebody has this class of mail switched on, whatever they have paused."""
    if purpose in OPT_IN:
        return preference.rhythm != Rhythm.NEVER
    return purpose not in preference.muted


def is_paused(preference: Preference, at: datetime) -> bool:
    """Whether somebody wants no mail at all for now."""
    return preference.paused_until is not None and at < preference.paused_until


def wants(preference: Preference, purpose: str, at: datetime) -> bool:
    """Whether mail of this purpose may go to somebody at a moment. Security mail always goes."""
    if purpose in SECURITY:
        return True
    return has_asked_for(preference, purpose) and not is_paused(preference, at)


def can_bring_back(latest: Consent | None) -> bool:
    """Whether a link may undo what was decided last about a class of mail.

    What a link has stopped a link may bring back. What its owner stopped themselves, signed in,
    stays stopped for whoever else may hold an old letter.
    """
    return latest is not None and not latest.is_given and latest.how != Given.PAGE
