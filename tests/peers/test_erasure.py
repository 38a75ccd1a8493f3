"""Erasing somebody leaves nothing of them, whatever they told and whoever was told of them."""

import asyncio
from contextlib import suppress
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from forums.models import AgendaSupport, Booking, Needs
from leeds_leaders.images import SIDES
from leeds_leaders.local.mail import kept_mail
from leeds_leaders.models import SignIn
from leeds_leaders.moderation.choices import Standing
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices import tasks
from leeds_leaders.notices.choices import Purpose, State
from leeds_leaders.notices.models import Address, Letter, Notice
from leeds_leaders.personal_data import Fate, holdings
from peers import actions
from peers.choices import Tie
from peers.errors import LastAdmin, NotHere
from peers.models import (
    Block,
    Claim,
    Connection,
    Introduction,
    Item,
    Organisation,
    Peer,
    Profile,
    SetAside,
    Thanks,
)
from projects.actions import decline
from projects.models import Draft, PrivatePlace, Project
from tests.conftest import in_threads, signed_in
from tests.factories import (
    AgendaItemFactory,
    BookingFactory,
    ConnectionFactory,
    ItemFactory,
    OrganisationFactory,
    PairFactory,
    PeerFactory,
    ProjectFactory,
    RoleFactory,
)
from tests.leeds_leaders.conftest import sink  # noqa: F401  (a real mail server)

MARK = "xqzmark"  # no random letters spell it
KEY = 987_654_321
PASSWORD = "ten green bottles"


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return [name for (name,) in cursor]


