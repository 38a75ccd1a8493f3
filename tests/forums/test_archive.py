"""The archive: all that is kept of sessions is found again, by those who may read it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from forums.choices import RecordState, Section, Verdict
from forums.forms.archive import SearchForm
from forums.models import Note
from forums.pages.archive import ArchivePage, excerpt_of
from forums.querysets.archive import SEARCHED, Archive
from forums.querysets.texts import has_words
from leeds_leaders.finding.words import Words
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause
from tests.factories import (
    ActionFactory,
    NoteFactory,
    OutcomeFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2023, 5, 2, 7, tzinfo=UTC)


@pytest.fixture
def record(db):
    """One thing of each kind about kettles, of a breakfast in Armley about repair."""
    session = SessionFactory(
        slug="kettles", title="Kettles", state="held", venue__ward=Ward.objects.get(slug="armley")
    )
    session.causes.set(Cause.objects.filter(slug="repair-and-reuse"))
    record = RecordFactory(session=session)
    NoteFactory(record=record, section=Section.WORKS, words="A *kettle* library works.")
    NoteFactory(record=record, section=Section.WORKS, words="Every kettle talks.", is_prose=True)
    QuestionFactory(session=session, words="Who mends kettles?", record=record)
    ActionFactory(session=session, words="Collect each broken kettle.", record=record)
    PerspectiveFactory(session=session, title="On kettles", slug="on-kettles")
    project = ProjectFactory(
        slug="tea", title="Tea", ward=session.venue.ward, causes=["repair-and-reuse"]
    )
    OutcomeFactory(
        project=project, words="Ten kettles sing.", state=Verdict.CONFIRMED,
        decided_at=timezone.now(),
    )  # fmt: skip
    return record


def found(viewer=None, **asked) -> list[str]:
    """What somebody finds, by the beginning of its words or its title; nothing else is counted."""
    page = ArchivePage(viewer or AnonymousUser(), SearchForm.search_of(asked), asked)
    assert page.page.paginator.count == len(page.hits)
    return sorted((hit.title or str(hit.excerpt)).split()[0].strip("*") for hit in page.hits)


EVERYTHING = ["A", "Collect", "Every", "On", "Tea", "Who"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, EVERYTHING),
        ({"q": "kettle"}, EVERYTHING),
        ({"q": "kett"}, EVERYTHING),
        ({"q": "sofas"}, []),
        ({"kind": "note"}, ["A", "Collect", "Every", "Who"]),
        ({"kind": "question"}, ["Who"]),
        ({"kind": "action"}, ["Collect"]),
        ({"kind": "perspective", "q": "listened"}, ["On"]),
        ({"kind": "outcome"}, ["Tea"]),
        ({"section": "works"}, ["A", "Every"]),
        ({"section": "actions"}, ["Collect"]),
        ({"section": "works", "kind": "outcome"}, []),
        ({"cause": "repair-and-reuse"}, EVERYTHING),
        ({"cause": "food-support"}, []),
        ({"ward": "armley"}, EVERYTHING),
        ({"ward": "roundhay", "q": "kettle"}, []),
        ({"ward": "armley", "cause": "repair-and-reuse", "q": "broken"}, ["Collect"]),
    ],
)
def test_everything_is_found_by_words_kind_section_cause_and_ward(record, asked, words):
    assert found(**asked) == words


def test_the_year_is_the_one_here_and_every_year_since_the_first_session_can_be_chosen(record):
    old = RecordFactory(session=SessionFactory(title="Old", state="held", starts_at=LONG_AGO))
    NoteFactory(record=old, words="Kettles whistled even then.")
    page = ArchivePage(AnonymousUser(), SearchForm.search_of({"year": "2023"}), {})

    assert [str(hit.excerpt) for hit in page.hits] == ["Kettles whistled even then."]
    assert page.hits[0].session.title == "Old"
    assert [choice.value for choice in page.choices["year"]][-1] == "2023"
    assert "Kettles" not in found(year=str(timezone.localdate().year))


def test_nobody_finds_what_they_may_not_read(record, cast):
    record.state = RecordState.SHARED
    record.published_at = None
    record.save()
    seen = {name: found(player.peer, q="kettle") for name, player in cast}

    assert seen["organiser"] == seen["admin"] == EVERYTHING
    for name in ("nobody", "peer", "lead", "moderator"):
        assert seen[name] == ["On", "Tea"], name
    assert found(cast.peer.peer, ward="armley") == ["On", "Tea"]
    record.notes.filter(is_prose=True).update(is_removed=True)
    assert "Every" not in found(cast.organiser.peer)


def test_a_session_that_somebody_may_not_see_is_not_told_with_what_came_from_it(record, cast):
    """A question is carried on to a public session from one that is a draft again."""
    question = record.notes.exclude(question=None).get().question
    later = RecordFactory()
    NoteFactory(record=later, section=Section.QUESTIONS, words=question.words, question=question)
    type(record.session).objects.filter(pk=record.pk).update(state="draft")

    page = cast.nobody.client.get("/record/?kind=question").content.decode()
    assert "Who mends kettles?" in page
    assert "Kettles<" not in page
    assert found(kind="question", ward="armley") == []


def test_the_address_bar_is_the_state_and_what_cannot_be_read_is_refused_in_words(record, client):
    page = client.get("/record/?q=kettle&kind=note&section=works&ward=armley").content.decode()
    assert "2 things found" in page
    assert '<option value="works" selected>' in page
    assert "<mark>kettle</mark>" in page
    assert "/forums/kettles/notes/" in page
    for wrong in ("kind=people", "year=now", "year=1066", "section=x", "sort=password", "page=-1"):
        assert client.get(f"/record/?{wrong}").status_code == 400, wrong
    for missing in ("ward=nowhere", "cause=none", "year=2001", "page=2"):
        assert client.get(f"/record/?{missing}").status_code == 404, missing


def test_as_many_queries_for_many_things_as_for_one_of_each(
    record, client, django_assert_num_queries
):
    client.get("/record/?q=once")  # the choices are read once
    with django_assert_num_queries(11):
        client.get("/record/")
    for number in range(4):
        NoteFactory(record=record, words=f"Tap {number} drips.")
        PerspectiveFactory(session=record.session)
        QuestionFactory(session=record.session, record=record)
    with django_assert_num_queries(11):
        client.get("/record/")


@pytest.mark.parametrize("kind", ["note", "question", "action", "perspective"])
def test_words_are_looked_up_in_the_indexes(db, kind):
    """With few rows PostgreSQL would read them all, unless it is told not to."""
    model = Archive(Note, SearchForm.search_of({}), AnonymousUser()).models[kind]
    condition = has_words(model, Words("kettle"), *SEARCHED[kind])
    looked_up = condition.sql.partition(" IN (")[2].removesuffix(")")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {looked_up}", condition.params)
        plan = "".join(line for (line,) in cursor.fetchall())
    assert f"on {kind}_by_words" in plan


def test_long_texts_are_told_around_the_word_that_was_asked_for():
    text = "# Title\n\n" + "word " * 200 + "the **kettles** & [more](https://x.org) " + "word " * 99
    told = str(excerpt_of(text, "kettle"))

    assert told.startswith("…word")
    assert "the <mark>kettles</mark> &amp; more word" in told
    assert told.endswith("…")
    assert str(excerpt_of("<b>\n> 1 < 2", "")) == "&lt;b&gt; 1 &lt; 2"
