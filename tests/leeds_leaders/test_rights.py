"""People's rights: pages that say what the code does, and complaints about data."""

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from leeds_leaders.moderation.actions import complaints
from leeds_leaders.moderation.choices import Answered, HouseRule
from leeds_leaders.moderation.errors import NotNow
from leeds_leaders.moderation.models import Act, DataComplaint, SafetyEntry
from leeds_leaders.moderation.models.rights import DAYS_TO_ANSWER
from leeds_leaders.moderation.pages import rights
from leeds_leaders.notices.models import Letter
from leeds_leaders.personal_data import holdings, pack
from leeds_leaders.retention import keepings
from peers import actions as peers
from tests.conftest import in_threads
from tests.factories import PeerFactory
from tests.open_forms import began

pytestmark = pytest.mark.django_db
PLACE = "/data-complaint/"
SAID = {"words": "My <b>name</b> stood there.", "email": "Vi@Example.org", "name": "Vi Sitor"}
SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"


def words_of(address: str, client: Client | None = None) -> str:
    """A page as somebody reads it."""
    html = (client or Client()).get(address).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def complain(client: Client | None = None, **changes):
    return (client or Client()).post(PLACE, SAID | began() | changes)


# Pages --------------------------------------------------------------------------------------------


def test_the_page_on_privacy_says_what_is_held_and_for_how_long_as_the_code_does_it():
    page = words_of("/privacy/")
    for holding in holdings():
        assert str(holding.title) in page
    for keeping in keepings():
        assert f"{keeping.title} {keeping.how_long}. {keeping.why}" in page
    assert list(rights.STOREYS) == settings.PERSONAL_DATA
    assert rights.BY_CONSENT.keys() <= {holding.name for holding in holdings()}


# By the script that writes: what was sent of a project waits where other words do.
STORE_OF = {"kept-words": "kept-words", "draft": "kept-words", "notes": "notes",
            "arrivals": "arrivals"}  # fmt: skip


def test_every_cookie_and_store_of_the_browser_is_named(cast):
    page = words_of("/privacy/")
    named = {str(kept.name) for kept in rights.cookies()}
    client = Client()
    client.get("/accounts/login/")
    peer = PeerFactory(email="ada@example.org")
    peer.set_password("ten green bottles")
    peer.save()
    client.post("/accounts/login/", {"login": peer.email, "password": "ten green bottles"})
    cast.peer.client.post("/me/profile/about/", {})
    cast.peer.client.get("/projects/new/")
    for browser in (client, cast.peer.client):
        assert browser.cookies.keys() <= named
        assert browser.cookies
    assert all(name in page for name in named)
    stores = r"localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\."
    storing = {p.stem for p in SCRIPTS.glob("*.js") if re.search(stores, p.read_text("utf-8"))}
    assert storing == STORE_OF.keys()
    assert all(store in page for store in STORE_OF.values())


def test_each_house_rule_is_explained_with_an_example_of_both_kinds():
    assert [one.rule for one in rights.RULES] == list(HouseRule)
    page = words_of("/house-rules/")
    for one in rights.RULES:
        assert f"{one.rule.label} {one.means} Fine {one.fine} Not fine {one.not_fine}" in page


def test_the_statement_on_accessibility_is_dated_and_names_what_is_not_good_yet():
    page = words_of("/accessibility/")
    assert f"{rights.LOOKED_AT:%B %Y}" in page
    assert "What is not good yet" in page
    assert settings.CITY.contact in page


@pytest.mark.parametrize("address", ["/privacy/", "/house-rules/", "/accessibility/", PLACE])
def test_a_visitor_is_shown_what_was_kept_and_every_page_leads_there(
    address, django_assert_num_queries
):
    Client().get(address)
    with django_assert_num_queries(1):
        assert Client().get(address).status_code == 200
    assert f'href="{address}"' in Client().get("/about/").content.decode()


# Complaints ---------------------------------------------------------------------------------------


def test_somebody_without_an_account_complains_and_has_number_and_day_in_writing():
    page = strip_tags(complain().content.decode())
    made = DataComplaint.objects.get()
    assert made.due_on == timezone.localdate() + timedelta(days=DAYS_TO_ANSWER)
    assert (made.peer, made.email, made.state) == (None, "vi@example.org", Answered.OPEN)
    (letter,) = Letter.objects.all()
    for told in (page, letter.text):
        assert made.number in told
        assert f"{made.due_on.day} {made.due_on:%B %Y}" in told
    assert (letter.address, letter.recipient) == ("vi@example.org", None)
    # The address may be somebody else's: no words of a stranger go there.
    assert "name" not in letter.text
    assert "Vi" not in letter.text.replace("vi@", "")


def test_a_double_click_and_two_at_once_are_one_complaint():
    first, again = complain().content.decode(), complain().content.decode()
    number = DataComplaint.objects.get().number
    assert number in first
    assert number in again
    assert Letter.objects.count() == 1
    assert complain(words="Something else.").status_code == 200
    assert DataComplaint.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_are_one_complaint():
    nobody = Client().get(PLACE).wsgi_request.user
    said = {"words": "No.", "email": "vi@example.org", "by": nobody}
    in_threads(*[lambda: complaints.complain(**said)] * 4)
    assert DataComplaint.objects.count() == Letter.objects.count() == 1


