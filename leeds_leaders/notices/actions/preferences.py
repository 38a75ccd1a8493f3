"""The verbs of what somebody wants to hear, and of reading it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.notices import rules
from leeds_leaders.notices.choices import OPT_IN, SECURITY, Given, Purpose, Rhythm
from leeds_leaders.notices.models import Consent, Notice, Preference
from leeds_leaders.notices.models.preference import STATEMENTS, new_secret
from leeds_leaders.notices.timetable import next_digest

# Whoever asks for the digest again is told what they missed, but not the whole year.
LONGEST_GAP = timedelta(days=31)


@transaction.atomic
def set_preferences(
    peer,
    *,
    rhythm: str,
    weekday: int,
    hour: int,
    muted: Iterable[str],
    causes: Iterable[Cause],
    wards: Iterable[Ward],
    helps: Iterable[Help],
) -> Preference:
    """Keep what somebody said on their page, and each consent that they gave or took back."""
    preference = _locked(peer)
    before = _asked_for(preference)
    _set_rhythm(preference, rhythm, weekday, hour)
    preference.muted = sorted(muted)
    preference.save()
    preference.causes.set(causes)
    preference.wards.set(wards)
    preference.helps.set(helps)
    _log_consents(preference, before, Given.PAGE)
    return preference


@transaction.atomic
def unsubscribe(peer, purpose: str, how: str) -> Preference:
    """Send somebody no more mail of this purpose; its notices still stand on their page."""
    preference = _locked(peer)
    before = _asked_for(preference)
    if purpose in OPT_IN:
        _set_rhythm(preference, Rhythm.NEVER, preference.weekday, preference.hour)
    elif purpose not in SECURITY:
        preference.muted = sorted({*preference.muted, purpose})
    preference.save()
    _log_consents(preference, before, how)
    return preference


@transaction.atomic
def resubscribe(peer, purpose: str, how: str, *, rhythm: str = Rhythm.WEEKLY) -> Preference:
    """Send somebody this again; a digest as often as they say, unless they have one already."""
    preference = _locked(peer)
    before = _asked_for(preference)
    if purpose not in OPT_IN:
        preference.muted = sorted({*preference.muted} - {purpose})
    elif not rules.has_asked_for(preference, purpose):
        _set_rhythm(preference, rhythm, preference.weekday, preference.hour)
    preference.save()
    _log_consents(preference, before, how)
    return preference


@transaction.atomic
def pause(peer, day: date) -> Preference:
    """Send somebody nothing but security mail before this day of the city begins."""
    preference = _locked(peer)
    preference.paused_until = datetime.combine(day, time.min, timezone.get_default_timezone())
    preference.save(update_fields=["paused_until"])
    return preference


@transaction.atomic
def resume(peer) -> Preference:
    """End a pause at once."""
    preference = _locked(peer)
    preference.paused_until = None
    preference.save(update_fields=["paused_until"])
    return preference


@transaction.atomic
def revoke_links(peer) -> Preference:
    """Make every unsubscribe link in somebody's old letters worth nothing."""
    preference = _locked(peer)
    preference.link_secret = new_secret()
    preference.save(update_fields=["link_secret"])
    return preference


def mark_read(peer, notice: Notice) -> bool:
    """Note when somebody first read a notice of theirs. Returns whether it was new to them."""
    unread = Notice.objects.filter(recipient=peer).unread()
    return bool(unread.filter(pk=notice.pk).update(read_at=timezone.now()))


def mark_all_read(peer) -> int:
    """Note that somebody has read all that they were told. Returns how many were new to them."""
    return Notice.objects.filter(recipient=peer).unread().update(read_at=timezone.now())


def _locked(peer) -> Preference:
    """Somebody's row, made where there is none, locked until the transaction ends."""
    Preference.objects.bulk_create([Preference(peer_id=peer.pk)], ignore_conflicts=True)
    return Preference.objects.select_for_update().get(pk=peer.pk)


def _set_rhythm(preference: Preference, rhythm: str, weekday: int, hour: int) -> None:
    """Set when the next digest is due. A window that is open stays open: nothing is lost."""
    if (preference.rhythm, preference.weekday, preference.hour) == (rhythm, weekday, hour):
        return  # a digest that is due right now stays due
    preference.rhythm, preference.weekday, preference.hour = rhythm, weekday, hour
    if rhythm == Rhythm.NEVER:
        preference.next_digest_at = None
        return
    now = timezone.now()
    preference.next_digest_at = next_digest(now, rhythm, weekday, hour)
    if preference.digested_until is None or preference.digested_until < now - LONGEST_GAP:
        preference.digested_until = now


def _asked_for(preference: Preference) -> set[str]:
    return {purpose for purpose in STATEMENTS if rules.has_asked_for(preference, purpose)}


def _log_consents(preference: Preference, before: set[str], how: str) -> None:
    """Keep the words of each consent that is another than before."""
    now = _asked_for(preference)
    Consent.objects.bulk_create(
        Consent(
            peer_id=preference.peer_id,
            purpose=purpose,
            is_given=purpose in now,
            wording=str(STATEMENTS[Purpose(purpose)]),
            how=how,
        )
        for purpose in sorted(before ^ now)
    )
