"""Every text that a person reads can be translated: a pseudo-language finds what was forgotten."""

import re
import uuid
from datetime import date, timedelta
from functools import partial
from html import unescape
from html.parser import HTMLParser

import pytest
from django.utils import timezone, translation

from forums.actions import doing
from forums.actions.pulse import give_pulse
from forums.choices import Heard, Seat, Why
from forums.models import (
    Action,
    AgendaSupport,
    Citation,
    Lesson,
    Needs,
    Perspective,
    Record,
    Session,
)
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help, Principle, Sector
from leeds_leaders.moderation.actions.appeals import turn_down
from leeds_leaders.moderation.models import Appeal, Decision
from leeds_leaders.notices import actions
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Address, Consent, Notice, Preference
from peers import actions as peers
from peers.choices import Kind, Part
from peers.models import Connection, Organisation, Peer, Profile
from projects.actions.deciding import decline
from projects.choices import Invited, ReplyState, Rung, Seek
from projects.models import CohortMember, DevelopmentOffer, Project, Support
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    AssociationFactory,
    BookingFactory,
    CohortFactory,
    ConnectionFactory,
    InterestFactory,
    ItemFactory,
    MembershipFactory,
    NewsFactory,
    NoteFactory,
    OrganisationFactory,
    OutcomeFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    ReplyFactory,
    ResponseFactory,
    RoleFactory,
    SeriesFactory,
    SessionFactory,
    SupportFactory,
    VenueFactory,
    people,
)
from tests.open_forms import began

OPEN, SHUT, GAP = "⟦", "⟧", "\x00"
UNSPOKEN = {"script", "style", "svg", "pre", "noscript"}
READ_ATTRIBUTES = {"placeholder", "aria-label", "title", "alt"}
PAGES = [
    "/",
    "/projects/",
    "/projects/?q=garden&ward=armley",
    "/projects/?q=nothing-of-the-kind",
    "/projects/?cause=arts-and-culture,community-growing&ward=armley,city-wide&near=53.8,-1.5&within=5",
    "/me/searches/",
    "/projects/live-project/",
    "/projects/new/",
    "/projects/live-project/edit/",
    "/projects/live-project/news/",
    "/projects/live-project/news/new/",
    "/projects/live-project/milestones/new/",
    "/projects/live-project/still-going/",
    "/still-going/1.1.forged/",
    "/what-we-learned/",
    "/projects/live-project/photos/",
    "/projects/live-project/history/",
    "/projects/live-project/print/",
    "/projects/live-project/team/",
    "/projects/live-project/team/ask/",
    "/projects/live-project/team/leave/",
    "/projects/live-project/hand-over/",
    "/projects/live-project/claim/",
    "/projects/live-project/bids/",
    "/asks/",
    "/asks/?kind=ask&ward=armley",
    "/me/support/",
    "/projects/live-project/behind/",
    "/projects/live-project/matches/",
    "/projects/live-project/asks/new/",
    "/projects/live-project/asks/new/?kind=offer",
    "/projects/live-project/invite/",
    "/projects/live-project/pass-on/",
    "/wards/",
    "/wards/armley/",
    "/hubs/new/",
    "/causes/",
    "/causes/community-growing/",
    "/forums/",
    "/forums/?when=past&how=online",
    "/forums/?q=nothing-of-the-kind",
    "/forums/?view=month",
    "/record/",
    "/record/?q=nothing-of-the-kind&kind=note&section=works",
    "/me/sessions/",
    "/me/sessions/calendar/",
    "/me/actions/",
    "/said-and-done/",
    "/perspectives/",
    "/perspectives/?kind=article",
    "/perspectives/new/",
    "/me/perspectives/",
    "/reading-list/",
    "/me/lessons/",
    "/outcomes/new/",
    "/outcomes/new/?project=live-project",
    "/about/",
    "/moderation/",
    "/report/item/none/",
    "/report/seen/none/",
    "/privacy/",
    "/house-rules/",
    "/accessibility/",
    "/data-complaint/",
    "/outbox/",
    "/places/?q=nowhere",
    "/me/",
    "/me/profile/",
    "/me/profile/about/",
    "/me/profile/photo/",
    "/me/profile/place/",
    "/me/profile/gifts/",
    "/me/profile/duties/",
    "/me/profile/contact/",
    "/me/profile/audiences/",
    "/me/profile/seen-by/visitor/",
    "/me/profile/seen-by/member/",
    "/me/items/",
    "/me/items/followed/",
    "/me/items/add/offer/",
    "/me/items/add/ask/",
    "/peers/",
    "/peers/?q=nobody-of-that-kind&organiser=yes",
    "/peers/?offers=volunteers&sort=common",
    "/peers/between/",
    "/me/in-common/",
    "/me/welcome/place/",
    "/me/welcome/causes/",
    "/me/welcome/help/",
    "/me/start/",
    "/associations/",
    "/associations/?q=nothing-of-the-kind",
    "/associations/new/",
    "/cohorts/",
    "/cohorts/new/",
    "/development/",
    "/development/new/",
    "/organisations/",
    "/organisations/?q=nothing-of-the-kind",
    "/me/organisations/",
    "/me/organisations/add/",
    "/me/connections/",
    "/me/thanks/",
    "/me/pace/",
    "/me/data/",
    "/me/sign-ins/",
    "/me/data/erase/",
    "/me/notices/",
    "/me/notices/settings/",
    "/unsubscribe/no.such.link/",
    "/nothing-here/",
]


class Reader(HTMLParser):
    """Collects what a page says aloud or shows."""

    def __init__(self):
        super().__init__()
        self.heard: list[str] = []
        self.said: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in {"input", "meta", "link", "br", "img", "hr", "path", "polygon"}:
            self.within.append(tag)
        self.said += [value for name, value in attrs if name in READ_ATTRIBUTES and value]

    def handle_endtag(self, tag):
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data):
        if not UNSPOKEN & set(self.within):
            self.heard.append(data)


@pytest.fixture
def pseudo_language(monkeypatch):
    """Every translated text stands in brackets."""

    def wrapped(message):
        return f"{OPEN}{message}{SHUT}"

    monkeypatch.setattr(translation._trans, "gettext", wrapped, raising=False)
    monkeypatch.setattr(
        translation._trans,
        "ngettext",
        lambda one, many, n: wrapped(one if n == 1 else many),
        raising=False,
    )
    monkeypatch.setattr(
        translation._trans, "pgettext", lambda _context, message: wrapped(message), raising=False
    )


