"""The page of what somebody wants to hear: whole without scripts, and refusing in words."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.notices.choices import Purpose, Rhythm
from leeds_leaders.notices.models import Consent, Preference
from leeds_leaders.notices.models.preference import STATEMENTS
from tests.conftest import signed_in
from tests.factories import PeerFactory

pytestmark = pytest.mark.django_db
SETTINGS, PAUSE, RESUME = (f"/me/notices/{page}/" for page in ("settings", "pause", "resume"))
ALL_SERVICES = [Purpose.DECISION, Purpose.PEOPLE, Purpose.PLACE, Purpose.REMINDER]
FILLED = {"rhythm": "weekly", "weekday": "4", "hour": "18", "services": ALL_SERVICES}


@pytest.fixture
def peer(db):
    return PeerFactory()


@pytest.fixture
def client(peer):
    return signed_in(peer).client


def page(client) -> str:
    answer = client.get(SETTINGS)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def ticked(html: str, name: str) -> list[str]:
    boxes = re.findall(rf'<input [^>]*name="{name}"[^>]*>', html)
    return [re.search('value="(.*?)"', box)[1] for box in boxes if " checked" in box]


def selected(html: str, name: str) -> str:
    options = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL)[0]
    return re.search('<option value="([^"]*)" selected', options)[1]


def day(days: int) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def test_who_has_chosen_nothing_gets_no_digest_and_all_service_mail(client):
    html = page(client)
    assert ticked(html, "rhythm") == ["never"]
    assert (selected(html, "weekday"), selected(html, "hour")) == ("2", "8")
    assert sorted(ticked(html, "services")) == sorted(ALL_SERVICES)
    assert not ticked(html, "causes") + ticked(html, "wards") + ticked(html, "helps")
    assert not Preference.objects.exists()  # looking makes none


def test_what_is_saved_is_shown_again(client, peer):
    followed = {
        "causes": [str(Cause.objects.get(slug="older-people").pk)],
        "wards": sorted(
            Ward.objects.filter(slug__in=["armley", "roundhay"]).values_list("code", flat=True)
        ),
        "helps": [str(Help.objects.get(slug="volunteers").pk)],
        "services": [Purpose.DECISION, Purpose.PEOPLE, Purpose.PLACE],
    }
    answer = client.post(SETTINGS, FILLED | followed, follow=True)
    html = unescape(answer.content.decode())
    assert "Saved. It holds from the next letter on." in html
    for name, values in followed.items():
        assert sorted(ticked(html, name)) == values
    assert ticked(html, "rhythm") == ["weekly"]
    assert (selected(html, "weekday"), selected(html, "hour")) == ("4", "18")
    assert "The next one is due on Thursday" in html
    assert "2 chosen" in html
    preference = Preference.objects.get()
    assert (preference.peer, preference.muted) == (peer, [Purpose.REMINDER])


def test_the_words_above_the_button_are_the_words_in_the_log(client):
    before = page(client)
    statement = str(STATEMENTS[Purpose.DIGEST])
    form = before[before.index(f'action="{SETTINGS}"') :]
    assert form.index(statement) < form.index(">Save</button>")
    assert "You have not asked for a digest yet" in before
    client.post(SETTINGS, FILLED | {"services": [Purpose.DECISION]})
    kept = page(client)
    for purpose, verb in ((Purpose.DIGEST, "asked for this"), (Purpose.REMINDER, "took this back")):
        logged = Consent.objects.get(purpose=purpose)
        assert logged.wording in before
        at = timezone.localtime(logged.at)
        when = f"{at.day} {at:%B %Y}, {at.hour}:{at:%M}"
        assert f"You {verb} on {when}, on the page of notices: “{logged.wording}”" in kept


@pytest.mark.parametrize("change", [
    {"rhythm": "hourly"}, {"rhythm": ""}, {"weekday": "0"}, {"weekday": "8"}, {"weekday": "x"},
    {"hour": "24"}, {"hour": "-1"}, {"hour": "8.5"}, {"hour": "9" * 5000}, {"causes": ["0"]},
    {"causes": ["x"]}, {"wards": ["E00000000"]}, {"wards": ["\x00"]}, {"helps": [str(10**30)]},
    {"services": ["account"]}, {"services": ["digest"]}, {"services": ["\x00"]},
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(client, change):
    client.post(SETTINGS, FILLED)
    kept = Preference.objects.values().get()
    answer = client.post(SETTINGS, FILLED | {"rhythm": "daily"} | change)
    assert answer.status_code == 422
    assert "Please look at this again:" in answer.content.decode()
    assert Preference.objects.values().get() == kept
    assert not Preference.objects.get().causes.exists()


def test_what_was_typed_stands_there_again_beside_the_error(client):
    html = client.post(SETTINGS, FILLED | {"hour": "24"}).content.decode()
    assert ticked(html, "rhythm") == ["weekly"]
    assert selected(html, "weekday") == "4"


def test_nobody_sets_more_than_the_page_asks_for(client, peer):
    other = PeerFactory()
    extra = {
        "peer": other.pk,
        "link_secret": "x",
        "digested_until": "2000-01-01",
        "muted": "digest",
    }
    client.post(SETTINGS, FILLED | extra)
    preference = Preference.objects.get()
    assert (preference.peer, preference.link_secret, preference.muted) == (peer, "", [])
    assert preference.digested_until > timezone.now() - timedelta(minutes=1)


# A pause -----------------------------------------------------------------------------------------


def test_a_pause_is_shown_and_ended_by_one_click(client):
    client.post(SETTINGS, FILLED)
    for _twice in range(2):
        assert client.post(PAUSE, {"until": day(10)})["Location"] == SETTINGS
    html = page(client)
    assert "Everything is quiet until" in html
    assert "The next one is due on" not in html
    client.post(SETTINGS, FILLED | {"rhythm": "daily"})  # an old page in another window
    assert "Everything is quiet until" in page(client)
    for _twice in range(2):
        client.post(RESUME)
    assert "Everything is quiet until" not in page(client)
    assert Preference.objects.get().rhythm == Rhythm.DAILY


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (0, "Choose a day that is still to come"),
        (-1, "Choose a day that is still to come"),
        ("1066-10-14", "Choose a day that is still to come"),
        ("2101-01-01", "Choose a day before the year 2101"),
        ("9999-12-31", "Choose a day before the year 2101"),
        ("", "Choose the day on which letters may come again"),
        ("tomorrow", "Enter a valid date"),
        ("2026-02-30", "Enter a valid date"),
        ("10000-01-01", "Enter a valid date"),
        ("\x00", "Enter a valid date"),
    ],
)
def test_a_day_that_is_no_end_of_a_pause_is_refused_in_words(client, until, words):
    until = day(until) if isinstance(until, int) else until
    answer = client.post(PAUSE, {"until": until})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Preference.objects.exists()


def test_tomorrow_is_long_enough_for_a_pause(client):
    client.post(PAUSE, {"until": day(1)})
    assert Preference.objects.get().paused_until > timezone.now()


# Links and sessions ------------------------------------------------------------------------------


def test_old_links_are_revoked_by_one_click(client, peer):
    token = Preference(peer=peer).unsubscribe_token(Purpose.DIGEST)
    assert client.get(f"/unsubscribe/{token}/").status_code == 200
    client.post("/me/notices/links/revoke/")
    assert client.get(f"/unsubscribe/{token}/").status_code == 404


@pytest.mark.parametrize("path", ["settings", "pause", "resume", "links/revoke"])
def test_whose_session_has_ended_signs_in_and_comes_back_to_the_page(path):
    answer = Client().post(f"/me/notices/{path}/", FILLED)
    assert answer["Location"] == f"/accounts/login/?next={SETTINGS}"
    assert not Preference.objects.exists()


def test_the_page_costs_the_same_however_much_is_chosen(client):
    costs = set()
    for chosen in (1, 5):
        following = {"wards": [ward.pk for ward in Ward.objects.all()[:chosen]]}
        client.post(SETTINGS, FILLED | following)
        page(client)  # the message of the last click is gone
        with CaptureQueriesContext(connection) as queries:
            page(client)
        costs.add(len(queries))
    assert costs == {11}
