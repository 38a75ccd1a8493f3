"""What a peer tells to some stays with those, in every byte that anybody can fetch.

Sixteen people, one for each audience of the whole and of its parts, have a mark in everything they
tell: `mark` + the whole's initial + the parts' initial + the field. Every address is fetched by
every one of the cast, and no mark may meet anybody outside the narrower of its two audiences. What
is between two people has marks of its own, with those who may meet them.
"""

import io
import re
import zipfile
from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help, Principle, Sector
from leeds_leaders.notices import actions as notices
from leeds_leaders.notices.models import Letter, Notice, Preference
from peers import actions
from peers.choices import Audience, ItemState, Part, Tie
from peers.models import (
    Claim,
    Connection,
    Introduction,
    Item,
    Organisation,
    Pair,
    Peer,
    Profile,
    Thanks,
)
from projects.models import Project
from tests.conftest import Cast
from tests.factories import (
    ItemFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    RoleFactory,
)

pytestmark = pytest.mark.django_db
AUDIENCES = {audience.value[0]: audience for audience in Audience}  # p, m, c, h
WIDTHS = list(AUDIENCES)
MARK = re.compile(r"mark([pmch])([pmch])([a-z]+)")

MEMBERS = {"peer", "connection", "lead", "organiser", "moderator", "admin"}
SEEN = {
    "p": MEMBERS | {"nobody", "suspended"}, "m": MEMBERS, "c": {"connection"}, "h": set(),
}  # fmt: skip
STAFF = {"moderator", "admin"}
# What is seen with the whole, and what no part decides on.
WITH_THE_WHOLE = {"name", "slug"}
CLOSED = {"closedtitle", "closedwords"}
NEVER = {"email", "password", *CLOSED}
TEXTS = {
    "pronouns": "pronouns", "called": "called", "photo_alt": "photoalt", "one_line": "oneline",
    "story": "story", "talents": "talents", "lived_experience": "lived", "agenda": "agenda",
    "fighting_for": "fighting", "interests": "interests", "languages": "languages",
    "contact": "contact", "organises_in": "organises", "elected_as": "elected",
}  # fmt: skip
# What is between people: who may meet it.
TIES = {
    "secretnote": {"connection"},  # to the connection, from all sixteen
    "secretask": {"peer"},
    "secretanswer": {"lead"},
    "secretintro": {"peer", "connection", "lead"},
    "secretpair": {"connection"},
    "secretthanks": {"connection", "peer"},
    "secretpraise": {"connection", "peer"},
    "secretclaim": STAFF,
    "secretdeclined": STAFF,
    "secretwaiting": MEMBERS,
}
SECRET = re.compile("|".join(TIES))
# How many answers the sweep reads at least: `test_leaks.py` adds up those of all files.
AT_LEAST = 1_900
AT_LEAST_OF_STAFF = 900


def may_meet(whole: str, part: str, field: str) -> set[str]:
    """Who may meet a mark of one of the sixteen anywhere but in the admin."""
    if field in NEVER:
        return set()
    narrower = whole if field in WITH_THE_WHOLE else max(whole, part, key=WIDTHS.index)
    return SEEN[narrower]


@pytest.fixture
def marked(cast, settings) -> dict[tuple[str, str], Peer]:
    """The sixteen, each connected with the cast's `connection`."""
    settings.OUTBOX_IS_READABLE = False
    (settings.MEDIA_ROOT / "peers").mkdir(parents=True)
    return {pair: mark(cast, settings, *pair) for pair in product(WIDTHS, WIDTHS)}


