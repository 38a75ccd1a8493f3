"""Perspectives: a draft is its author's alone, what is published is for whom they meant it, and
what it cites and asks is found again."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.template import engines
from django.utils import timezone

from forums.actions import perspectives as verbs
from forums.actions.gleaning import address_of, questions_in, sources_in
from forums.actions.perspectives import Writing
from forums.choices import ReadBy, Seat
from forums.errors import NotSaid, WrittenMeanwhile
from forums.models import Answer, Citation, Perspective, Question, Record
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.moderation.errors import NotTheirsToDecide
from leeds_leaders.moderation.models import Decision
from leeds_leaders.notices.models import Letter
from peers.models import Peer, Profile
from tests.conftest import in_threads, signed_in
from tests.factories import (
    BookingFactory,
    PeerFactory,
    PerspectiveFactory,
    RecordFactory,
    ResponseFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
NEW = "/perspectives/new/"
REFLECTION = """# What I heard

I came to *talk*. Who listens to those who never come? “And is it enough?”

> Whoever said this asked: where were you?

See [the report](https://example.org/report/?utm_source=mail#top), and https://example.org/report/

## Sources

1. Marmot, M. (2020) *Health Equity in England*. https://www.health.example/upload
2. A book of 1999, without an address
"""


@pytest.fixture
def amina(db):
    """Somebody who has been here for long, and whom everybody may see."""
    peer = PeerFactory(name="Amina Khan", joined_at=timezone.now() - timedelta(days=30))
    Profile.objects.filter(pk=peer.pk).update(audience="public")
    return peer


@pytest.fixture
def session(db):
    return SessionFactory(slug="talk", title="Talk", proposed_by=PeerFactory())


def came(session, peer=None) -> Peer:
    """Somebody who came."""
    peer = peer or PeerFactory(joined_at=timezone.now() - timedelta(days=30))
    BookingFactory(session=session, peer=peer, state=Seat.GOING)
    return peer


def draft(by, **said) -> Perspective:
    writing = Writing(**{"title": "What I heard", "words": "I listened.", **said})
    return verbs.write(writing, by=by, key=uuid4())


def read(client, address: str) -> str:
    return client.get(address).content.decode()


def filled(client, **said) -> dict:
    """The form as it came, filled in."""
    form = client.get(NEW).context["form"]
    first = {"title": "What I heard", "words": REFLECTION, "read_by": "everyone"}
    return first | {"kind": "reflection", "key": form["key"].value()} | said


# Writing and publishing -------------------------------------------------------------------------


def test_what_is_written_is_its_authors_alone_until_it_is_published(amina, client):
    mine = signed_in(amina).client
    answer = mine.post(NEW, filled(mine, author_line="I live in Armley."))
    perspective = Perspective.objects.get()
    address = perspective.get_absolute_url()
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert "A draft: only you read it." in read(mine, address)
    for other in (client, signed_in(PeerFactory()).client):
        assert other.get(address).status_code == 404
        assert "What I heard" not in read(other, "/perspectives/")

    assert mine.get(f"{address}publish/").status_code == 405
    answer = mine.post(f"{address}publish/")
    assert answer.headers["Location"] == f"{address}questions/"  # it asks some
    html = read(client, address)
    for told in (
        "Amina Khan",
        "I live in Armley.",
        "<em>talk</em>",
        "<blockquote>",
        "What I heard",
    ):
        assert told in html
    assert "What I heard" in read(client, "/perspectives/")
    assert "Take it back" not in html

    mine.post(f"{address}withdraw/")
    mine.post(f"{address}withdraw/")
    assert client.get(address).status_code == 404
    mine.post(f"{address}discard/")
    assert mine.post(f"{address}discard/").headers["Location"] == "/me/perspectives/"
    assert not Perspective.objects.exists()


def test_saved_and_published_by_one_button_and_once_by_two_clicks(amina):
    mine = signed_in(amina).client
    said = filled(mine, publish="1", words="No question here.")
    for _click in range(2):
        mine.post(NEW, said)
    perspective = Perspective.objects.get()
    assert perspective.takes_responses
    with pytest.raises(NotSaid, match="something else"):
        verbs.write(Writing("Mine", "Mine"), by=PeerFactory(), key=perspective.pk)


@pytest.mark.parametrize(
    "said",
    [{"title": ""}, {"words": " \n"}, {"words": "a\x00b"}, {"read_by": "came"}, {"kind": "poem"},
     {"words": "x" * 50_001}, {"dated_on": "1066-10-14"}, {"key": "no-key"}, {"session": "9999"},
     {"byline": "x" * 121}],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_words_and_stays_in_the_form(amina, said):
    mine = signed_in(amina).client
    answer = mine.post(NEW, filled(mine) | said)
    assert answer.status_code == 422
    assert not Perspective.objects.exists()
    if "words" not in said:
        assert "I came to *talk*." in answer.content.decode()


def test_an_article_says_who_wrote_it_in_which_role_for_whom_and_when(amina, client):
    mine = signed_in(amina).client
    said = {"kind": "article", "byline": "Dr Grace Bell", "role": "Director of public health",
            "organisation": "The City Council", "dated_on": "1999-05-04", "publish": "1",
            "words": "As we wrote then."}  # fmt: skip
    mine.post(NEW, filled(mine) | said)
    html = read(client, Perspective.objects.get().get_absolute_url())
    for told in ("Dr Grace Bell, Director of public health, The City Council", "4 May 1999",
                 "Put in by Amina Khan"):  # fmt: skip
        assert told in html
    assert "What I heard" in read(client, "/perspectives/?kind=article")
    assert "What I heard" not in read(client, "/perspectives/?kind=reflection")
    assert client.get("/perspectives/?kind=poem").status_code == 400


def test_a_document_of_twelve_hundred_words_comes_out_as_it_went_in(amina, client):
    mine = signed_in(amina).client
    paragraph = "We asked who was not in the room, and nobody could say. " * 10
    text = "\r\n\r\n".join(
        f"{paragraph}\r\nWhy is that, number {number}?\r\n\r\n> “Quoted\u00a0words” of {number}"
        for number in range(10)
    )
    mine.post(NEW, filled(mine, words=text, publish="1"))
    perspective = Perspective.objects.get()
    assert perspective.words.split() == text.split()
    html = read(client, perspective.get_absolute_url())
    assert html.count("<blockquote>") == 10
    assert len(questions_in(perspective.words)) == 10


# Whose eyes it is for ---------------------------------------------------------------------------


def test_it_is_read_by_those_for_whom_it_is_meant(amina, session):
    guest, member, host = came(session), PeerFactory(), session.proposed_by
    came(session, amina)
    readers = {"nobody": NOBODY, "member": member, "guest": guest, "host": host, "amina": amina}
    seen = {}
    for read_by in ReadBy.values:
        written = draft(amina, session=session, read_by=read_by)
        assert [who for who, one in readers.items() if sees(one, written)] == ["amina"]
        verbs.publish(written, by=amina)
        seen[read_by] = {who for who, one in readers.items() if sees(one, written)}
    assert seen == {
        "came": {"guest", "host", "amina"},
        "members": {"member", "guest", "host", "amina"},
        "everyone": set(readers),
    }


def sees(viewer, perspective) -> bool:
    return Perspective.objects.visible_to(viewer).filter(pk=perspective.pk).exists()


def test_whoever_writes_without_a_name_is_named_nowhere(amina, client):
    written = verbs.publish(draft(amina, is_unnamed=True, read_by="everyone"), by=amina)
    ResponseFactory(perspective=written, author=amina, is_unnamed=True)
    for reader in (client, signed_in(PeerFactory()).client):
        for address in (written.get_absolute_url(), "/perspectives/", "/reading-list/"):
            html = read(reader, address)
            assert "Amina" not in html
            assert amina.slug not in html
    assert "Without a name" in read(client, written.get_absolute_url())
    assert "do not read who wrote it" in read(signed_in(amina).client, written.get_absolute_url())


def test_somebody_whom_a_visitor_may_not_see_is_a_member_to_them(client):
    written = PerspectiveFactory(author__name="Ben Okoro")
    assert "Ben Okoro" not in read(client, written.get_absolute_url())
    assert "Ben Okoro" in read(signed_in(PeerFactory()).client, written.get_absolute_url())


def test_about_a_closed_session_only_those_who_came_write_and_nobody_is_named(amina, session):
    RecordFactory(session=session, is_closed=True, state="shared")
    guest = came(session)
    with pytest.raises(NotSaid, match="Only those who came"):
        draft(amina, session=session)
    written = draft(guest, session=session, read_by="everyone", byline="Grace", author_line="Me")
    verbs.publish(written, by=guest)
    written.refresh_from_db()
    assert (written.read_by, written.is_unnamed, written.byline) == ("came", True, "")
    assert not sees(amina, written)
    html = read(signed_in(session.proposed_by).client, written.get_absolute_url())
    assert guest.name not in html
    assert "closed session" in read(signed_in(guest).client, f"{NEW}?session=talk")


def test_a_session_that_closes_takes_the_names_off_what_was_written_about_it(amina, session):
    came(session, amina)
    written = verbs.publish(draft(amina, session=session, read_by="everyone"), by=amina)
    assert sees(NOBODY, written)
    Record.objects.update_or_create(session=session, defaults={"is_closed": True})
    assert not sees(NOBODY, written)
    written.refresh_from_db()
    assert written.is_unnamed


def test_what_is_about_a_closed_session_never_leaves_it(session):
    record = RecordFactory(session=session, is_closed=True, state="shared")
    guest = came(session)
    written = verbs.publish(draft(guest, session=session, read_by=ReadBy.CAME), by=guest)
    mine = signed_in(guest).client
    said = {"title": "T", "words": "Mine.", "read_by": "everyone", "kind": "reflection"}
    answer = mine.post(f"{written.get_absolute_url()}edit/", said | {"revision": 1})
    assert answer.status_code == 422
    assert "about a closed session" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Perspective.objects.filter(pk=written.pk).update(session=None, read_by="everyone")
    written = verbs.change(written, Writing("T", "Mine.", session=session), revision=1, by=guest)
    written.refresh_from_db()
    assert (written.session, written.read_by) == (record.session, "came")


def test_once_others_answered_it_is_for_no_more_people_and_about_no_other_session(amina, session):
    came(session, amina)
    about = {"session": session, "read_by": ReadBy.CAME}
    written = verbs.publish(draft(amina, **about), by=amina)
    ResponseFactory(perspective=written, author=amina)
    wider = Writing("T", "Words.", session=session, read_by=ReadBy.MEMBERS)
    verbs.change(written, wider, revision=1, by=amina)
    ResponseFactory(perspective=written)
    for other in (
        Writing("T", "Other.", session=session, read_by=ReadBy.EVERYONE),
        Writing("T", "Other.", read_by=ReadBy.MEMBERS),
    ):
        for _step in range(2):
            with pytest.raises(NotSaid, match="Others have answered"):
                verbs.change(written, other, revision=2, by=amina)
            verbs.withdraw(written, by=amina)
    fewer = Writing("T", "Fewer.", session=session, read_by=ReadBy.CAME)
    assert verbs.change(written, fewer, revision=2, by=amina).read_by == ReadBy.CAME


def test_what_becomes_about_a_closed_session_names_nobody_any_more(amina, session):
    RecordFactory(session=session, is_closed=True, state="shared")
    came(session, amina)
    written = verbs.publish(draft(amina, read_by="everyone"), by=amina)
    own = ResponseFactory(perspective=written, author=amina)
    other = ResponseFactory(perspective=written)
    question = Question.objects.create(perspective=written, words="Who?", asked_by=amina)
    given = Answer.objects.create(question=question, words="We.", by=amina)
    Perspective.objects.filter(pk=written.pk).update(session=session)
    for row in (own, other, question, given):
        row.refresh_from_db()
    assert (own.is_unnamed, other.is_unnamed) == (True, True)
    assert (question.asked_by, given.by) == (None, None)
    again = verbs.ask(written, ["Who else?"], by=amina)
    assert (again, Question.objects.filter(asked_by=amina).count()) == (1, 0)


def test_the_session_is_named_to_those_alone_who_may_see_it(amina, client, session):
    written = verbs.publish(draft(amina, session=session, read_by="everyone"), by=amina)
    assert ">Talk</a>" in read(client, written.get_absolute_url())
    session.state = "draft"
    session.save()
    assert "Talk" not in read(client, written.get_absolute_url())
    assert "Talk" not in read(client, "/perspectives/")
    with pytest.raises(NotSaid, match="still a draft"):
        verbs.publish(draft(amina, session=session), by=amina)


def test_the_page_of_a_session_lists_what_is_written_about_it(amina, session, client, rf):
    for number in range(3):
        PerspectiveFactory(session=session, author=amina, title=f"Number {number}")
    PerspectiveFactory(session=session, title="For members", read_by=ReadBy.MEMBERS)
    PerspectiveFactory(title="About another")
    html = shown_on(session, NOBODY, rf)
    assert all(f"Number {number}" in html for number in range(3))
    assert "For members" not in html
    assert "About another" not in html
    assert "What I take" not in html
    member = shown_on(session, PeerFactory(), rf)
    assert "For members" in member
    assert f"{NEW}?session=talk" in member


def shown_on(session, viewer, rf) -> str:
    request = rf.get("/")
    request.user = viewer
    source = "{% load writing_tags %}{% perspectives_on session %}"
    return engines["django"].from_string(source).render({"session": session}, request)


# Changing ---------------------------------------------------------------------------------------


def test_two_windows_lose_no_words(amina):
    mine, written = signed_in(amina).client, draft(amina, words="As it began.")
    address = f"{written.get_absolute_url()}edit/"
    assert 'name="revision" value="1"' in read(mine, address)
    said = {"title": "Title", "read_by": "members", "kind": "reflection", "revision": 1}
    for _click in range(2):
        assert mine.post(address, said | {"words": "First window."}).status_code == 302
    answer = mine.post(address, said | {"words": "Second window."})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Second window." in html
    assert "First window." in html
    assert 'name="revision" value="2"' in html
    mine.post(address, said | {"words": "Both windows.", "revision": 2})
    written.refresh_from_db()
    assert (written.words, written.revision) == ("Both windows.", 3)


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_in_the_same_moment_one_is_told(amina):
    written, refused = draft(amina), []

    def save(words):
        def run():
            try:
                verbs.change(written, Writing("T", words), revision=1, by=amina)
            except WrittenMeanwhile:
                refused.append(words)

        return run

    in_threads(save("One."), save("Two."))
    written.refresh_from_db()
    assert len(refused) == 1
    assert {written.words, *refused} == {"One.", "Two."}


def test_nobody_changes_what_another_wrote(amina, cast):
    written = PerspectiveFactory(author=amina)
    address = written.get_absolute_url()
    for who in (cast.peer, cast.organiser, cast.admin):
        assert who.client.get(f"{address}edit/").status_code == 403
        for step in ("publish", "withdraw", "discard"):
            assert who.client.post(f"{address}{step}/").status_code == 403
    written.refresh_from_db()
    assert written.is_published


# What a first day may hold, and what moderators decide ------------------------------------------


def test_on_a_first_day_links_and_the_eleventh_thing_wait_for_a_moderator(cast, client):
    new = PeerFactory(name="Nell New")
    links = "https://a.example https://b.example https://c.example"
    held = verbs.publish(draft(new, words=links, read_by="everyone"), by=new)
    assert held.standing == Standing.HELD
    assert client.get(held.get_absolute_url()).status_code == 404
    assert "more than two links" in read(signed_in(new).client, held.get_absolute_url())
    for _number in range(9):
        assert verbs.publish(draft(new), by=new).is_live
    assert not verbs.publish(draft(new), by=new).is_live

    verbs.restore(held, by=cast.moderator.peer)
    assert client.get(held.get_absolute_url()).status_code == 200
    assert "can be read now" in Letter.objects.get(recipient=new, purpose="decision").subject


def test_what_is_declined_is_its_authors_alone_and_comes_back_through_a_moderator(amina, cast):
    moderator = cast.moderator.peer
    written = PerspectiveFactory(author=amina)
    with pytest.raises(NotTheirsToDecide, match="of their own"):
        verbs.decline(PerspectiveFactory(author=moderator), by=moderator, reason="Mine")
    verbs.decline(written, by=moderator, reason="It names a child.")
    assert not sees(NOBODY, written)
    mine = signed_in(amina).client
    assert "It names a child." in read(mine, written.get_absolute_url())
    letter = Letter.objects.get(recipient=amina)
    assert "It names a child." in letter.text
    assert Decision.objects.get().get_absolute_url() in letter.text
    mine.post(f"{written.get_absolute_url()}withdraw/")
    mine.post(f"{written.get_absolute_url()}publish/")
    written.refresh_from_db()
    assert written.standing == Standing.HELD
    assert not sees(NOBODY, written)
    with pytest.raises(NotSaid, match="draft"):
        verbs.restore(draft(amina), by=moderator)


@pytest.mark.parametrize("why", ["declined", "first day"])
def test_no_author_lets_stand_what_waits_for_a_moderator(amina, cast, why):
    new, moderator = PeerFactory(), cast.moderator.peer
    author = amina if why == "declined" else new
    words = "I listened." if why == "declined" else "https://a.example " * 3
    written = verbs.publish(draft(author, words=words, read_by="everyone"), by=author)
    if why == "declined":
        verbs.decline(written, by=moderator, reason="It names a child.")
        verbs.publish(written, by=author)
    later = timezone.now() + timedelta(days=2)
    with time_machine.travel(later, tick=False):
        for _again in range(2):
            verbs.withdraw(written, by=author)
            assert verbs.publish(written, by=author).standing == Standing.HELD
            assert not sees(NOBODY, written)
        verbs.restore(written, by=moderator)
        verbs.withdraw(written, by=author)
        assert verbs.publish(written, by=author).is_live
    assert sees(NOBODY, written)


# What it cites and asks -------------------------------------------------------------------------


def test_links_and_the_lines_under_sources_are_what_a_text_cites():
    assert [(source.words, source.url) for source in sources_in(REFLECTION)] == [
        ("the report", "https://example.org/report/"),
        ("Marmot, M. (2020) Health Equity in England. https://www.health.example/upload",
         "https://www.health.example/upload"),
        ("A book of 1999, without an address", ""),
    ]  # fmt: skip
    assert sources_in("**References:**\nOne, 1999\n\nTwo, 2001\n\n# After\n\nNo source.")[1:] == (
        sources_in("Source: Two, 2001")
    )
    assert sources_in("[x](javascript:alert(1)) [y](/about/) http://[ mailto:a@b.example") == []


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("HTTPS://Example.ORG/A?b=1&utm_campaign=x#c", "https://example.org/A?b=1"),
        ("https://example.org/", "https://example.org"),
        ("https://example.org:8000/a).", "https://example.org:8000/a"),
        ("ftp://example.org/a", ""),
        ("https://" + "a" * 300 + ".example", ""),
        ("https://[::1", ""),
    ],
)
def test_the_same_page_is_one_address(told, kept):
    assert address_of(told) == kept


def test_questions_are_sentences_outside_of_what_is_quoted():
    assert questions_in(REFLECTION) == [
        "Who listens to those who never come?", "“And is it enough?”",
    ]  # fmt: skip
    assert questions_in("Why? WHY? why not, e.g. now? " + "?" * 2000)[0] == "Why?"


def test_hostile_texts_are_gleaned_in_no_time():
    for text in ("?" * 50_000, "a? " * 16_000, "?" + ")" * 49_000, "http://a.bb " * 4000):
        before = timezone.now()
        questions_in(text), sources_in(text)
        assert timezone.now() - before < timedelta(seconds=2)


def test_the_reading_list_has_each_source_once_with_what_cites_it(amina, client):
    one = verbs.publish(draft(amina, title="One", words=REFLECTION, read_by="everyone"), by=amina)
    link = "Again: [here](https://example.org/report/#page=2)"
    verbs.publish(draft(amina, title="Two", words=link, read_by="everyone"), by=amina)
    verbs.publish(draft(amina, title="Three", words="https://members.example/x"), by=amina)
    draft(amina, title="Draft", words="https://draft.example/x")
    html = read(client, "/reading-list/")
    assert html.count('href="https://example.org/report/"') == 1
    assert ">the report</a>" in html
    assert html.count(">One</a>") == 3
    assert html.count(">Two</a>") == 1
    assert "A book of 1999" in html
    for hidden in ("members.example", "draft.example", "Draft"):
        assert hidden not in html
    assert "members.example" in read(signed_in(PeerFactory()).client, "/reading-list/")
    verbs.change(one, Writing("One", "No source."), revision=one.revision, by=amina)
    assert not Citation.objects.filter(perspective=one).exists()


def test_its_questions_go_into_the_register_where_its_author_ticks_them(amina, client):
    written = verbs.publish(draft(amina, words=REFLECTION, read_by="everyone"), by=amina)
    address = f"{written.get_absolute_url()}questions/"
    mine = signed_in(amina).client
    html = read(mine, address)
    assert "Who listens to those who never come?" in html
    assert "where were you" not in html
    asked = {"questions": ["Who listens to those who never come?"]}
    for _click in range(2):
        mine.post(address, asked)
    question = Question.objects.get()
    assert (question.perspective, question.words) == (written, asked["questions"][0])
    assert question.get_absolute_url() in read(client, written.get_absolute_url())
    assert "Who listens" not in read(mine, address).split("<form")[-1]
    assert mine.post(address, {"questions": ["Something else?"]}).status_code == 422
    assert signed_in(PeerFactory()).client.get(address).status_code == 403
    verbs.withdraw(written, by=amina)
    with pytest.raises(NotSaid, match="Publish it first"):
        verbs.ask(written, ["Why?"], by=amina)


# Lists ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/perspectives/", "/reading-list/", "/me/perspectives/"])
def test_a_list_asks_as_often_for_many_as_for_one(amina, address, django_assert_num_queries):
    client = signed_in(amina).client
    counts = []
    for number in (1, 5):
        while Perspective.objects.count() < number:
            written = PerspectiveFactory(author=amina, session=SessionFactory())
            ResponseFactory(perspective=written, heard="That.", heard_state="said")
            url = f"https://example.org/{number}"
            Citation.objects.create(perspective=written, place=1, words="A", url=url)
        client.get(address)
        with django_assert_num_queries(QUERIES[address]):
            counts.append(client.get(address).status_code)
    assert counts == [200, 200]


QUERIES = {"/perspectives/": 4, "/reading-list/": 5, "/me/perspectives/": 5}


def test_what_a_visitor_reads_is_kept_until_it_changes(client, django_assert_num_queries):
    written = PerspectiveFactory(title="Before")
    address = written.get_absolute_url()
    caches["pages"].clear()
    read(client, address)
    with django_assert_num_queries(1):
        assert "Before" in read(client, address)
    Perspective.objects.update(title="After")
    assert "After" in read(client, address)


def test_lists_have_pages_and_say_when_they_are_empty(client, amina):
    for address in ("/perspectives/", "/reading-list/"):
        assert 'class="empty"' in read(client, address)
        assert client.get(f"{address}?page=2").status_code == 404
        assert client.get(f"{address}?page=-1").status_code == 400
    assert 'class="empty"' in read(signed_in(amina).client, "/me/perspectives/")
