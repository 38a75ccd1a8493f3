"""The digest: everything new is told once, to whom it matters, and to nobody who may not see it."""

import re
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from forums.choices import State as SessionState
from forums.models import Record, Session
from leeds_leaders.celery import app as celery_app
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import actions, jobs, sources, tasks
from leeds_leaders.notices.actions import digests
from leeds_leaders.notices.choices import Purpose, Rhythm, State
from leeds_leaders.notices.emails import compose
from leeds_leaders.notices.models import Letter, Notice, Preference
from projects import actions as projects
from projects.models import Project, ProjectNeed
from tests.conftest import in_threads
from tests.factories import (
    ActionFactory,
    NoteFactory,
    PeerFactory,
    ProjectFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
# Windows close a little before now, in case clocks differ.
TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)
SINCE, UNTIL = TUESDAY - timedelta(days=7), TUESDAY - digests.CLOCKS
DAY, MOMENT = timedelta(days=1), timedelta.resolution


def reader(*, causes=(), wards=(), helps=(), **preference) -> Preference:
    """Somebody with a weekly digest that is due on Tuesday at eight."""
    chosen = {
        "rhythm": Rhythm.WEEKLY,
        "digested_until": SINCE,
        "next_digest_at": TUESDAY,
        **preference,
    }
    peer = chosen.pop("peer", None) or PeerFactory()
    preference = Preference.objects.create(peer=peer, **chosen)
    preference.causes.set(Cause.objects.filter(slug__in=causes))
    preference.wards.set(Ward.objects.filter(slug__in=wards))
    preference.helps.set(Help.objects.filter(slug__in=helps))
    return preference


def project(live_since=TUESDAY - DAY, **facts) -> Project:
    return ProjectFactory(live_since=live_since, created_at=live_since, **facts)


def send(at=TUESDAY) -> int:
    with time_machine.travel(at, tick=False):
        return actions.send_due_digests()


def digest_of(preference) -> Letter:
    return Letter.objects.get(recipient=preference.peer_id, purpose=Purpose.DIGEST)


def told(preference, section="projects.new") -> list[int]:
    """Ids of all that somebody was told of, digest by digest."""
    letters = Letter.objects.filter(recipient=preference.peer_id).order_by("pk")
    return [pk for letter in letters for pk in letter.items.get(section, {"ids": []})["ids"]]


# Windows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("live_since", "is_told"),
    [
        (SINCE - MOMENT, False),
        (SINCE, True),
        (UNTIL - MOMENT, True),
        (UNTIL, False),
        (TUESDAY, False),
    ],
)
def test_a_window_holds_its_beginning_and_not_its_end(live_since, is_told):
    someone, news = reader(), project(live_since)
    project()
    assert send() == 1
    assert (news.pk in told(someone)) == is_told


@hypothesis.settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, 4 * 7 * 24 * 3600), max_size=8))
def test_over_any_number_of_digests_each_project_is_told_once(seconds):
    """Wherever projects fall in four weeks, edges included."""
    Project.objects.all().delete()
    Letter.objects.all().delete()
    Preference.objects.all().delete()
    someone = reader()
    made = {project(SINCE + timedelta(seconds=each)).pk for each in seconds}
    for week in range(6):
        send(TUESDAY + timedelta(weeks=week))
    assert sorted(told(someone)) == sorted(made)


def test_a_window_moves_on_with_an_empty_digest_and_nothing_is_sent():
    someone = reader()
    assert send() == 0
    someone.refresh_from_db()
    assert (someone.digested_until, someone.next_digest_at) == (UNTIL, TUESDAY + 7 * DAY)
    assert not Letter.objects.exists()
    assert not Notice.objects.exists()