def told_by_people(settings) -> list[str]:
    """Texts that come from data: they are in the language of whoever wrote them."""
    city = settings.CITY
    texts = [city.name, city.network, city.strapline, city.contact, city.attribution]
    for ward in Ward.objects.all():
        texts += [ward.name, *ward.name.split(), ward.committee]
    for cause in Cause.objects.all():
        texts += [cause.name, cause.about, ", ".join(cause.synonyms)]
    texts += [word.name for model in (Help, Principle, Sector) for word in model.objects.all()]
    for peer in Peer.objects.all():
        texts += [peer.name, peer.get_short_name(), peer.email]
    for project in Project.objects.all():
        texts += [project.title, project.summary, project.run_by, project.place]
        texts += [settings.SITE_URL + project.get_absolute_url()]
        texts += ["It began with", "one bench", "Then came the beans."]
    texts += [settings.MAP_TILES_ATTRIBUTION]
    return sorted({text for text in texts if text}, key=len, reverse=True)


def left_in_english(html: str, data: list[str]) -> list[str]:
    """Texts outside all brackets; a translated text may span several elements."""
    reader = Reader()
    reader.feed(html)
    rest = GAP.join(reader.heard + reader.said)
    while (shorter := re.sub(f"{OPEN}[^{OPEN}{SHUT}]*{SHUT}", " ", rest)) != rest:
        rest = shorter
    for known in data:
        rest = rest.replace(known, " ")
    return [" ".join(text.split()) for text in rest.split(GAP) if re.search(r"[A-Za-z]{2,}", text)]


@pytest.mark.parametrize("address", PAGES)
def test_no_text_of_ours_is_left_in_english(cast, pseudo_language, settings, address):
    html = cast.lead.client.get(address).content.decode()
    assert left_in_english(html, told_by_people(settings)) == []


def test_pages_of_reports_and_decisions_are_all_translated(cast, pseudo_language, settings):
    lead, peer, city = cast.lead, cast.peer, told_by_people(settings)
    said = ["Qqq", *city]
    page = "/report/project/live-project/"
    data = {"rule": "abuse", "words": "Qqq"} | began()
    read = [peer.client.get(page), peer.client.post(page, {"words": "Qqq"})]
    secret = peer.client.post(page, data).url
    read += [peer.client.post(page, data), peer.client.get(secret)]
    project = Project.objects.get(slug="live-project")
    decline(project, by=cast.moderator.peer, reason="Qqq", rule="abuse")
    decision = Decision.objects.get().get_absolute_url()
    read += [peer.client.get(secret), lead.client.get(decision)]
    read += [lead.client.post(decision), lead.client.post(decision, {"words": "Qqq"}, follow=True)]
    turn_down(Appeal.objects.get(), by=cast.admin.peer, reason="Qqq")
    read += [lead.client.get(decision), cast.moderator.client.get(decision)]
    for moment in range(6):
        Decision.objects.create(
            kind="item", object_id=str(moment), outcome="removed", rule="abuse",
            waited=timedelta(days=3 * moment),
        )  # fmt: skip
    read += [peer.client.get("/moderation/")]
    for answer in read:
        assert left_in_english(unescape(answer.text), said) == [], answer.request["PATH_INFO"]
    letters = Notice.objects.exclude(recipient__in=[cast.moderator.peer, cast.admin.peer])
    for letter in letters:
        assert left_in_english(f"<p>{letter.title}</p><p>{letter.text}</p>", said) == []


def test_the_pseudo_language_sees_a_forgotten_word():
    html = f"<h1>{OPEN}Said{SHUT}</h1><p>Forgotten</p><a title='Also forgotten'>1</a>"
    assert left_in_english(html, []) == ["Forgotten", "Also forgotten"]


@pytest.fixture
def told(cast):
    """Somebody with every kind of word on their pages of notices."""
    lead = cast.lead
    for number in range(25):
        Notice.objects.create(
            recipient=lead.peer, purpose=Purpose.DECISION, key=str(number), title="Qqq", url="/"
        )
    Notice.objects.filter(recipient=lead.peer, key="24").update(read_at=timezone.now())
    Address.objects.create(address=lead.peer.email, flagged_at=timezone.now())
    actions.set_preferences(
        lead.peer, rhythm="weekly", weekday=2, hour=8, muted=["reminder"], causes=[], wards=[],
        helps=[],
    )  # fmt: skip
    return lead


def test_pages_of_notices_in_use_are_all_translated(told, pseudo_language, settings):
    known = [*told_by_people(settings), "Qqq"]
    token = Preference.objects.get().unsubscribe_token(Purpose.DIGEST)
    link, own = f"/unsubscribe/{token}/", "/me/notices/settings/"
    wording = [consent.wording for consent in Consent.objects.all()]
    steps = [
        ("get", "/me/"), ("get", "/me/notices/"), ("get", "/me/notices/?page=2"), ("get", own),
        ("post", own), ("post", "/me/notices/pause/"), ("get", link), ("post", link),
    ]  # fmt: skip
    for method, address in steps:
        html = getattr(told.client, method)(address).content.decode()
        assert left_in_english(html, known + wording) == [], address
    actions.pause(told.peer, timezone.localdate() + timedelta(days=9))
    for address in ("/me/", own):
        html = told.client.get(address).content.decode()
        assert left_in_english(html, known + wording) == [], address


def test_pages_of_offers_and_asks_in_use_are_all_translated(cast, pseudo_language, settings):
    lead, words = cast.lead, {"title": "Qqq", "words": "Qqq", "outcome": "Qqq"}
    own = ItemFactory(peer=lead.peer, cost="bursary", until=timezone.localdate(), **words)
    met = ItemFactory(peer=lead.peer, state="met", closed_at=timezone.now(), **words)
    followed = ItemFactory(kind="ask", **words)
    peers.follow(followed, by=lead.peer)
    own_pages = [own.get_absolute_url(), f"{own.get_absolute_url()}edit/", met.get_absolute_url()]
    pages = [*own_pages, followed.get_absolute_url(), "/me/items/", "/me/items/followed/"]
    for address in pages:
        html = lead.client.get(address).content.decode()
        assert left_in_english(html, [*told_by_people(settings), "Qqq"]) == [], address


