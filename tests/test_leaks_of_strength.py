"""What gives projects strength stays with those whom it is for, in every byte anybody can fetch.

Each text holds a mark of its own, in each state of the project that it belongs to; so does the name
of everybody who stands behind one without being named, or whom nobody may see. Every address is
fetched by every one of the cast, and body and headers are searched for all marks.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from peers.choices import Audience
from peers.models import Peer, Profile
from projects.choices import ReplyState, Rung
from projects.models import (
    Association,
    Bid,
    BidPart,
    Cohort,
    CohortMember,
    DevelopmentOffer,
    Find,
    Handover,
    Hub,
    Invitation,
    Milestone,
    News,
    PrivatePlace,
    Project,
    ProjectClaim,
    Support,
    Version,
)
from tests.conftest import Cast
from tests.factories import (
    AssociationFactory,
    CohortFactory,
    HubFactory,
    InterestFactory,
    MembershipFactory,
    NewsFactory,
    OrganisationFactory,
    PeerFactory,
    ProjectFactory,
    ReplyFactory,
    SavedSearchFactory,
    SupportFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db

MEMBERS = {"peer", "connection", "lead", "organiser", "moderator", "admin"}
EVERYBODY = MEMBERS | {"nobody", "suspended"}
MODERATORS = {"moderator", "admin"}
LEAD = {"lead"}
# Who may read what hangs on a project of each state; what was merged is nobody's to read.
READ = {
    "live": EVERYBODY, "archived": EVERYBODY, "held": LEAD | MODERATORS,
    "withdrawn": LEAD | MODERATORS, "merged": LEAD | MODERATORS, "taken": LEAD | MODERATORS,
}  # fmt: skip
SHOWN = ("ask", "amount", "offer", "news", "milestone", "invitation", "cohort")
MARKS = {
    **{f"mark-{state}-{what}": READ[state] for state in READ for what in SHOWN},
    **{f"mark-{state}-reply": LEAD | {"connection"} for state in READ},
    "mark-taken-reply": set(),  # the ask that it answers is hidden, too
    **{f"mark-{state}-gone": LEAD | MODERATORS for state in READ},
    **{f"mark-{state}-before": LEAD | MODERATORS for state in READ},
    **{f"mark-{state}-bid": LEAD | {"connection"} for state in READ},
    **{f"mark-{state}-part": LEAD | {"connection"} for state in READ},
    **{f"mark-{state}-handing": LEAD | {"connection"} | MODERATORS for state in READ},
    # Names: of those who are not named, whom nobody may see, or who have yet to say yes.
    **{f"mark-{state}-unnamed": LEAD for state in READ},
    **{f"mark-{state}-asked": LEAD for state in READ},
    "mark-claim": {"connection", *MODERATORS},
    "mark-hidden-keeper": MODERATORS, "mark-hidden-member": set(),
    "mark-held-association": {"connection", *MODERATORS},
    "mark-held-hub": {"connection", *MODERATORS},
    "mark-live-hub": EVERYBODY, "mark-live-association": EVERYBODY,
    "mark-draft-offer": {"connection"}, "mark-published-offer": EVERYBODY,
    "mark-search": {"connection"},
}  # fmt: skip
EXACT = (53.812345, -1.512345)  # of a project that says its ward alone
NEVER = ("53.8123", "1.5123")
# How many answers the sweep reads at least: `test_leaks.py` adds up those of all files.
AT_LEAST = 900


def somebody(mark: str) -> Peer:
    """Whom nobody finds by themselves: what names them is what they did."""
    peer = PeerFactory(name=f"Xenia {mark}")
    Profile.objects.filter(pk=peer.pk).update(audience=Audience.HIDDEN)
    return peer


def mark_project(state: str, cast: Cast, kept: Project) -> Project:
    """A project in one state with a mark in all that hangs on it."""
    lead, other = cast.lead.peer, cast.connection.peer
    now, today = timezone.now(), timezone.localdate()
    project = ProjectFactory(lead=lead, slug=f"strong-{state}", title="Strong", precision="ward")
    PrivatePlace.objects.create(project=project, latitude=EXACT[0], longitude=EXACT[1])
    ask = SupportFactory(
        project=project, title=f"Ask mark-{state}-ask", amount=f"mark-{state}-amount"
    )
    SupportFactory(project=project, kind="offer", title=f"Offer mark-{state}-offer")
    ReplyFactory(support=ask, peer=other, words=f"I say mark-{state}-reply")
    ReplyFactory(
        support=ask, peer=somebody(f"mark-{state}-unnamed"), state=ReplyState.ACCEPTED,
        answered_at=now, words="x",
    )  # fmt: skip
    shy = Peer.objects.get(name=f"Xenia mark-{state}-unnamed")
    InterestFactory(project=project, peer=shy, is_named=False, said=Rung.TOGETHER)
    TeamMemberFactory(project=project, peer=somebody(f"mark-{state}-asked"), said_yes_at=None)
    NewsFactory(project=project, title=f"News mark-{state}-news", written_by=lead)
    NewsFactory(project=project, title=f"News mark-{state}-gone", is_removed=True)
    Milestone.objects.create(
        project=project, title=f"Step mark-{state}-milestone", reached_on=today
    )
    body = OrganisationFactory(name=f"Council {state}", form="council")
    Invitation.objects.create(
        project=project, organisation=body, words=f"Come mark-{state}-invitation",
        due_on=today + timedelta(days=9),
    )  # fmt: skip
    Version.objects.create(
        project=project, revision=0, content={"title": f"Was mark-{state}-before"}, by=lead
    )
    bid = Bid.objects.create(project=project, title=f"Bid mark-{state}-bid", made_by=lead)
    BidPart.objects.create(bid=bid, peer=other, words=f"I bring mark-{state}-part")
    Handover.objects.create(
        project=project, handed_by=lead, handed_to=other, words=f"Yours? mark-{state}-handing"
    )
    CohortFactory(project=project, name=f"Cohort mark-{state}-cohort", slug=f"cohort-{state}")
    facts = {
        "live": {},
        "taken": {},
        "held": {"standing": Standing.HELD},
        "withdrawn": {"standing": Standing.WITHDRAWN},
        "archived": {"standing": Standing.WITHDRAWN, "archived_at": now},
        "merged": {"standing": Standing.WITHDRAWN, "merged_into": kept},
    }[state]
    if state == "taken":
        for rows in (
            project.supports, project.news, project.milestones, project.invitations, ask.replies,
            Cohort.objects.filter(project=project),
        ):  # fmt: skip
            rows.update(hidden_at=now)
    if facts:
        Project.objects.filter(pk=project.pk).update(**facts)
    return project


@pytest.fixture
def marked(cast) -> Cast:
    """A project in each state, and what people form beside projects."""
    other, ward = cast.connection.peer, Ward.objects.get(slug="armley")
    kept = ProjectFactory(slug="kept", title="Kept", ward=ward)
    projects = {state: mark_project(state, cast, kept) for state in READ}
    listing = ProjectFactory(lead=None, slug="listing", title="A listing")
    ProjectClaim.objects.create(project=listing, peer=other, words="Ours: mark-claim")
    live = AssociationFactory(
        name="Live mark-live-association", slug="live-one", ward=ward,
        keeper=somebody("mark-hidden-keeper"),
    )  # fmt: skip
    MembershipFactory(association=live, peer=somebody("mark-hidden-member"))
    Profile.objects.filter(peer__name__contains="mark-hidden-member").update(audience="hidden")
    AssociationFactory(
        name="Held mark-held-association", slug="held-one", standing=Standing.HELD, keeper=other
    )
    HubFactory(ward=ward, name="Hall mark-held-hub", standing=Standing.HELD, added_by=other)
    HubFactory(ward=ward, name="Hall mark-live-hub")
    CohortMember.objects.create(cohort=Cohort.objects.get(slug="cohort-live"), peer=other)
    for mark, is_published in (("draft", False), ("published", True)):
        DevelopmentOffer.objects.create(
            title=f"Course mark-{mark}-offer", project=projects["live"], made_by=other,
            is_published=is_published,
        )  # fmt: skip
    search = SavedSearchFactory(peer=other, name="My mark-search", query="cause=older-people")
    Find.objects.create(search=search, project=kept)
    return cast


def addresses() -> list[str]:
    """Everything that can be fetched of projects and of what hangs on them."""
    parts = (
        "", "history/", "print/", "behind/", "matches/", "team/", "bids/", "news/", "still-going/",
    )  # fmt: skip
    found = [
        f"/projects/{slug}/{part}"
        for slug in [*(f"strong-{state}" for state in READ), "listing"]
        for part in parts
    ]
    for place, model, key, pages in (
        ("asks", Support, "key", ("", "edit/")), ("news", News, "key", ("", "edit/")),
        ("milestones", Milestone, "key", ("edit/",)), ("invitations", Invitation, "key", ("",)),
        ("bids", Bid, "key", ("", "edit/")), ("associations", Association, "slug", ("", "edit/")),
        ("cohorts", Cohort, "slug", ("", "edit/")), ("hubs", Hub, "pk", ("edit/",)),
        ("development", DevelopmentOffer, "key", ("", "edit/")),
    ):  # fmt: skip
        keys = model.objects.values_list(key, flat=True)
        found += [f"/{place}/{one}/{page}" for one in keys for page in pages]
    return [
        *found, *("/", "/projects/", "/projects/?q=strong", "/wards/armley/", "/asks/"),
        *("/associations/", "/cohorts/", "/development/", "/what-we-learned/", "/sitemap.xml"),
        *("/me/", "/me/support/", "/me/searches/", "/me/notices/", "/me/data/"),
        *(f"/peers/{Peer.objects.get(name='Lee Lead').slug}/",),
        *(f"/admin/projects/{one}/" for one in ADMINS),
    ]  # fmt: skip


ADMINS = (
    "project", "projectclaim", "interest", "support", "invitation", "teammember", "handover",
    "news", "milestone", "cohort", "developmentoffer", "association", "membership", "hub",
)  # fmt: skip
AFTER_A_STEP = ("-before", "-unnamed", "-handing", "mark-claim", "mark-merged-asked")
ALIKE = {"suspended", "organiser", "admin"}  # get what nobody, a peer and a moderator get


def bytes_of(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers}\n{answer.cookies.output()}\n{body.decode(errors='replace')}"


def test_every_mark_meets_those_in_the_table_and_nobody_else(marked):
    read = 0
    met: dict[str, dict[str, str]] = {mark: {} for mark in MARKS}
    points: list[tuple[str, str]] = []
    for address in addresses():
        for name, player in marked:
            if name in ALIKE and address.count("/") > 2:
                continue
            text = bytes_of(player.client.get(address))
            read += 1
            if name != "lead":
                points += [(name, address) for point in NEVER if point in text]
            if "mark-" not in text:
                continue
            for mark in MARKS:
                if mark in text:
                    met[mark].setdefault(name, address)
    leaks = {
        mark: {name: where for name, where in met[mark].items() if name not in MARKS[mark]}
        for mark in MARKS
    }
    assert not {mark: who for mark, who in leaks.items() if who}
    assert not points  # the exact place is for its leads alone
    # Marks were really there to be met by some, or the sweep proves nothing. Of some rows, pages
    # show what they say only after a step, or not at all.
    unmet = {mark for mark, may in MARKS.items() if may and not met[mark]}
    assert not {mark for mark in unmet if not mark.endswith(AFTER_A_STEP)}, sorted(unmet)
    assert read >= AT_LEAST