def mark(cast: Cast, settings, whole: str, part: str) -> Peer:
    def a(field: str) -> str:
        return f"mark{whole}{part}{field}"

    peer = PeerFactory(
        name=f"Somebody {a('name')}", slug=a("slug"), email=f"{a('email')}@example.org",
        password=a("password"),
    )  # fmt: skip
    for size in ("", "-192", "-96"):
        (settings.MEDIA_ROOT / f"peers/{a('photo')}{size}.webp").write_bytes(b"RIFF")
    facts = {name: a(field) for name, field in TEXTS.items()} | {
        "audience": AUDIENCES[whole], "is_organiser": True, "comes_as_self": True,
        "sector": Sector.objects.get(slug="housing"),
        "wards": Ward.objects.filter(slug="armley"),
        "causes": Cause.objects.filter(slug="community-growing"),
        "principles": Principle.objects.filter(slug="fairness"),
    }  # fmt: skip
    actions.change_profile(peer, facts, dict.fromkeys(Part.values, AUDIENCES[part].value))
    type(peer.profile).objects.filter(pk=peer.pk).update(photo=f"peers/{a('photo')}.webp")
    for kind in ("offer", "ask"):
        shared = {"peer": peer, "kind": kind, "audience": AUDIENCES[part]}
        ItemFactory(**shared, title=a(kind), slug=f"{a(kind)}slug", words=a(f"{kind}words"))
        ItemFactory(
            **shared, title=a("closedtitle"), slug=f"closed-{whole}{part}{kind}",
            words=a("closedwords"), state=ItemState.CLOSED, closed_at=timezone.now(),
        )  # fmt: skip
    group, _is_new = Organisation.objects.get_or_create(
        name="Everybody", slug="everybody", form="community", standing="live"
    )
    RoleFactory(peer=peer, organisation=group, title=a("role"))
    RoleFactory(peer=peer, organisation=group, title=a("formerrole"), ends_on="2020-01-01")
    ProjectFactory(lead=peer, title=f"A project of {whole}{part}")
    Connection.objects.create(
        asker=peer, asked=cast.connection.peer, state=Tie.ACCEPTED, note="secretnote",
        connected_at=timezone.now(),
    )  # fmt: skip
    return peer