def test_a_window_never_closes_over_what_is_not_committed_yet(transactional_db):
    """Somebody adds a project while the digest is made: it is told the next time."""
    someone = reader(digested_until=datetime.now(UTC) - DAY, next_digest_at=datetime.now(UTC))
    lead, begun, go_on = PeerFactory(), threading.Event(), threading.Event()

    def add_slowly():
        try:
            with transaction.atomic():
                added.append(ProjectFactory(lead=lead).pk)
                begun.set()
                go_on.wait(10)
        finally:
            connection.close()

    added: list[int] = []
    thread = threading.Thread(target=add_slowly)
    thread.start()
    begun.wait(10)
    try:
        later = datetime.now(UTC) + timedelta(minutes=10)
        with time_machine.travel(later):
            assert actions.send_due_digests() == 0
    finally:
        go_on.set()
        thread.join()
    with time_machine.travel(later + 8 * DAY):
        assert actions.send_due_digests() == 1
    assert told(someone) == added


def test_a_digest_that_comes_late_tells_all_of_the_time_between():
    someone = reader()
    early, late = project(TUESDAY - DAY), project(TUESDAY + 9 * DAY)
    send(TUESDAY + 10 * DAY)
    assert set(told(someone)) == {early.pk, late.pk}
    someone.refresh_from_db()
    assert someone.next_digest_at == TUESDAY + 14 * DAY


def test_a_project_that_waited_for_a_moderator_is_new_when_it_was_approved():
    someone, moderator = reader(), PeerFactory()
    held = project(SINCE - 30 * DAY, standing=Standing.HELD)
    send()
    with time_machine.travel(TUESDAY + DAY, tick=False):
        projects.approve(held, by=moderator)
    send(TUESDAY + 7 * DAY)
    assert told(someone) == [held.pk]


def test_what_was_told_once_is_no_news_when_it_comes_back():
    someone, lead = reader(), PeerFactory()
    news, other = project(lead=lead), project(lead=lead)
    send()
    with time_machine.travel(TUESDAY + DAY, tick=False):
        projects.withdraw(news, by=lead)
        projects.restore(news, by=lead)
    send(TUESDAY + 7 * DAY)
    assert sorted(told(someone)) == sorted([news.pk, other.pk])


# Who is told, and when -------------------------------------------------------------------------


def test_nobody_is_told_before_their_hour_nor_twice():
    reader()
    project()
    assert send(TUESDAY - MOMENT) == 0
    assert send() == 1
    assert send() == send(TUESDAY + DAY) == 0


def test_who_is_suspended_or_wants_no_digest_gets_none():
    reader(peer=PeerFactory(is_active=False))
    reader(rhythm=Rhythm.NEVER, next_digest_at=None)
    project()
    assert send() == 0


def test_nothing_is_lost_over_a_pause_and_it_comes_at_the_usual_hour():
    someone = reader(paused_until=TUESDAY + timedelta(days=16, hours=3))
    news = [project(TUESDAY + 5 * days * DAY).pk for days in range(3)]
    for days in range(17):
        assert send(TUESDAY + days * DAY) == 0
    assert send(TUESDAY + 21 * DAY - MOMENT) == 0
    assert send(TUESDAY + 21 * DAY) == 1
    assert sorted(told(someone)) == news


def test_who_ends_a_pause_early_is_told_at_once():
    someone, news = reader(paused_until=TUESDAY + 90 * DAY), project()
    assert send() == 0
    actions.resume(someone.peer)
    assert send(TUESDAY + DAY) == 1
    assert told(someone) == [news.pk]


def test_a_digest_keeps_its_wall_time_over_both_nights_of_the_clocks():
    for change in (datetime(2026, 3, 29, tzinfo=LONDON), datetime(2026, 10, 25, tzinfo=LONDON)):
        before = (change - 3 * DAY).replace(hour=8).astimezone(UTC)
        someone = reader(rhythm=Rhythm.DAILY, next_digest_at=before, digested_until=before - DAY)
        hours = []
        for _day in range(6):
            someone.refresh_from_db()
            hours.append(someone.next_digest_at.astimezone(LONDON).hour)
            send(someone.next_digest_at)
        assert hours == [8] * 6


