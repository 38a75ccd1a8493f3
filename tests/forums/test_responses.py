"""Responses: answered beside what they answer, by name or not, said back and confirmed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.template import engines
from django.utils import timezone

from forums.actions import responses as verbs
from forums.actions.responses import Said
from forums.choices import Heard, ReadBy, RecordState, Section
from forums.emails import responses_still_told
from forums.errors import NotSaid
from forums.models import Response
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import tasks
from leeds_leaders.notices.models import Letter
from peers.models import Block, Profile
from tests.conftest import in_threads, signed_in
from tests.factories import (
    BookingFactory,
    NoteFactory,
    PeerFactory,
    PerspectiveFactory,
    RecordFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def member(name: str):
    """Somebody who has been here for long, and whom everybody may see."""
    peer = PeerFactory(name=name, joined_at=timezone.now() - timedelta(days=30))
    Profile.objects.filter(pk=peer.pk).update(audience="public")
    return peer


@pytest.fixture
def amina(db):
    return member("Amina Khan")


@pytest.fixture
def ben(db):
    return member("Ben Okoro")


@pytest.fixture
def written(amina):
    return PerspectiveFactory(author=amina, title="What I heard", slug="heard")


def say(target, by, words="I heard it differently.", **said) -> Response:
    verb = verbs.reply if isinstance(target, Response) else verbs.respond
    return verb(target, Said(words, **said), by=by, key=uuid4())


def read(client, address: str) -> str:
    return client.get(address).content.decode()


def words_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html.split("<main")[1].split("</main>")[0]).split())


def thread(target, viewer, rf) -> str:
    """The thread as it stands on other pages."""
    request = rf.get("/")
    request.user = viewer
    source = "{% load writing_tags %}{% thread_of target %}"
    return engines["django"].from_string(source).render({"target": target}, request)


def told(peer) -> list[str]:
    return list(
        Letter.objects.filter(recipient=peer).order_by("pk").values_list("subject", flat=True)
    )


# Answering --------------------------------------------------------------------------------------


def test_a_member_answers_by_the_form_on_the_page_and_the_author_is_told(
    written, amina, ben, client
):
    page = signed_in(ben).client
    form = re.search(r'action="(/perspectives/heard/respond/)".*?name="key" value="([^"]+)"',
                     read(page, "/perspectives/heard/"), re.DOTALL)  # fmt: skip
    said = {"words": "I sat at the back,\r\n\r\n> and heard *this*.", "key": form[2]}
    for _click in range(2):
        answer = page.post(form[1], said)
    response = Response.objects.get()
    place = f"/perspectives/heard/#said-{response.pk}"
    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    html = read(client, "/perspectives/heard/")
    for shown in (">Ben Okoro</a>", f'id="said-{response.pk}"', "<blockquote>", "<em>this</em>",
                  "Responses <span class=\"soft\">(1)</span>", "sign in"):  # fmt: skip
        assert shown in html
    assert "<form" not in html.split("<main")[1]
    letter = Letter.objects.get(recipient=amina)
    assert letter.subject == "Ben Okoro answers you: “What I heard”"
    assert "and heard *this*." in letter.text
    assert f"/responses/{response.pk}/" in letter.text


@pytest.mark.parametrize(
    "said",
    [{"words": ""}, {"words": "x" * 5001}, {"words": "a\x00"}, {"key": "none"},
     {"heard": "y" * 1001}],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_in_words_and_kept_in_the_form(written, ben, said):
    answer = signed_in(ben).client.post(
        "/perspectives/heard/respond/", {"words": "Mine.", "heard": "", "key": uuid4()} | said
    )
    assert answer.status_code == 422
    assert not Response.objects.exists()
    if "words" not in said:
        assert "Mine." in answer.content.decode()


def test_nobody_is_told_of_their_own_nor_of_somebody_who_is_blocked(written, amina, ben):
    own = say(written, amina)
    say(own, amina)
    Block.objects.create(by=amina, blocked=ben)
    say(written, ben)
    carla = member("Carla Cole")
    Block.objects.create(by=carla, blocked=amina)
    say(written, carla)
    assert told(amina) == []
    assert Response.objects.count() == 4


def test_without_a_name_nobody_reads_who_it_was_not_even_by_letter(written, amina, ben, client):
    response = say(written, ben, is_unnamed=True)
    reader = signed_in(amina).client
    for html in (read(client, "/perspectives/heard/"), read(reader, "/perspectives/heard/"),
                 read(reader, f"/responses/{response.pk}/"), read(reader, "/me/notices/"),
                 Letter.objects.get().text + Letter.objects.get().html):  # fmt: skip
        assert "Ben" not in html
        assert ben.slug not in html
    html = read(signed_in(ben).client, "/perspectives/heard/")
    assert "You, without your name" in html
    assert "nor do moderators. They can still act" in html


def test_a_letter_does_not_leave_for_what_was_taken_back(written, amina, ben):
    kept, gone = say(written, ben, "Kept."), say(written, ben, "Gone.")
    verbs.withdraw(gone, by=ben)
    unseen = PerspectiveFactory(author=ben, read_by=ReadBy.MEMBERS)
    hidden = say(say(unseen, amina), ben, "Hidden.")
    Letter.objects.filter(recipient=ben).delete()
    unseen.read_by, unseen.session = ReadBy.CAME, SessionFactory()
    unseen.save()
    letters = list(Letter.objects.filter(recipient=amina))
    kept_letter = next(one for one in letters if "Kept." in one.text)
    assert responses_still_told(letters) == {kept_letter.pk}
    tasks.drain()
    states = {letter.pk: letter.state for letter in Letter.objects.all()}
    assert states.pop(kept_letter.pk) == "sent"
    assert list(states.values()) == ["withheld", "withheld"]
    assert kept.is_live
    assert hidden.is_live


# Threads ----------------------------------------------------------------------------------------


def test_two_levels_stand_below_each_other_and_what_is_deeper_beside_its_parent(
    written, amina, ben, client
):
    first = say(written, ben, "First.")
    second = say(first, amina, "Second.")
    third = say(second, ben, "Third.")
    other = say(written, ben, "Other.")
    say(third, amina, "Fourth.")
    html = read(client, "/perspectives/heard/")
    assert re.findall(r"(First|Second|Third|Fourth|Other)\.", html) == [
        "First", "Second", "Third", "Fourth", "Other",
    ]  # fmt: skip
    assert html.count('<ol class="plain">') == 1
    assert "in answer to Ben Okoro" in html
    assert f'href="#said-{second.pk}">in answer to Amina Khan' in html
    assert html.count("in answer to") == 2
    assert html.count("wrote what this is about") == 2
    assert told(ben) == ["Amina Khan answers you: “What I heard”"] * 2
    assert f"/responses/{other.pk}/" in html


def test_all_stand_equal_and_nobody_votes(written, amina, ben, client):
    for peer in (amina, ben, member("Carla Cole")):
        say(written, peer)
    html = read(client, "/perspectives/heard/")
    articles = re.findall(r'<li id="said-[^>]*>(<article>)', html)
    assert len(articles) == 3
    assert not re.search(r"like|vote|score|leader", words_of(html).casefold())


def test_taken_back_it_leaves_a_gap_only_where_others_answered(written, amina, ben, client):
    page = signed_in(ben).client
    lonely, answered = say(written, ben, "Lonely."), say(written, ben, "Answered.", heard="You.")
    answer = say(answered, amina, "The answer.")
    for response in (lonely, answered, lonely):
        page.post(f"/responses/{response.pk}/withdraw/")
    assert not Response.objects.filter(pk=lonely.pk).exists()
    answered.refresh_from_db()
    assert (answered.words, answered.heard, answered.author, answered.is_withdrawn) == (
        "", "", None, True,
    )  # fmt: skip
    html = read(client, "/perspectives/heard/")
    assert "This was taken back." in html
    assert "(1)" in html
    with pytest.raises(NotSaid, match="taken back"):
        say(answered, amina)
    verbs.withdraw(answer, by=amina)
    assert not Response.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_taken_back_and_answered_in_the_same_moment_nothing_breaks(written, amina, ben):
    for _time in range(3):
        response, refused = say(written, ben), []

        def answer(response=response, refused=refused):
            try:
                say(response, amina, "The answer.")
            except NotSaid:
                refused.append(1)

        in_threads(answer, lambda response=response: verbs.withdraw(response, by=ben))
        left = Response.objects.filter(parent=response).count()
        gap = Response.objects.filter(pk=response.pk, is_withdrawn=True).count()
        assert (left, gap) == ((0, 0) if refused else (1, 1))
        Response.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_sent_twice_in_the_same_moment_it_is_said_once(written, ben):
    key = uuid4()
    verb = lambda: verbs.respond(written, Said("Once."), by=ben, key=key)  # noqa: E731
    in_threads(verb, verb, verb)
    assert Response.objects.count() == 1
    with pytest.raises(NotSaid, match="something else"):
        verbs.respond(written, Said("Mine."), by=member("Carla"), key=key)


def test_it_can_be_changed_for_a_quarter_of_an_hour(written, ben, amina, client):
    response = say(written, ben, "Befroe.")
    page, address = signed_in(ben).client, f"/responses/{response.pk}/edit/"
    assert "Befroe." in read(page, address)
    page.post(address, {"words": "Before."})
    assert "Before." in read(client, "/perspectives/heard/")
    assert "(changed)" in read(client, "/perspectives/heard/")
    assert signed_in(amina).client.get(address).status_code == 403
    with time_machine.travel(timezone.now() + timedelta(minutes=15), tick=False):
        assert page.post(address, {"words": "Later."}).status_code == 403
        with pytest.raises(NotSaid, match="fifteen minutes"):
            verbs.change(response, Said("Later."), by=ben)
    assert Response.objects.get().words == "Before."


# Saying back what one heard ---------------------------------------------------------------------


def test_what_was_heard_is_confirmed_or_put_right_by_whoever_said_it(written, amina, ben, client):
    response = say(written, ben, heard="That *nobody* listens.")
    assert "This is what they heard you say" in Letter.objects.get(recipient=amina).text
    assert "yet to say" in read(client, "/perspectives/heard/")
    author, heard = signed_in(amina).client, f"/responses/{response.pk}/heard/"
    assert "That <em>nobody</em> listens." in read(author, "/me/perspectives/")
    assert "Did you mean it so?" in read(author, "/perspectives/heard/")
    for other in (signed_in(ben).client, signed_in(PeerFactory()).client):
        assert other.post(f"{heard}confirm/").status_code == 403
        assert other.get(f"{heard}mend/").status_code == 403

    form = {"read": mark_on(author, f"/responses/{response.pk}/")}
    for _click in range(2):
        author.post(f"{heard}confirm/", form)
    assert "yes, that is what I meant" in read(client, "/perspectives/heard/")
    author.post(f"{heard}mend/", form | {"meant": "That *some* do not."})
    assert "That <em>some</em> do not." in read(client, "/perspectives/heard/")
    assert told(ben) == [
        "You heard it as it was meant: “What I heard”", "It was meant differently: “What I heard”",
    ]  # fmt: skip
    assert "That *some* do not." in Letter.objects.filter(recipient=ben).last().text
    with pytest.raises(NotSaid, match="confirmed or put right"):
        verbs.change(response, Said("Mine.", heard="Something else."), by=ben)
    assert "That" not in read(author, "/me/perspectives/")


def mark_on(client, address: str) -> str:
    """The mark of the words that a page shows."""
    return re.search(r'name="read" value="(\w+)"', read(client, address))[1]


def test_nobody_confirms_words_that_they_have_not_read(written, amina, ben):
    response = say(written, ben, heard="Nobody listens.")
    author, address = signed_in(amina).client, f"/responses/{response.pk}/"
    form = {"read": mark_on(author, address)}
    verbs.change(response, Said("Mine.", heard="You never listen."), by=ben)
    answer = author.post(f"{address}heard/confirm/", form, follow=True)
    assert "in other words since" in answer.content.decode()
    author.post(f"{address}heard/confirm/")
    answer = author.post(f"{address}heard/mend/", form | {"meant": "I do."})
    assert answer.status_code == 422
    assert "You never listen." in answer.content.decode()
    response.refresh_from_db()
    assert response.heard_state == Heard.SAID
    new = {"read": re.search(r'name="read" value="(\w+)"', answer.content.decode())[1]}
    author.post(f"{address}heard/mend/", new | {"meant": "I do."})
    response.refresh_from_db()
    assert (response.heard_state, response.meant) == (Heard.MENDED, "I do.")


def test_only_words_of_somebody_else_are_said_back(written, amina, ben):
    assert say(written, amina, heard="Myself.").heard == ""
    reply = say(say(written, ben), amina, heard="You sat at the back.")
    assert (reply.heard, reply.heard_state) == ("You sat at the back.", Heard.SAID)
    confirmed = verbs.confirm_heard(reply, by=ben, read=reply.heard_mark)
    assert confirmed.heard_state == Heard.CONFIRMED
    quoted = PerspectiveFactory(author=amina, byline="Dr Grace Bell")
    assert say(quoted, ben, heard="Doctor.").heard == ""
    assert say(SessionFactory(), ben, heard="All.").heard == ""


# Items of notes, and the open thread between sessions -------------------------------------------


def test_what_an_item_means_is_talked_about_by_those_who_may_read_it(amina, ben, rf, client):
    record = RecordFactory(state=RecordState.SHARED)
    note = NoteFactory(record=record, section=Section.CONTEXT, words="Neighbours know.")
    address = f"/forums/{record.session.slug}/notes/{note.pk}/respond/"
    page = signed_in(ben).client
    assert page.get(address).status_code == 404
    BookingFactory(session=record.session, peer=ben)
    assert "Neighbours know." in read(page, address)
    answer = page.post(address, {"words": "Which ones?", "key": uuid4()})
    response = Response.objects.get()
    assert answer.headers["Location"] == f"{note.get_absolute_url()}#said-{response.pk}"
    assert "What does it mean?" in thread(note, ben, rf)
    assert "Which ones?" in thread(note, ben, rf)
    assert "Which ones?" not in thread(note, amina, rf)
    assert client.get(f"/responses/{response.pk}/").status_code == 404
    note.is_removed = True
    note.save()
    assert page.get(address).status_code == 404
    with pytest.raises(NotSaid, match="Nothing can be answered"):
        say(note, ben)


def test_between_sessions_everybody_talks_but_after_a_closed_one_those_who_came(
    amina, ben, rf, client
):
    session = SessionFactory(slug="talk", title="Talk")
    page = signed_in(ben).client
    page.post("/forums/talk/respond/", {"words": "On the bus home…", "key": uuid4()})
    assert "On the bus home…" in thread(session, NOBODY, rf)
    assert "/forums/talk/respond/" in thread(session, amina, rf)
    RecordFactory(session=session, is_closed=True, state=RecordState.SHARED)
    response = Response.objects.get()
    assert response.is_unnamed
    for viewer in (NOBODY, amina):
        assert thread(session, viewer, rf).strip() == ""
    assert signed_in(amina).client.get("/forums/talk/respond/").status_code == 403
    assert client.get(f"/responses/{response.pk}/").status_code == 404
    BookingFactory(session=session, peer=amina)
    assert "On the bus home…" in thread(session, amina, rf)
    answer = say(response, amina, is_unnamed=False)
    assert answer.is_unnamed
    assert "Amina" not in Letter.objects.get(recipient=ben).text
    assert "Amina" not in thread(session, ben, rf).replace("Amina Khan</a>", "")


def test_whoever_talked_before_a_session_was_closed_is_outside_of_it_then(amina, ben):
    session = SessionFactory(slug="talk", title="Talk")
    answer = say(say(session, ben, "Sam said so."), amina, "My own words.")
    RecordFactory(session=session, is_closed=True, state=RecordState.SHARED)
    page, address = signed_in(amina).client, f"/responses/{answer.pk}/"
    html = read(page, address)
    assert "My own words." in html
    for hidden in ("Sam said so.", "#said-", "Answer this"):
        assert hidden not in html
    assert page.get(f"{address}reply/").status_code == 404
    assert page.post(f"{address}reply/", {"words": "In.", "key": uuid4()}).status_code == 404
    for target in (session, answer):
        with pytest.raises(NotSaid, match="Nothing can be answered"):
            say(target, amina)
    BookingFactory(session=session, peer=amina)
    assert "Sam said so." in read(page, address)
    assert say(answer, amina).parent == answer


def test_ones_own_answer_stays_ones_own_when_what_it_answers_is_hidden(written, amina, ben):
    response = say(written, ben, "My own words.")
    written.read_by, written.session = ReadBy.CAME, SessionFactory()
    written.save()
    html = read(signed_in(ben).client, f"/responses/{response.pk}/")
    assert "My own words." in html
    assert "What I heard" not in html
    assert signed_in(ben).client.get(f"/responses/{response.pk}/reply/").status_code == 404
    html = read(signed_in(ben).client, f"/responses/{response.pk}/edit/")
    assert "My own words." in html
    assert "What I heard" not in html.replace("What I heard you say", "")
    assert "None" not in words_of(html)


# First days, and moderators ---------------------------------------------------------------------


def test_the_eleventh_answer_of_a_first_day_waits_and_then_is_told(written, amina, cast, client):
    new = PeerFactory(name="Nell New")
    for number in range(10):
        assert say(written, new, f"Number {number}.").is_live
    held = say(written, new, "The eleventh.")
    assert held.standing == Standing.HELD
    assert "The eleventh." not in read(client, "/perspectives/heard/")
    assert "waiting for a moderator" in read(signed_in(new).client, "/perspectives/heard/")
    assert len(told(amina)) == 10
    for _twice in range(2):
        verbs.restore(held, by=cast.moderator.peer)
    assert "The eleventh." in read(client, "/perspectives/heard/")
    assert len(told(amina)) == 11
    assert say(written, new, "https://a.example " * 3).standing == Standing.HELD


def test_a_moderator_takes_down_even_what_has_no_name_and_answers_to_it_stay(
    written, amina, ben, cast, client
):
    response = say(written, ben, "Rude words.", is_unnamed=True)
    say(response, amina, "Please do not.")
    verbs.decline(response, by=cast.moderator.peer, reason="It is rude.")
    html = read(client, "/perspectives/heard/")
    assert "Rude words." not in html
    assert "Please do not." in html
    assert "It is rude." in read(signed_in(ben).client, f"/responses/{response.pk}/")
    assert "It is rude." in Letter.objects.filter(recipient=ben, purpose="decision").get().text
    assert signed_in(amina).client.get(f"/responses/{response.pk}/").status_code == 404


# Size -------------------------------------------------------------------------------------------


def test_two_hundred_responses_are_one_light_page_from_two_queries(
    written, amina, ben, client, rf, django_assert_num_queries
):
    rows = [
        Response(perspective=written, author=(amina, ben)[n % 2], standing=Standing.LIVE,
                 words=f"Number {n}: I heard *that* differently, from the back of the room.",
                 heard="You." * (n % 5 == 0), heard_state="said" * (n % 5 == 0),
                 said_at=timezone.now() + timedelta(seconds=n))
        for n in range(200)
    ]  # fmt: skip
    for n, row in enumerate(rows):
        if n % 3:
            row.parent = rows[n - 1]
    Response.objects.bulk_create(rows)
    caches["pages"].clear()
    with django_assert_num_queries(1):
        thread(written, NOBODY, rf)
    with django_assert_num_queries(1):
        thread(written, ben, rf)
    session = SessionFactory()
    with django_assert_num_queries(2):
        thread(session, ben, rf)
    answer = client.get("/perspectives/heard/", headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) < 30_000
    html = read(client, "/perspectives/heard/")
    assert html.count('<li id="said-') == 200
    assert "(200)" in html