def test_pages_of_matches_in_use_are_all_translated(cast, pseudo_language, settings):
    lead = cast.lead
    says = {"offers": ["transport"], "asks": ["money"], "causes": ["food-and-growing"]}
    others = people(
        {**says, "asks": ["transport"], "wards": ["armley"], "one_line": "Qqq"},
        {"causes": ["food-and-growing"]},
        {"offers": ["money"], "wards": ["armley"]},
        {"offers": ["money"]},
    )
    ItemFactory(peer=lead.peer, title="Qqq")
    ItemFactory(peer=lead.peer, title="Qqq", kind="ask", tags=["money"])
    profile = lead.peer.profile
    profile.wards.add(Ward.objects.get(slug="armley"))
    profile.causes.add(Cause.objects.get(slug="food-and-growing"))
    peers.set_aside(others[-1], by=lead.peer)
    known = [item.title for other in others for item in other.items.all()]
    for changes in (
        {},
        {"takes_on": 0},
        {"paused_until": date(2099, 1, 1)},
        {"audience": "hidden"},
    ):
        Profile.objects.filter(peer=lead.peer).update(**changes)
        for address in ("/me/in-common/", "/me/start/", "/me/welcome/help/"):
            html = unescape(lead.client.get(address).content.decode())
            data = sorted([*told_by_people(settings), *known, "Qqq"], key=len, reverse=True)
            assert left_in_english(html, data) == [], address


def test_pages_of_organisations_in_use_are_all_translated(cast, pseudo_language, settings):
    lead, facts = cast.lead, {"name": "Qqq", "sector": Sector.objects.first()}
    mine = OrganisationFactory(keeper=lead.peer, standing="held", about="Qqq", **facts)
    other = OrganisationFactory(name="Qqq Qqq", about="", link="https://qqq.example/")
    day = timezone.localdate()
    role = RoleFactory(peer=lead.peer, organisation=mine, starts_on=day, ends_on=day, title="Qqq")
    RoleFactory(peer=lead.peer, organisation=mine, is_paid=False, title="", starts_on=day)
    gone = OrganisationFactory(name="Qqq", standing="declined")
    RoleFactory(peer=lead.peer, organisation=gone, is_paid=True, title="Qqq")
    known = [*told_by_people(settings), "Qqq", "https://", "qqq.example/"]
    pages = ["/organisations/", "/me/organisations/", f"/me/organisations/{role.pk}/edit/"]
    for organisation in (mine, other):
        page = organisation.get_absolute_url()
        pages += [page, f"{page}claim/"]
    pages.append(f"{mine.get_absolute_url()}edit/")
    peers.claim(other, "Qqq", by=lead.peer)
    pages += [other.get_absolute_url(), f"{other.get_absolute_url()}claim/"]
    for address in pages:
        html = lead.client.get(address).content.decode()
        assert left_in_english(html, known) == [], address
    answer = lead.client.post("/me/organisations/add/", {"organisation": "Qqqq"})
    assert left_in_english(answer.content.decode(), known) == []


def test_pages_of_associations_and_cohorts_in_use_are_all_translated(
    cast, pseudo_language, settings
):
    lead, other, texts = cast.lead.peer, PeerFactory(name="Qqq"), {"about": "Qqq", "name": "Qqq"}
    live = Project.objects.get(slug="live-project")
    facts = {**texts, "purpose": "Qqq", "link": "https://qqq.example/", "is_open": False}
    mine = AssociationFactory(keeper=lead, ward=Ward.objects.get(slug="armley"), **facts)
    mine.causes.set(Cause.objects.filter(slug="community-growing"))
    apart = AssociationFactory(name="Qqq", purpose="Qqq", keeper=other)
    apart.causes.set(Cause.objects.filter(slug="community-growing"))
    for member in ({"peer": lead}, {"organisation": OrganisationFactory(name="Qqq")},
                   {"project": live}):  # fmt: skip
        MembershipFactory(association=mine, **member)
    part, whole = (AssociationFactory(name="Qqq", purpose="Qqq", keeper=other) for _ in "ab")
    MembershipFactory(association=mine, part=part)
    MembershipFactory(association=whole, part=mine)
    for side in ("member_said_yes_at", "association_said_yes_at"):
        MembershipFactory(association=mine, peer=PeerFactory(name="Qqq"), **{side: None})
    asked, belongs = (AssociationFactory(name="Qqq", purpose="Qqq", keeper=other) for _ in "ab")
    MembershipFactory(association=asked, peer=lead, member_said_yes_at=None)
    MembershipFactory(association=belongs, peer=lead, keeper_asked_at=timezone.now())
    held = AssociationFactory(name="Qqq", purpose="Qqq", keeper=lead, standing="held")
    day = timezone.localdate()
    days = {"starts_on": day, "ends_on": day}
    cohort = CohortFactory(**texts, **days, keeper=lead, project=live)
    for member, said_yes_at in ((lead, None), (other, None), (PeerFactory(name="Qqq"), day)):
        at = said_yes_at and timezone.now()
        CohortMember.objects.create(cohort=cohort, peer=member, said_yes_at=at)
    offers = {"title": "Qqq", "words": "Qqq", "made_by": lead, "link": "https://qqq.example/"}
    offered, draft = (
        DevelopmentOffer.objects.create(
            **offers, project=live, is_published=is_published, until=day,
            organisation=Organisation.objects.get(name="Qqq"),
        )
        for is_published in (True, False)
    )  # fmt: skip
    page = mine.get_absolute_url()
    pages = [page, *(f"{page}{verb}/" for verb in ("edit", "join", "invite", "bridges"))]
    pages += [f"{page}?kind={kind}" for kind in ("people", "associations", "projects")]
    rows = (asked, belongs, held, apart, cohort, offered, draft)
    pages += [row.get_absolute_url() for row in rows]
    pages += [f"{cohort.get_absolute_url()}{verb}/" for verb in ("edit", "ask")]
    pages += ["/associations/", "/cohorts/", "/development/", live.get_absolute_url()]
    known = [*told_by_people(settings), "https://", "qqq.example/", "Qqq"]
    for address in pages:
        html = unescape(cast.lead.client.get(address).content.decode())
        assert left_in_english(html, known) == [], address
    for form in (f"{page}invite/", f"{cohort.get_absolute_url()}ask/", "/associations/new/"):
        html = unescape(cast.lead.client.post(form).content.decode())
        assert left_in_english(html, known) == [], form


