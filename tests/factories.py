"""Peers, projects and sessions with honest defaults: what people really fill in, and no more."""

import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from forums.choices import AgendaKind, Gain, Ordinal, ReadBy, RecordState, Seat, Section, State
from forums.models import (
    Action,
    ActionOwner,
    AgendaItem,
    Booking,
    Note,
    Outcome,
    Perspective,
    Question,
    Record,
    Response,
    Series,
    Session,
    Venue,
)
from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help, Sector
from leeds_leaders.moderation.choices import Standing
from peers.choices import Audience, Form, Kind, PairState, Scale, Tie
from peers.models import (
    Connection,
    Item,
    ItemHelp,
    Organisation,
    Pair,
    Peer,
    Profile,
    ProfileCause,
    Role,
)
from projects.choices import Gathering, Rung, Scope, Seek, Stage
from projects.models import (
    Association,
    Cohort,
    Hub,
    Interest,
    Membership,
    News,
    Project,
    ProjectCause,
    ProjectNeed,
    Reply,
    SavedSearch,
    Support,
    SupportHelp,
    TeamMember,
)


class PeerFactory(DjangoModelFactory):
    """Somebody who has signed up and shown that the address is theirs."""

    name = factory.Sequence(lambda n: f"Peer Number {n}")
    email = factory.Sequence(lambda n: f"peer-{n}@example.org")
    slug = factory.Sequence(lambda n: f"peer-number-{n}")
    password = "!"  # nobody signs in with it

    class Meta:
        model = Peer
        skip_postgeneration_save = True


class ItemFactory(DjangoModelFactory):
    """An open offer for everybody who may see its peer. `tags` are slugs."""

    peer = factory.SubFactory(PeerFactory)
    kind = Kind.OFFER
    title = factory.Sequence(lambda n: f"A van and a driver, number {n}")
    slug = factory.Sequence(lambda n: f"a-van-and-a-driver-{n}")
    words = "On *Saturdays*, for anything that fits."

    class Meta:
        model = Item
        skip_postgeneration_save = True

    @factory.post_generation
    def tags(self, create, slugs, **kwargs):
        if create:
            self.tags.set(Help.objects.filter(slug__in=slugs or ["transport"]))


class OrganisationFactory(DjangoModelFactory):
    """A community group that a moderator has said yes to, and nobody keeps."""

    name = factory.Sequence(lambda n: f"Helping Hands number {n}")
    slug = factory.Sequence(lambda n: f"helping-hands-number-{n}")
    form = Form.COMMUNITY
    scale = Scale.VOLUNTEERS
    standing = Standing.LIVE
    about = "We carry what is heavy."

    class Meta:
        model = Organisation


class RoleFactory(DjangoModelFactory):
    """What somebody does in an organisation today."""

    peer = factory.SubFactory(PeerFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title = "Key holder"

    class Meta:
        model = Role


class ConnectionFactory(DjangoModelFactory):
    """Two peers who both wanted it, since last week."""

    asker = factory.SubFactory(PeerFactory)
    asked = factory.SubFactory(PeerFactory)
    state = Tie.ACCEPTED
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=8))
    connected_at = factory.LazyAttribute(
        lambda tie: timezone.now() - timedelta(days=7) if tie.state == Tie.ACCEPTED else None
    )

    class Meta:
        model = Connection


class PairFactory(DjangoModelFactory):
    """A pair that was agreed, and is looked at again in a month."""

    state = PairState.AGREED
    review_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))

    class Meta:
        model = Pair