def test_three_jobs_at_once_tell_each_person_once(transactional_db):
    now = datetime.now(UTC)  # threads and the database share no other clock
    open_one = {"digested_until": now - DAY, "next_digest_at": now}
    people = [reader(**open_one) for _ in range(40)]
    project(now - DAY / 2)
    in_threads(*[jobs.send_due_digests] * 3)
    assert Letter.objects.count() == Notice.objects.count() == len(people)
    assert Preference.objects.filter(next_digest_at__gt=now).count() == len(people)


def test_a_job_lets_others_have_their_turn_and_asks_for_another(monkeypatch):
    monkeypatch.setattr(digests, "BATCH", 5)
    monkeypatch.setattr(jobs, "TURN", 0)
    for _ in range(12):
        reader()
    project()
    with celery_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        with time_machine.travel(TUESDAY, tick=False):
            told = [jobs.send_due_digests() for _turn in range(3)]
        assert told == [5, 5, 2]
        asked = [queue.get(block=False).headers["task"] for _message in range(queue.qsize())]
    assert asked.count(jobs.send_due_digests.name) == 2


def test_a_crash_leaves_neither_a_letter_nor_a_moved_window(monkeypatch):
    someone = reader()
    project()
    with monkeypatch.context() as patch:
        patch.setattr(digests, "_move_on", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send()
    assert not Letter.objects.exists()
    someone.refresh_from_db()
    assert someone.digested_until == SINCE
    assert send() == 1


def test_more_people_than_a_batch_are_all_told(monkeypatch):
    monkeypatch.setattr(digests, "BATCH", 2)
    for _ in range(5):
        reader()
    project()
    assert send() == 5


QUERIES = 25


@pytest.mark.parametrize("count", [1, 7])
def test_a_batch_takes_the_same_queries_however_many_people(django_assert_num_queries, count):
    for _ in range(count):
        reader(wards=["armley"], causes=["community-growing"], helps=["volunteers", "money"])
        project(needs=["volunteers"])
        project()
    SessionFactory(starts_at=TUESDAY + 9 * DAY)
    with time_machine.travel(TUESDAY, tick=False), django_assert_num_queries(QUERIES):
        assert digests._tell_batch(TUESDAY, UNTIL) == (count, count)


# What is told ----------------------------------------------------------------------------------


def test_new_projects_are_those_of_followed_wards_and_causes():
    in_ward, for_cause, both, neither = (
        reader(wards=["armley"]),
        reader(causes=["food-growing", "community-growing"]),
        reader(wards=["armley"], causes=["community-growing"]),
        reader(wards=["wetherby"]),
    )
    here = project(causes=["repair-reuse"])
    there = project(ward=Ward.objects.get(slug="headingley-hyde-park"))
    send()
    assert told(in_ward) == [here.pk]
    assert told(for_cause) == [there.pk]
    assert sorted(told(both)) == [here.pk, there.pk]
    assert told(neither) == []


def test_who_follows_nothing_hears_of_the_whole_city():
    someone = reader(helps=["volunteers"])
    news = [project(needs=["money"]), project(ward=None, needs=["money"])]
    send()
    assert sorted(told(someone)) == [each.pk for each in news]


def test_who_follows_a_cause_hears_of_its_parts():
    part = Cause.objects.exclude(parent=None).first()
    someone = reader(causes=[part.parent.slug])
    news = project(causes=[part.slug])
    send()
    assert told(someone) == [news.pk]


def test_nobody_is_told_of_their_own():
    someone = reader(helps=["volunteers"])
    own = project(lead=someone.peer, needs=["volunteers"])
    assert send() == 0
    project()
    send()
    assert own.title not in "".join(Letter.objects.values_list("text", flat=True))


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.DECLINED, Standing.WITHDRAWN])
def test_what_is_not_live_is_told_to_nobody(standing):
    reader(helps=["volunteers"])
    project(standing=standing)
    assert send() == 0