def test_pages_of_profiles_in_use_are_all_translated(cast, pseudo_language, settings):
    lead, other = cast.lead, cast.peer
    day = timezone.localdate() + timedelta(days=400)
    texts = ("pronouns", "called", "one_line", "story", "talents", "lived_experience", "agenda",
             "fighting_for", "interests", "languages", "contact", "elected_as")  # fmt: skip
    facts = dict.fromkeys(texts, "Qqq") | {
        "comes_as_self": True, "is_organiser": True, "sector": Sector.objects.first(),
        "elected_ward": Ward.objects.first(), "term_ends_on": day, "parked_until": day,
    }  # fmt: skip
    organisation = OrganisationFactory(name="Qqq")
    for peer in (lead.peer, other.peer):
        peers.change_profile(peer, facts, {"called": "hidden"})
        peer.profile.wards.set(Ward.objects.all()[:2])
        peer.profile.principles.set(Principle.objects.all()[:2])
        ItemFactory(peer=peer, title="Qqq", until=day)
        ItemFactory(peer=peer, title="Qqq", kind="ask", until=day)
        ItemFactory(peer=peer, title="Qqq", state="past", closed_at=timezone.now())
        for title, dates in (
            ("Qqq", {"starts_on": "2020-01-01"}),
            ("Qqq Qqq", {"ends_on": day}),
            ("", {"starts_on": "2020-01-01", "ends_on": "2021-01-01"}),
        ):
            RoleFactory(peer=peer, title=title, organisation=organisation, **dates)
    Connection.objects.create(asker=other.peer, asked=lead.peer)
    known = [*told_by_people(settings), "Qqq"]
    pages = ["/me/", "/me/profile/", "/me/profile/about/", "/me/profile/seen-by/connection/"]
    pages += [f"/peers/{player.peer.slug}/" for player in (lead, other)]
    for audience in ("members", "connections", "hidden"):
        peers.change_profile(lead.peer, {"audience": audience}, {})
        for address in pages:
            html = unescape(lead.client.get(address).content.decode())
            assert left_in_english(html, known) == [], address
    chosen = {f"{part}_audience": "public" for part in Part.values}
    answer = lead.client.post("/me/profile/audiences/", chosen | {"audience": "public"})
    assert left_in_english(unescape(answer.content.decode()), known) == []
    peers.change_profile(other.peer, {"audience": "public"}, {})
    visitors = cast.nobody.client.get(f"/peers/{other.peer.slug}/")
    assert left_in_english(unescape(visitors.content.decode()), known) == []


def test_a_session_page_is_all_translated(cast, pseudo_language, settings):
    session = SessionFactory(title="Qqq", theme="", purpose="", venue=None)
    html = cast.nobody.client.get(session.get_absolute_url()).content.decode()
    assert left_in_english(html, [*told_by_people(settings), "Qqq"]) == []


def test_pages_of_the_day_itself_in_use_are_all_translated(cast, pseudo_language, settings):
    lead, now = cast.lead, timezone.now()
    session = SessionFactory(slug="qqq", title="Qqq", capacity=9, starts_at=now, venue=None)
    session.hosts.add(lead.peer)
    states = {
        Seat.GOING: {"places": 2, "companions": ["Qqq"], "shown_to": "going", "arrived": 2},
        Seat.OFFERED: {"offered_until": now + timedelta(hours=1)},
        Seat.WAITING: {"places": 2},
        Seat.WALKED_IN: {"peer": None, "name": "Qqq", "arrived": 1},
        Seat.NOT_GOING: {},
    }
    answers = [
        BookingFactory(session=session, state=state, **more) for state, more in states.items()
    ]
    BookingFactory(session=session, peer=lead.peer, shown_to="nobody")
    going = answers[0]
    for name in ("agenda", "fighting_for", "talents", "one_line", "called", "pronouns"):
        setattr(going.peer.profile, name, "Qqq")
    going.peer.profile.comes_as_self = True
    going.peer.profile.save()
    for kind in ("offer", "ask"):
        ItemFactory(peer=going.peer, title="Qqq", kind=kind)
    Needs.objects.create(booking=going, access="Qqq", diet="Qqq", wording="Qqq")
    going.moves.create(went_to=Seat.GOING, why=Why.BY_HAND, by=lead.peer, places=2, note="Qqq")
    for released_at in (None, now):
        session.kept_seats.create(
            kept_for="newcomers", places=1, release_at=now, released_at=released_at
        )
    session.messages.create(subject="Qqq", words="Qqq", sent_to="both", by=lead.peer)
    organise, door = "/forums/qqq/organise/", "/forums/qqq/arrivals/"
    key = {"key": uuid.UUID(int=1)}
    message = {**key, "sent_to": "going", "subject": "Qqq", "words": "Qqq"}
    steps: list[tuple[str, dict | None]] = [
        (organise, None), (f"{organise}?list=others", None), (f"{organise}?q=nobody", None),
        (f"{organise}add/?q=pat", None), (f"{organise}add/?q=nobody", None),
        (f"{organise}add/", key), (f"{organise}remove/{going.key}/", None),
        (f"{organise}story/{going.key}/", None), (f"{organise}capacity/", {"capacity": "0"}),
        (f"{organise}keep-seats/", key), (f"{organise}needs/", None), (f"{organise}needs/", key),
        (f"{organise}message/", None), (f"{organise}message/", message),
        ("/forums/qqq/cards/", None), ("/forums/qqq/badges/", None), (door, None),
        (f"{door}?q=pat", None), (f"{door}?q=nobody", None), (f"/arrivals/{going.key}/", None),
    ]  # fmt: skip
    known = [*told_by_people(settings), "Qqq", "nobody", "pat"]
    for address, data in steps:
        ask = lead.client.get if data is None else partial(lead.client.post, data=data)
        html = unescape(ask(address).content.decode())
        assert left_in_english(html, known) == [], address


def test_an_empty_day_is_all_translated(cast, pseudo_language, settings):
    session = SessionFactory(slug="qqq", title="Qqq", venue=None, state="draft")
    session.hosts.add(cast.lead.peer)
    pages = (
        "organise/",
        "organise/?list=going",
        "organise/needs/",
        "cards/",
        "badges/",
        "arrivals/",
    )
    for page in pages:
        html = unescape(cast.lead.client.get(f"/forums/qqq/{page}").content.decode())
        assert left_in_english(html, [*told_by_people(settings), "Qqq"]) == [], page
    html = unescape(cast.lead.client.post("/forums/qqq/organise/needs/").content.decode())
    assert left_in_english(html, [*told_by_people(settings), "Qqq"]) == []