def people(*said: dict) -> list[Peer]:
    """Peers who say something of themselves, any number in the same few queries.

    Each says `offers`, `asks` (kinds of help; one item each), `causes` and `wards` as slugs, a
    `sector`, a `name`, the `audience` of their items, and any field of a profile.
    """
    rows = [dict(each) for each in said]
    peers = Peer.objects.bulk_create(
        PeerFactory.build(**({"name": row.pop("name")} if "name" in row else {})) for row in rows
    )
    ids = {
        model: dict(model.objects.values_list("slug", "pk"))
        for model in (Cause, Help, Sector, Ward)
    }
    facts, wards, causes, items = defaultdict(list), [], [], []
    for peer, row in zip(peers, rows, strict=True):
        audience = row.pop("items_audience", Audience.PUBLIC)
        for kind in Kind:
            for slug in row.pop(f"{kind}s", ()):
                item = Item(
                    peer=peer,
                    kind=kind,
                    title=f"{slug} of {peer}",
                    slug=f"{kind}-{slug}-{peer.pk}",
                    audience=audience,
                )
                items.append((item, ids[Help][slug]))
        wards += [(peer.pk, ids[Ward][slug]) for slug in row.pop("wards", ())]
        causes += [(peer.pk, ids[Cause][slug]) for slug in row.pop("causes", ())]
        row["sector_id"] = ids[Sector].get(row.pop("sector", None))
        facts[tuple(sorted(row.items()))].append(peer.pk)
    for fields, pks in facts.items():
        Profile.objects.filter(pk__in=pks).update(**dict(fields))
    through = Profile.wards.through
    through.objects.bulk_create(through(profile_id=pk, ward_id=code) for pk, code in wards)
    ProfileCause.objects.bulk_create(
        ProfileCause(content_object_id=pk, tag_id=tag) for pk, tag in causes
    )
    Item.objects.bulk_create(item for item, _tag in items)
    ItemHelp.objects.bulk_create(ItemHelp(content_object=item, tag_id=tag) for item, tag in items)
    return peers


class ProjectFactory(DjangoModelFactory):
    """A live community garden in Armley. `causes`, `needs`, `offers` are slugs."""

    title = factory.Sequence(lambda n: f"Garden number {n}")
    slug = factory.Sequence(lambda n: f"garden-number-{n}")
    summary = "Neighbours grow beans and company on a corner that nobody used."
    story = "It began with **one bench**.\n\nThen came the beans."
    standing = Standing.LIVE
    stage = Stage.UNDER_WAY
    lead = factory.SubFactory(PeerFactory)
    ward = factory.LazyFunction(lambda: Ward.objects.get(slug="armley"))
    place = "Behind the library"
    latitude = factory.Sequence(lambda n: 53.80 + n % 50 / 10_000)
    longitude = factory.Sequence(lambda n: -1.60 + n % 47 / 10_000)

    class Meta:
        model = Project
        skip_postgeneration_save = True

    @factory.post_generation
    def causes(self, create, slugs, **kwargs):
        if create:
            self.causes.set(Cause.objects.filter(slug__in=slugs or ["community-growing"]))

    @factory.post_generation
    def needs(self, create, slugs, **kwargs):
        if create:
            self.needs.set(Help.objects.filter(slug__in=slugs or ["volunteers"]))

    @factory.post_generation
    def offers(self, create, slugs, **kwargs):
        if create and slugs:
            self.offers.set(Help.objects.filter(slug__in=slugs))


class VenueFactory(DjangoModelFactory):
    """A place with an address."""

    name = "The old library"
    slug = factory.Sequence(lambda n: f"the-old-library-{n}")
    address = "Station Road"
    access_notes = "Step-free from the street."

    class Meta:
        model = Venue


class SeriesFactory(DjangoModelFactory):
    """Breakfast on every second Thursday, from the beginning of 2026 on."""

    title = factory.Sequence(lambda n: f"Second Thursdays {n}")
    slug = factory.Sequence(lambda n: f"second-thursdays-{n}")
    questions = factory.LazyFunction(lambda: ["Who is missing?", "What would it take?"])
    ordinal = Ordinal.SECOND
    starts_on = date(2026, 1, 1)
    begins = time(8)
    ends = time(9, 30)

    class Meta:
        model = Series


def _ending_that_day(start: datetime) -> datetime:
    """A little earlier where two hours lead past midnight: no session of the site's forms does."""
    return start if timezone.localtime(start).hour < 22 else start - timedelta(hours=2)


class SessionFactory(DjangoModelFactory):
    """A published breakfast next week."""

    title = factory.Sequence(lambda n: f"Breakfast number {n}")
    slug = factory.Sequence(lambda n: f"breakfast-number-{n}")
    theme = "Who is missing from the table?"
    starts_at = factory.LazyFunction(lambda: _ending_that_day(timezone.now() + timedelta(days=7)))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(hours=2))
    venue = factory.SubFactory(VenueFactory)
    state = State.PUBLISHED

    class Meta:
        model = Session
        skip_postgeneration_save = True


class BookingFactory(DjangoModelFactory):
    """Somebody who goes, alone; named to nobody."""

    session = factory.SubFactory(SessionFactory)
    peer = factory.SubFactory(PeerFactory)
    state = Seat.GOING

    class Meta:
        model = Booking