def test_who_could_lend_a_hand_hears_who_asks_for_it():
    someone = reader(helps=["money", "transport"], wards=["wetherby"])
    old = project(SINCE - 30 * DAY, needs=["volunteers"])
    ProjectNeed.objects.update(asked_at=SINCE - 30 * DAY)
    new = project(TUESDAY - 2 * DAY, needs=["money", "transport"])
    project(needs=["volunteers"])
    with time_machine.travel(TUESDAY - DAY, tick=False):
        old.needs.set(Help.objects.filter(slug__in=["volunteers", "money"]))
    ProjectNeed.objects.filter(content_object=new).update(asked_at=TUESDAY - 2 * DAY)
    send()
    assert told(someone, "projects.asking") == [old.pk, new.pk]
    send(TUESDAY + 7 * DAY)
    assert told(someone, "projects.asking") == [old.pk, new.pk]
    assert "Asks for: Volunteers, Money" in digest_of(someone).text


def test_a_project_stands_in_one_digest_once():
    someone, news = reader(helps=["volunteers"]), project()
    send()
    assert told(someone, "projects.asking") == [news.pk]
    assert told(someone) == []
    assert digest_of(someone).text.count(news.title) == 1


def test_each_breakfast_is_told_once_as_soon_as_it_can_be_seen():
    someone = reader()
    soon = SessionFactory(starts_at=TUESDAY + 2 * DAY)
    far = SessionFactory(starts_at=TUESDAY + 45 * DAY)
    draft = SessionFactory(starts_at=TUESDAY + 30 * DAY, state=SessionState.DRAFT)
    SessionFactory(starts_at=TUESDAY + DAY, state=SessionState.CANCELLED)
    SessionFactory(starts_at=TUESDAY - DAY)
    send()
    assert told(someone, "forums.coming") == [soon.pk]
    draft.state = SessionState.PUBLISHED
    draft.save()
    send(TUESDAY + 7 * DAY)
    send(TUESDAY + 14 * DAY)
    assert told(someone, "forums.coming") == [soon.pk, draft.pk, far.pk]


def test_what_came_of_a_session_is_told_once_and_only_what_everybody_may_read():
    someone = reader()
    works = {"section": "works", "words": "Bread on the *table*, first of all."}
    published = {"published_at": TUESDAY - DAY}
    record = RecordFactory(session__title="Who is missing?", **published)
    NoteFactory(record=record, **works)
    NoteFactory(record=record, section="works", words="Chosen.", featured_at=TUESDAY)
    for state, closed_at in (("open", None), ("done", TUESDAY)):
        ActionFactory(session=record.session, record=record, state=state, closed_at=closed_at)
    gone = ActionFactory(session=record.session, record=record)
    gone.notes.update(is_removed=True)
    RecordFactory(published_at=SINCE - MOMENT)
    RecordFactory(state="shared", **published)
    NoteFactory(
        record=RecordFactory(state="shared", is_closed=True, **published), words="mark-closed"
    )
    taken_back = RecordFactory(session__title="Taken back", **published)
    send()
    assert set(told(someone, "forums.came")) == {record.pk, taken_back.pk}
    letter = digest_of(someone)
    assert "2 things agreed · 1 done already · What works: Chosen." in letter.text
    assert f"/forums/{record.session.slug}/#notes" in letter.text
    assert "mark-closed" not in letter.text
    Record.objects.filter(pk=taken_back.pk).update(state="draft")
    [mended], _void = rechecked()
    assert "Taken back" not in mended.text
    send(TUESDAY + 7 * DAY)
    assert told(someone, "forums.came").count(record.pk) == 1


def test_of_many_the_first_few_are_told_and_the_way_to_the_others():
    one_ward, city = reader(wards=["armley"]), reader()
    for n in range(11):
        project(TUESDAY - DAY + timedelta(minutes=n))
    send()
    newest = Project.objects.order_by("-live_since").values_list("pk", flat=True)
    assert told(one_ward) == told(city) == list(newest[:8])
    assert digest_of(one_ward).subject == "11 new projects"
    assert "And 3 more: " in digest_of(one_ward).text
    assert "/projects/?ward=armley&sort=newest" in digest_of(one_ward).text
    assert "/projects/?sort=newest" in digest_of(city).text


# As it is read ---------------------------------------------------------------------------------