@pytest.fixture
def tied(cast, marked) -> None:
    """What is between some of them, and organisations that wait or were turned down."""
    peer, lead, connection = cast.peer.peer, cast.lead.peer, cast.connection.peer
    open_one = marked["p", "p"]
    Connection.objects.create(asker=open_one, asked=peer, note="secretask")
    Connection.objects.create(asker=marked["m", "m"], asked=lead, note="secretanswer")
    Introduction.objects.create(
        by=lead, first=peer, second=connection, words="secretintro", second_answer="yes"
    )
    Pair.objects.create(
        proposed_by=open_one, proposed_to=connection, words="secretpair", state="agreed",
        agreed_at=timezone.now(), review_on=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    Thanks.objects.create(
        giver=connection, receiver=peer, quality="secretthanks", words="secretpraise"
    )
    waiting = OrganisationFactory(name="secretwaiting", slug="waiting", standing="held")
    OrganisationFactory(name="secretdeclined", slug="declined", standing="declined")
    Claim.objects.create(organisation=waiting, peer=open_one, words="secretclaim")


def pages(cast: Cast, marked) -> list[str]:
    """Every address that has to do with people, found and unfound."""
    slugs = [peer.slug for peer in marked.values()]
    items = Item.objects.values_list("slug", flat=True)
    organisations = Organisation.objects.values_list("slug", flat=True)
    projects = Project.objects.values_list("slug", flat=True)
    pairs = Pair.objects.values_list("pk", flat=True)
    return [
        "/", "/peers/", "/peers/between/", "/organisations/", "/organisations/names.json?q=secret",
        "/organisations/names.json?q=every", "/projects/", "/forums/", "/wards/armley/",
        "/causes/community-growing/", "/sitemap.xml", "/robots.txt", "/me/", "/me/profile/",
        *(f"/me/profile/seen-by/{circle}/" for circle in ("visitor", "member", "connection")),
        "/me/profile/about/", "/me/profile/audiences/", "/me/items/", "/me/items/followed/",
        "/me/items/add/offer/", "/me/organisations/", "/me/organisations/add/", "/me/in-common/",
        "/me/start/", "/me/welcome/help/", "/me/connections/", "/me/thanks/", "/me/pace/",
        "/me/data/", "/me/data/export.zip", "/me/data/erase/", "/me/notices/",
        *(f"/me/pairs/{pk}/" for pk in pairs),
        *(f"/peers/{slug}/" for slug in slugs),
        *(f"/peers/{slug}/{verb}/" for slug in slugs
          for verb in ("connect", "introduce", "pair", "thank")),
        *(f"/peers/photos/{slug.replace('slug', 'photo')}-{side}/" for slug in slugs
          for side in (96, 384)),
        *(f"/peers/items/{slug}/" for slug in items),
        *(f"/organisations/{slug}/{verb}" for slug in organisations for verb in ("", "claim/")),
        *(f"/projects/{slug}/" for slug in projects),
        *(f"/peers/?{query}" for query in FACETS),
    ]  # fmt: skip


PART_OF_FACET = {
    "sector=housing": "sector", "ward=armley": "wards", "cause=community-growing": "causes",
    "principle=fairness": "principles", "offers=transport": "offer", "asks=transport": "ask",
    "form=community": "role", "organiser=yes": "organises", "free=yes": "offer",
}  # fmt: skip
FACETS = (*PART_OF_FACET, "sort=common", "q=mark", "q=somebody")


def admin_pages(marked) -> list[str]:
    models = ("peer", "profile", "item", "organisation", "role", "claim", "connection",
              "introduction", "pair", "thanks", "block", "entry")  # fmt: skip
    lists = [f"/admin/peers/{model}/" for model in models]
    searched = [f"{address}?q=mark" for address in lists]
    objects = [f"/admin/peers/profile/{peer.pk}/change/" for peer in marked.values()]
    objects += [f"/admin/peers/peer/{peer.pk}/change/" for peer in marked.values()]
    objects += [
        f"/admin/peers/item/{pk}/change/" for pk in Item.objects.values_list("pk", flat=True)
    ]
    return [*lists, *searched, *objects]


def bytes_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{answer.headers}\n{answer.cookies.output()}\n{body.decode(errors='replace')}"


def sweep(cast: Cast, addresses: list[str], allowed) -> tuple[list, set, int]:
    """Every address by everybody: what met somebody it is not for, what met anybody, and how many
    answers that were."""
    leaks, met, read = [], set(), 0
    for address in addresses:
        typed = set(MARK.findall(address))
        for name, player in cast:
            answer = player.client.get(address)
            text = bytes_of(answer)
            read += 1
            for found in {*MARK.findall(text)} - (typed if answer.status_code != 200 else set()):
                met.add((found, name))
                if name not in allowed(found, address):
                    leaks.append((f"mark{''.join(found)}", name, address))
            for found in set(SECRET.findall(text)):
                met.add((found, name))
                if name not in TIES[found]:
                    leaks.append((found, name, address))
    return leaks, met, read


def test_every_mark_meets_those_it_is_for_and_nobody_else(cast, marked, tied):
    def allowed(found: tuple[str, str, str], address: str) -> set[str]:
        whole, part, field = found
        field = re.sub("slug$", "", field) or "slug"
        return may_meet(whole, part, field)

    leaks, met, read = sweep(cast, pages(cast, marked), allowed)
    assert not leaks, leaks[:10]
    # Each was really there to be met, or the sweep proves nothing.
    fields = {*TEXTS.values(), "name", "offer", "ask", "offerwords", "askwords", "role",
              "formerrole"}  # fmt: skip
    unmet = {
        (whole, part, field, name)
        for whole, part in marked
        for field in fields
        for name in may_meet(whole, part, field) & {"nobody", "peer", "connection"}
        if ((whole, part, field), name) not in met
    }
    assert not unmet, sorted(unmet)[:10]
    ties = {(secret, name) for secret, may in TIES.items() for name in may - STAFF}
    assert not ties - met, sorted(ties - met)
    assert read >= AT_LEAST


def test_staff_read_no_more_in_the_admin_than_members_do(cast, marked, tied):
    def allowed(found: tuple[str, str, str], address: str) -> set[str]:
        whole, part, field = found
        if field in {"name", "slug", "email"}:
            return STAFF  # whoever suspends somebody must know whom
        field = re.sub("slug$", "", field)
        if field in CLOSED:
            field = "offer"  # it was told to members while it was open
        return may_meet(whole, part, field) & STAFF

    leaks, met, read = sweep(cast, admin_pages(marked), allowed)
    assert not leaks, leaks[:10]
    assert (("m", "m", "story"), "moderator") in met
    assert (("p", "m", "offerwords"), "moderator") in met
    assert not {name for _found, name in met} - STAFF - {"moderator"}
    assert read >= AT_LEAST_OF_STAFF


def listed(answer) -> set[str]:
    """Whose page a list links to, as "pm"."""
    return set(re.findall(r'href="/peers/mark([pmch]{2})slug/"', answer.content.decode()))


def expected(name: str, field: str) -> set[str]:
    return {
        whole + part
        for whole, part in product(WIDTHS, WIDTHS)
        if name in may_meet(whole, part, field)
    }


# What can be searched for, besides the name: not how to reach somebody, nor what a photo shows.
SEARCHED = set(TEXTS.values()) - {"contact", "photoalt", "pronouns"} | {
    "offer", "ask", "offerwords", "askwords", "role", "name",
}  # fmt: skip


@pytest.mark.parametrize("name", ["nobody", "peer", "connection"])
def test_a_word_finds_those_who_tell_it_to_the_seeker_and_counts_nobody_else(cast, marked, name):
    client = getattr(cast, name).client
    wrong = {}
    for whole, part in marked:
        for field in {*SEARCHED, "contact", "formerrole", "closedtitle", "closedwords"}:
            # In quotes: to the letter, or names alone that come close would answer.
            answer = client.get("/peers/", {"q": f'"mark{whole}{part}{field}"'})
            assert answer.status_code == 200
            may = field in SEARCHED and name in may_meet(whole, part, field)
            if listed(answer) != ({whole + part} if may else set()):
                wrong[whole, part, field] = listed(answer)
            assert may != (b"Nobody found" in answer.content)
    assert not wrong


def test_a_facet_lists_those_who_tell_it_to_the_seeker(cast, marked):
    for name in ("nobody", "peer", "connection", "admin"):
        for query, field in PART_OF_FACET.items():
            answer = getattr(cast, name).client.get(f"/peers/?{query}")
            assert answer.status_code == 200
            assert listed(answer) == expected(name, field), (name, query)


def test_letters_and_notices_tell_of_nobody_who_is_hidden_from_their_reader(cast, marked, tied):
    now = timezone.now()
    # A digest leaves the newest seconds to the next.
    Profile.objects.exclude(found_since=None).update(found_since=now - timedelta(minutes=1))
    for name in ("peer", "connection", "lead"):
        reader = getattr(cast, name).peer
        notices.set_preferences(
            reader, rhythm="weekly", weekday=2, hour=8, muted=[],
            causes=Cause.objects.filter(slug="community-growing"),
            wards=Ward.objects.filter(slug="armley"), helps=Help.objects.all(),
        )  # fmt: skip
    Preference.objects.update(
        next_digest_at=now - timedelta(minutes=1), digested_until=now - timedelta(days=30)
    )
    for peer in marked.values():
        actions.change_item(
            Item.objects.get(peer=peer, kind="offer", state="open"),
            actions.ItemDetails(title=f"mark{peer.slug[4:6]}offer", words="Changed."),
            by=peer,
        )
    notices.send_due_digests(now)
    told = 0
    for name in ("peer", "connection", "lead"):
        reader = getattr(cast, name).peer
        letters = Letter.objects.filter(recipient=reader)
        texts = [f"{letter.subject}{letter.text}{letter.html}" for letter in letters]
        texts += [f"{n.title}{n.text}{n.url}" for n in Notice.objects.filter(recipient=reader)]
        for found in set(MARK.findall("".join(texts))):
            told += 1
            assert name in may_meet(*found), (found, name)
    assert told, "somebody was told of somebody"