class AgendaItemFactory(DjangoModelFactory):
    """Something that a peer would like to talk about, from no community; nobody decided on it."""

    session = factory.SubFactory(SessionFactory)
    kind = AgendaKind.ITEM
    title = factory.Sequence(lambda n: f"Something to talk about, number {n}")
    proposed_by = factory.SubFactory(PeerFactory)

    class Meta:
        model = AgendaItem


WORDS = (
    "garden", "kitchen", "choir", "repair", "café", "library", "walking", "bikes", "pantry",
    "orchard", "youth", "elders", "sewing", "football", "theatre", "wildlife", "Headingley",
)  # fmt: skip


def scatter(count: int, *, seed: int = 1, **fixed) -> list[Project]:
    """Many projects of every kind all over the city, the same for the same seed; a few queries.

    Some have no point, some no ward, some are not live.
    """
    chance = random.Random(seed)
    lead = PeerFactory()
    wards = list(Ward.objects.defer("boundary").order_by("code"))
    causes, helps = list(Cause.objects.all()), list(Help.objects.all())
    now = timezone.now()
    projects = []
    for number in range(count):
        ward = chance.choice(wards) if chance.random() < 0.9 else None
        near = ward or chance.choice(wards)
        has_point = chance.random() < 0.9
        facts = {
            "slug": f"scattered-{seed}-{number}",
            "title": f"{' '.join(chance.sample(WORDS, 3))} {number}",
            "summary": f"About {' and '.join(chance.sample(WORDS, 4))}.",
            "standing": chance.choices(Standing.values, [2, 10, 1, 1])[0],
            "stage": chance.choice(Stage.values),
            "lead": lead,
            "ward": ward,
            "latitude": near.latitude + chance.gauss(0, 0.006) if has_point else None,
            "longitude": near.longitude + chance.gauss(0, 0.01) if has_point else None,
            "created_at": now - timedelta(minutes=chance.randrange(1_000_000)),
        }
        projects.append(Project(**(facts | fixed)))
    Project.objects.bulk_create(projects)
    ProjectCause.objects.bulk_create(
        ProjectCause(content_object=project, tag=cause)
        for project in projects
        for cause in chance.sample(causes, chance.randrange(4))
    )
    ProjectNeed.objects.bulk_create(
        ProjectNeed(content_object=project, tag=kind)
        for project in projects
        for kind in chance.sample(helps, chance.randrange(3))
    )
    return projects


class RecordFactory(DjangoModelFactory):
    """The public record of a breakfast that was held a week ago."""

    session = factory.SubFactory(
        "tests.factories.SessionFactory",
        state=State.HELD,
        starts_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=7)),
    )
    state = RecordState.PUBLIC
    published_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Record


class NoteFactory(DjangoModelFactory):
    """An item of notes under Context; `place` counts up over all, so it is the last."""

    record = factory.SubFactory(RecordFactory)
    section = Section.CONTEXT
    place = factory.Sequence(lambda n: n + 1)
    words = factory.Sequence(lambda n: f"Rents rose faster than wages, number {n}.")

    class Meta:
        model = Note


class QuestionFactory(DjangoModelFactory):
    """An open question that stands in the notes of the session it was asked in."""

    session = factory.SubFactory("tests.factories.SessionFactory")
    words = factory.Sequence(lambda n: f"Who is not in the room, number {n}?")

    class Meta:
        model = Question
        skip_postgeneration_save = True

    @factory.post_generation
    def record(self, create, record, **kwargs):
        if create and record:
            NoteFactory(record=record, section=Section.QUESTIONS, words=self.words, question=self)


class ActionFactory(DjangoModelFactory):
    """Something to be done in two weeks, with one owner who said yes; in the notes of `record`."""

    session = factory.SubFactory("tests.factories.SessionFactory")
    words = factory.Sequence(lambda n: f"Ask the landlord for the key, number {n}.")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))

    class Meta:
        model = Action
        skip_postgeneration_save = True

    @factory.post_generation
    def owner(self, create, owner, **kwargs):
        if create and owner:
            ActionOwner.objects.create(action=self, peer=owner, said_yes_at=timezone.now())

    @factory.post_generation
    def record(self, create, record, **kwargs):
        if create and record:
            NoteFactory(record=record, section=Section.ACTIONS, words=self.words, action=self)


class PerspectiveFactory(DjangoModelFactory):
    """A published reflection that everybody may read, by name, about no session."""

    author = factory.SubFactory(PeerFactory)
    title = factory.Sequence(lambda n: f"What I heard at breakfast, number {n}")
    slug = factory.Sequence(lambda n: f"what-i-heard-{n}")
    words = "I came to talk, and *listened*. What would change if we did it more often?"
    read_by = ReadBy.EVERYONE
    standing = Standing.LIVE
    published_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Perspective