def test_pages_of_sessions_in_use_are_all_translated(cast, pseudo_language, settings):
    """Whatever a session can have is on them, and whatever an answer can be."""
    reader, now = cast.lead.peer, timezone.now()
    told = dict.fromkeys(
        ("theme", "purpose", "room", "bring", "contact", "concessions", "funded_by", "cost_note"),
        "Qqq",
    )
    series = SeriesFactory(title="Qqq", questions=["Qqq"])
    conference = SessionFactory(slug="full", title="Qqq", venue=None, capacity=9, **told)
    series_day = {"series": series, "title": "Qqq", "venue": None}
    SessionFactory(series_day=date(2026, 1, 8), starts_at=now - timedelta(days=9), **series_day)
    SessionFactory(series_day=date(2026, 2, 12), slug="next", **series_day, capacity=1)
    for room, state in (("Qqq", "published"), ("", "cancelled")):
        SessionFactory(parent=conference, title="Qqq", room=room, venue=None, state=state)
    SessionFactory(title="Qqq", venue=None, online_link="https://x.test", slug="off", state="draft")
    conference.hosts.add(reader)
    conference.causes.set(Cause.objects.all()[:2])
    offer = {"state": "offered", "offered_until": now + timedelta(days=1)}
    for facts in (offer, {}, {"state": "waiting"}, {"state": "maybe"}, {"state": "lapsed"}):
        mine = SessionFactory(title="Qqq", venue=None, online_link="https://x.test")
        BookingFactory(session=mine, peer=reader, places=2, **facts)
    BookingFactory(session=conference, peer=reader, shown_to="everyone", places=3)
    known = [*told_by_people(settings), "Qqq", "qqq", "Who is missing from the table?"]
    for address in (
        "/forums/", "/forums/?when=past", "/forums/full/", "/forums/next/",
        "/forums/full/programme/", "/me/sessions/", f"/forums/?view=month&month={now:%Y-%m}",
    ):  # fmt: skip
        html = cast.lead.client.get(address).content.decode()
        assert left_in_english(html, known) == [], address
    html = cast.organiser.client.get("/forums/off/").content.decode()
    assert left_in_english(html, known) == []
    shown = cast.lead.client.post("/me/sessions/calendar/new/", {"key": "never.0"})
    addresses = re.findall(r">(https?://[^<]+)</code>", shown.content.decode())
    assert left_in_english(shown.content.decode(), [*known, *addresses]) == []
    for step in ("get", "revoke"):
        if step == "revoke":
            cast.lead.client.post("/me/sessions/calendar/revoke/")
        html = cast.lead.client.get("/me/sessions/calendar/").content.decode()
        assert left_in_english(html, known) == []


def test_pages_of_news_in_use_are_all_translated(cast, pseudo_language, settings):
    project, told = Project.objects.get(slug="live-project"), [*told_by_people(settings), "Qqq"]
    posts = [
        NewsFactory(project=project, title=f"Qqq {number}", words="Qqq", is_removed=not number)
        for number in range(5)
    ]
    days = (None, date(2026, 1, 1)), (date(2026, 1, 1), None), (date(2099, 1, 1), None)
    steps = [
        project.milestones.create(title="Qqq", due_on=due, reached_on=reached)
        for due, reached in days
    ]
    own = [f"{post.get_absolute_url()}{step}" for post in posts[:2] for step in ("", "edit/")]
    own += [f"/milestones/{steps[0].key}/edit/", "/projects/live-project/news/"]
    faded = {"faded_at": timezone.now()}
    gone = {"standing": "withdrawn", "archived_at": timezone.now()}
    over = {"stage": "ended", "lessons": "Qqq", "title": "Qqq", "summary": "Qqq"}
    for facts in ({}, faded, gone, over):
        Project.objects.filter(pk=project.pk).update(**facts)
        for player in (cast.lead, cast.nobody):
            for page in ("/projects/live-project/", "/what-we-learned/", *own):
                if player is cast.lead or not page.endswith("edit/"):
                    html = unescape(player.client.get(page).content.decode())
                    assert left_in_english(html, told) == [], page
    ask = project.yearly_asks.create(asked_at=timezone.now())
    link = f"/still-going/{ask.link_token(cast.lead.peer.pk)}/"
    for _before_and_after in range(2):
        html = unescape(cast.nobody.client.get(link).content.decode())
        assert left_in_english(html, told) == []
        cast.nobody.client.post(link, {"answer": "going"})


def test_pages_of_actions_in_use_are_all_translated(cast, pseudo_language, settings):
    lead, peer = cast.lead.peer, cast.peer.peer
    session = SessionFactory(title="Qqq", theme="", purpose="", venue=None)
    record = RecordFactory(session=session)
    known = [*told_by_people(settings), "Qqq"]
    facts = {"session": session, "record": record, "words": "Qqq " * 40, "due_on": date(2026, 1, 5)}
    closed = {"closed_at": timezone.now(), "reason": "Qqq", "result": "Qqq"}
    project = Project.objects.get(slug="live-project")
    actions = [
        ActionFactory(owner=peer, project=project, cost="low", **facts),
        *(ActionFactory(owner=peer, state=each, **facts, **closed) for each in ("done", "dropped")),
        ActionFactory(**facts),
    ]
    actions[-1].owners.create(peer=peer, named_by=lead)
    doing.hand_over(ActionFactory(owner=peer, **facts), by=peer, to=lead)
    steps = ("edit", "done", "drop", "hand-over")
    own = [f"{actions[0].get_absolute_url()}{step}/" for step in steps]
    for player in (cast.peer, cast.lead, cast.nobody):
        pages = [action.get_absolute_url() for action in Action.objects.all()]
        pages += ["/said-and-done/", "/projects/live-project/"]
        if player != cast.nobody:
            pages.append("/me/actions/")
        for address in pages + (own if player == cast.peer else []):
            html = unescape(player.client.get(address).content.decode())
            assert left_in_english(html, known) == [], address


def test_pages_of_interest_and_support_in_use_are_all_translated(cast, pseudo_language, settings):
    project, past = Project.objects.get(slug="live-project"), timezone.localdate()
    said, names = {"title": "Qqq", "words": "Qqq", "amount": "Qqq"}, ["Qqq"]
    for kind in Seek:
        support = SupportFactory(project=project, kind=kind, until=past, **said)
        for state in ReplyState:
            item = ItemFactory(title="Qqq")
            reply = {"words": "Qqq", "answer": "Qqq", "item": item, "is_named": True}
            names.append(ReplyFactory(support=support, state=state, **reply).peer.name)
        ReplyFactory(support=support, peer=cast.peer.peer, **reply)
    for state in ("met", "closed"):
        SupportFactory(
            project=project, state=state, closed_at=timezone.now(), outcome="Qqq", **said
        )
    for rung in Rung:
        names.append(InterestFactory(project=project, said=rung).peer.name)
    keeper = cast.connection.peer
    for number, state in enumerate(Invited):
        answered_at = None if state in {"waiting", "withdrawn"} else timezone.now()
        project.invitations.create(
            organisation=OrganisationFactory(name=f"Qqq {number}", form="council", keeper=keeper),
            words="Qqq", due_on=past - timedelta(days=1), state=state, answered_at=answered_at,
            was_written_down=state == "no", answer="Qqq" if answered_at else "",
        )  # fmt: skip
    peers.add_item(Kind.OFFER, peers.ItemDetails(title="Qqq", tags=[*Help.objects.all()[:9]]),
                   by=cast.connection.peer)  # fmt: skip
    of_asks = [support.get_absolute_url() for support in Support.objects.all()]
    shown = project.invitations.exclude(state="withdrawn")
    called_in = [found.get_absolute_url() for found in shown]
    own = [f"{of_asks[0]}edit/", f"{called_in[0]}answer/", "/projects/live-project/matches/"]
    known = [*told_by_people(settings), *names]
    for player in (cast.lead, cast.peer, cast.connection, cast.nobody):
        pages = ["/asks/", "/projects/live-project/behind/", "/projects/live-project/"]
        pages += [*of_asks, *called_in, *(own if player == cast.lead else [])]
        for address in pages + (["/me/support/"] if player != cast.nobody else []):
            html = unescape(player.client.get(address).content.decode())
            assert left_in_english(html, known) == [], address