def test_what_is_missing_or_too_quick_is_said_and_nothing_is_lost():
    page = complain(email="nowhere")
    assert page.status_code == 422
    assert "My &lt;b&gt;name&lt;/b&gt; stood there." in page.content.decode()
    assert complain(website="http://spam").status_code == 422
    assert complain(**began(0)).status_code == 422
    assert complain(words="x\x00y").status_code in {400, 422}
    assert not DataComplaint.objects.exists()


def test_nobodys_mailbox_can_be_filled_through_this_form():
    answers = [complain(words=f"Number {number}").status_code for number in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert Letter.objects.count() == 5


def test_a_member_finds_their_address_there_and_the_complaint_among_their_data(cast):
    peer = cast.peer.peer
    assert peer.email in cast.peer.client.get(PLACE).content.decode()
    complain(cast.peer.client, email=peer.email, name=peer.name)
    assert DataComplaint.objects.get().peer == peer
    with pack(peer) as parcel:
        assert parcel.read(2) == b"PK"
    peers.erase(peer)
    assert not DataComplaint.objects.exists()
    assert not Letter.objects.filter(address=peer.email).exists()


def test_a_complaint_goes_with_the_letters_about_it_to_whichever_address(cast):
    peer, elsewhere = cast.peer.peer, "elsewhere@example.net"
    complain(cast.peer.client, email=elsewhere, name="Pet Name")
    complaints.answer(DataComplaint.objects.get(), by=cast.admin.peer, reason="It is mended.")
    assert Letter.objects.filter(address=elsewhere).count() == 2
    with pack(peer) as parcel, ZipFile(parcel) as archive:
        told = json.loads(archive.read("data.json"))
    (made,) = told["data_complaints"]
    assert (made["name"], made["email"]) == ("Pet Name", elsewhere)
    assert [letter["address"] for letter in told["letters_on_complaints"]] == [elsewhere] * 2
    peers.erase(peer)
    assert not Letter.objects.filter(address=elsewhere).exists()


# In the admin -------------------------------------------------------------------------------------


LIST = "/admin/moderation/datacomplaint/"


@pytest.fixture
def three(db) -> list[DataComplaint]:
    """One answered, one that waits, one that should have been answered."""
    today = timezone.localdate()
    days = {"answered": 1, "waits": 9, "late": -2}
    made = [
        DataComplaint.objects.create(
            email=f"{name}@example.org", words=name, due_on=today + timedelta(days=day)
        )
        for name, day in days.items()
    ]
    complaints.answer(made[0], by=PeerFactory(is_staff=True), reason="Mended.")
    return made


def test_those_that_are_due_first_stand_first_and_what_is_late_is_marked(three, cast):
    page = cast.admin.client.get(LIST).content.decode()
    order = [page.index(f">{word}</td>") for word in ("late", "waits", "answered")]
    assert order == sorted(order)
    assert page.count('"field-is_late">overdue<') == 1
    late = cast.admin.client.get(LIST, {"overdue": "yes"}).content.decode()
    assert ">late</td>" in late
    assert ">waits</td>" not in late


def test_an_answer_goes_by_letter_once(three, cast):
    _answered, waits, late = three
    sent = {"action": "answer_selected", "_selected_action": [waits.pk, late.pk]}
    asked = cast.admin.client.post(LIST, sent).content.decode()
    assert "The answer, sent by letter" in asked
    cast.admin.client.post(LIST, sent | {"reason": "It is put right.\n\nSorry."})
    waits.refresh_from_db()
    assert (waits.state, waits.answered_by) == (Answered.ANSWERED, cast.admin.peer)
    letter = Letter.objects.get(address="waits@example.org")
    assert "It is put right.\n\nSorry." in letter.text
    assert waits.number in letter.subject
    assert Act.objects.filter(what="answered", object_id=waits.pk, by=cast.admin.peer).exists()
    with pytest.raises(NotNow):
        complaints.answer(waits, by=cast.admin.peer, reason="Again.")
    assert Letter.objects.filter(address="waits@example.org").count() == 1


def test_complaints_are_for_those_who_answer_them(three, cast):
    for player in (cast.peer, cast.organiser, cast.nobody):
        assert player.client.get(LIST).status_code in {302, 403}
        assert not DataComplaint.objects.visible_to(player.peer).exists()
    assert (
        cast.admin.client.post(f"{LIST}{three[1].pk}/delete/", {"post": "yes"}).status_code == 403
    )


def test_the_online_safety_record_is_kept_in_the_admin(cast):
    today = timezone.localdate()
    entry = {
        "title": "Grooming",
        "words": "Unlikely.\nNo messages to strangers.",
        "reviewed_on": today.isoformat(),
        "next_review_on": (today + timedelta(days=365)).isoformat(),
    }
    address = "/admin/moderation/safetyentry/"
    cast.admin.client.post(f"{address}add/", entry)
    kept = SafetyEntry.objects.get()
    assert str(kept) == "Grooming"
    assert Act.objects.filter(what="added", object_id=kept.pk, by=cast.admin.peer).exists()
    assert "Grooming" in cast.admin.client.get(address, {"q": "strangers"}).content.decode()
    assert cast.organiser.client.get(address).status_code in {302, 403}
