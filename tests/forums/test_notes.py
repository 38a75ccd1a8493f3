"""Notes: several write at once, nobody's words are lost, and each item keeps what it was."""

from uuid import uuid4

import pytest

from forums.actions import notes
from forums.actions.notes import Item
from forums.actions.record import record_of
from forums.choices import Section
from forums.errors import NotInTheRecord, OutOfDate, WrittenMeanwhile
from forums.models import Note, Record
from forums.pages.notes import history_of
from leeds_leaders.language.models import Cause
from tests.conftest import in_threads
from tests.factories import PeerFactory, RecordFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanda(db):
    return PeerFactory(name="Wanda Writes")


@pytest.fixture
def record(db):
    return record_of(SessionFactory(slug="talk", title="Talk"))


def say(record, words, by=None, **more):
    return notes.write(record, Item(words=words, **more), by=by, key=uuid4())


def words_of(record, section=Section.CONTEXT) -> list[str]:
    """What a section says, in its order."""
    shown = record.notes.filter(section=section, is_removed=False).order_by("place")
    return list(shown.values_list("words", flat=True))


def test_items_stand_in_the_order_in_which_they_were_written(record, wanda):
    say(record, "One.", wanda)
    say(record, "Other.", wanda, section=Section.WORKS)
    say(record, "Two.", wanda)
    assert words_of(record) == ["One.", "Two."]
    assert words_of(record, Section.WORKS) == ["Other."]


def test_what_is_sent_twice_is_written_once(record, wanda):
    key = uuid4()
    one = notes.write(record, Item(words="Once."), by=wanda, key=key)
    assert notes.write(record, Item(words="Once."), by=wanda, key=key) == one
    with pytest.raises(NotInTheRecord):
        notes.write(RecordFactory(), Item(words="Once."), by=wanda, key=key)
    many = [Item(words="A."), Item(words="B.", section=Section.WORKS), Item(words="C.")]
    for _time in range(2):
        assert len(notes.write_all(record, many, by=wanda, key=key)) == 3
    assert words_of(record) == ["Once.", "A.", "C."]


def test_what_was_added_before_the_same_form_is_sent_again_is_not_lost(record, wanda):
    key = uuid4()
    note = notes.write(record, Item(words="Rents."), by=wanda, key=key)
    again = notes.write(record, Item(words="Rents rose."), by=wanda, key=key)
    assert (again.pk, again.words, again.revision) == (note.pk, "Rents rose.", 2)
    for words in ("Rents.", "Rents rose."):  # late answers of either click
        assert notes.write(record, Item(words=words), by=wanda, key=key).words == "Rents rose."
    with pytest.raises(NotInTheRecord, match="changed since"):
        notes.write(record, Item(words="Rents fell."), by=wanda, key=key)
    assert words_of(record) == ["Rents rose."]


def test_causes_are_not_overwritten_unread(record, wanda):
    note = say(record, "Rents rose.", wanda)
    housing, work = Cause.objects.all()[:2]
    olaf = PeerFactory(name="Olaf")
    tagged = notes.change(note, Item(words="Rents rose.", causes=(housing,)), revision=1, by=olaf)
    assert (tagged.revision, tagged.changed_by) == (2, olaf)
    with pytest.raises(WrittenMeanwhile):
        notes.change(note, Item(words="Rents fell.", causes=(work,)), revision=1, by=wanda)
    assert list(tagged.causes.all()) == [housing]
    both = Item(words="Rents fell.", causes=(housing, work))
    assert notes.change(note, both, revision=2, by=wanda).revision == 3
    assert notes.change(note, both, revision=2, by=wanda).revision == 3  # a double click
    history = history_of(list(note.versions.all()), wanda)
    assert [version.is_about_others for version in history] == [False, True, False]


def test_a_change_says_which_revision_it_began_from(record, wanda):
    note = say(record, "First words.", wanda)
    olaf = PeerFactory(name="Olaf")
    changed = notes.change(note, Item(words="His words."), revision=1, by=olaf)
    assert (changed.revision, changed.changed_by) == (2, olaf)
    with pytest.raises(WrittenMeanwhile):
        notes.change(note, Item(words="Her words."), revision=1, by=wanda)
    note.refresh_from_db()
    assert (note.words, note.revision) == ("His words.", 2)
    again = notes.change(note, Item(words="His words."), revision=1, by=olaf)
    assert again.revision == 2  # a double click is no conflict, and no version
    assert [(version.revision, version.words, version.by) for version in note.versions.all()] == [
        (2, "His words.", olaf),
        (1, "First words.", wanda),
    ]


def test_what_was_said_comes_back_as_a_new_version(record, wanda):
    note = say(record, "Good words.", wanda)
    notes.change(note, Item(words="Bad words.", section=Section.WORKS), revision=1, by=wanda)
    notes.remove(note, by=wanda)
    assert words_of(record, Section.WORKS) == []
    restored = notes.restore(note, 1, by=wanda)
    assert (restored.words, restored.section, restored.is_removed) == (
        "Good words.", Section.CONTEXT, False,
    )  # fmt: skip
    assert restored.revision == 5  # written, changed, taken out, brought back, as it was
    with pytest.raises(NotInTheRecord):
        notes.restore(note, 99, by=wanda)


def test_a_second_click_takes_out_nothing_more(record, wanda):
    note = say(record, "Words.", wanda)
    for _time in range(2):
        assert notes.remove(note, by=wanda).revision == 2
    with pytest.raises(NotInTheRecord):
        notes.change(note, Item(words="Other."), revision=2, by=wanda)
    for _time in range(2):
        assert notes.bring_back(note, by=wanda).revision == 3


def test_items_change_places_and_a_second_click_moves_nothing_further(record, wanda):
    one, two, three = (say(record, words, wanda) for words in ("One.", "Two.", "Three."))
    notes.remove(two, by=wanda)
    notes.move_up(three, by=wanda, was=three.place)
    assert words_of(record) == ["Three.", "One."]
    with pytest.raises(OutOfDate):
        notes.move_up(three, by=wanda, was=3)
    one.refresh_from_db()
    notes.move_down(one, by=wanda, was=one.place)  # the last stays the last
    assert words_of(record) == ["Three.", "One."]


def test_moved_to_another_section_it_stands_at_its_end(record, wanda):
    say(record, "There already.", wanda, section=Section.WORKS)
    note = say(record, "Moved.", wanda)
    notes.change(note, Item(words="Moved.", section=Section.WORKS), revision=1, by=wanda)
    assert words_of(record, Section.WORKS) == ["There already.", "Moved."]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_at_once_none_loses_a_word():
    session = SessionFactory()
    peers = [PeerFactory() for _ in range(4)]

    def work(peer):
        record = record_of(session)
        for number in range(3):
            say(record, f"{peer.pk} says {number}.", peer)

    in_threads(*[lambda peer=peer: work(peer) for peer in peers])
    record = Record.objects.get()
    places = sorted(Note.objects.values_list("place", flat=True))
    assert places == list(range(1, 13))
    said = words_of(record)
    for peer in peers:
        theirs = [words for words in said if words.startswith(f"{peer.pk} ")]
        assert theirs == [f"{peer.pk} says {number}." for number in range(3)]