def test_pages_of_an_agenda_in_use_are_all_translated(cast, pseudo_language, settings):
    session = SessionFactory(slug="qqq", title="Qqq")
    session.hosts.add(cast.lead.peer)
    AgendaItemFactory(session=session, title="Qqq", words="Qqq", is_community_raised=True)
    chosen = AgendaItemFactory(session=session, title="Qqq", state="chosen", place=1)
    mine = AgendaItemFactory(session=session, title="Qqq", proposed_by=cast.lead.peer)
    AgendaItemFactory(session=session, title="Qqq", state="set-aside", reason="Qqq")
    AgendaSupport.objects.create(item=chosen, peer=cast.lead.peer)
    SessionFactory(slug="empty", title="Qqq")
    BookingFactory(session=session, peer=cast.peer.peer)
    agenda, known = "/forums/qqq/agenda/", [*told_by_people(settings), "Qqq", "Peer Number"]
    for player, address in (
        (cast.lead, agenda),
        (cast.lead, f"{agenda}{mine.pk}/edit/"),
        (cast.lead, f"{agenda}{chosen.pk}/set-aside/"),
        (cast.lead, "/forums/empty/agenda/"),
        (cast.peer, f"{agenda}new/"),
        (cast.nobody, agenda),
    ):
        html = unescape(player.client.get(address).content.decode())
        assert left_in_english(html, known) == [], address
    answer = cast.peer.client.post(f"{agenda}new/").content.decode()
    assert left_in_english(unescape(answer), known) == []


def test_pages_of_questions_and_of_what_works_are_all_translated(cast, pseudo_language, settings):
    record = RecordFactory(session__title="Qqq", session__theme="")
    asked = {"record": record, "session": record.session, "words": "Qqq"}
    first = QuestionFactory(**asked, state="reframed")
    last = QuestionFactory(**asked, reframed_from=first)
    parked = QuestionFactory(**asked, state="parked", reason="Qqq")
    answered = QuestionFactory(**asked, state="answered")
    elsewhere = QuestionFactory(
        words="Qqq", session=None, perspective=PerspectiveFactory(title="Qqq", slug="qqq")
    )
    QuestionFactory(words="Qqq", asked_by=cast.organiser.peer)
    QuestionFactory(**asked, state="answered").answers.create(
        note=NoteFactory(record=RecordFactory(state="draft"))
    )
    work = NoteFactory(record=record, section="works", words="Qqq", featured_at=timezone.now())
    project = ProjectFactory(title="Qqq")
    for given in ({"note": work}, {"perspective": elsewhere.perspective}, {"project": project}):
        answered.answers.create(**given)
    answered.answers.create(words="Qqq")
    steps = ("", "reframe/", "answer/", "park/")
    pages = [
        "/questions/?state=every", "/questions/?q=zzzzzz", "/questions/?cause=community-growing",
        "/questions/?state=parked", "/what-works/", "/what-works/?q=zzzzzz",
        *(f"/questions/{one.pk}/{step}" for one in (first, last, parked) for step in steps),
        f"/questions/{answered.pk}/", f"/questions/{answered.pk}/answer/",
        f"/questions/{elsewhere.pk}/",
    ]  # fmt: skip
    known = [*told_by_people(settings), "Qqq"]
    for player in (cast.organiser, cast.nobody):
        for address in pages:
            html = unescape(player.client.get(address).content.decode())
            assert left_in_english(html, known) == [], address
    for step, sent in (("answer/", {"address": "/nothing/"}), ("answer/", {}), ("park/", {})):
        answer = cast.organiser.client.post(f"/questions/{last.pk}/{step}", sent)
        assert left_in_english(unescape(answer.content.decode()), known) == []


def test_pages_of_documents_and_of_the_archive_are_all_translated(cast, pseudo_language, settings):
    record = RecordFactory(
        session__title="Qqq", session__slug="qqq", session__theme="", state="draft"
    )
    record.session.hosts.add(cast.lead.peer)
    text = "Qqq\n\n## Qqq\n\n1. qqq 1. qqq 2. qqq 3. qqq"
    paste = "/forums/qqq/notes/paste/"
    known = [*told_by_people(settings), "Qqq", "qqq"]
    sent = {"text": text, "section-0": "context", "use-0": "out", "use-1": "out", "use-2": "out"}
    answers = [
        cast.lead.client.get(paste),
        *(
            cast.lead.client.post(paste, {"text": each})
            for each in ("", "---", text, "- q\n" * 401)
        ),
        cast.lead.client.post(paste, sent | {"save": "yes"}),
    ]
    asked = {"record": record, "session": record.session, "words": "Qqq"}
    NoteFactory(record=record, words="Qqq")
    QuestionFactory(**asked)
    ActionFactory(**asked)
    PerspectiveFactory(title="Qqq", slug="qqq", words="Qqq", author=cast.lead.peer)
    OutcomeFactory(
        words="Qqq", project=Project.objects.get(slug="live-project"), state="confirmed",
        decided_at=timezone.now(),
    )  # fmt: skip
    type(record).objects.update(state="public", published_at=timezone.now())
    answers += [cast.lead.client.get(f"/record/?{query}") for query in ("", "q=qqq&kind=note")]
    for answer in answers:
        assert left_in_english(unescape(answer.content.decode()), known) == [], answer.request
    for name in ("sessions", "perspectives", "what-works", "questions", "actions"):
        feed = cast.nobody.client.get(f"/feeds/{name}.atom").content.decode()
        titles = re.findall("<(?:title|subtitle)>(.*?)<", feed)
        assert titles
        assert left_in_english(" | ".join(titles), [*known, "|"]) == [], name