class ResponseFactory(DjangoModelFactory):
    """A response by name; to a perspective unless told otherwise."""

    author = factory.SubFactory(PeerFactory)
    perspective = factory.SubFactory(PerspectiveFactory)
    words = "I heard it differently, from the back of the room."
    standing = Standing.LIVE

    class Meta:
        model = Response


class OutcomeFactory(DjangoModelFactory):
    """What somebody says came of a project; not confirmed yet."""

    project = factory.SubFactory("tests.factories.ProjectFactory")
    kind = Gain.PEOPLE
    words = "Twelve families share one kitchen."

    class Meta:
        model = Outcome


class InterestFactory(DjangoModelFactory):
    """Somebody who wants to know more, and may be named."""

    project = factory.SubFactory(ProjectFactory)
    peer = factory.SubFactory(PeerFactory)
    said = Rung.WANTS
    is_named = True

    class Meta:
        model = Interest


class SupportFactory(DjangoModelFactory):
    """An open ask of a live project. `tags` are slugs of kinds of help."""

    project = factory.SubFactory(ProjectFactory)
    kind = Seek.ASK
    title = factory.Sequence(lambda n: f"Somebody with a drill, number {n}")
    words = "For *one* morning."
    amount = "Half a day"

    class Meta:
        model = Support
        skip_postgeneration_save = True

    @factory.post_generation
    def tags(self, create, slugs, **kwargs):
        if create:
            tags = Help.objects.filter(slug__in=slugs or ["transport"])
            SupportHelp.objects.bulk_create(
                SupportHelp(content_object=self, tag=tag) for tag in tags
            )


class ReplyFactory(DjangoModelFactory):
    """Somebody's answer to an ask that waits for the project."""

    support = factory.SubFactory(SupportFactory)
    peer = factory.SubFactory(PeerFactory)
    words = "I have one, and a free Saturday."

    class Meta:
        model = Reply


class TeamMemberFactory(DjangoModelFactory):
    """Somebody in a project's team who said yes."""

    project = factory.SubFactory(ProjectFactory)
    peer = factory.SubFactory(PeerFactory)
    role = "Treasurer"
    said_yes_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = TeamMember


class NewsFactory(DjangoModelFactory):
    """A dated post of a project."""

    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda n: f"The shed has a roof, number {n}")
    words = "Eleven people came."
    happened_on = factory.LazyFunction(timezone.localdate)

    class Meta:
        model = News


class AssociationFactory(DjangoModelFactory):
    """A live association that anybody may join."""

    name = factory.Sequence(lambda n: f"Gardens together number {n}")
    slug = factory.Sequence(lambda n: f"gardens-together-number-{n}")
    purpose = "So that no garden is left to one person."
    keeper = factory.SubFactory(PeerFactory)
    standing = Standing.LIVE

    class Meta:
        model = Association


class MembershipFactory(DjangoModelFactory):
    """A membership that both sides agreed to; say whose: `peer`, `organisation`, `project` or
    `part`."""

    association = factory.SubFactory(AssociationFactory)
    member_said_yes_at = factory.LazyFunction(timezone.now)
    association_said_yes_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = Membership


class CohortFactory(DjangoModelFactory):
    """A cohort of a neighbourhood with a live project."""

    name = factory.Sequence(lambda n: f"Street stewards number {n}")
    slug = factory.Sequence(lambda n: f"street-stewards-number-{n}")
    scope = Scope.NEIGHBOURHOOD
    project = factory.SubFactory(ProjectFactory)
    keeper = factory.SubFactory(PeerFactory)

    class Meta:
        model = Cohort


class SavedSearchFactory(DjangoModelFactory):
    """A search that somebody keeps, told with the digest."""

    peer = factory.SubFactory(PeerFactory)
    name = factory.Sequence(lambda n: f"What is new, number {n}")
    query = factory.Sequence(lambda n: f"q=garden{n}")

    class Meta:
        model = SavedSearch


class HubFactory(DjangoModelFactory):
    """A community hub that everybody finds. Give it a `ward`."""

    name = factory.Sequence(lambda n: f"The Old Fire Station number {n}")
    kind = Gathering.HUB
    standing = Standing.LIVE

    class Meta:
        model = Hub
