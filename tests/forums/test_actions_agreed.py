"""What was agreed: who does what by when, who is asked and named, what is carried along."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions import agreed, doing, notes, serving
from forums.actions import record as records
from forums.actions.agreed import Agreed
from forums.actions.notes import Item
from forums.choices import Doing, RecordState, Section, State
from forums.errors import NotAgreed, OutOfDate
from forums.forms.agreed import ActionFields
from forums.models import Action, Note
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices.models import Letter, Reminder
from leeds_leaders.notices.sources import recheck
from peers.actions import erase
from peers.models import Block, Peer, Profile
from tests.conftest import in_threads, signed_in
from tests.factories import (
    ActionFactory,
    BookingFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    RecordFactory,
    SeriesFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
DAY = date(2026, 12, 10)
SOON = timedelta(days=10)


@pytest.fixture
def host(db):
    return PeerFactory(name="Hetty Host")


@pytest.fixture
def record(host):
    """A draft of a breakfast that was held a week ago."""
    record = RecordFactory(state=RecordState.DRAFT, published_at=None, session__slug="talk")
    record.session.hosts.add(host)
    return record


def agree(record, words="Ask for the key", *, by, **said) -> Action:
    """An item of notes, with what was agreed beside it."""
    item = Item(section=Section.ACTIONS, words=words, agreed=Agreed(**said))
    note = notes.write(record, item, by=by, key=uuid4())
    return Action.objects.get(notes=note)


def note_of(action) -> Note:
    return Note.objects.get(action=action)


def told(peer) -> list[str]:
    letters = Letter.objects.filter(recipient=peer).order_by("pk")
    return list(letters.values_list("subject", flat=True))


def doers(action, viewer) -> list[tuple[str, bool]]:
    line = Action.objects.for_lines(viewer).get(pk=action.pk)
    return [(doer["name"], doer["said_yes"]) for doer in line.doers]


# As items of notes -------------------------------------------------------------------------------


def test_an_item_is_an_action_and_says_what_the_item_says(record, host):
    action = agree(record, "Ask for *the* key & lock", by=host, owners=[host], due_on=DAY)
    assert (action.session, action.state, action.due_on) == (record.session, Doing.OPEN, DAY)
    assert action.in_short == "Ask for the key & lock"
    note = note_of(action)
    changed = Item(section=Section.ACTIONS, words="Ask for both keys")
    notes.change(note, changed, revision=note.revision, by=host)
    action.refresh_from_db()
    assert action.words == "Ask for both keys"
    assert [owner.peer for owner in action.owners.all()] == [host]


@pytest.mark.parametrize("way", ["removed", "prose", "moved"])
def test_what_is_bare_goes_with_its_item(record, host, way):
    action = agree(record, by=host)
    note = note_of(action)
    if way == "removed":
        notes.remove(note, by=host)
    else:
        section = Section.ACTIONS if way == "prose" else Section.WORKS
        item = Item(section=section, words=note.words, is_prose=way == "prose")
        notes.change(note, item, revision=note.revision, by=host)
    assert not Action.objects.exists()
    assert Note.objects.get().action is None


def test_what_was_agreed_is_back_when_its_item_is_brought_back(record, host):
    owner = PeerFactory()
    action = agree(record, by=host, owners=[owner], due_on=timezone.localdate() + SOON)
    agreed.say_yes(action, by=owner)
    note = note_of(action)
    notes.remove(note, by=host)
    assert not Action.objects.standing().exists()
    assert not Reminder.objects.exists()
    notes.bring_back(Note.objects.get(), by=host)
    assert Action.objects.standing().get().owners.willing().get().peer == owner
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("way", ["prose", "moved"])
def test_what_was_agreed_is_back_when_its_item_is_an_action_again(record, host, way):
    owner = PeerFactory()
    day = timezone.localdate() + SOON
    action = agree(record, by=host, owners=[owner], due_on=day)
    agreed.say_yes(action, by=owner)
    note, is_prose = note_of(action), way == "prose"
    section = Section.ACTIONS if is_prose else Section.WORKS
    away = Item(section=section, words=note.words, is_prose=is_prose)
    note = notes.change(note, away, revision=note.revision, by=host)
    assert not Action.objects.standing().exists()
    assert not Reminder.objects.exists()
    back = Item(section=Section.ACTIONS, words="Ask for both keys")
    notes.change(note, back, revision=note.revision, by=host)
    found = Action.objects.standing().get()
    assert (found, found.due_on, found.words) == (action, day, "Ask for both keys")
    assert found.owners.willing().get().peer == owner
    assert Reminder.objects.count() == 2


def test_an_item_that_was_moved_is_not_carried_along_again(host):
    series = SeriesFactory()
    record = RecordFactory(session=in_series(series, -30), state=RecordState.SHARED)
    action = ActionFactory(session=record.session, record=record)
    draft = records.record_of(in_series(series, 7))
    note = draft.notes.get()
    moved = Item(section=Section.WORKS, words=note.words)
    note = notes.change(note, moved, revision=note.revision, by=host)
    assert agreed.carry_actions(draft) == 0
    back = Item(section=Section.ACTIONS, words=note.words)
    assert notes.change(note, back, revision=note.revision, by=host).action == action


def test_an_item_that_becomes_a_passage_lets_go_of_what_came_of_it(record, host):
    action = agree(record, by=host, owners=[host])
    doing.finish(action, by=host, result="")
    note = note_of(action)
    passage = Item(section=Section.ACTIONS, words="We talked.", is_prose=True)
    notes.change(note, passage, revision=note.revision, by=host)
    assert Action.objects.get() == action
    assert not Action.objects.standing().exists()


# Who does it -------------------------------------------------------------------------------------


def test_whoever_is_named_is_asked_and_named_in_public_once_they_said_yes(record, host):
    owner = PeerFactory(name="Ola Owner")
    Profile.objects.filter(peer=owner).update(audience="public")
    Profile.objects.filter(peer=host).update(audience="public")
    action = agree(record, "Bring soup", by=host, owners=[host, owner], due_on=DAY)
    assert told(owner) == ["Hetty Host asks whether you do this: “Bring soup”"]
    assert told(host) == []
    records.publish(record, by=host)
    action = Action.objects.visible_to(NOBODY).get()
    assert doers(action, NOBODY) == [("Hetty Host", True)]
    assert doers(action, PeerFactory()) == [("Hetty Host", True)]
    assert (
        doers(action, owner) == doers(action, host) == [("Hetty Host", True), ("Ola Owner", False)]
    )
    agreed.say_yes(action, by=owner)
    agreed.say_yes(action, by=owner)
    assert doers(action, NOBODY) == [("Hetty Host", True), ("Ola Owner", True)]
    Profile.objects.filter(peer=owner).update(audience="hidden")
    assert doers(action, NOBODY) == doers(action, PeerFactory()) == [("Hetty Host", True)]


def test_whoever_named_somebody_who_says_no_is_told(record, host):
    owner = PeerFactory(name="Ola Owner")
    action = agree(record, "Bring soup", by=host, owners=[owner])
    agreed.say_no(action, by=owner)
    agreed.say_no(action, by=owner)
    assert told(host) == ["Somebody is still needed: “Bring soup”"]
    assert "Ola Owner does not do this" in Letter.objects.get(recipient=host).text
    assert not action.owners.exists()
    with pytest.raises(NotAgreed, match="not named"):
        agreed.say_yes(action, by=owner)


def test_a_name_put_right_within_minutes_is_not_told(record, host):
    slip, meant = PeerFactory(), PeerFactory()
    action = agree(record, by=host, owners=[slip])
    agreed.keep(action, Agreed(owners=[meant]), by=host)
    to_slip, to_meant = (Letter.objects.get(recipient=peer) for peer in (slip, meant))
    assert to_slip.not_before > timezone.now() + timedelta(minutes=9)
    assert recheck([to_slip, to_meant]) == ([], [to_slip])
    agreed.say_yes(action, by=meant)
    assert recheck([to_meant]) == ([], [to_meant])


def test_whoever_was_blocked_can_name_but_not_reach_somebody(record, host):
    owner = PeerFactory()
    Block.objects.create(by=owner, blocked=host)
    agree(record, by=host, owners=[owner])
    assert told(owner) == []


def test_of_a_closed_session_it_is_kept_nowhere_who_named_whom(record, host):
    record.is_closed = True
    record.save()
    owner = BookingFactory(session=record.session).peer
    action = agree(record, by=host, owners=[owner], due_on=DAY)
    agreed.say_yes(action, by=owner)
    doing.finish(action, by=owner, result="")
    action.refresh_from_db()
    assert (action.owners.get().named_by, action.closed_by) == (None, None)
    assert "Hetty" not in Letter.objects.get(recipient=owner).text
    outsider = PeerFactory()
    assert not Action.objects.visible_to(outsider).exists()
    assert list(Action.objects.visible_to(owner)) == [action]


def test_of_a_closed_session_those_alone_who_arrange_it_read_who_does_what(record, host):
    record.is_closed = True
    record.save()
    owner, guest = (BookingFactory(session=record.session).peer for _ in range(2))
    action = agree(record, by=host, owners=[owner, host], due_on=DAY)
    taker = PeerFactory()
    record.note_takers.add(taker)
    both = [(str(host), True), (str(owner), False)]
    assert sorted(doers(action, taker)) == sorted(both)
    records.share(record, by=host)
    assert sorted(doers(action, host)) == sorted(both)
    assert doers(action, owner) == [(str(owner), False)]
    assert doers(action, guest) == doers(action, taker) == doers(action, PeerFactory()) == []
    page = signed_in(guest).client.get(record.session.get_absolute_url()).content.decode()
    agreed_here = page.split("action-line")[1].split("</span>")[0]
    assert "somebody does it" in agreed_here
    assert str(owner) not in agreed_here
    form = ActionFields(viewer=guest, action=action)
    assert form["owners"].value() == []
    agreed.keep(action, Agreed(owners=[guest]), by=guest)
    assert {row.peer for row in action.owners.all()} == {host, owner, guest}


def test_words_of_a_closed_session_go_to_nobody_outside(record, host):
    record.is_closed = True
    record.save()
    action = agree(record, by=host, owners=[host])
    outsider = PeerFactory(name="Otto Outside")
    with pytest.raises(NotAgreed, match="Otto Outside did not"):
        agreed.keep(action, Agreed(owners=[host, outsider]), by=host)
    with pytest.raises(NotAgreed, match="Otto Outside did not"):
        doing.hand_over(action, by=host, to=outsider)
    assert told(outsider) == []
    assert not Action.objects.visible_to(outsider).exists()
    taker = PeerFactory()
    record.note_takers.add(taker)
    assert doing.hand_over(action, by=host, to=taker).owners.get().peer == taker


def test_whoever_is_suspended_is_named_to_nobody(record, host):
    owner = PeerFactory(name="Ola Owner")
    action = agree(record, by=host, owners=[owner])
    agreed.say_yes(action, by=owner)
    Peer.objects.filter(pk=owner.pk).update(is_active=False)
    assert doers(action, host) == []


def test_two_who_change_it_at_once_do_not_write_over_each_other(record, host):
    action = agree(record, by=host, owners=[host])
    was = agreed.mark_of(action)
    first = Agreed(owners=[host], due_on=DAY, was=was)
    agreed.keep(action, first, by=host)
    agreed.keep(action, first, by=host)  # a double click
    with pytest.raises(OutOfDate):
        agreed.keep(action, Agreed(owners=[], was=was), by=host)
    assert [owner.peer for owner in action.owners.all()] == [host]


def test_whom_the_writer_cannot_see_stays(record, host):
    hidden = PeerFactory()
    action = agree(record, by=host, owners=[hidden])
    Profile.objects.filter(peer=hidden).update(audience="hidden")
    agreed.keep(action, Agreed(owners=[host]), by=host)
    assert {owner.peer for owner in action.owners.all()} == {host, hidden}


def test_what_the_writer_cannot_see_stays(record, host):
    organisation, project = OrganisationFactory(), ProjectFactory()
    action = agree(record, by=host, organisation=organisation, project=project)
    type(organisation).objects.update(standing=Standing.DECLINED)
    type(project).objects.update(standing=Standing.HELD)
    form = ActionFields(viewer=host, action=action)
    assert str(organisation) not in str(form)
    said = {
        f"agreed-{name}": form[name].value() or ""
        for name in ("organisation", "project", "scope", "was")
    }
    form = ActionFields(said | {"agreed-due_on": "2026-12-10"}, viewer=host, action=action)
    assert form.is_valid(), form.errors
    agreed.keep(action, form.agreed(), by=host)
    action.refresh_from_db()
    assert (action.organisation, action.project, action.due_on) == (organisation, project, DAY)
    another = ProjectFactory()
    agreed.keep(action, Agreed(organisation=organisation, project=another), by=host)
    action.refresh_from_db()
    assert action.project == another


# What became of it -------------------------------------------------------------------------------


def test_done_with_what_came_of_it_and_those_concerned_are_told_once(record, host):
    one, other, asked = PeerFactory(name="Una One"), PeerFactory(), PeerFactory()
    action = agree(record, "Bring soup", by=host, owners=[one, other, asked])
    for owner in (one, other):
        agreed.say_yes(action, by=owner)
    doing.finish(action, by=one, result="Forty bowls.")
    doing.finish(action, by=one, result="Again")
    action.refresh_from_db()
    assert (action.state, action.result, action.closed_by) == (Doing.DONE, "Forty bowls.", one)
    assert told(host) == ["Done: “Bring soup”"]
    assert told(other)[1:] == ["Done: “Bring soup”"]
    assert len(told(asked)) == len(told(one)) == 1
    letter = Letter.objects.get(recipient=host).text
    assert "Una One says that this is done" in letter
    assert "What came of it: Forty bowls." in letter


def test_done_opened_again_and_done_on_one_day_is_told_once(record, host):
    one, other = PeerFactory(), PeerFactory()
    action = agree(record, "Bring soup", by=host, owners=[one, other])
    for owner in (one, other):
        agreed.say_yes(action, by=owner)
    for _ in range(3):
        doing.finish(action, by=one, result="")
        doing.reopen(action, by=one)
    assert told(other)[1:] == told(host) == ["Done: “Bring soup”"]
    letter = Letter.objects.get(recipient=host)
    assert recheck([letter]) == ([], [letter])
    doing.finish(action, by=one, result="")
    assert recheck([letter]) == ([], [])


def test_words_of_an_action_do_not_leave_once_its_reader_may_not_read_them(record, host):
    lead, goer = PeerFactory(), BookingFactory(session=record.session).peer
    owner = PeerFactory()
    project = ProjectFactory(lead=lead)
    action = agree(record, by=host, owners=[owner, host], project=project, due_on=DAY)
    agreed.say_yes(action, by=owner)
    action.owners.filter(peer=owner).update(named_by=goer)
    records.publish(record, by=host)
    doing.finish(action, by=owner, result="")
    asks = Letter.objects.get(recipient=lead)
    done = Letter.objects.get(recipient=goer, subject__startswith="Done")
    assert recheck([asks, done]) == ([], [])
    type(record).objects.update(state=RecordState.DRAFT, published_at=None)
    assert recheck([asks, done]) == ([], [asks, done])
    assert Action.objects.filter(pk=action.pk).exists()


def test_whoever_leads_the_project_no_more_is_not_asked_what_it_serves(record, host):
    project = ProjectFactory()
    action = agree(record, by=host, owners=[host], project=project, due_on=DAY)
    records.publish(record, by=host)
    letter = Letter.objects.get(recipient=project.lead)
    type(project).objects.filter(pk=project.pk).update(lead=PeerFactory())
    assert recheck([letter]) == ([], [letter])
    action.refresh_from_db()
    assert action.project == project


def test_dropped_with_a_reason_and_taken_up_again(record, host):
    action = agree(record, by=host, owners=[host], due_on=timezone.localdate() + SOON)
    doing.drop(action, by=host, reason="Not needed any more")
    assert not Reminder.objects.exists()
    with pytest.raises(NotAgreed):
        doing.finish(action, by=host, result="")
    with pytest.raises(NotAgreed):
        agreed.keep(action, Agreed(), by=host)
    doing.reopen(action, by=host)
    action.refresh_from_db()
    assert (action.state, action.reason, action.closed_at) == (Doing.OPEN, "", None)
    assert Reminder.objects.count() == 2


def test_handed_over_it_goes_on_as_another_and_whoever_goes_on_is_asked(record, host):
    project = ProjectFactory(lead=host)
    to = PeerFactory()
    day = timezone.localdate() + SOON
    action = agree(record, "Bring soup", by=host, owners=[host], due_on=day, project=project)
    following = doing.hand_over(action, by=host, to=to)
    assert doing.hand_over(action, by=host, to=to) == following
    assert (following.words, following.due_on, following.project) == ("Bring soup", day, project)
    assert following.project_confirmed_at
    owner = following.owners.get()
    assert (owner.peer, owner.named_by, owner.said_yes_at) == (to, host, None)
    assert "would like to hand over to you" in Letter.objects.get(recipient=to).text
    assert {row.subject_id for row in Reminder.objects.all()} == {following.pk}
    assert Action.objects.visible_to(to).get() == following
    other = agree(record, by=host, owners=[to])
    with pytest.raises(NotAgreed, match="already"):
        doing.hand_over(other, by=host, to=to)


def test_what_is_taken_out_of_the_notes_is_out_of_sight_wherever_it_went_on(record, host):
    one, two, three, four = (PeerFactory() for _ in range(4))
    action = first = agree(record, by=host, owners=[host], due_on=DAY)
    records.publish(record, by=host)
    for to in (one, two, three):
        action = doing.hand_over(action, by=host, to=to)
    assert Action.objects.visible_to(NOBODY).standing().count() == 4
    with pytest.raises(NotAgreed, match="often"):
        doing.hand_over(action, by=host, to=four)
    notes.remove(note_of(first), by=host)
    assert not Action.objects.standing().exists()
    assert not Action.objects.visible_to(NOBODY).exists()
    assert Action.objects.visible_to(three).get() == action


# Which project it serves -------------------------------------------------------------------------


def test_a_project_is_asked_once_it_may_read_it_and_linked_in_public_once_it_says_yes(record, host):
    project = ProjectFactory(title="Community kitchen")
    action = agree(record, "Bring soup", by=host, owners=[host], project=project, due_on=DAY)
    assert told(project.lead) == []
    records.publish(record, by=host)
    serving.ask_projects(record)
    serving.ask_projects(record)
    assert told(project.lead) == ["Does it serve “Community kitchen”? “Bring soup”"]
    lines = Action.objects.visible_to(NOBODY)
    assert lines.for_lines(NOBODY).get().serves is None
    assert lines.for_lines(project.lead).get().serves["name"] == "Community kitchen"
    assert lines.for_lines(PeerFactory()).get().serves is None
    serving.confirm_service(action, by=project.lead)
    serving.confirm_service(action, by=project.lead)
    assert lines.for_lines(NOBODY).get().serves["slug"] == project.slug
    assert told(host) == ["“Community kitchen” says: yes, it serves us"]
    serving.refuse_service(Action.objects.get(), by=project.lead)
    action.refresh_from_db()
    assert (action.project, action.project_confirmed_at) == (None, None)
    with pytest.raises(NotAgreed):
        serving.confirm_service(lines.get(), by=project.lead)


def test_another_project_has_to_say_so_itself(record, host):
    action = agree(record, by=host, project=ProjectFactory(lead=host))
    assert action.project_confirmed_at
    agreed.keep(action, Agreed(project=ProjectFactory()), by=host)
    action.refresh_from_db()
    assert action.project_confirmed_at is None


@pytest.mark.parametrize("way", ["erased", "deleted"])
def test_a_lead_can_be_erased_whose_project_said_that_it_is_served(record, host, way):
    lead = PeerFactory()
    project = ProjectFactory(lead=lead, standing=Standing.HELD)
    action = agree(record, by=lead, project=project)
    assert action.project_confirmed_at
    if way == "erased":
        erase(lead)
    else:
        project.delete()
    action.refresh_from_db()
    assert (action.project, action.project_confirmed_at) == (None, None)


def test_what_one_project_said_is_not_said_by_another(record, host):
    action = agree(record, by=host, project=ProjectFactory(lead=host))
    Action.objects.filter(pk=action.pk).update(project=ProjectFactory())
    action.refresh_from_db()
    assert action.project_confirmed_at is None


# Carried along -----------------------------------------------------------------------------------


def in_series(series, days, **facts):
    starts_at = timezone.now() + timedelta(days=days)
    day = timezone.localdate(starts_at)
    return SessionFactory(series=series, series_day=day, starts_at=starts_at, **facts)


def test_what_is_open_is_in_the_next_draft_of_the_series_exactly_once(host):
    series = SeriesFactory()
    first, second = in_series(series, -30, state=State.HELD), in_series(series, 7)
    in_series(series, -20)
    record = RecordFactory(session=first, state=RecordState.SHARED)
    day = timezone.localdate()
    late = ActionFactory(session=first, record=record, due_on=day + SOON)
    soon = ActionFactory(session=first, record=record, due_on=day)
    some_day = ActionFactory(session=first, record=record, due_on=None)
    done = ActionFactory(session=first, record=record)
    doing.finish(done, by=host, result="")
    taken_out = ActionFactory(session=first, record=record)
    taken_out.notes.update(is_removed=True)
    following = doing.hand_over(some_day, by=host, to=PeerFactory())
    draft = records.record_of(second)
    carried = Note.objects.filter(record=draft).order_by("place")
    assert [note.action for note in carried] == [soon, late, following]
    assert [note.words for note in carried] == [soon.words, late.words, following.words]
    assert agreed.carry_actions(draft) == 0
    notes.remove(carried[0], by=host)
    assert agreed.carry_actions(draft) == 0
    changed = Item(section=Section.ACTIONS, words="In other words")
    notes.change(carried[1], changed, revision=1, by=host)
    late.refresh_from_db()
    assert late.words != "In other words"


def test_nothing_is_carried_out_of_drafts_closed_sessions_or_other_series(host):
    series = SeriesFactory()
    places = [
        RecordFactory(session=in_series(series, -30), state=RecordState.DRAFT),
        RecordFactory(session=in_series(series, -29), state=RecordState.SHARED, is_closed=True),
        RecordFactory(session=in_series(SeriesFactory(), -28)),
        RecordFactory(),
    ]
    for record in places:
        ActionFactory(session=record.session, record=record)
    draft = records.record_of(in_series(series, 7))
    assert not draft.notes.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_the_notes_at_once_carry_each_action_once():
    series = SeriesFactory()
    record = RecordFactory(session=in_series(series, -30))
    for _ in range(3):
        ActionFactory(session=record.session, record=record)
    following = in_series(series, 7)
    in_threads(*[lambda: records.record_of(following)] * 4)
    assert sorted(Note.objects.filter(record=following.pk).values_list("place", flat=True)) == [
        1, 2, 3,
    ]  # fmt: skip


# Who may read it ---------------------------------------------------------------------------------


def test_an_action_is_seen_with_its_notes_and_by_those_who_do_it(record, host):
    owner, goer, other = PeerFactory(), PeerFactory(), PeerFactory()
    BookingFactory(session=record.session, peer=goer)
    action = agree(record, by=host, owners=[owner], due_on=DAY)

    def readers():
        people = {"nobody": NOBODY, "host": host, "owner": owner, "goer": goer, "other": other}
        return {
            name for name, viewer in people.items() if Action.objects.visible_to(viewer).exists()
        }

    assert readers() == {"host", "owner"}
    records.share(record, by=host)
    assert readers() == {"host", "owner", "goer"}
    records.publish(record, by=host)
    assert readers() == {"nobody", "host", "owner", "goer", "other"}
    notes.remove(note_of(action), by=host)
    assert readers() == {"owner"}


def test_many_lines_are_read_with_one_query(record, host):
    organisation = OrganisationFactory()
    for _ in range(5):
        agree(record, by=host, owners=[host, PeerFactory()], organisation=organisation)
    lines = Action.objects.visible_to(host).of_record(record).for_lines(host)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = list(lines)
    assert len(asked) == 1
    assert {line.by_organisation["name"] for line in found} == {organisation.name}
    assert all(len(line.doers) == 2 for line in found)