def test_pages_of_notes_are_all_translated(cast, pseudo_language, settings):
    record = RecordFactory(
        session__title="Qqq", session__slug="qqq", session__theme="", session__purpose="",
        session__venue=None, state="draft",
    )  # fmt: skip
    record.session.hosts.add(cast.lead.peer)
    SessionFactory(slug="new", title="Qqq", theme="", venue=None).hosts.add(cast.lead.peer)
    known = [*told_by_people(settings), "Qqq", "qqq", "Peer Number"]
    note = NoteFactory(record=record, words="Qqq", pace="now", written_by=PeerFactory(name="Qqq"))
    QuestionFactory(record=record, session=record.session, words="Qqq")
    action = ActionFactory(record=record, session=record.session, words="Qqq")
    action.owners.create(peer=PeerFactory(name="Qqq"))
    page, opened = f"/forums/qqq/notes/{note.pk}/", {"section": "context", "revision": 1}
    asked = [
        "/forums/new/notes/", "/forums/qqq/", "/forums/qqq/?pace=change", "/forums/qqq/notes/",
        "/forums/qqq/notes/since/0/", "/forums/qqq/notes/new/?section=actions", page,
        f"{page}edit/", "/forums/qqq/record/",
    ]  # fmt: skip
    answers = [cast.lead.client.get(address) for address in asked]
    sent = [
        ("/forums/qqq/notes/new/", {"section": "works"}), (f"{page}edit/", opened),
        ("/forums/qqq/record/", {"no_actions": "x" * 301}),
        (f"{page}edit/", opened | {"words": "Qqq", "is_prose": "on"}),
        (f"{page}edit/", opened | {"words": "qqq", "pace": "now"}),
        (f"{page}edit/", opened | {"section": "works", "revision": 2, "words": "Qqq Qqq"}),
        (f"{page}remove/", {}), (f"{page}edit/", opened), (f"{page}bring-back/", {}),
        (f"{page}up/", {"place": 99}), ("/forums/qqq/record/share/", {}),
        (f"{page}restore/", {"revision": 99}),
    ]  # fmt: skip
    for address, data in sent:
        answers.append(cast.lead.client.post(address, data))
        answers.append(cast.lead.client.get("/forums/qqq/notes/"))
    answers.append(cast.lead.client.get(f"{page}history/"))
    for state, is_closed in (("shared", False), ("shared", True), ("public", False)):
        type(record).objects.update(is_closed=is_closed, state=state)
        answers += [
            cast.lead.client.get(address)
            for address in ("/forums/qqq/", "/forums/qqq/notes/", "/forums/qqq/record/")
        ]
    for answer in answers:
        assert left_in_english(unescape(answer.content.decode()), known) == [], answer.request


def test_pages_of_arranging_sessions_are_all_translated(cast, pseudo_language, settings):
    pin = {"latitude": 53.8, "longitude": -1.5}
    venue = VenueFactory(name="Qqq", address="Qqq", access_notes="Qqq", **pin)
    series = SeriesFactory(slug="qqq", title="Qqq", questions=["Qqq"], purpose="Qqq", venue=venue)
    at = timezone.now() + timedelta(days=40)
    sessions = [
        SessionFactory(
            slug=f"qqq-{number}", title="Qqq", theme="Qqq", venue=venue, starts_at=at,
            series=series, series_day=at.date() + timedelta(days=number), capacity=9,
        )
        for number in range(2)
    ]  # fmt: skip
    sessions[0].hosts.add(cast.organiser.peer)
    SessionFactory(slug="part", title="Qqq", theme="", venue=venue, parent=sessions[0])
    SessionFactory(slug="draft", title="Qqq", theme="", venue=None, state="draft")
    day = timezone.localtime(at)
    clash = {
        "title": "Qqq", "day": f"{day:%Y-%m-%d}", "begins": f"{day:%H:%M}", "ends": "23:59",
        "venue": venue.pk, "hosts": [cast.organiser.peer.slug],
    }  # fmt: skip
    empty = {"title": ""}
    steps: list[tuple[str, dict | None]] = [
        ("/forums/new/", None), ("/forums/new/", empty), ("/forums/new/", clash),
        ("/forums/qqq-0/edit/", None), ("/forums/qqq-0/edit/", {**clash, "capacity": "x"}),
        ("/forums/part/edit/", None), ("/forums/qqq-0/parts/new/", None),
        ("/forums/qqq-0/duplicate/", None), ("/forums/qqq-0/duplicate/", {"day": "2020-01-01"}),
        (f"/forums/planning/?month={day:%Y-%m}", None), ("/forums/planning/?month=2000-01", None),
        ("/forums/draft/organise/", None), ("/forums/part/organise/", None),
        ("/forums/series/", None), ("/forums/series/qqq/", None),
        ("/forums/series/qqq/next/", None), ("/forums/series/qqq/next/", empty),
        ("/forums/series/qqq/edit/", None), ("/forums/series/new/", None),
        ("/forums/series/new/", empty), ("/forums/venues/", None),
        (venue.get_absolute_url(), None), (f"{venue.get_absolute_url()}edit/", None),
        ("/forums/venues/new/", empty), ("/forums/series/qqq/skip/", {"day": "2020-01-01"}),
    ]  # fmt: skip
    known = [*told_by_people(settings), "Qqq", "OpenStreetMap"]
    client = cast.organiser.client
    for address, data in steps:
        answer = client.get(address) if data is None else client.post(address, data, follow=True)
        assert left_in_english(unescape(answer.content.decode()), known) == [], address


