"""For each of the demo sign-ins something that waits, and one of everything to look at."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from forums.demo.calendar import Calendar
from forums.demo.dice import Dice
from forums.demo.people import Person, sign_ins_of
from forums.demo.strength.drawing import draw_photos
from forums.demo.strength.phrases import Phrases
from leeds_leaders.moderation.choices import Standing
from peers.choices import Verdict
from peers.models import Organisation, Role
from projects.actions.history import content_of
from projects.choices import (
    PUBLIC_BODIES,
    Handing,
    Invited,
    ReplyState,
    Rung,
    Scope,
    Seek,
    StillGoing,
)
from projects.models import (
    Bid,
    BidPart,
    Cohort,
    CohortMember,
    DevelopmentOffer,
    Handover,
    Interest,
    Invitation,
    News,
    Photo,
    Project,
    ProjectClaim,
    Reply,
    Support,
    SupportHelp,
    TeamMember,
    Version,
    YearlyAsk,
)

WRITTEN = (
    Handover, ProjectClaim, Bid, BidPart, Invitation, Photo, Version, YearlyAsk, Cohort,
    CohortMember, DevelopmentOffer,
)  # fmt: skip
KEPT, MERGED = "Lunch club at the Welfare Hall", "Lunch club, Welfare Hall"
ARCHIVED, FADED = "Night-time welcome van", "Wetherby talking newspaper"


class Examples:
    """Writes what the sign-ins find waiting, and listings that nobody has heard of for long."""

    def __init__(self, people: Sequence[Person], texts: dict, phrases: Phrases, seed: int,
                 calendar: Calendar):  # fmt: skip
        self._dice, self._texts, self._calendar = Dice(seed, "examples"), texts, calendar
        self._phrases = phrases
        self._pks = {name: person.pk for name, person in sign_ins_of(people).items()}
        self._now = timezone.now().replace(microsecond=0)

    def load(self) -> None:
        """Write them, as far as the city has the projects for it."""
        self._own()
        self._look_after_listings()
        led = Project.objects.filter(lead=self._pks["peer"], standing=Standing.LIVE)
        projects = list(led.order_by("pk"))
        if not projects:
            return
        first, last = projects[0], projects[-1]
        self._gather_behind(first)
        self._keep_history(first)
        self._write_a_bid(first)
        self._call_in(projects)
        self._hand_over(projects)
        self._ask_whether_it_goes_on(projects[len(projects) // 2])
        self._learn_together(last)

    def _ago(self, **much) -> object:
        return self._now - timedelta(**much)

    def _own(self) -> None:
        """Projects of people who are active in an organisation are its own, every third."""
        roles = Role.objects.filter(ends_on=None, organisation__standing=Standing.LIVE)
        of_peer = dict(roles.order_by("-pk").values_list("peer", "organisation"))
        led = Project.objects.filter(standing=Standing.LIVE, lead__in=of_peer).order_by("pk")[:300]
        for number, project in enumerate(led):
            if number % 3 == 0 and project.lead_id:
                Project.objects.filter(pk=project.pk).update(
                    organisation=of_peer[project.lead_id], is_pilot=number % 2 == 0
                )
        ended = Project.objects.filter(
            standing=Standing.LIVE, stage__in=["completed", "ended"], lead__isnull=False
        )
        for project in ended.order_by("pk")[:100]:
            Project.objects.filter(pk=project.pk).update(
                lessons=self._dice.one(self._texts["lessons"])
            )

    def _gather_behind(self, project: Project) -> None:
        """The peer finds answers to accept, and somebody to confirm; the organiser is asked to
        answer for the project, too."""
        newcomer, organiser, admin = (self._pks[n] for n in ("newcomer", "organiser", "admin"))
        Interest.objects.filter(project=project, peer__in=[newcomer, organiser, admin]).delete()
        Interest.objects.create(
            project=project, peer_id=newcomer, said=Rung.MET, is_named=True,
            said_at=self._ago(hours=5),
        )  # fmt: skip
        Interest.objects.create(
            project=project, peer_id=admin, said=Rung.TOGETHER, confirmed=Rung.TOGETHER,
            is_named=True, said_at=self._ago(days=40), confirmed_at=self._ago(days=39),
            confirmed_by_id=project.lead_id,
        )  # fmt: skip
        self._ask(project, organiser, newcomer)
        TeamMember.objects.filter(project=project, peer__in=[organiser, admin]).delete()
        TeamMember.objects.create(
            project=project, peer_id=organiser, role="Second pair of hands", is_lead=True,
            asked_by_id=project.lead_id, asked_at=self._ago(hours=30),
        )  # fmt: skip
        TeamMember.objects.create(
            project=project, peer_id=admin, role=self._texts["roles"][0], is_paid=False,
            is_lead=True, asked_by_id=project.lead_id, asked_at=self._ago(days=50),
            said_yes_at=self._ago(days=49),
        )  # fmt: skip

    def _ask(self, project: Project, *answered_by: int) -> None:
        """An ask of what the project needs, which some have answered."""
        asked = (self._phrases.of_help(Seek.ASK, need) for need in [*project.need_ids, None])
        phrase = next(one for one in asked if one)
        at = self._ago(days=6)
        ask = Support.objects.create(
            key=self._dice.key(), project=project, kind=Seek.ASK, title=phrase.title,
            words=phrase.words, amount=phrase.amount, opened_by_id=project.lead_id, opened_at=at,
            changed_at=at,
        )  # fmt: skip
        if phrase.tag:
            SupportHelp.objects.create(content_object=ask, tag_id=phrase.tag)
        said = (phrase.reply, self._phrases.said["also"][0])
        for number, (peer, words) in enumerate(zip(answered_by, said, strict=True)):
            Reply.objects.create(
                support=ask, peer_id=peer, words=words, is_named=True, state=ReplyState.WAITING,
                said_at=self._ago(hours=20 - number),
            )  # fmt: skip

    def _keep_history(self, project: Project) -> None:
        """News with photos, and what the project said before."""
        title, words = self._phrases.said["tellings"][0]["news"][0]
        news = News.objects.create(
            key=self._dice.key(), project=project, title=title, words=words,
            happened_on=self._calendar.day(9), written_by_id=project.lead_id,
            written_at=self._ago(days=9), changed_at=self._ago(days=9), told_at=self._ago(days=9),
        )  # fmt: skip
        for place, photo in enumerate(draw_photos(self._dice), start=1):
            Photo.objects.create(
                project=project, news=news if place > 3 else None, place=place,
                added_by_id=project.lead_id, added_at=self._ago(days=9), **photo,
            )  # fmt: skip
        Project.objects.filter(pk=project.pk).update(revision=F("revision") + 2)
        project.refresh_from_db()
        content = content_of(project)
        before = content | {"summary": "Everybody is welcome. More to follow.", "needs": []}
        for back, said in ((2, before), (1, content | {"story": before["summary"]}), (0, content)):
            Version.objects.create(
                project=project, revision=project.revision - back, content=said,
                by_id=self._pks["admin"] if back == 1 else project.lead_id,
                at=self._ago(days=10 * back + 1),
            )  # fmt: skip

    def _write_a_bid(self, project: Project) -> None:
        """A joint bid, of which the organiser brings a part."""
        bid = Bid.objects.create(
            key=self._dice.key(), project=project, title="A year of rent, heating and insurance",
            funder="The Invented Fund", amount=4_800, due_on=self._calendar.day(-24),
            words="## What for\n\nTwelve months, warm and insured.\n\n## Who\n\nAll of us.",
            made_by_id=project.lead_id, made_at=self._ago(days=12), changed_at=self._ago(days=2),
        )  # fmt: skip
        for name, words, done in (
            ("organiser", "Letters of support from two sessions", None),
            ("admin", "The accounts of last year", self._ago(days=3)),
        ):
            BidPart.objects.create(
                bid=bid, peer_id=self._pks[name], words=words, due_on=self._calendar.day(-10),
                done_at=done,
            )  # fmt: skip

    def _call_in(self, projects: Sequence[Project]) -> None:
        """Public bodies: one that the moderator answers for, one that is silent, one that said."""
        bodies = Organisation.objects.filter(form__in=PUBLIC_BODIES, standing=Standing.LIVE)
        ours = bodies.filter(keeper=self._pks["moderator"]).order_by("pk")[:1]
        others = bodies.exclude(keeper=self._pks["moderator"]).order_by("pk")[:2]
        states = (
            {"state": Invited.WAITING, "due_on": self._calendar.day(-20)},
            {"state": Invited.WAITING, "due_on": self._calendar.day(16)},
            {"state": Invited.PARTLY, "due_on": self._calendar.day(30),
             "answer": self._texts["invitation_answers"][1], "was_written_down": True,
             "answered_at": self._ago(days=33), "answered_by_id": projects[0].lead_id},
        )  # fmt: skip
        for number, (body, told) in enumerate(zip([*ours, *others], states, strict=False)):
            Invitation.objects.create(
                key=self._dice.key(), project=projects[number % len(projects)], organisation=body,
                words=self._texts["invitations"][number % 2], invited_by_id=projects[0].lead_id,
                invited_at=self._ago(days=45), **told,
            )  # fmt: skip

    def _hand_over(self, projects: Sequence[Project]) -> None:
        """A handover that the admin has yet to answer, and one that somebody once accepted."""
        peer, admin, moderator = (self._pks[n] for n in ("peer", "admin", "moderator"))
        Handover.objects.create(
            project=projects[-1], handed_by_id=peer, handed_to_id=admin, stays=True,
            words=self._texts["handing"][0], asked_at=self._ago(hours=28),
        )  # fmt: skip
        Handover.objects.create(
            project=projects[0], handed_by_id=moderator, handed_to_id=peer, stays=False,
            state=Handing.ACCEPTED, asked_at=self._ago(days=300), answered_at=self._ago(days=299),
        )  # fmt: skip

    def _ask_whether_it_goes_on(self, project: Project) -> None:
        """The peer was asked this week; a year ago they said that it does."""
        Project.objects.filter(pk=project.pk).update(checked_at=self._ago(days=368))
        YearlyAsk.objects.create(
            project=project, asked_at=self._ago(days=370), answer=StillGoing.GOING,
            answered_at=self._ago(days=368), answered_by_id=project.lead_id,
        )  # fmt: skip
        YearlyAsk.objects.create(project=project, asked_at=self._ago(days=3))

    def _learn_together(self, project: Project) -> None:
        """A cohort that the organiser keeps, into which the newcomer is asked."""
        organiser, moderator, newcomer = (
            self._pks[n] for n in ("organiser", "moderator", "newcomer")
        )
        cohort = Cohort.objects.create(
            name="Street stewards, first round", slug="street-stewards-first-round",
            about="Eight people learn to chair, to budget and to ask, by doing one thing together.",
            scope=Scope.NEIGHBOURHOOD, project=project, keeper_id=organiser,
            starts_on=self._calendar.day(40), ends_on=self._calendar.day(-140),
            made_at=self._ago(days=60),
        )  # fmt: skip
        for peer, said_yes in ((project.lead_id, 50), (moderator, 48), (newcomer, None)):
            CohortMember.objects.create(
                cohort=cohort, peer_id=peer, asked_at=self._ago(days=55),
                said_yes_at=self._ago(days=said_yes) if said_yes else None,
            )  # fmt: skip
        for title, is_published in (
            ("Chairing a meeting that ends on time", True),
            ("A mentor for your first budget", True),
            ("Writing to the council, an evening", False),
        ):
            DevelopmentOffer.objects.create(
                key=self._dice.key(), title=title, words="Free, with a meal. You bring a question.",
                project=project, is_published=is_published, made_by_id=organiser,
                made_at=self._ago(days=20), until=self._calendar.day(-60),
            )  # fmt: skip

    def _look_after_listings(self) -> None:
        """Listings for the moderator: claimed, listed twice, merged, faded and archived."""
        listings = {
            listing.title: listing
            for listing in Project.objects.filter(lead=None, standing=Standing.LIVE)
        }
        claimants = [self._pks["newcomer"], self._pks["organiser"]]
        for listing, peer in zip(sorted(listings.values(), key=lambda one: one.pk), claimants,
                                 strict=False):  # fmt: skip
            ProjectClaim.objects.create(
                project=listing, peer_id=peer, words=self._texts["claiming"][0],
                verdict=Verdict.WAITING, claimed_at=self._ago(hours=9),
            )  # fmt: skip
        if faded := listings.get(FADED):
            self._fall_silent(faded, archived=False)
        if archived := listings.get(ARCHIVED):
            self._fall_silent(archived, archived=True)
        kept, gone = listings.get(KEPT), listings.get(MERGED)
        if kept and gone:
            Project.objects.filter(pk=gone.pk).update(standing=Standing.WITHDRAWN, merged_into=kept)

    def _fall_silent(self, listing: Project, *, archived: bool) -> None:
        """Nobody has said for years whether it still goes on."""
        faded_at = self._ago(days=400 if archived else 30)
        archived_at = self._ago(days=20) if archived else None
        Project.objects.filter(pk=listing.pk).update(
            checked_at=self._ago(days=800), faded_at=faded_at, archived_at=archived_at,
            standing=Standing.WITHDRAWN if archived else Standing.LIVE,
        )  # fmt: skip
