"""What was said and done: of the network and of no person, and of nothing that is not public."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions import doing
from forums.choices import Doing, RecordState, State
from forums.models import Action
from forums.pages.said_and_done import SaidAndDone
from forums.querysets.said import Figures
from leeds_leaders.language.models import Sector
from peers.models import Profile
from tests.conftest import signed_in
from tests.factories import (
    ActionFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


def held(day: str, **facts):
    """The public record of a breakfast on some day."""
    starts_at = datetime.fromisoformat(f"{day}T08:00").replace(tzinfo=NOW.tzinfo)
    session = SessionFactory(state=State.HELD, starts_at=starts_at, title=f"On {day}")
    return RecordFactory(**{"session": session, "state": RecordState.PUBLIC, **facts})


def said(record, state=Doing.OPEN, **facts) -> Action:
    closed = {"closed_at": timezone.now()} if state != Doing.OPEN else {}
    reason = {"reason": "No need"} if state == Doing.DROPPED else {}
    return ActionFactory(
        session=record.session, record=record, state=state, **closed, **reason, **facts
    )


def of_sector(place: int):
    """Somebody who tells members their sector."""
    peer = PeerFactory()
    profile = Profile.objects.get(peer=peer)
    profile.sector = Sector.objects.all()[place]
    profile.audiences |= {"sector": "members"}
    profile.save()
    return peer


def test_each_counts_once_as_what_it_is_by_session_and_by_quarter():
    record, older = held("2026-10-01"), held("2026-09-30")
    for state in (Doing.DONE, Doing.DONE, Doing.DROPPED):
        said(record, state)
    said(record, due_on=None)
    said(record, due_on=NOW.date())
    said(record, due_on=NOW.date() - timedelta(days=1))
    handed = said(older)
    doing.finish(doing.hand_over(handed, by=PeerFactory(), to=PeerFactory()), by=None, result="")
    told = SaidAndDone({})
    figures = {row.title: row.figures for row in told.sessions}
    assert figures == {
        "On 2026-10-01": Figures(said=6, done=2, dropped=1, still_open=3, overdue=1),
        "On 2026-09-30": Figures(said=1, done=1, handed_over=1),
    }
    assert [(row.name, row.figures.said) for row in told.quarters] == [
        ("2026, quarter 4", 6),
        ("2026, quarter 3", 1),
    ]
    assert told.whole == Figures(said=7, done=3, dropped=1, still_open=3, overdue=1, handed_over=1)
    assert [part.length for part in told.drawn[1].bar] == [333, 333, 166, 166]


def test_only_what_everybody_may_read_counts():
    said(held("2026-10-01", state=RecordState.SHARED))
    said(held("2026-10-02", state=RecordState.DRAFT))
    said(held("2026-10-03", state=RecordState.SHARED, is_closed=True))
    taken_back = held("2026-10-04")
    said(taken_back)
    taken_back.session.state = State.DRAFT
    taken_back.session.save()
    taken_out = said(held("2026-10-05"))
    taken_out.notes.update(is_removed=True)
    handed_out = said(held("2026-10-06"))
    doing.hand_over(handed_out, by=PeerFactory(), to=PeerFactory())
    handed_out.notes.update(is_removed=True)
    assert SaidAndDone({}).whole == Figures()
    assert "Nothing yet" in signed_in(PeerFactory()).client.get("/said-and-done/").content.decode()


def test_carried_along_it_counts_where_it_was_said():
    first, second = held("2026-09-01"), held("2026-10-01")
    action = said(first)
    second.notes.create(section="actions", place=1, words=action.words, action=action)
    assert [(row.title, row.figures.said) for row in SaidAndDone({}).sessions] == [
        ("On 2026-09-01", 1)
    ]


def test_finished_across_sectors_says_what_it_means_and_counts_that():
    record = held("2026-10-01")
    one, other, hidden = of_sector(0), of_sector(1), of_sector(2)
    Profile.objects.filter(peer=hidden).update(audiences={"sector": "hidden"})
    kept = Profile.objects.get(peer=hidden)
    kept.save()
    said(record, Doing.DONE, owner=one)
    mixed = said(record, Doing.DONE, owner=one)
    mixed.owners.create(peer=other, said_yes_at=NOW)
    asked = said(record, Doing.DONE, owner=one)
    asked.owners.create(peer=other)
    secret = said(record, Doing.DONE, owner=one)
    secret.owners.create(peer=hidden, said_yes_at=NOW)
    said(record, Doing.OPEN, owner=one).owners.create(peer=other, said_yes_at=NOW)
    sectors = list(Sector.objects.all()[:2])
    organisation = OrganisationFactory(sector=sectors[1])
    said(record, Doing.DONE, owner=one, organisation=organisation)
    said(record, Doing.DONE, organisation=organisation)
    served = ProjectFactory(lead=other)
    said(record, Doing.DONE, owner=one, project=served, project_confirmed_at=NOW)
    said(record, Doing.DONE, owner=one, project=served)
    assert SaidAndDone({}).whole.across == 3
    assert "Done across sectors: 3." in Client().get("/").content.decode()
    profile = Profile.objects.get(peer=other)
    profile.audiences |= {"sector": "hidden"}
    profile.save()
    assert "Done across sectors: 1." in Client().get("/").content.decode()
    page = signed_in(PeerFactory()).client.get("/said-and-done/").content.decode()
    assert "are of two sectors at least" in page


def test_the_page_has_the_figures_as_a_picture_and_a_table_and_names_nobody(client):
    record = held("2026-10-01")
    owner = PeerFactory(name="Ola Owner")
    Profile.objects.filter(peer=owner).update(audience="public")
    said(record, Doing.DONE, owner=owner)
    said(record, due_on=NOW.date() - timedelta(days=1))
    page = client.get("/said-and-done/").content.decode()
    assert '<rect class="bar-done" x="0" width="500" height="10"/>' in page
    assert '<rect class="bar-overdue" x="500" width="500" height="10"/>' in page
    row = page.split('<th scope="row">2026, quarter 4</th>')[1].split("</tr>")[0]
    assert row.count("<td") == 6
    assert [cell.split("<")[0] for cell in row.split('<td class="number">')[1:]] == [
        "2", "1", "0", "1", "1", "0",
    ]  # fmt: skip
    assert "Ola" not in page
    assert client.get("/said-and-done/?page=2").status_code == 404
    assert client.get("/said-and-done/?page=x").status_code == 400


def test_it_asks_twice_once_something_changed_and_then_once():
    for day in range(1, 6):
        said(held(f"2026-10-0{day}"))
    client = signed_in(PeerFactory()).client

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            client.get("/said-and-done/")
        return [
            query["sql"]
            for query in queries
            if "house_tick" in query["sql"] or "WITH RECURSIVE said" in query["sql"]
        ]

    assert len(asked()) == 2
    assert len(asked()) == 1
    said(held("2026-10-06"))
    assert len(asked()) == 2