def holding_places(what: str) -> dict[str, list[str]]:
    """The rows of all tables that hold a text in any column, whatever its kind."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT t::text FROM "{table}" t WHERE t::text ILIKE %s', [f"%{what}%"])
            if rows := [row for (row,) in cursor]:
                found[table] = rows
    return found


def files_holding(what: str, folder) -> list:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and (what in path.name or what.encode() in path.read_bytes().lower())
    ]


def marked(model: type[models.Model], rows) -> None:
    """Put a mark into every text of some rows that takes any text."""
    texts = (models.CharField, models.TextField)
    strict = (models.EmailField, models.SlugField, models.URLField)
    free = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, texts) and not isinstance(field, strict)
        if not (field.choices or field.unique or field.generated or field.name == "password")
    ]
    for row in rows.all():
        for field in free:  # a notice leads to this site
            mark = f"/{MARK} {field.name} {row.pk}"[: field.max_length]
            rows.filter(pk=row.pk).update(**{field.name: mark})


def digest_of(peers: list[int], text: str, *, to: Peer) -> Letter:
    """A digest that waits and tells of these peers."""
    return Letter(
        recipient=to,
        address=to.email,
        purpose=Purpose.DIGEST,
        key=f"of {len(peers)}",
        subject="Digest",
        text=text,
        html=text,
        items={"peers.common": {"ids": peers, "more": 0, "url": "/"}},
    )


@pytest.fixture
def everything(db, settings):
    """One of 200 peers with marks in every field, and with everything that anybody can have."""
    call_command("load_demo", peers=200, projects=10, stdout=StringIO())
    peer = PeerFactory(
        pk=KEY, name="Xqzmark Person", email="xqzmark@example.org", slug="xqzmark-person-abcde",
        password=make_password(PASSWORD),
    )  # fmt: skip
    one, two = Peer.objects.filter(profile__audience="public").order_by("pk")[5:7]
    EmailAddress.objects.create(user=peer, email=peer.email, verified=True, primary=True)
    EmailAddress.objects.create(user=peer, email="xqzmark.wish@example.org")
    actions.change_profile(
        peer, {"photo": [ContentFile(b"RIFF xqzmark", "xqzmark.webp") for _side in SIDES]}, {}
    )
    actions.follow(ItemFactory(peer=one), by=peer)
    item = ItemFactory(peer=peer, title="Xqzmark van")
    actions.follow(item, by=two)
    actions.close_item(item, state="met", outcome=MARK, by=peer)
    ItemFactory(peer=peer)
    organisation = OrganisationFactory(keeper=peer, added_by=peer, decided_by=peer)
    RoleFactory(peer=peer, organisation=organisation)
    Claim.objects.create(peer=peer, organisation=organisation, words=MARK)
    actions.ask(one, by=peer, note=MARK)
    ConnectionFactory(asker=two, asked=peer, about=item)
    PairFactory(proposed_by=two, proposed_to=peer)
    Introduction.objects.create(by=one, first=peer, second=two, words=MARK)
    Thanks.objects.create(giver=peer, receiver=one, quality=MARK)
    actions.thank(two, by=peer, quality="Kindness", words=MARK)
    Block.objects.create(by=one, blocked=peer)
    SetAside.objects.create(by=two, peer=peer)
    Profile.objects.filter(pk=two.pk).update(stand_in=peer)
    live = ProjectFactory(lead=peer, title="A living garden", contact=MARK, precision="street")
    PrivatePlace.objects.create(project=live, latitude=53.8, longitude=-1.5)
    held = ProjectFactory(lead=peer, title="xqzmark held", standing=Standing.HELD)
    for project in (live, held):
        Draft.objects.create(
            peer=peer, project=project, fields={"a": [MARK]}, saved_at=timezone.now()
        )
    place = BookingFactory(peer=peer, companions=[MARK])
    Needs.objects.create(booking=place, wording=MARK)
    BookingFactory(peer=None, name=MARK, email=peer.email)
    AgendaSupport.objects.create(item=AgendaItemFactory(session=place.session), peer=peer)
    notices.set_preferences(
        peer, rhythm="weekly", weekday=2, hour=8, muted=[], causes=[], wards=[], helps=[]
    )
    notices.tell(peer, Purpose.DECISION, MARK, "projects/email/decision", {"project": held})
    notices.post(peer.email, Purpose.ACCOUNT, MARK, MARK, MARK)
    digest = digest_of([KEY], "Xqzmark Person is new.", to=one)
    some = digest_of([KEY, two.pk], f"Xqzmark Person is new. {two.name} is new.", to=one)
    notices.post_many([digest, some])
    Address.objects.create(address=peer.email, answer="550 no xqzmark here")
    moderator = Peer.objects.get(email="moderator@example.org")
    LogEntry.objects.log_actions(
        moderator.pk, [peer], CHANGE, "xqzmark said so", single_object=True
    )
    for holding in holdings():
        if holding.fate is Fate.GOES and holding.links and holding.model is not Booking:
            marked(holding.model, holding.rows(peer))
    Peer.objects.filter(pk=KEY).update(name="Xqzmark Person")
    browser = signed_in(peer).client
    browser.get("/projects/")
    Client().post("/accounts/login/", {"login": peer.email, "password": MARK})
    return Peer.objects.get(pk=KEY)


def test_nothing_is_left_of_somebody_who_is_erased(
    everything, settings, django_capture_on_commit_callbacks
):
    before = holding_places(MARK)
    assert {
        "peers_peer", "peers_profile", "peers_item", "peers_connection", "peers_entry",
        "notices_letter", "notices_notice", "account_emailaddress", "django_admin_log",
        "projects_draft", "projects_project", "notices_address", "forums_booking", "forums_needs",
    } <= before.keys()  # fmt: skip
    assert files_holding(MARK, settings.MEDIA_ROOT)
    others = Peer.objects.exclude(pk=KEY).count()
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(everything)
    connection.check_constraints()
    assert holding_places(MARK) == {}
    # That something was done, and no more.
    assert holding_places(str(KEY)).keys() <= {"django_admin_log", "moderation_act"}
    assert not files_holding(MARK, settings.MEDIA_ROOT)
    assert not SignIn.objects.filter(peer=KEY).exists()
    assert Peer.objects.count() == others


def test_the_marks_would_be_found_if_one_table_were_forgotten(everything, monkeypatch):
    letters = next(one for one in holdings() if one.name == "letters_about_me")
    monkeypatch.setattr(
        "leeds_leaders.personal_data.holdings",
        lambda: [one for one in holdings() if one.name != letters.name],
    )
    actions.erase(everything)
    assert "notices_letter" in holding_places(MARK)


def test_what_others_work_with_stays(everything):
    garden = Project.objects.get(title="A living garden")
    place = garden.latitude, garden.longitude
    organisation = Organisation.objects.get(keeper=everything)
    actions.erase(everything)
    garden.refresh_from_db()
    assert (garden.lead, garden.contact, garden.standing) == (None, "", Standing.LIVE)
    assert (garden.latitude, garden.longitude) == place
    assert not PrivatePlace.objects.filter(project=garden).exists()
    assert Client().get(garden.get_absolute_url()).status_code == 200
    organisation.refresh_from_db()
    assert (organisation.keeper, organisation.added_by, organisation.decided_by) == (None,) * 3
    moderator = Peer.objects.get(email="moderator@example.org")
    told = moderator.notices.order_by("pk").last()
    assert told.title == "Nobody leads “A living garden” now"
    assert garden.get_absolute_url() in told.text
    assert Peer.objects.get(email="peer@example.org").notices.filter(title=told.title).count() == 0


def test_digests_that_wait_are_written_without_them(everything):
    actions.erase(everything)
    alone, among = Letter.objects.get(key="of 1"), Letter.objects.get(key="of 2")
    assert (alone.state, alone.text, alone.html) == (State.WITHHELD, "", "")
    assert among.state == State.QUEUED
    (other,) = among.items["peers.common"]["ids"]
    assert Peer.objects.get(pk=other).name in among.text
    assert MARK not in among.text.lower()


def test_the_page_of_somebody_who_is_erased_is_missing_to_all(everything, cast):
    actions.erase(everything)
    for player in (cast.nobody, cast.peer, cast.admin):
        gone = player.client.get("/peers/xqzmark-person-abcde/")
        missing = player.client.get("/peers/nobody-of-this-name/")
        assert gone.status_code == missing.status_code == 404


# At the same moment ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_clicks_erase_once():
    peer = PeerFactory()
    ItemFactory(peer=peer)
    in_threads(lambda: actions.erase(peer), lambda: actions.erase(peer))
    assert not Peer.objects.exists()


def test_what_was_refused_at_an_address_that_they_had_before_is_forgotten(db):
    """Who changes an address may do so because it takes no mail any more."""
    peer, heir = PeerFactory(), PeerFactory(email="shared@example.org")
    for was in ("old@example.org", heir.email):
        notices.post(was, Purpose.PEOPLE, was, "Hello", "Hello\n", recipient=peer)
        Address.objects.create(address=was, answer=f"550 no {was}")
    actions.erase(peer)
    assert Address.objects.get().address == heir.email


def test_mail_kept_in_a_local_run_is_let_go_of(db, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "leeds_leaders.local.mail.KeptMailBackend"
    peer = PeerFactory(name="Zoë Żak", email="zoe@example.org")
    for key, to, subject, text in (
        ("to", peer.email, "Your place", "Good day\n"),
        ("was", "zoe-before@example.org", "Your place", "Good day\n"),
        ("about", "o@example.org", "Zoë Żak answers", "Good day\n"),
        ("inside", "o@example.org", "News", f"{'long ' * 300}from Zoë Żak\n"),
        ("other", "o@example.org", "“Zoë Żaková” answers", "Good day\n"),
    ):
        whose = peer if key in {"to", "was"} else None
        notices.post(to, Purpose.ACCOUNT, key, subject, text, recipient=whose)
    assert tasks.drain() == 5
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(peer)
    assert [letter["subject"] for letter in kept_mail()] == ["“Zoë Żaková” answers"]


@pytest.mark.django_db(transaction=True)
def test_whoever_asks_somebody_at_that_moment_finds_nobody_or_goes_as_well():
    for _try in range(4):
        peer, other = PeerFactory(), PeerFactory()

        def ask(peer=peer, other=other):
            with suppress(NotHere):
                actions.ask(peer, by=other, note="Hello")

        in_threads(lambda peer=peer: actions.erase(peer), ask)
        assert not Peer.objects.filter(pk=peer.pk).exists()
        assert not Connection.objects.exists()
        assert not Notice.objects.filter(peer_ids__contains=[peer.pk]).exists()


@pytest.mark.django_db(transaction=True)
def test_a_moderator_who_decides_at_that_moment_and_they_do_not_wait_for_each_other():
    moderator = PeerFactory()
    for _try in range(4):
        project = ProjectFactory()
        in_threads(
            lambda project=project: actions.erase(project.lead),
            lambda project=project: decline(project, by=moderator, reason="Not like this."),
        )
        assert [*Peer.objects.all()] == [moderator]


@pytest.mark.django_db(transaction=True)
def test_a_letter_in_the_air_leaves_no_trace(sink):  # noqa: F811
    peer = PeerFactory(email="gone@example.org")
    notices.post(peer.email, Purpose.DECISION, "1", "Hello", "A text.", recipient=peer)

    async def erase_and_refuse(server, session, envelope, address, options):
        await asyncio.to_thread(in_threads, lambda: actions.erase(peer))
        return "550 nobody here"

    sink.handle_RCPT = erase_and_refuse
    assert tasks.drain() == 0
    assert not Peer.objects.exists()
    assert not Letter.objects.exists()
    assert not Address.objects.exists()


# Who may not -------------------------------------------------------------------------------------


@pytest.fixture
def admin(db):
    return PeerFactory(is_staff=True, is_superuser=True)


def test_the_last_admin_is_refused(admin):
    PeerFactory(is_superuser=True, is_active=False)
    with pytest.raises(LastAdmin, match="only one with all rights"):
        actions.erase(admin)
    assert Peer.objects.filter(pk=admin.pk, is_active=True).exists()


def test_one_of_two_admins_may_go(admin):
    actions.erase(PeerFactory(is_superuser=True))
    assert Peer.objects.get() == admin


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_go_at_once_one_stays():
    admins = [PeerFactory(is_superuser=True) for _number in range(2)]
    refused = []

    def go(peer):
        try:
            actions.erase(peer)
        except LastAdmin:
            refused.append(peer)

    in_threads(*(lambda peer=peer: go(peer) for peer in admins))
    assert [*Peer.objects.all()] == refused
    assert len(refused) == 1


# How much ----------------------------------------------------------------------------------------


def test_many_ties_take_no_more_queries_than_few(db, django_assert_num_queries):
    def with_ties(count: int) -> Peer:
        peer = PeerFactory()
        others = PeerFactory.create_batch(count)
        Connection.objects.bulk_create(
            Connection(asker=peer, asked=other, state=Tie.ACCEPTED) for other in others
        )
        Thanks.objects.bulk_create(
            Thanks(giver=other, receiver=peer, quality="Kind") for other in others
        )
        Item.objects.bulk_create(
            Item(peer=peer, kind="offer", title="A van", slug=f"{peer.slug}-{number}")
            for number in range(3)
        )
        return peer

    few, many = with_ties(2), with_ties(150)
    actions.erase(with_ties(1))  # what is looked up once in a process
    with connection.execute_wrapper(counting := Counting()):
        actions.erase(few)
    with django_assert_num_queries(counting.queries):
        actions.erase(many)


class Counting:
    """How many statements went to the database."""

    queries = 0

    def __call__(self, execute, *said):
        self.queries += 1
        return execute(*said)


# The page ----------------------------------------------------------------------------------------


@pytest.fixture
def someone(db, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    peer = PeerFactory(name="Sam Someone", password=make_password(PASSWORD))
    EmailAddress.objects.create(user=peer, email=peer.email, verified=True, primary=True)
    browser = Client()
    browser.post("/accounts/login/", {"login": peer.email, "password": PASSWORD})
    return peer, browser


def test_somebody_erases_themselves(someone):
    peer, browser = someone
    elsewhere = signed_in(peer).client
    asked = browser.get("/me/data/erase/", follow=True)
    assert asked.redirect_chain == [("/accounts/reauthenticate/?next=%2Fme%2Fdata%2Ferase%2F", 302)]
    page = browser.post(
        "/accounts/reauthenticate/",
        {"password": PASSWORD, "next": "/me/data/erase/"},
        follow=True,
    )
    assert page.request["PATH_INFO"] == "/me/data/erase/"
    assert "Please type my name: Sam Someone" in page.content.decode()
    assert browser.post("/me/data/erase/", {"name": "Somebody"}).status_code == 422
    assert Peer.objects.filter(pk=peer.pk).exists()
    done = browser.post("/me/data/erase/", {"name": "sam  someone"}, follow=True)
    assert done.redirect_chain == [("/", 302)]
    assert "Everything of yours is erased" in done.content.decode()
    assert not Peer.objects.filter(pk=peer.pk).exists()
    assert elsewhere.get("/me/").status_code == 302
    assert browser.get("/me/").status_code == 302


def test_a_sign_in_of_an_hour_ago_is_asked_again(someone):
    _peer, browser = someone
    answer = browser.post("/me/data/erase/", {"name": "Sam Someone"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Peer.objects.count() == 1


def test_the_page_tells_the_last_admin_why_not(cast):
    answer = cast.admin.client.post("/me/data/erase/", {"name": "Ada Admin"})
    assert answer.status_code == 422
    assert "You are the only one with all rights" in answer.content.decode()
    assert Peer.objects.filter(pk=cast.admin.peer.pk).exists()


def test_the_page_says_what_becomes_of_what(cast):
    OrganisationFactory(keeper=cast.lead.peer)
    page = cast.lead.client.get("/me/data/erase/").content.decode()
    assert "Stay, and others may claim them." in page
    assert "Those on the map stay there" in page
    other = cast.peer.client.get("/me/data/erase/").content.decode()
    assert "Those on the map stay there" not in other


def test_an_admin_erases_who_asks_for_it(cast, settings):
    settings.LOCAL_RUN = True
    lead, browser = cast.lead.peer, cast.admin.client
    address = f"/admin/peers/peer/{lead.pk}/delete/"
    assert cast.moderator.client.get(address).status_code == 403
    assert b"Lee Lead" in browser.get(address).content
    assert browser.post(address, {"post": "yes"}).status_code == 302
    assert not Peer.objects.filter(pk=lead.pk).exists()
    assert not LogEntry.objects.filter(object_repr__contains="Lee").exists()
    assert browser.get(f"/admin/peers/peer/{cast.admin.peer.pk}/delete/").status_code == 403
    chosen = [cast.peer.peer.pk, cast.admin.peer.pk]
    selected = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    said = browser.post("/admin/peers/peer/", selected, follow=True).content.decode()
    assert f"{cast.admin.peer} stays" in said
    assert [*Peer.objects.filter(pk__in=chosen)] == [cast.admin.peer]
    assert not LogEntry.objects.filter(object_id=cast.admin.peer.pk).exists()
