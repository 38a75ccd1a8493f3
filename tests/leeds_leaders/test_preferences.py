"""What somebody wants to hear is kept with their consent, and holds from the next mail on."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.notices import actions, rules
from leeds_leaders.notices.choices import SECURITY, Given, Purpose, Rhythm, Weekday
from leeds_leaders.notices.models import Consent, Notice, Preference
from leeds_leaders.notices.models.preference import STATEMENTS
from tests.conftest import in_threads
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
LEEDS = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 3, 20, 12, 0, tzinfo=LEEDS)  # nine days before the clocks go forward
DEFAULTS = {
    "rhythm": Rhythm.NEVER,
    "weekday": Weekday.TUESDAY,
    "hour": 8,
    "muted": [],
    "causes": [],
    "wards": [],
    "helps": [],
}


def choose(peer, **changes) -> Preference:
    return actions.set_preferences(peer, **DEFAULTS | changes)


def log_of(peer) -> list[tuple]:
    """The log of consents, oldest first."""
    rows = Consent.objects.filter(peer=peer).order_by("pk")
    return list(rows.values_list("purpose", "is_given", "how"))


def local(moment) -> datetime:
    return moment.astimezone(LEEDS)


# The digest --------------------------------------------------------------------------------------


def test_nobody_gets_a_digest_who_has_not_asked_for_it():
    preference = Preference.objects.for_peers([PeerFactory().pk]).popitem()[1]
    assert (preference.rhythm, preference.weekday, preference.hour) == ("never", 2, 8)
    assert not rules.wants(preference, Purpose.DIGEST, timezone.now())
    assert rules.wants(preference, Purpose.REMINDER, timezone.now())


@time_machine.travel(FRIDAY, tick=False)
@pytest.mark.parametrize(
    ("rhythm", "due"),
    [
        (Rhythm.DAILY, datetime(2026, 3, 21, 8, 0)),
        (Rhythm.WEEKLY, datetime(2026, 3, 24, 8, 0)),
        (Rhythm.MONTHLY, datetime(2026, 4, 7, 8, 0)),  # in summer time: still at eight
    ],
)
def test_a_digest_that_is_asked_for_comes_at_the_hour_of_the_city(rhythm, due):
    preference = choose(PeerFactory(), rhythm=rhythm)
    preference.refresh_from_db()
    assert local(preference.next_digest_at).replace(tzinfo=None) == due
    assert preference.digested_until == timezone.now()


def test_a_window_that_is_open_stays_open_when_the_rhythm_changes():
    peer = PeerFactory()
    with time_machine.travel(FRIDAY, tick=False):
        choose(peer, rhythm=Rhythm.MONTHLY)
    with time_machine.travel(FRIDAY + timedelta(days=5), tick=False):
        changed = choose(peer, rhythm=Rhythm.DAILY, hour=18)
    assert changed.digested_until == FRIDAY
    assert local(changed.next_digest_at) == datetime(2026, 3, 25, 18, 0, tzinfo=LEEDS)


def test_saving_the_page_again_does_not_put_off_a_digest_that_is_due():
    peer = PeerFactory()
    with time_machine.travel(FRIDAY, tick=False):
        before = choose(peer, rhythm=Rhythm.DAILY)
    with time_machine.travel(before.next_digest_at + timedelta(minutes=5), tick=False):
        assert choose(peer, rhythm=Rhythm.DAILY).next_digest_at == before.next_digest_at


def test_who_asks_again_hears_what_they_missed_but_not_of_a_whole_year():
    soon, late = PeerFactory(), PeerFactory()
    for peer, days in ((soon, 20), (late, 200)):
        with time_machine.travel(FRIDAY, tick=False):
            choose(peer, rhythm=Rhythm.WEEKLY)
            stopped = choose(peer, rhythm=Rhythm.NEVER)
            assert stopped.next_digest_at is None
        with time_machine.travel(FRIDAY + timedelta(days=days), tick=False):
            choose(peer, rhythm=Rhythm.WEEKLY)
    assert soon.preference.digested_until == FRIDAY
    assert late.preference.digested_until == FRIDAY + timedelta(days=200)


def test_what_is_followed_is_kept_and_let_go():
    peer = PeerFactory()
    chosen = {
        "causes": Cause.objects.filter(slug="older-people"),
        "wards": Ward.objects.filter(slug__in=["armley", "roundhay"]),
        "helps": Help.objects.filter(slug="volunteers"),
    }
    preference = choose(peer, **chosen)
    for name, rows in chosen.items():
        assert set(getattr(preference, name).all()) == set(rows)
    preference = choose(peer)
    assert not any(getattr(preference, name).exists() for name in chosen)


# Consent -----------------------------------------------------------------------------------------


def test_every_class_of_mail_but_security_has_its_statement():
    assert set(STATEMENTS) == set(Purpose) - SECURITY


def test_each_change_of_mind_is_logged_once_in_the_words_of_the_page():
    peer = PeerFactory()
    choose(peer)
    assert log_of(peer) == []  # service mail comes to everybody; that is no consent
    for _twice in range(2):
        choose(peer, rhythm=Rhythm.WEEKLY, muted=[Purpose.REMINDER])
    choose(peer, rhythm=Rhythm.DAILY, weekday=Weekday.SUNDAY, muted=[Purpose.REMINDER])
    choose(peer)
    assert log_of(peer) == [
        ("digest", True, "page"),
        ("reminder", False, "page"),
        ("digest", False, "page"),
        ("reminder", True, "page"),
    ]
    for consent in Consent.objects.filter(peer=peer):
        assert consent.wording == str(STATEMENTS[Purpose(consent.purpose)])
        assert timezone.now() - consent.at < timedelta(minutes=1)


@pytest.mark.parametrize("purpose", sorted(set(Purpose) - SECURITY))
def test_a_link_stops_one_purpose_and_brings_it_back_however_often_it_is_followed(purpose):
    peer = PeerFactory()
    choose(peer, rhythm=Rhythm.DAILY)
    Consent.objects.all().delete()
    for how in (Given.CLIENT, Given.LINK):
        preference = actions.unsubscribe(peer, purpose, how)
    on = {each for each in STATEMENTS if rules.has_asked_for(preference, each)}
    assert on == set(STATEMENTS) - {purpose}
    for _twice in range(2):
        preference = actions.resubscribe(peer, purpose, Given.LINK, rhythm=Rhythm.DAILY)
    assert all(rules.has_asked_for(preference, each) for each in STATEMENTS)
    assert preference.muted == []
    assert log_of(peer) == [(purpose, False, "client"), (purpose, True, "link")]


def test_bringing_the_digest_back_leaves_one_that_comes_as_it_is():
    peer = PeerFactory()
    before = choose(peer, rhythm=Rhythm.MONTHLY)
    after = actions.resubscribe(peer, Purpose.DIGEST, Given.LINK, rhythm=Rhythm.DAILY)
    assert (after.rhythm, after.next_digest_at) == (before.rhythm, before.next_digest_at)


def test_a_link_brings_back_only_what_a_link_has_stopped():
    peer = PeerFactory()
    latest = Consent.objects.filter(peer=peer)
    assert not rules.can_bring_back(latest.first())
    choose(peer, rhythm=Rhythm.WEEKLY)
    assert not rules.can_bring_back(latest.first())
    actions.unsubscribe(peer, Purpose.DIGEST, Given.CLIENT)
    assert rules.can_bring_back(latest.first())
    choose(peer, rhythm=Rhythm.WEEKLY)
    choose(peer, rhythm=Rhythm.NEVER)
    assert not rules.can_bring_back(latest.first())


def test_somebodys_choices_are_nobody_elses():
    peer, other = PeerFactory(), PeerFactory()
    theirs = choose(other, rhythm=Rhythm.WEEKLY)
    actions.unsubscribe(peer, Purpose.REMINDER, Given.LINK)
    actions.pause(peer, date(2099, 1, 1))
    actions.revoke_links(peer)
    theirs.refresh_from_db()
    assert (theirs.rhythm, theirs.muted, theirs.paused_until) == ("weekly", [], None)
    assert theirs.link_secret == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_row", [False, True])
def test_clicks_at_once_make_one_row_and_one_consent(has_row):
    peer = PeerFactory()
    if has_row:
        choose(peer)
    in_threads(*[lambda: choose(peer, rhythm=Rhythm.WEEKLY)] * 4)
    assert Preference.objects.count() == 1
    assert log_of(peer) == [("digest", True, "page")]


# A pause -----------------------------------------------------------------------------------------


def test_a_pause_stops_all_but_security_mail_until_its_day_begins():
    peer = PeerFactory()
    choose(peer, rhythm=Rhythm.DAILY)
    preference = actions.pause(peer, date(2026, 3, 30))  # the day after the clocks went forward
    preference.refresh_from_db()
    ends = datetime(2026, 3, 30, 0, 0, tzinfo=LEEDS)
    assert preference.paused_until == ends
    for purpose in Purpose:
        before = rules.wants(preference, purpose, ends - timedelta(seconds=1))
        assert before == (purpose in SECURITY)
        assert rules.wants(preference, purpose, ends)


def test_a_pause_ends_at_once_and_takes_no_consent_back():
    peer = PeerFactory()
    choose(peer, rhythm=Rhythm.DAILY)
    actions.pause(peer, date(2099, 1, 1))
    preference = actions.resume(peer)
    assert rules.wants(preference, Purpose.DIGEST, timezone.now())
    assert log_of(peer) == [("digest", True, "page")]


# Reading -----------------------------------------------------------------------------------------


def tell(peer, key="1") -> Notice:
    return Notice.objects.create(recipient=peer, purpose="decision", key=key, title="Told")


def test_a_notice_is_read_once_by_whom_it_was_told():
    peer, other = PeerFactory(), PeerFactory()
    notice = tell(peer)
    assert not actions.mark_read(other, notice)
    assert actions.mark_read(peer, notice)
    notice.refresh_from_db()
    first = notice.read_at
    assert not actions.mark_read(peer, notice)
    notice.refresh_from_db()
    assert notice.read_at == first


def test_all_of_ones_own_are_read_at_once():
    peer, other = PeerFactory(), PeerFactory()
    for key in "123":
        tell(peer, key)
    tell(other)
    assert actions.mark_all_read(peer) == 3
    assert actions.mark_all_read(peer) == 0
    assert Notice.objects.unread().get().recipient == other
