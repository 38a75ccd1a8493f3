"""What is new in a saved search: what the list shows, told once, whatever happens in between."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.actions import send_due_digests
from leeds_leaders.notices.choices import Purpose, Rhythm, State
from leeds_leaders.notices.models import Letter, Notice, Preference
from leeds_leaders.notices.sources import Reader
from leeds_leaders.notices.tasks import drain
from projects import jobs
from projects.actions import searches
from projects.choices import Pace
from projects.digest import NewInMySearches
from projects.models import Find, Project, SavedSearch
from projects.querysets import Search
from projects.querysets.finding import find
from tests.conftest import in_threads
from tests.factories import PeerFactory, ProjectFactory, TeamMemberFactory, scatter
from tests.leeds_leaders.conftest import sink

__all__ = ["sink"]
pytestmark = pytest.mark.django_db

ITEMS = "projects.finds"
HOUR = timedelta(hours=1)


def keep(peer, search=None, *, pace=Pace.AT_ONCE, name="Armley") -> SavedSearch:
    return searches.keep(search or Search(ward="armley"), by=peer, name=name, pace=pace)


def alerts(**of):
    return Letter.objects.filter(purpose=Purpose.PEOPLE, **of).order_by("pk")


def told_in(letters) -> Counter:
    """How often each find was told."""
    return Counter(pk for letter in letters for pk in letter.items[ITEMS])


def shown(search: Search) -> set[int]:
    """What the list shows, page by page."""
    slugs, page = set(), 1
    while cards := find(replace(search, page=page)).cards:
        slugs |= {card.slug for card in cards}
        page += 1
    return set(Project.objects.filter(slug__in=slugs).values_list("pk", flat=True))


def set_standing(project: Project, standing: str) -> None:
    Project.objects.filter(pk=project.pk).update(standing=standing)


# At once -----------------------------------------------------------------------------------------


def test_what_is_new_comes_in_one_letter_and_one_notice_for_all_searches():
    peer = PeerFactory(name="Pat Peer")
    ProjectFactory(title="Known before")
    armley = keep(peer)
    keep(peer, Search(cause="arts-and-culture"), name="Arts & <crafts>")
    beans = ProjectFactory(title="Beans & peas", summary="On a corner.")
    choir = ProjectFactory(title="Choir", ward=None, causes=["arts-and-culture"])
    ProjectFactory(title="Elsewhere", ward=None)
    assert jobs.look_for_searches() == 1
    letter, notice = alerts().get(), Notice.objects.get()
    assert letter.subject == "New in your searches: Armley, Arts & <crafts>"
    for words in ("Hello Pat,", beans.title, choir.title, f"/projects/{beans.slug}/", "Armley"):
        assert words in letter.text
    assert "Known before" not in letter.text
    assert "Elsewhere" not in letter.text
    assert "You asked to be told at once" in letter.text
    assert notice.url == "/me/searches/"
    assert "“Armley” found a project." in notice.text
    assert beans.title not in notice.text + notice.title  # nothing there to take back later
    assert jobs.look_for_searches() == 0
    assert armley.finds.count() == 2


def test_at_most_one_letter_an_hour():
    peer, now = PeerFactory(), timezone.now()
    keep(peer)
    for minutes, expected in ((0, 1), (20, 1), (59, 1), (61, 2), (90, 2), (125, 3)):
        ProjectFactory()
        searches.look()
        searches.tell_at_once(now + timedelta(minutes=minutes))
        assert alerts().count() == expected, minutes
    assert set(told_in(alerts()).values()) == {1}
    assert Find.objects.to_tell().count() == 0


def test_what_two_searches_found_is_told_once_for_both():
    peer = PeerFactory()
    keep(peer)
    keep(peer, Search(cause="community-growing"), pace=Pace.DIGEST)
    ProjectFactory()
    jobs.look_for_searches()
    assert sum(told_in(alerts()).values()) == 1
    assert not Find.objects.to_tell().exists()


def test_ones_own_projects_are_no_news():
    peer = PeerFactory()
    keep(peer)
    ProjectFactory(lead=peer)
    beside = ProjectFactory()
    TeamMemberFactory(project=beside, peer=peer, is_lead=True, said_yes_at=timezone.now())
    beside.refresh_from_db()
    assert beside.is_led_by(peer)
    assert jobs.look_for_searches() == 0
    assert not Notice.objects.exists()


@pytest.mark.parametrize("pace", [Pace.NEVER, Pace.DIGEST])
def test_nobody_is_told_at_once_who_did_not_ask_for_it(pace):
    keep(PeerFactory(), pace=pace)
    ProjectFactory()
    assert jobs.look_for_searches() == 0
    assert not alerts().exists()


def test_who_is_suspended_or_removed_the_search_hears_nothing():
    suspended, peer = PeerFactory(), PeerFactory()
    keep(suspended)
    saved = keep(peer)
    ProjectFactory()
    searches.look()
    suspended.is_active = False
    suspended.save()
    searches.remove(saved, by=peer)
    assert searches.tell_at_once() == 0
    searches.bring_back(saved, by=peer)
    assert searches.tell_at_once() == 1  # as if it had never been removed


def test_a_search_is_asked_again_only_when_the_list_has_changed(django_assert_num_queries):
    for number in range(3):
        keep(PeerFactory(), Search(q=f"word{number}"))
    with django_assert_num_queries(4):  # the savepoint and back, the stamp, who is due
        searches.look()
    ProjectFactory()
    assert SavedSearch.objects.to_ask(searches._stamp()).count() == 3


@pytest.mark.parametrize("count", [1, 12])
def test_a_batch_takes_the_same_statements_however_many_searches(count, django_assert_num_queries):
    for number in range(count):
        keep(PeerFactory(), Search(ward="armley", q="garden" if number % 2 else "", stage="idea"))
        keep(PeerFactory(), Search(ward="armley"))
    ProjectFactory(stage="idea")
    with django_assert_num_queries(8):
        searches.look()
    with django_assert_num_queries(18):
        assert searches.tell_at_once() == 2 * count


# Before it leaves --------------------------------------------------------------------------------


def test_a_letter_is_written_anew_without_what_the_list_shows_no_more(sink):
    peer, other = PeerFactory(), PeerFactory()
    for each in (peer, other):
        keep(each)
    stays, goes = ProjectFactory(title="Stays here"), ProjectFactory(title="Goes away")
    jobs.look_for_searches()
    set_standing(goes, Standing.WITHDRAWN)
    drain()
    assert len(sink.messages) == 2
    for _to, message in sink.messages:
        for part in message.walk():
            if not part.is_multipart():
                assert goes.title not in part.get_content()
                assert stays.title in part.get_content()


def test_a_letter_of_which_nothing_is_left_does_not_leave(sink):
    keep(PeerFactory())
    other = PeerFactory()
    removed = keep(other)
    moved, hidden = ProjectFactory(), ProjectFactory()
    jobs.look_for_searches()
    searches.remove(removed, by=other)
    moved.ward = None
    moved.save()
    set_standing(hidden, Standing.HELD)
    drain()
    assert sink.messages == []
    assert set(alerts().values_list("state", flat=True)) == {State.WITHHELD}


def test_what_was_away_when_it_was_to_be_told_is_told_when_it_is_back():
    keep(PeerFactory())
    project = ProjectFactory()
    searches.look()
    set_standing(project, Standing.WITHDRAWN)
    assert searches.tell_at_once() == 0
    set_standing(project, Standing.LIVE)
    assert jobs.look_for_searches() == 1
    assert sum(told_in(alerts()).values()) == 1


# With the digest ---------------------------------------------------------------------------------


def digest_reader(**more) -> Preference:
    now = timezone.now()
    return Preference.objects.create(
        peer=PeerFactory(), rhythm=Rhythm.DAILY, digested_until=now, next_digest_at=now, **more
    )


def test_the_digest_has_what_is_new_in_searches_once_and_newest_first():
    reader = digest_reader()
    keep(reader.peer, pace=Pace.DIGEST)
    first, second = ProjectFactory(title="First one"), ProjectFactory(title="Second one")
    gone = ProjectFactory(title="Gone again")
    searches.look()
    set_standing(gone, Standing.WITHDRAWN)
    assert send_due_digests(timezone.now()) == 1
    letter = Letter.objects.get(purpose=Purpose.DIGEST)
    assert letter.subject.startswith("2 projects in your searches")
    assert letter.items["projects.searches"]["ids"] == [second.pk, first.pk]
    assert "projects.new" not in letter.items  # a thing stands in the first section that has it
    assert gone.title not in letter.text
    set_standing(gone, Standing.LIVE)
    searches.look()
    Preference.objects.update(next_digest_at=timezone.now() - HOUR)
    send_due_digests(timezone.now())
    latest = Letter.objects.filter(purpose=Purpose.DIGEST).latest("pk")
    assert latest.items["projects.searches"]["ids"] == [gone.pk]


def test_a_digest_is_written_anew_without_what_no_search_finds_any_more(sink):
    reader = digest_reader()
    saved = keep(reader.peer, pace=Pace.DIGEST)
    stays, moved = ProjectFactory(title="Stays here"), ProjectFactory(title="Moved on")
    searches.look()
    send_due_digests(timezone.now())
    moved.ward = None
    moved.save()
    letter = Letter.objects.get(purpose=Purpose.DIGEST)
    assert len(letter.items["projects.searches"]["ids"]) == 2
    drain()
    ((_to, message),) = sink.messages
    text = message.get_body(("plain",)).get_content()
    assert stays.title in text
    assert moved.title not in text
    assert saved.finds.filter(told_at=None).count() == 0


@pytest.mark.parametrize("count", [1, 6])
def test_a_section_takes_the_same_queries_however_many_readers(count, django_assert_num_queries):
    now = timezone.now()
    peers = [PeerFactory() for _ in range(count)]
    for peer in peers:
        keep(peer, pace=Pace.DIGEST)
        keep(peer, Search(cause="community-growing"), pace=Pace.DIGEST)
    ProjectFactory()
    searches.look()
    readers = [Reader(peer.pk, now, now) for peer in peers]
    with django_assert_num_queries(5):
        found = NewInMySearches().gather(readers)
    assert len(found) == count
    told = {pk: [item.id for item in each.items] for pk, each in found.items()}
    with django_assert_num_queries(3):
        assert all(NewInMySearches().still(told).values())


# Whatever happens --------------------------------------------------------------------------------


def shake(chance: random.Random, wards: list, causes: list) -> None:
    """Something that happens to a project."""
    project = chance.choice(list(Project.objects.all()))
    match chance.randrange(5):
        case 0:
            ProjectFactory(
                title=f"{chance.choice(['Garden', 'Choir', 'Repairs'])} {chance.random()}"
            )
        case 1:
            project.ward = chance.choice([None, *wards])
            project.title = f"{chance.choice(['Garden', 'Choir'])} {chance.random()}"
            project.save()
        case 2:
            project.causes.set(chance.sample(causes, 2))
        case 3:
            set_standing(project, Standing.WITHDRAWN)
        case 4:
            Project.objects.filter(pk=project.pk).update(
                standing=Standing.LIVE, latitude=53.8, longitude=-1.55 + chance.uniform(-0.1, 0.1)
            )


@pytest.mark.parametrize("seed", [1, 2])
def test_told_and_known_are_what_the_list_showed_each_told_once(seed):
    chance = random.Random(seed)
    scatter(25, seed=seed)
    wards, causes = list(Ward.objects.all()[:3]), list(Cause.objects.all())
    kinds = [
        Search(ward=",".join(sorted(ward.slug for ward in wards))),
        Search(cause=",".join(sorted(cause.slug for cause in causes[:4]))),
        Search(q="garden"),
        Search(q="gardne"),  # spelt so, it finds something only where nothing else has the word
        Search(near=(53.8, -1.55), within=3),
    ]
    kept = [(keep(PeerFactory(), search), search) for search in kinds]
    seen = {saved.pk: shown(search) for saved, search in kept}
    known = {pk: set(found) for pk, found in seen.items()}
    now = timezone.now()
    for step in range(40):
        shake(chance, wards, causes)
        if chance.random() < 0.4:
            for saved, search in kept:
                seen[saved.pk] |= shown(search)
            searches.look()
        if chance.random() < 0.3:
            searches.tell_at_once(now + step * HOUR)
    searches.look()
    searches.tell_at_once(now + 50 * HOUR)
    told = told_in(alerts())
    assert set(told.values()) == {1}
    for saved, search in kept:
        finds = saved.finds.all()
        assert {f.project_id for f in finds} == seen[saved.pk] | shown(search), search
        assert {f.project_id for f in finds if not f.to_tell} == known[saved.pk], search
        waiting = {f.project_id for f in finds if f.to_tell and f.pk not in told}
        assert not waiting & shown(search), search  # only what is away waits
        assert {f.pk for f in finds if f.told_at} == {f.pk for f in finds if f.pk in told}


class Crash(Exception):
    """The power is gone."""


def crash_at(number: int):
    """Refuse the statement of that number, and all after it, as a database that is gone would."""
    statements = 0

    def refuse(execute, sql, *args):
        nonlocal statements
        if "SAVEPOINT" not in sql:
            statements += 1
            if statements >= number:
                raise Crash
        return execute(sql, *args)

    return connection.execute_wrapper(refuse)


def test_a_crash_between_any_two_steps_loses_nothing_and_repeats_nothing():
    keep(PeerFactory())
    now, number, has_crashed = timezone.now(), 0, True
    while has_crashed:
        number, has_crashed = number + 1, False
        now += 2 * HOUR
        ProjectFactory()
        for verb in (searches.look, partial(searches.tell_at_once, now)):
            try:
                with crash_at(number):
                    verb()
            except Crash:
                has_crashed = True
        searches.look()
        searches.tell_at_once(now)
        assert Find.objects.filter(told_at__isnull=False).count() == number
    assert number > 12
    assert set(told_in(alerts()).values()) == {1}
    assert len(told_in(alerts())) == alerts().count() == Notice.objects.count() == number


@pytest.mark.django_db(transaction=True)
def test_many_jobs_at_once_tell_each_find_once():
    for _ in range(4):
        keep(PeerFactory())
    for _ in range(3):
        ProjectFactory()

    def job():
        searches.look()
        searches.tell_at_once()

    in_threads(*[job] * 5)
    job()
    assert set(told_in(alerts()).values()) == {1}
    assert sum(told_in(alerts()).values()) == 12
    assert alerts().count() == 4