@pytest.fixture
def letter(settings) -> Letter:
    """A digest with something in every section."""
    settings.SITE_URL = "https://leeds.example"
    someone = reader(peer=PeerFactory(name="Zoë Ann Peer"), helps=["money"])
    project(title="Beans & <b>bread</b>", summary="A corner that nobody used.", needs=["money"])
    project(title="A choir of neighbours", summary="Singing on Sundays.", needs=["volunteers"])
    SessionFactory(title="Who is missing?", starts_at=datetime(2026, 12, 10, 8, tzinfo=LONDON))
    send()
    return digest_of(someone)


def test_a_subject_says_what_is_inside(letter):
    assert letter.subject == (
        "A breakfast on Thursday 10 December, 1 project asks for your help, 1 new project"
    )


DASHES = "-- "  # whatever follows is a foot


def test_the_text_is_read_whole(letter, settings):
    link = Preference.objects.get(peer=letter.recipient).unsubscribe_token(Purpose.DIGEST)
    choir = Project.objects.get(title="A choir of neighbours").slug
    beans = Project.objects.exclude(slug=choir).get().slug
    assert (
        letter.text
        == f"""Hello Zoë,

this is new at Leaders for Leeds since your last digest.

COMING BREAKFASTS

* Who is missing?
  Thursday 10 December, 8:00 · The old library, Station Road
  https://leeds.example/forums/{Session.objects.get().slug}/

ASKING FOR WHAT YOU COULD LEND

* Beans & <b>bread</b>
  Armley · Asks for: Money
  https://leeds.example/projects/{beans}/

NEW PROJECTS

* A choir of neighbours
  Armley · Singing on Sundays.
  https://leeds.example/projects/{choir}/

{DASHES}
You get this because you asked for the digest of Leaders for Leeds.
Choose what you hear, and when: https://leeds.example/me/notices/settings/
No more mail of this kind: https://leeds.example/unsubscribe/{link}/
If something is wrong, answer this mail or write to {settings.CITY.contact}.
"""
    )


def test_the_html_says_the_same_and_fetches_nothing(letter):
    html = letter.html
    for words in re.findall(r"^  ?([^ *].*)$|^\* (.*)$", letter.text, re.MULTILINE):
        words = "".join(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert words in html
    assert "<b>bread" not in html
    assert not re.search(r"<img|<link|<script|url\(|\ue000|\ue001", html)
    assert "prefers-color-scheme: dark" in html
    assert 'name="color-scheme" content="light dark"' in html


def test_a_full_digest_weighs_less_than_sixty_kilobytes():
    someone = reader(helps=["money"])
    for n in range(30):
        facts = {"title": f"{n:03}" + "ä" * 117, "summary": "ü" * 280}
        project(needs=["money" if n % 2 else "volunteers"], **facts)
        SessionFactory(starts_at=TUESDAY + DAY + timedelta(hours=n), title="ö" * 120)
    send()
    message = compose(digest_of(someone), someone).message().as_bytes()
    assert len(digest_of(someone).html.encode()) < 40_000
    assert len(message) < 60_000
    assert message_from_bytes(message, policy=policy.default).get_body(("html",)) is not None


def test_the_inbox_of_the_site_says_how_much_is_new_and_names_nothing(letter):
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title) == (letter.recipient, letter.subject)
    assert notice.text == (
        "A breakfast on Thursday 10 December\n\n1 project asks for your help\n\n1 new project"
    )
    assert notice.url.startswith("/forums/")


# Once more, just before it leaves ----------------------------------------------------------------


def rechecked() -> tuple[list[Letter], list[Letter]]:
    with time_machine.travel(TUESDAY, tick=False):
        return sources.recheck(list(Letter.objects.select_related("recipient").order_by("pk")))


def test_a_digest_of_which_everything_may_still_be_seen_stays_as_it_is(letter):
    assert rechecked() == ([], [])


def test_what_was_hidden_meanwhile_is_taken_out_and_the_rest_is_told(letter):
    Project.objects.filter(title="A choir of neighbours").update(standing=Standing.DECLINED)
    [mended], void = rechecked()
    assert void == []
    assert "choir" not in mended.subject + mended.text + mended.html
    assert "Beans" in mended.text
    assert "Beans" in mended.html
    assert mended.subject == ("A breakfast on Thursday 10 December, 1 project asks for your help")
    assert "projects.new" not in mended.items