def test_pages_of_a_place_in_use_are_all_translated(cast, pseudo_language, settings):
    lead, soon = cast.lead.peer, timezone.now() + timedelta(days=1)
    near = {"title": "Qqq", "venue": None, "starts_at": soon}
    going, waiting, offered, new, over = (
        SessionFactory(slug=slug, **near) for slug in ("qqq", "q-2", "q-3", "q-4", "q-5")
    )
    Session.objects.filter(pk=over.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    booking = BookingFactory(session=going, peer=lead, places=2, companions=["Qqq"])
    booking.moves.create(went_to=Seat.GOING, why=Why.BY_HAND, places=2, note="Qqq")
    Needs.objects.create(booking=booking, access="Qqq", diet="Qqq", wording="Qqq")
    going.needs_views.create(by=None)
    BookingFactory(session=waiting, peer=lead, state=Seat.WAITING)
    BookingFactory(session=offered, peer=lead, state=Seat.OFFERED, offered_until=soon)
    guests = [
        BookingFactory(session=new, peer=None, name="Qqq", email=f"{state}@qqq.qq", state=state)
        for state in (Seat.ASKED, Seat.LAPSED, Seat.NOT_GOING, Seat.MAYBE)
    ]
    known, own = [*told_by_people(settings), "Qqq"], "my-place/"
    steps = [
        *((cast.lead, f"/forums/{slug}/{own}") for slug in ("qqq", "q-2", "q-3", "q-4", "q-5")),
        (cast.lead, f"/forums/qqq/{own}hand-over/"),
        (cast.lead, f"/forums/q-4/{own}"),
        (cast.nobody, "/forums/q-4/guest/"),
        (cast.nobody, "/forums/q-5/guest/"),
        (cast.nobody, "/place/no.such.link/"),
        *((cast.nobody, f"/place/{each.link_token}/") for each in (booking, *guests)),
    ]
    for player, address in steps:
        html = unescape(player.client.get(address).content.decode())
        assert left_in_english(html, known) == [], address
    sent = {"name": "Qqq", "email": "qqq@qqq.qq", "places": "9"} | began()
    for places in ("9", "1"):
        answer = cast.nobody.client.post("/forums/q-4/guest/", sent | {"places": places})
        html = unescape(answer.content.decode())
        assert left_in_english(html, [*known, "qqq@qqq.qq"]) == []
    ConnectionFactory(asker=lead)
    html = cast.lead.client.get(f"/forums/qqq/{own}hand-over/").content.decode()
    assert left_in_english(unescape(html), [*told_by_people(settings), "Qqq"]) == []


def test_pages_of_what_came_of_it_in_use_are_all_translated(cast, pseudo_language, settings):
    lead, ends_at = cast.lead, timezone.now() - timedelta(hours=1)
    session = SessionFactory(
        slug="qqq", title="Qqq", theme="", purpose="", venue=None, ends_at=ends_at,
        starts_at=ends_at - timedelta(hours=1),
    )  # fmt: skip
    session.hosts.add(lead.peer)
    mine = BookingFactory(session=session, peer=lead.peer)
    for booking in (mine, *(BookingFactory(session=session) for _number in range(5))):
        give_pulse(booking, about="belonging", step=4)
    told = {"words": "Qqq", "ask_on": timezone.localdate(), "is_shared": True}
    for peer, more in ((lead.peer, {"helped": "partly", "story": "Qqq"}), (cast.peer.peer, {})):
        lesson = Lesson.objects.create(session=session, peer=peer, **told, **more)
    project = Project.objects.get(slug="live-project")
    record = Record.objects.create(session=session, state="public", published_at=ends_at)
    for _number in range(7):
        action = ActionFactory(
            record=record, session=session, words="Qqq", owner=cast.peer.peer, project=project,
            project_confirmed_at=ends_at,
        )  # fmt: skip
    outcomes = [
        OutcomeFactory(
            project=project, action=action, words="Qqq", limited_by="Qqq", reason="Qqq",
            evidence="https://qqq.example/", happened_on=timezone.localdate(), state=state,
            said_by=cast.peer.peer, decided_at=None if state == "said" else ends_at,
        )
        for state in ("said", "confirmed", "declined")
    ]  # fmt: skip
    guest = BookingFactory(session=session, peer=None, name="Qqq", email="qqq@qqq.example")
    token = guest.link_token
    pages = ["/forums/qqq/", "/forums/qqq/lesson/", "/forums/qqq/came-of-it/", "/me/lessons/"]
    pages += [f"/place/{token}/", f"/place/{token}/pulse/", "/projects/live-project/"]
    pages += [f"/me/lessons/{lesson.pk - 1}/helped/", f"/outcomes/new/?action={action.key}"]
    for outcome in outcomes:
        page = outcome.get_absolute_url()
        pages += [page, f"{page}edit/", f"{page}decline/"]
    known = [*told_by_people(settings), "Qqq", "https://", "qqq.example/"]
    for address in pages:
        for client in (lead.client, cast.peer.client):
            html = unescape(client.get(address).content.decode())
            assert left_in_english(html, known) == [], address


def test_pages_of_perspectives_and_responses_are_all_translated(cast, pseudo_language, settings):
    lead, peer = cast.lead, cast.peer
    said = {"title": "Qqq", "words": "Qqq? https://qqq.example/", "author_line": "Qqq"}
    session = SessionFactory(slug="qqq", title="Qqq", theme="", purpose="", venue=None)
    RecordFactory(session=session, is_closed=True, state="shared")
    BookingFactory(session=session, peer=lead.peer)
    pages = [
        "/perspectives/",
        "/me/perspectives/",
        "/reading-list/",
        "/perspectives/new/?session=qqq",
    ]
    pages += ["/forums/qqq/respond/"]
    for number, more in enumerate((
        {}, {"published_at": None}, {"standing": "held"}, {"is_unnamed": True},
        {"standing": "declined", "decision_reason": "Qqq"},
        {"kind": "article", "byline": "Qqq", "role": "Qqq", "organisation": "Qqq"},
    )):  # fmt: skip
        written = PerspectiveFactory(slug=f"qqq-{number}", author=lead.peer, **said, **more)
        Citation.objects.create(
            perspective=written, place=1, words="Qqq", url="https://qqq.example/"
        )
        page = written.get_absolute_url()
        pages += [page, f"{page}edit/", f"{page}questions/", f"{page}respond/"]
    written = Perspective.objects.get(slug="qqq-0")
    rows = []
    for state in (*Heard.values, ""):
        heard = {"heard": "Qqq", "meant": "Qqq", "heard_state": state} if state else {}
        one = {"author": peer.peer, "words": "Qqq", "perspective": written, **heard}
        rows.append(ResponseFactory(**one, parent=rows[-1] if rows else None, is_unnamed=not state))
    ResponseFactory(perspective=written, author=lead.peer, words="Qqq", standing="held")
    gone = ResponseFactory(perspective=written, author=None, words="", is_withdrawn=True)
    rows += [ResponseFactory(perspective=written, author=lead.peer, words="Qqq", parent=gone), gone]
    for row in rows:
        page = row.get_absolute_url()
        pages += [page, f"{page}reply/", f"{page}edit/", f"{page}heard/mend/"]
    known = [*told_by_people(settings), "Qqq", "Qqq?", "https://", "qqq.example/", "qqq.example"]
    for address in pages:
        for client in (lead.client, peer.client, cast.nobody.client):
            html = unescape(client.get(address).content.decode())
            assert left_in_english(html, known) == [], address
    for address, data in (("/perspectives/new/", {"read_by": "came"}), (f"{page}reply/", {})):
        html = unescape(lead.client.post(address, data).content.decode())
        assert left_in_english(html, known) == [], address
