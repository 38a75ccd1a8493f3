"""Reports: who may say that something is wrong, what comes of it, and what nobody learns."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from leeds_leaders.moderation.actions import let_stand, take_away, warn
from leeds_leaders.moderation.actions.answering import answer_those_of_what_is_gone
from leeds_leaders.moderation.actions.reporting import report, sender_of
from leeds_leaders.moderation.choices import Because, HouseRule
from leeds_leaders.moderation.errors import AlreadySaid
from leeds_leaders.moderation.models import Case, Report
from leeds_leaders.notices.actions.preferences import unsubscribe
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Letter, Notice
from peers.choices import Audience
from peers.models import Item, Profile
from tests.conftest import in_threads
from tests.factories import ItemFactory, PeerFactory
from tests.open_forms import began

pytestmark = pytest.mark.django_db
OF_LONG_STANDING = timedelta(days=400)


def members(count: int, *, here_for: timedelta = OF_LONG_STANDING, apart=timedelta(days=5)) -> list:
    """People who joined some days after each other, the last of them so long ago."""
    last = timezone.now() - here_for
    return [PeerFactory(joined_at=last - number * apart) for number in range(count)]


def public_item(**said) -> Item:
    """An offer that visitors see."""
    item = ItemFactory(**said)
    Profile.objects.filter(peer=item.peer).update(audience=Audience.PUBLIC)
    return item


def case_of(thing) -> Case:
    return Case.objects.get(kind="item", object_id=str(thing.pk))


def is_seen(item: Item) -> bool:
    return Item.objects.visible_to(PeerFactory()).filter(pk=item.pk).exists()


def address_of(item: Item) -> str:
    return reverse("moderation:report", kwargs={"kind": "item", "key": item.slug})


def sent(client: Client, item: Item, **more):
    said = {"rule": HouseRule.ABUSE, "words": "Look at the second line.", **began(), **more}
    return client.post(address_of(item), said, headers={"origin": "http://testserver"})


# Saying so ----------------------------------------------------------------------------------------


def test_a_member_reports_what_they_see_and_is_thanked(cast):
    item = ItemFactory(title="A van")
    page = cast.peer.client.get(address_of(item))
    assert "A van" in page.text
    assert "never learns who reported it" in page.text
    answer = sent(cast.peer.client, item)
    case = case_of(item)
    assert (case.kind, case.author, case.reports, case.harm) == ("item", item.peer, 1, 2)
    assert Report.objects.get().reporter == cast.peer.peer
    thanks = cast.peer.client.get(answer.url)
    assert "Thank you for telling us" in thanks.text
    assert "Look at the second line." in thanks.text
    assert thanks.headers["Referrer-Policy"] == "no-referrer"
    assert is_seen(item)


def test_reporting_twice_is_harmless_and_reports_of_one_thing_are_one_case(cast):
    item = ItemFactory()
    sent(cast.peer.client, item)
    again = sent(cast.peer.client, item, rule=HouseRule.DANGER)
    assert "You reported this already" in again.text
    sent(cast.connection.client, item, rule=HouseRule.DANGER)
    case = case_of(item)
    assert (case.reports, case.harm) == (2, 3)
    report_by_us = Report.objects.get(reporter=cast.peer.peer)
    take_away(item, by=cast.moderator.peer, reason="Not so.", rule=HouseRule.ABUSE)
    let_stand(item, by=cast.moderator.peer)
    with pytest.raises(AlreadySaid):
        report(item, by=cast.peer.peer, rule=HouseRule.ABUSE)
    Report.objects.filter(pk=report_by_us.pk).update(answered_at=timezone.now() - timedelta(days=8))
    assert report(item, by=cast.peer.peer, rule=HouseRule.ABUSE)


def test_a_visitor_reports_without_an_account_or_a_cookie(client):
    item = public_item()
    assert not client.get(address_of(item)).cookies
    answer = sent(client, item)
    kept = Report.objects.get()
    assert (kept.reporter, len(kept.sender)) == (None, 64)
    assert answer.url.split("/")[-2] not in {kept.token_hash, ""}
    assert "reported this already" in sent(client, item).text
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sent(elsewhere, item).status_code == 302
    assert case_of(item).reports == 2
    assert "will look at it" in client.get(answer.url).text
    take_away(item, by=PeerFactory(), reason="It was an advert.", rule=HouseRule.ADVERT)
    answered = client.get(answer.url).text
    assert "It has been taken away" in answered
    assert "It was an advert" not in answered
    assert client.get(answer.url[:-4] + "xxx/").status_code == 404


def test_who_may_not_see_a_thing_cannot_report_it_and_nobody_their_own(cast):
    secret = ItemFactory(hidden_at=timezone.now())
    own = ItemFactory(peer=cast.peer.peer)
    missing = cast.peer.client.get("/report/item/no-such-thing/")
    assert missing.status_code == 404
    for address in (
        address_of(secret),
        "/report/claim/1/",
        "/report/nothing/1/",
        "/report/milestone/x/",
        "/report/reply/99999999999999999999999/",
    ):
        answer = cast.peer.client.get(address)
        assert (answer.status_code, answer.content) == (404, missing.content), address
    assert cast.peer.client.get(address_of(own)).status_code == 403
    assert sent(cast.peer.client, own).status_code == 403
    assert not Report.objects.exists()


def test_what_a_machine_sends_is_refused_and_another_site_sends_nothing(client):
    item = public_item()
    filled = sent(client, item, website="http://spam.example")
    assert filled.status_code == 422
    assert "Look at the second line." in filled.text
    stolen = client.post(
        address_of(item),
        {"rule": "abuse", **began()},
        headers={"origin": "https://evil.example"},
    )
    assert stolen.status_code == 403
    assert not Report.objects.exists()


def test_nobody_reports_by_the_dozen(cast):
    items = [public_item() for _ in range(11)]
    answers = [sent(cast.peer.client, item).status_code for item in items]
    assert answers == [302] * 10 + [429]
    visitor = Client()
    assert [sent(visitor, item).status_code for item in items[:6]] == [302] * 5 + [429]


def test_the_link_asks_the_database_nothing_and_is_not_at_ones_own(cast, django_assert_num_queries):
    item = ItemFactory()
    template = Template("{% load moderation_tags %}{% report item %}")
    request = RequestFactory().get("/")

    def link_for(viewer) -> str:
        request.user = viewer
        return template.render(Context({"item": row, "request": request})).strip()

    row = Item.objects.get(pk=item.pk)
    with django_assert_num_queries(0):
        assert address_of(item) in link_for(cast.peer.peer)
        assert address_of(item) in link_for(cast.nobody.peer)
        assert link_for(item.peer) == ""
        row = item.peer
        assert f"/report/peer/{item.peer.slug}/" in link_for(cast.peer.peer)
        assert link_for(item.peer) == ""
        row = object()
        assert link_for(item.peer) == ""


# Hiding until a moderator looks -------------------------------------------------------------------


def test_three_established_members_hide_a_thing_and_its_author_hears_of_it():
    item = ItemFactory(title="Free money")
    for reporter in members(3):
        assert is_seen(item)
        report(item, by=reporter, rule=HouseRule.ADVERT, words="It is a trap.")
    case = case_of(item)
    assert (case.is_hidden, case.is_held, case.because) == (True, True, Because.REPORTED)
    assert not is_seen(item)
    assert Item.objects.visible_to(item.peer).filter(pk=item.pk).exists()
    letter = Letter.objects.get(recipient=item.peer)
    assert letter.subject == "“Free money” waits for a moderator"
    assert "You still see it." in letter.text
    assert "trap" not in letter.text
    report(item, by=members(1)[0], rule=HouseRule.ADVERT)
    assert Letter.objects.filter(recipient=item.peer).count() == 1
    let_stand(item, by=PeerFactory())
    assert is_seen(item)


def few(item):
    return members(2)


def newcomers(item):
    return [*members(2), *members(5, here_for=timedelta(days=1), apart=timedelta(0))]


def suspended_since(item):
    """One of three was suspended after their report."""
    three = members(3)
    report(item, by=three[0], rule=HouseRule.ABUSE)
    three[0].is_active = False
    three[0].save()
    return three[1:]


def often_wrong(item):
    """One of three has been wrong three times, and right once."""
    three = members(3)
    for number in range(4):
        other = ItemFactory()
        report(other, by=three[0], rule=HouseRule.ABUSE)
        if number:
            let_stand(other, by=PeerFactory())
        else:
            take_away(other, by=PeerFactory(), reason="So it is.")
    return three


def joined_together(item):
    return members(3, here_for=timedelta(days=30), apart=timedelta(hours=20))


def together_before(item):
    three = members(3)
    before = ItemFactory(peer=item.peer)
    for reporter in three:
        report(before, by=reporter, rule=HouseRule.ABUSE)
    Report.objects.update(made_at=timezone.now() - timedelta(days=3))
    let_stand(before, by=PeerFactory())
    return three


def in_a_rush(item):
    for other in (ItemFactory(peer=item.peer), ItemFactory(peer=item.peer)):
        for reporter in members(2):
            report(other, by=reporter, rule=HouseRule.ABUSE)
    return members(3)


@pytest.mark.parametrize(
    ("reporters", "is_brigade"),
    [
        (few, False),
        (newcomers, False),
        (suspended_since, False),
        (often_wrong, False),
        (joined_together, True),
        (together_before, True),
        (in_a_rush, True),
    ],
)
def test_nothing_is_hidden_before_a_look_by_those_whose_word_has_no_weight(reporters, is_brigade):
    item = ItemFactory()
    for reporter in reporters(item):
        report(item, by=reporter, rule=HouseRule.ABUSE)
    for number in range(5):
        report(item, rule=HouseRule.ABUSE, sender=sender_of(f"192.0.2.{number}"))
    if is_brigade:
        with time_machine.travel(timezone.now() + timedelta(minutes=20)):
            report(item, by=members(1)[0], rule=HouseRule.ABUSE)
    case = case_of(item)
    assert is_seen(item)
    assert not case.is_unseen
    assert case.is_brigade is is_brigade


def test_three_who_were_right_together_before_are_no_brigade():
    three, author = members(3), PeerFactory()
    for item in (ItemFactory(peer=author), ItemFactory(peer=author)):
        for reporter in three:
            report(item, by=reporter, rule=HouseRule.ABUSE)
        Report.objects.update(made_at=timezone.now() - timedelta(days=3))
        assert not is_seen(item)
        take_away(item, by=PeerFactory(), reason="It is.", rule=HouseRule.ABUSE)


def test_those_on_whose_reports_nobody_has_decided_yet_are_no_brigade():
    three, author = members(3), PeerFactory()
    for item in (ItemFactory(peer=author), ItemFactory(peer=author)):
        for reporter in three:
            report(item, by=reporter, rule=HouseRule.ADVERT)
        Report.objects.update(made_at=timezone.now() - timedelta(hours=2))
        assert not is_seen(item)
        assert not case_of(item).is_brigade


def test_nobody_shields_what_is_theirs_by_reports_that_have_no_weight():
    author = PeerFactory()
    for _number in range(6):
        others = ItemFactory(peer=author)
        report(others, rule=HouseRule.ABUSE, sender=sender_of("192.0.2.1"))
        report(others, by=PeerFactory(), rule=HouseRule.ABUSE)
    item = ItemFactory(peer=author)
    for reporter in members(3):
        report(item, by=reporter, rule=HouseRule.ADVERT)
    assert not is_seen(item)


@pytest.mark.django_db(transaction=True)
def test_a_report_that_comes_while_somebody_decides_is_of_the_next_case():
    item, (first, second), moderator = ItemFactory(), members(2), PeerFactory()
    report(item, by=first, rule=HouseRule.ABUSE)
    is_locked = threading.Event()

    @transaction.atomic
    def decide():
        let_stand(item, by=moderator)
        is_locked.set()
        time.sleep(0.3)  # until the report waits for the case

    def say():
        assert is_locked.wait(10)
        report(item, by=second, rule=HouseRule.ABUSE)

    in_threads(decide, say)
    cases = Case.objects.order_by("pk")
    assert [(case.is_open, case.reports) for case in cases] == [(False, 1), (True, 1)]


@pytest.mark.django_db(transaction=True)
def test_the_third_and_the_fourth_at_once_hide_a_thing_once():
    item, (first, second, third, fourth) = ItemFactory(), members(4)
    report(item, by=first, rule=HouseRule.ABUSE)
    report(item, by=second, rule=HouseRule.ABUSE)
    in_threads(
        lambda: report(item, by=third, rule=HouseRule.ABUSE),
        lambda: report(item, by=fourth, rule=HouseRule.ABUSE),
    )
    case = case_of(item)
    assert (case.reports, case.is_hidden) == (4, True)
    assert Letter.objects.filter(recipient=item.peer).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_member_who_clicks_twice_at_once_reports_once():
    item, (reporter,) = ItemFactory(), members(1)
    said = []

    def say():
        try:
            said.append(report(item, by=reporter, rule=HouseRule.ABUSE))
        except AlreadySaid:
            said.append("")

    in_threads(say, say)
    assert sorted(map(bool, said)) == [False, True]
    assert case_of(item).reports == Report.objects.count() == 1


# What came of it ----------------------------------------------------------------------------------


def test_whoever_reported_hears_whether_it_is_there_and_no_more(cast):
    taken, left, talked = (ItemFactory(title=f"Thing {n}", words="Mean words") for n in range(3))
    for item in (taken, left, talked):
        report(item, by=cast.peer.peer, rule=HouseRule.ABUSE, words="It hurts.")
    moderator = cast.moderator.peer
    take_away(taken, by=moderator, reason="Too harsh.", rule=HouseRule.ABUSE)
    let_stand(left, by=moderator)
    warn(talked, by=moderator, reason="Mind your words.", rule=HouseRule.ABUSE)
    told = Notice.objects.filter(recipient=cast.peer.peer).order_by("pk")
    assert ["taken away" in notice.text for notice in told] == [True, False, False]
    assert ["left it as it is" in notice.text for notice in told] == [False, True, True]
    assert [one.was_right for one in Report.objects.order_by("pk")] == [True, False, True]
    for secret in ("Thing", "Mean", "harsh", "Mind", taken.peer.name, "It hurts"):
        assert all(secret not in notice.text + notice.title for notice in told), secret
    for author in (taken.peer, left.peer, talked.peer):
        for letter in Letter.objects.filter(recipient=author):
            assert "It hurts" not in letter.text
            assert cast.peer.peer.name not in letter.text


def test_what_its_author_takes_away_first_is_answered_too(cast):
    item = ItemFactory()
    report(item, by=cast.peer.peer, rule=HouseRule.ABUSE)
    assert answer_those_of_what_is_gone() == 0
    item.delete()
    assert answer_those_of_what_is_gone() == 1
    assert answer_those_of_what_is_gone() == 0
    answered = Report.objects.get()
    assert (answered.was_right, answered.is_gone) == (None, True)
    assert "taken away" in Notice.objects.get(recipient=cast.peer.peer).text


def test_moderators_hear_at_once_of_what_may_be_dangerous_without_a_word_of_it(cast):
    item = ItemFactory(title="Meet me at the weir")
    unsubscribe(cast.moderator.peer, Purpose.PEOPLE, "here")  # of this they hear all the same
    report(item, by=cast.peer.peer, rule=HouseRule.ABUSE)
    assert not Letter.objects.filter(recipient=cast.moderator.peer).exists()
    for reporter in (cast.connection.peer, cast.lead.peer):
        report(item, by=reporter, rule=HouseRule.DANGER, words="He has a knife.")
    letter = Letter.objects.get(recipient=cast.moderator.peer)
    assert "somebody may be in danger" in letter.subject
    assert "weir" not in letter.text + letter.subject
    assert "knife" not in letter.text


def test_a_report_is_read_by_moderators_and_by_whoever_made_it(cast):
    item = ItemFactory(peer=cast.lead.peer)
    report(item, by=cast.peer.peer, rule=HouseRule.ABUSE)
    readers = {name for name, who in cast if Report.objects.visible_to(who.peer).exists()}
    assert readers == {"peer", "moderator", "admin"}


def test_moderators_find_reports_by_their_words_and_others_do_not(
    cast, django_assert_max_num_queries
):
    for words in ("A kettle.", "A saucepan.", "A ladle.", "A sieve.", "A whisk."):
        report(ItemFactory(), by=PeerFactory(), rule=HouseRule.ABUSE, words=words)
    address = reverse("admin:moderation_report_changelist")
    with django_assert_max_num_queries(10):
        page = cast.admin.client.get(address, {"q": "saucepan"})
    assert "A saucepan." in page.text
    assert "A kettle." not in page.text
    assert cast.organiser.client.get(address).status_code == 403