def test_a_digest_of_which_nothing_is_left_is_void(letter):
    Project.objects.update(standing=Standing.WITHDRAWN)
    Session.objects.update(state=SessionState.CANCELLED)
    assert rechecked() == ([], [letter])


def test_a_mended_digest_still_says_how_many_more_there_are():
    someone = reader()
    for n in range(11):
        project(TUESDAY - DAY + timedelta(minutes=n))
    send()
    Project.objects.filter(pk=told(someone)[0]).update(standing=Standing.HELD)
    [mended], _void = rechecked()
    assert mended.subject == "10 new projects"
    assert "And 3 more" in mended.text


@pytest.mark.parametrize("count", [2, 9])
def test_a_batch_is_looked_at_again_in_the_same_queries(django_assert_num_queries, count):
    for _ in range(count):
        reader(helps=["money"])
        project(needs=["money"])
        project()
    SessionFactory(starts_at=TUESDAY + DAY)
    send()
    Project.objects.filter(pk=min(told(Preference.objects.first()))).update(standing=Standing.HELD)
    letters = list(Letter.objects.select_related("recipient"))
    with django_assert_num_queries(5):
        mended, _void = sources.recheck(letters)
    assert len(mended) == count


def test_what_was_hidden_before_it_left_never_leaves_and_may_be_told_when_it_is_back(sink):
    """From the queue to the mail server, and the week after."""
    someone, lead = reader(), PeerFactory()
    hidden, other = project(lead=lead), project(lead=lead)
    send()
    projects.withdraw(hidden, by=lead)
    with time_machine.travel(TUESDAY):
        tasks.drain()
    [(_rcpt, message)] = sink.messages
    for part in (message.get_body(("plain",)), message.get_body(("html",))):
        assert hidden.title not in part.get_content()
        assert other.title in part.get_content()
    assert message["Subject"] == "1 new project"
    with time_machine.travel(TUESDAY + DAY):
        projects.restore(hidden, by=lead)
    send(TUESDAY + 7 * DAY)
    assert told(someone) == [other.pk, hidden.pk]


def test_a_digest_of_which_nothing_is_left_is_withheld_and_told_nobody_anything(sink):
    someone, coming = reader(), SessionFactory(starts_at=TUESDAY + 30 * DAY)
    send()
    Session.objects.update(state=SessionState.DRAFT)
    with time_machine.travel(TUESDAY):
        tasks.drain()
    assert sink.messages == []
    assert digest_of(someone).state == State.WITHHELD
    Session.objects.update(state=SessionState.PUBLISHED)
    send(TUESDAY + 7 * DAY)
    assert told(someone, "forums.coming") == [coming.pk, coming.pk]


# The command ------------------------------------------------------------------------------------


def test_the_command_takes_a_moment_of_the_city(capsys):
    reader()
    project()
    with time_machine.travel(TUESDAY, tick=False):
        call_command("send_digests", at="2026-11-24T07:59")
        call_command("send_digests", at="2026-11-24T08:00")
    assert capsys.readouterr().out == (
        "0 digests are in the outbox.\n1 digests are in the outbox.\n"
    )


def test_a_moment_in_the_future_swallows_nothing_that_is_still_to_come():
    someone = reader()
    with time_machine.travel(TUESDAY, tick=False):
        call_command("send_digests", at="2026-12-24T08:00")
    someone.refresh_from_db()
    assert someone.digested_until == UNTIL


@pytest.mark.parametrize(
    "moment", ["", "tomorrow", "2026-13-01", "0001-01-01", "9999-12-31T23:59", "24/11/2026"]
)
def test_a_moment_that_is_none_is_refused_in_words(moment):
    reader()
    project()
    with pytest.raises(CommandError, match="write a moment like") as refusal:
        call_command("send_digests", at=moment)
    assert refusal.value.returncode == 1
    assert not Letter.objects.exists()
