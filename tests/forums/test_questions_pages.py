"""The register of questions as pages: who finds what, and who moves it."""

import re
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.actions import questions as verbs
from forums.actions import register
from forums.actions.questions import Given
from forums.choices import Asked, ReadBy, RecordState, Section
from forums.models import Note, Question
from leeds_leaders.language.models import Cause
from tests.conftest import signed_in
from tests.factories import (
    NoteFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    SeriesFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def host(db):
    return PeerFactory(name="Hana Host")


@pytest.fixture
def record(host):
    """The public record of a breakfast of a series."""
    starts = timezone.now() - timedelta(days=7)
    session = SessionFactory(
        title="Warm homes", slug="warm-homes", starts_at=starts, proposed_by=host,
        series=SeriesFactory(slug="thursdays"), series_day=starts.date(),
    )  # fmt: skip
    return RecordFactory(session=session)


def found(client, query="") -> list[str]:
    """The questions on a page of the register, in their order."""
    body = client.get(f"/questions/{query}").content.decode()
    return re.findall(r'<h3><a href="/questions/[^"]+">([^<]+)</a>', body)


def asked(record, words, **facts) -> Question:
    return QuestionFactory(session=record.session, record=record, words=words, **facts)


def test_the_register_shows_what_waits_and_finds_the_rest_by_its_state(record, client):
    now = timezone.now()
    for minutes, (state, reason) in enumerate(
        [("open", ""), ("carried", ""), ("answered", ""), ("parked", "Not now."), ("reframed", "")]
    ):
        asked(record, f"{state}?", state=state, reason=reason, asked_at=now - timedelta(0, minutes))
    assert found(client) == ["open?", "carried?"]
    for state in ("answered", "parked", "reframed"):
        assert found(client, f"?state={state}") == [f"{state}?"]
    assert len(found(client, "?state=every")) == 5


def test_the_register_is_searched_by_words_cause_and_series(record, client):
    about = asked(record, "Who heats the *hall*?")
    about.notes.get().causes.set(Cause.objects.filter(slug="community-growing"))
    other = RecordFactory()
    other.session.causes.set(Cause.objects.filter(slug="community-growing"))
    asked(other, "Who <b>cooks</b>?")
    assert found(client, "?q=heat") == ["Who heats the hall?"]
    assert found(client, "?series=thursdays") == ["Who heats the hall?"]
    assert len(found(client, "?cause=community-growing")) == 2
    assert found(client, "?cause=community-growing&series=thursdays&q=hall") != []
    assert found(client, "?q=nothing-of-the-kind") == []


def test_what_cannot_be_read_is_refused_in_words(client):
    for query, status in [
        ("state=open%00", 400), ("state=password", 400), ("page=0", 400), ("page=9", 404),
        ("cause=nothing", 404), ("series=nothing", 404), ("cause=a'b", 400), ("sort=x", 400),
    ]:  # fmt: skip
        assert client.get(f"/questions/?{query}").status_code == status, query


def test_a_question_is_found_by_those_who_may_read_its_notes(host, record, client):
    shared = RecordFactory(state=RecordState.SHARED, session__proposed_by=host)
    asked(shared, "Shared?")
    asked(record, "Public?")
    note = NoteFactory(record=record, section=Section.QUESTIONS, is_removed=True)
    note.question = QuestionFactory(words="Removed?")
    note.save()
    members = PerspectiveFactory(read_by=ReadBy.MEMBERS)
    register.ask_from(members, "Among members?", by=members.author)
    assert found(client) == ["Public?"]
    assert set(found(signed_in(PeerFactory()).client)) == {"Public?", "Among members?"}
    assert set(found(signed_in(host).client)) == {"Public?", "Shared?", "Among members?"}
    for question in Question.objects.exclude(words="Public?"):
        assert client.get(f"/questions/{question.pk}/").status_code == 404


def test_where_a_question_stands_is_told_as_far_as_the_viewer_may_read_it(host, record, client):
    question = asked(record, "Who pays?")
    draft = RecordFactory(state=RecordState.DRAFT, session__title="Secret plans")
    NoteFactory(record=draft, section=Section.QUESTIONS, question=question, words="Who, then?")
    hidden = PerspectiveFactory(title="Private thoughts", published_at=None)
    verbs.answer(question, Given(perspective=hidden), by=host)
    page = client.get(f"/questions/{question.pk}/").content.decode()
    listed = client.get("/questions/?state=answered").content.decode()
    assert "Warm homes" in page
    assert "something that not everybody may read" in page
    for leak in ("Secret plans", "Who, then?", "Private thoughts", "Hana Host"):
        assert leak not in page + listed


@pytest.mark.parametrize("address", ["/questions/?state=every", "question"])
def test_pages_of_questions_ask_the_same_of_the_database_however_much_there_is(record, address):
    def queries() -> int:
        path = f"/questions/{first.pk}/" if address == "question" else address
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as asked_now:
            assert Client().get(path).status_code == 200
        return len(asked_now)

    first = asked(record, "First?")
    last = asked(record, "Last?", reframed_from=first)
    verbs.answer(first, Given(words="Yes."), by=PeerFactory())
    queries()
    few = queries()
    for number in range(4):
        last = asked(record, f"{number}?", reframed_from=last)
        NoteFactory(record=RecordFactory(), section=Section.QUESTIONS, question=first)
        verbs.answer(first, Given(project=ProjectFactory()), by=PeerFactory())
    assert queries() == few <= 7


def test_the_page_draws_where_a_question_comes_from_and_says_the_same_as_a_list(record, client):
    first = asked(record, "Who pays?", state=Asked.REFRAMED)
    last = asked(record, "Who <ought> to pay?", reframed_from=first)
    page = client.get(f"/questions/{last.pk}/").content.decode()
    drawing = page[page.index('<div class="family"') : page.index('class="family-list"')]
    assert drawing.count("<circle") == 2
    assert f'href="/questions/{first.pk}/"' in drawing
    words = " ".join(re.sub("<[^>]+>", " ", page[page.index('class="family-list"') :]).split())
    assert "Who pays?" in words
    assert "asked instead of 1 · open" in words
    assert "<ought>" not in page
    assert (
        "It is asked in other words now" in client.get(f"/questions/{first.pk}/").content.decode()
    )


# Moving it --------------------------------------------------------------------------------------


def test_the_host_answers_reframes_parks_and_opens_again_by_forms(host, record):
    question = asked(record, "Who pays?")
    client = signed_in(host).client
    path = f"/questions/{question.pk}/"
    works = NoteFactory(record=record, section=Section.WORKS, words="The landlord paid.")

    page = client.get(f"{path}answer/")
    assert "The landlord paid." in page.content.decode()
    answer = client.post(f"{path}answer/", {"chosen": f"note:{works.pk}"})
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert question.answers.get().note == works
    assert "The landlord paid." in client.get(path).content.decode()
    back = f"{path}answers/{question.answers.get().pk}/take-back/"
    assert [client.post(back).status_code for _time in range(2)] == [302, 302]
    assert not question.answers.exists()

    assert client.post(f"{path}park/", {"reason": " Not  now. "}).status_code == 302
    assert "Not now." in client.get(path).content.decode()
    assert client.post(f"{path}reopen/").status_code == 302

    page = client.get(f"{path}reframe/")
    key = page.context["form"]["key"].value()
    for _time in range(2):
        sent = client.post(f"{path}reframe/", {"words": "Who can pay?", "key": key})
    assert sent.status_code == 302
    assert Question.objects.get(pk=key).reframed_from == question
    assert Note.objects.get(question=key).record == record
    assert client.post(f"{path}answer/", {"words": "Nobody."}).status_code == 422


def test_whatever_has_an_address_answers_by_it(host, record, settings):
    question = asked(record, "Who pays?")
    note, anchored = NoteFactory(), NoteFactory()
    perspective, project = PerspectiveFactory(), ProjectFactory()
    client = signed_in(host).client
    for address in (
        f"{settings.SITE_URL}{note.get_absolute_url()}",
        f"{anchored.record.session.get_absolute_url()}#{anchored.anchor}",
        f" {perspective.get_absolute_url()}?page=1",
        project.get_absolute_url(),
    ):
        sent = client.post(f"/questions/{question.pk}/answer/", {"address": address})
        assert sent.status_code == 302, address
    given = question.answers.values_list("note", "perspective", "project").order_by("pk")
    assert list(given) == [
        (note.pk, None, None), (anchored.pk, None, None), (None, perspective.pk, None),
        (None, None, project.pk),
    ]  # fmt: skip


REFUSED = [
    {},
    {"words": "Yes.", "address": "/projects/live-project/"},
    {"address": "https://elsewhere.example/projects/live-project/"},
    {"address": "/projects/nothing/"},
    {"address": "/projects/held-project/"},
    {"address": "/forums/"},
    {"address": "#note-17"},
    {"address": "http://[::1/"},
    {"chosen": "note:17"},
    {"chosen": f"note:{uuid4()}"},
    {"words": "a\x00b"},
    {"words": "a" * 2001},
]


def test_an_answer_that_is_none_is_refused_in_words_and_kept_in_the_form(host, record):
    ProjectFactory(slug="live-project")
    ProjectFactory(slug="held-project", standing="held")
    NoteFactory(record=record)
    question = asked(record, "Who pays?")
    client = signed_in(host).client
    for sent in REFUSED:
        answer = client.post(f"/questions/{question.pk}/answer/", sent)
        assert answer.status_code == 422, sent
        assert sent.get("words", "")[:4].replace("\x00", "") in answer.content.decode()
    assert not question.answers.exists()


def test_only_those_who_asked_or_arrange_move_a_question(host, record, cast):
    asker, author = PeerFactory(), PeerFactory()
    by_asker = asked(record, "Who pays?", asked_by=asker)
    perspective = PerspectiveFactory(author=author)
    by_author = register.ask_from(perspective, "Who decides?", by=author)
    later_host = PeerFactory()
    NoteFactory(
        record=RecordFactory(session__proposed_by=later_host),
        section=Section.QUESTIONS, question=by_asker,
    )  # fmt: skip

    def may(peer, question) -> bool:
        client = signed_in(peer).client
        status = client.post(f"/questions/{question.pk}/park/", {"reason": "No."}).status_code
        assert status in {302, 403}
        page = client.get(f"/questions/{question.pk}/").content.decode()
        assert ("/park/" in page) == (status == 302)
        return status == 302

    assert all(may(peer, by_asker) for peer in (host, later_host, asker, cast.organiser.peer))
    assert not may(author, by_asker)
    assert may(author, by_author)
    assert not may(host, by_author)


# For other pages --------------------------------------------------------------------------------


def test_a_series_shows_what_waits_in_it(record):
    asked(record, "Who pays?")
    asked(record, "Who paid?", state=Asked.ANSWERED)
    asked(RecordFactory(), "Elsewhere?")
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    template = Template("{% load question_tags %}{% questions_of series %}")
    panel = template.render(Context({"request": request, "series": record.session.series}))
    assert re.findall(r'<a href="/questions/[^?][^"]*">([^<]+)</a>', panel) == ["Who pays?"]
    assert quote("thursdays") in panel
