"""Every address × every method × the whole cast.

Our own addresses stand in one table with what each of the cast gets. An address that is missing
from it fails. Of allauth's and the admin's addresses it is shown that nobody meets a fault of
ours, and that only those meet a page of the admin who may.
"""

import re
import uuid
from dataclasses import dataclass, field, fields
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from forums.models import Booking, CalendarFeed, Lesson, Record, Session, Venue
from forums.querysets.feed import hash_of
from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.models import Case, Decision, Report
from leeds_leaders.moderation.querysets import APPEAL_LINK
from leeds_leaders.moderation.querysets import hash_of as token_hash
from leeds_leaders.notices.choices import Purpose
from leeds_leaders.notices.models import Notice, Preference
from peers.models import Connection, Introduction, Organisation, Profile, Thanks
from projects.actions.history import note_version
from projects.models import Bid, BidPart, CohortMember, DevelopmentOffer, Handover, Photo, Project
from tests.conftest import Cast, Crowd, Player
from tests.factories import (
    ActionFactory,
    AgendaItemFactory,
    AssociationFactory,
    BookingFactory,
    CohortFactory,
    ConnectionFactory,
    HubFactory,
    InterestFactory,
    ItemFactory,
    MembershipFactory,
    NoteFactory,
    OrganisationFactory,
    OutcomeFactory,
    PairFactory,
    PeerFactory,
    PerspectiveFactory,
    ProjectFactory,
    QuestionFactory,
    RecordFactory,
    ReplyFactory,
    ResponseFactory,
    RoleFactory,
    SavedSearchFactory,
    SeriesFactory,
    SessionFactory,
    SupportFactory,
    TeamMemberFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db

EVERYBODY = tuple(place.name for place in fields(Crowd))
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
LOGIN = "sign in first"
PHOTO = "Zm9vYmFyYmF6cXV4"

Answer = int | str
Answers = dict[str, Answer]


def all_get(answer: Answer) -> Answers:
    return dict.fromkeys(EVERYBODY, answer)


def members_get(answer: Answer) -> Answers:
    """Who is not signed in, or no longer may be, is asked to sign in."""
    return all_get(answer) | {"nobody": LOGIN, "suspended": LOGIN}


def keepers_get(answer: Answer, *, members: Answer, others: Answer | None = None) -> Answers:
    """The lead, moderators and admins get one answer, members another."""
    rest = all_get(members) | dict.fromkeys(("nobody", "suspended"), others or members)
    return rest | dict.fromkeys(("lead", "moderator", "admin"), answer)


def organisers_get(answer: Answer, *, others: Answer) -> Answers:
    return all_get(others) | dict.fromkeys(("organiser", "admin"), answer)


def arrangers_get(answer: Answer) -> Answers:
    """Of a session that everybody sees: organisers and hosts get an answer, others a no."""
    return members_get(403) | dict.fromkeys(("organiser", "admin"), answer)


def drafters_get(answer: Answer) -> Answers:
    """Of what is there for organisers alone: others do not even hear of it."""
    return members_get(404) | dict.fromkeys(("organiser", "admin"), answer)


@dataclass(frozen=True)
class Door:
    """One address with one set of arguments, and what everybody gets there.

    `get` holds for HEAD too. A method that has no answers is 405 for all.
    """

    name: str
    kwargs: dict = field(default_factory=dict)
    get: Answers | None = None
    post: Answers | None = None
    query: dict = field(default_factory=dict)
    data: dict = field(default_factory=dict)

    @property
    def address(self) -> str:
        return reverse(self.name, kwargs=self.kwargs)

    def __str__(self):
        return " ".join(
            map(str, (self.name, *self.kwargs.values(), *self.query, *self.data.values()))
        )

    def answers(self, method: str) -> Answers:
        answers = {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method)
        return answers or all_get(405)


VIEW = {"bbox": "-2,53,-1,54", "zoom": "10"}
LIVE, HELD, DECLINED, WITHDRAWN = (
    {"slug": f"{standing}-project"} for standing in ("live", "held", "declined", "withdrawn")
)
MISSING = {"slug": "no-such-thing"}
SNAP, HELD_SNAP = LIVE | {"pk": 990_001}, HELD | {"pk": 990_002}
OFFER, MET, SECRET = ({"slug": f"{name}-offer"} for name in ("open", "met", "secret"))
KEPT, HELD_ORG, DECLINED_ORG = ({"slug": f"{name}-group"} for name in ("kept", "held", "declined"))
ROLE = {"pk": 9_999_999}
REPORTED, SEEN_AT = {"kind": "project", "key": "live-project"}, "what-became-of-my-report"
DECIDED = {"key": uuid.UUID(int=77)}
MAILED = signing.dumps(DECIDED["key"].hex, salt=APPEAL_LINK)
MODERATORS_200 = {"moderator": 200, "admin": 200}
AWAY = {"nobody": 404, "suspended": 404}
OPEN, OTHER, UNSEEN = ({"slug": f"{name}-peer"} for name in ("open", "other", "unseen"))
ASK, MADE, MEETING, PAIR, THANKS = ({"pk": uuid.UUID(int=number)} for number in range(1, 6))
ARRANGED = {"slug": "arranged-session"}
ANSWER, NO_ANSWER = (ARRANGED | {"key": uuid.UUID(int=number)} for number in (6, 7))
BROUGHT, NOT_BROUGHT = (ARRANGED | {"pk": uuid.UUID(int=number)} for number in (8, 9))
NOTICE = PEER = 9_999_999  # the notice of the one peer
LINK = {"token": Preference(peer_id=PEER).unsubscribe_token(Purpose.DIGEST)}
CALENDAR, CONFERENCE = {"token": "secret-of-the-peer"}, {"slug": "conference"}
BROKEN_LINK = {"token": LINK["token"] + "x"}
PLACE_LINK = {"token": Booking(pk=PEER).link_token}  # the lead goes to the published session
BROKEN_PLACE_LINK = {"token": PLACE_LINK["token"] + "x"}
PUBLISHED, DRAFT = ({"slug": f"{state}-session"} for state in ("published", "draft"))
TAKEN_DOWN, BEING_WRITTEN = {"slug": "taken-down"}, {"slug": "being-written"}
ORGANISERS_KNOW = organisers_get(302, others=404) | {"nobody": LOGIN, "suspended": LOGIN}
OVER = {"slug": "over-session"}  # the peer came, and took something back
LESSON = {"pk": PEER}
WRITTEN, DRAFTED = {"slug": "written"}, {"slug": "drafted"}
HEARD, NOTED = {"pk": uuid.UUID(int=70)}, {"slug": "noted", "pk": uuid.UUID(int=71)}
THERE, UNNOTED = {"slug": "noted"}, BEING_WRITTEN | {"pk": uuid.UUID(int=72)}
LOST = THERE | {"pk": uuid.UUID(int=73)}
SAID, CONFIRMED = ({"key": uuid.UUID(int=number)} for number in (60, 61))  # outcomes
AGREED, NOT_AGREED = ({"key": uuid.UUID(int=number)} for number in (70, 71))
ASKED, UNREAD, WORKS = ({"pk": uuid.UUID(int=number)} for number in (30, 31, 32))
SERIES, VENUE, SAVED_VENUE = {"slug": "the-series"}, {"slug": "the-venue"}, {"slug": "saved-venue"}
STRANGERS_ASK = all_get(302)  # whoever is signed in answers as who they are
LEAD_HAS_ONE = members_get(404) | {"lead": 302}
SEARCH, REMOVED_SEARCH = {"pk": 9_999_999}, {"pk": 9_999_998}  # the peer keeps one
PEER_HAS_ONE = members_get(404) | {"peer": 302}

HUB, NO_HUB = {"pk": 9_999_999}, {"pk": 8_888_888}  # the peer added it, and it waits
ADDERS_KNOW = members_get(404) | dict.fromkeys(("peer", "moderator", "admin"), 200)
ADDERS_KNOW_NOT_YET = members_get(404) | dict.fromkeys(("peer", "moderator", "admin"), 422)
ADDERS_MAY = members_get(404) | dict.fromkeys(("peer", "moderator", "admin"), 302)
LISTING, TEAM_PLACE = {"slug": "listing"}, LIVE | {"pk": PEER}  # unclaimed; the connection's
HANDOVER, BID = {"pk": PEER}, {"key": uuid.UUID(int=80)}  # from the lead to the connection
BID_PART = BID | {"pk": PEER}

NEWS, NEWS_REMOVED, MILESTONE = ({"key": uuid.UUID(int=number)} for number in (90, 91, 92))

MODERATORS_NOT = {"moderator": 403, "admin": 403}
TO_SECOND, BY_LEAD = {"connection": 302}, {"lead": 302}


def lead_gets(answer: Answer, **others: Answer) -> Answers:
    """Of a project that everybody sees: its lead gets an answer, and whom else it says."""
    return members_get(403) | {"lead": answer} | others


def two_get(answer: Answer) -> Answers:
    """The lead and the connection get an answer; others do not hear that it is there."""
    return members_get(404) | {"lead": answer, "connection": answer}


KEEPERS_MAY = keepers_get(302, members=403, others=LOGIN)
KEEPERS_KNOW = keepers_get(302, members=404, others=LOGIN)

# Interest and support: an ask of the lead's live project and one of the held, an answer by the
# peer, and a public body that the connection looks after.
WANTED, UNHEARD = ({"key": uuid.UUID(int=number)} for number in (80, 81))
INVITED, NOT_INVITED = ({"key": uuid.UUID(int=number)} for number in (82, 83))
REPLIED, STANDING = {"pk": 9_999_998}, LIVE | {"pk": 9_999_997}
LEAD_MAY = members_get(403) | {"lead": 302}
LEAD_KNOWS = members_get(404) | {"lead": 302, "moderator": 403, "admin": 403}
LEAD_READS = LEAD_MAY | {"lead": 200}
OTHERS_MAY = members_get(302) | {"lead": 403}

# Their address is a secret and all that is needed: mail programs post there without cookies.
HELD_BY_ANYBODY = {
    "moderation:appeal-by-link",
    "moderation:report-seen",
    "notices:unsubscribe",
    "notices:resubscribe",
    "forums:link",
    "forums:pulse-by-link",
    "projects:still-going-by-link",
}

CIRCLE, HELD_CIRCLE = {"slug": "the-circle"}, {"slug": "held-circle"}
WISH, BELONGS, NO_MEMBERSHIP = {"pk": 9_999_998}, {"pk": 9_999_997}, {"pk": 8_888_887}
COHORT, HIDDEN_COHORT = {"slug": "the-cohort"}, {"slug": "old-cohort"}
ASKED_ALONG = {"pk": 9_999_996}
TAUGHT, NOT_YET_TAUGHT = {"key": uuid.UUID(int=80)}, {"key": uuid.UUID(int=81)}
LEAD_KEEPS = members_get(403) | {"lead": 302}
BOTH_SIDES = members_get(404) | {"peer": 302, "lead": 302}
COHORTS = ("lead", "organiser", "moderator", "admin")
LEADS_ANY = (*COHORTS, "other_lead")
KEEPERS_OF_CIRCLES = dict.fromkeys(("lead", "moderator", "admin"), 200)

DOORS = [
    Door("home", get=all_get(200)),
    Door("about", get=all_get(200)),
    Door("robots", get=all_get(200)),
    Door("icon", get=all_get(200)),
    Door("healthz", get=all_get(200)),
    Door("readyz", get=all_get(200)),
    Door("outbox", get=all_get(404)),  # tests are no local run with kept mail
    # People's rights
    Door("moderation:privacy", get=all_get(200)),
    Door("moderation:house-rules", get=all_get(200)),
    Door("moderation:accessibility", get=all_get(200)),
    Door("moderation:data-complaint", get=all_get(200), post=all_get(422)),
    # Reports, decisions, appeals
    Door("moderation:public", get=all_get(200)),
    Door("moderation:report", REPORTED, get=all_get(200) | {"lead": 403},
         post=all_get(422) | {"lead": 403}),
    Door("moderation:report", {"kind": "project", "key": "held-project"},
         get=keepers_get(200, members=404) | {"lead": 403},
         post=keepers_get(422, members=404) | {"lead": 403}),
    Door("moderation:report", {"kind": "item", "key": "secret-offer"},
         get=all_get(404) | {"lead": 403}, post=all_get(404) | {"lead": 403}),
    Door("moderation:report", {"kind": "claim", "key": "1"}, get=all_get(404), post=all_get(404)),
    Door("moderation:report", {"kind": "peer", "key": "unseen-peer"},
         get=all_get(404), post=all_get(404)),
    Door("moderation:report-seen", {"token": SEEN_AT}, get=all_get(200)),
    Door("moderation:report-seen", {"token": "made-up"}, get=all_get(404)),
    Door("moderation:decision", DECIDED,
         get=members_get(404) | MODERATORS_200 | {"peer": 200},
         post=members_get(404) | {"moderator": 403, "admin": 403, "peer": 422}),
    Door("moderation:appeal-by-link", {"token": MAILED}, get=all_get(200), post=all_get(422)),
    Door("moderation:appeal-by-link", {"token": "a.b.c"}, get=all_get(404), post=all_get(404)),
    # The ground and the words
    Door("geography:wards", get=all_get(200)),
    Door("geography:labels", get=all_get(200)),
    Door("geography:ward", {"slug": "armley"}, get=all_get(200)),
    Door("geography:ward", MISSING, get=all_get(404)),
    Door("geography:places", get=all_get(200)),
    Door("geography:places", query={"q": "armley"}, get=all_get(200)),
    Door("geography:ward-at", query={"lat": "53.8", "lon": "-1.5"}, get=all_get(200)),
    Door("geography:ward-at", get=all_get(400)),
    Door("projects:hub-new", get=members_get(200), post=members_get(422)),
    Door(
        "projects:hub-new", query={"ward": "atlantis"}, get=members_get(400), post=members_get(422)
    ),
    Door("projects:hub-edit", HUB, get=ADDERS_KNOW, post=ADDERS_KNOW_NOT_YET),
    Door("projects:hub-edit", NO_HUB, get=members_get(404), post=members_get(404)),
    Door("projects:hub-withdraw", HUB, post=ADDERS_MAY),
    Door("projects:hub-withdraw", NO_HUB, post=members_get(404)),
    Door("projects:hub-restore", HUB, post=ADDERS_MAY),
    Door("projects:hub-restore", NO_HUB, post=members_get(404)),
    Door("language:causes", get=all_get(200)),
    Door("language:cause", {"slug": "older-people"}, get=all_get(200)),
    Door("language:cause", MISSING, get=all_get(404)),
    # Projects
    Door("projects:list", get=all_get(200)),
    Door("projects:list", query={"q": "garden", "stage": "idea"}, get=all_get(200)),
    Door("projects:list", query={"page": "2"}, get=all_get(404)),
    Door("projects:list", query={"sort": "password"}, get=all_get(400)),
    Door("projects:list", query={"cause": "no-such-cause,community-growing"}, get=all_get(404)),
    Door("projects:searches", get=members_get(200)),
    Door("projects:search-save", post=members_get(302)),
    Door("projects:search-save", data={"query": "sort=password"}, post=members_get(400)),
    Door("projects:search-change", SEARCH, post=PEER_HAS_ONE | {"peer": 422}),
    Door("projects:search-delete", SEARCH, post=PEER_HAS_ONE),
    Door("projects:search-delete", {"pk": 1}, post=members_get(404)),
    Door("projects:search-bring-back", REMOVED_SEARCH, post=PEER_HAS_ONE),
    Door("projects:points", query=VIEW, get=all_get(200)),
    Door("projects:points", get=all_get(400)),
    Door("projects:add", get=members_get(200), post=members_get(422)),
    Door("projects:alike", get=members_get(200)),
    Door("projects:draft", post=members_get(302)),
    Door("projects:draft", data={"project": "live-project"}, post=KEEPERS_MAY),
    Door("projects:draft", data={"project": "held-project"}, post=KEEPERS_KNOW),
    Door("projects:draft", post=members_get(404), data={"project": "no-such-thing"}),
    Door("projects:draft-drop", post=members_get(302)),
    Door("projects:draft-drop", post=KEEPERS_MAY, data={"project": "live-project"}),
    Door("projects:draft-drop", post=KEEPERS_KNOW, data={"project": "held-project"}),
    Door("projects:detail", LIVE, get=all_get(200)),
    Door("projects:detail", MISSING, get=all_get(404)),
    Door("projects:edit", LIVE, get=keepers_get(200, members=403, others=LOGIN),
         post=keepers_get(422, members=403, others=LOGIN)),
    Door("projects:edit", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:withdraw", LIVE, post=KEEPERS_MAY),
    Door("projects:withdraw", MISSING, post=members_get(404)),
    Door("projects:restore", LIVE, post=members_get(403)),
    Door("projects:restore", MISSING, post=members_get(404)),
    Door("projects:restore", WITHDRAWN, post=KEEPERS_KNOW),
    Door("projects:restore", HELD, post=keepers_get(403, members=404, others=LOGIN)),
    Door("projects:restore", DECLINED, post=keepers_get(403, members=404, others=LOGIN)),
    *(
        door
        for hidden in (HELD, DECLINED, WITHDRAWN)
        for door in (
            Door("projects:detail", hidden, get=keepers_get(200, members=404)),
            Door("projects:edit", hidden, get=keepers_get(200, members=404, others=LOGIN),
                 post=keepers_get(422, members=404, others=LOGIN)),
            Door("projects:withdraw", hidden, post=KEEPERS_KNOW),
        )
    ),
    # Teams, handovers, claims, bids
    Door("projects:team", LIVE, get=all_get(200)),
    Door("projects:team", HELD, get=keepers_get(200, members=404)),
    Door("projects:team", MISSING, get=all_get(404)),
    Door("projects:team-ask", LIVE, get=lead_gets(200), post=lead_gets(422)),
    Door("projects:team-ask", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:team-yes", LIVE, post=members_get(302)),
    Door("projects:team-yes", MISSING, post=members_get(404)),
    Door("projects:team-no", LIVE, post=members_get(302)),
    Door("projects:team-no", MISSING, post=members_get(404)),
    Door("projects:team-leave", LIVE, get=lead_gets(200, connection=200),
         post=lead_gets(422, connection=302)),
    Door("projects:team-leave", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:team-change", TEAM_PLACE, get=lead_gets(200, connection=200),
         post=lead_gets(302, connection=302)),
    Door("projects:team-change", LIVE | {"pk": 1}, get=members_get(404), post=members_get(404)),
    Door("projects:team-remove", TEAM_PLACE, post=lead_gets(302)),
    Door("projects:team-remove", MISSING | {"pk": 1}, post=members_get(404)),
    Door("projects:hand-over", LIVE, get=lead_gets(200), post=lead_gets(422)),
    Door("projects:hand-over", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:handover-accept", HANDOVER, post=two_get(403) | MODERATORS_NOT | TO_SECOND),
    Door("projects:handover-decline", HANDOVER, post=two_get(403) | MODERATORS_NOT | TO_SECOND),
    Door("projects:handover-withdraw", HANDOVER, post=two_get(403) | MODERATORS_NOT | BY_LEAD),
    *(Door(f"projects:handover-{verb}", {"pk": 1}, post=members_get(404))
      for verb in ("accept", "decline", "withdraw")),
    Door("projects:claim", LISTING, get=members_get(200), post=members_get(422)),
    Door("projects:claim", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:claim-withdraw", LISTING, post=members_get(302)),
    Door("projects:claim-withdraw", MISSING, post=members_get(404)),
    Door("projects:organisation-release", LISTING, post=lead_gets(302)),
    Door("projects:organisation-release", MISSING, post=members_get(404)),
    Door("projects:bids", LIVE, get=lead_gets(200, connection=200),
         post=lead_gets(422, connection=422)),
    Door("projects:bids", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:bid", BID, get=two_get(200)),
    Door("projects:bid-edit", BID, get=two_get(200), post=two_get(422)),
    Door("projects:bid-part", BID, post=two_get(422)),
    *(Door(f"projects:bid-part-{verb}", BID_PART, post=two_get(302))
      for verb in ("done", "reopen", "remove")),
    Door("projects:photo", {"name": f"{PHOTO}-live"}, get=all_get(200)),
    Door("projects:photo", {"name": f"{PHOTO}-held"}, get=keepers_get(200, members=404)),
    Door("projects:photo", {"name": f"{PHOTO}-withdrawn"}, get=keepers_get(200, members=404)),
    Door("projects:photo", {"name": "no-such-photo"}, get=all_get(404)),
    Door("projects:photo", {"name": f"{PHOTO}-second"}, get=all_get(200)),
    Door("projects:photo", {"name": f"{PHOTO}-second-400"}, get=all_get(200)),
    Door("projects:photo", {"name": f"{PHOTO}-second-100"}, get=all_get(404)),
    Door("projects:photo", {"name": f"{PHOTO}-hidden-800"}, get=keepers_get(200, members=404)),
    *(
        door
        for page in ("projects:card", "projects:print")
        for door in (
            Door(page, LIVE, get=all_get(200)),
            Door(page, HELD, get=keepers_get(200, members=404)),
            Door(page, WITHDRAWN, get=keepers_get(200, members=404)),
            Door(page, MISSING, get=all_get(404)),
        )
    ),
    Door("projects:photos", LIVE, get=keepers_get(200, members=403, others=LOGIN),
         post=keepers_get(422, members=403, others=LOGIN)),
    Door("projects:photos", HELD, get=keepers_get(200, members=404, others=LOGIN),
         post=keepers_get(422, members=404, others=LOGIN)),
    Door("projects:photos", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:photo-change", SNAP, get=keepers_get(200, members=403, others=LOGIN),
         post=keepers_get(422, members=403, others=LOGIN)),
    Door("projects:photo-change", HELD_SNAP, get=keepers_get(200, members=404, others=LOGIN),
         post=keepers_get(422, members=404, others=LOGIN)),
    *(
        door
        for verb in ("projects:photo-up", "projects:photo-down", "projects:photo-remove")
        for door in (
            Door(verb, SNAP, data={"place": "1"}, post=KEEPERS_MAY),
            Door(verb, HELD_SNAP, data={"place": "1"}, post=KEEPERS_KNOW),
        )
    ),
    Door("projects:photo-up", SNAP, post=keepers_get(400, members=403, others=LOGIN)),
    Door("projects:history", LIVE, get=keepers_get(200, members=403, others=LOGIN)),
    Door("projects:history", HELD, get=keepers_get(200, members=404, others=LOGIN)),
    Door("projects:history", MISSING, get=members_get(404)),
    Door("projects:history", LIVE, query={"from": "x"},
         get=keepers_get(400, members=403, others=LOGIN)),
    Door("projects:history-restore", LIVE | {"revision": 1}, data={"current": "1"},
         post=KEEPERS_MAY),
    Door("projects:history-restore", HELD | {"revision": 1}, data={"current": "1"},
         post=KEEPERS_KNOW),
    Door("projects:history-restore", LIVE | {"revision": 9}, data={"current": "1"},
         post=keepers_get(404, members=403, others=LOGIN)),
    # What a project tells as it goes, and whether it goes on
    Door("projects:news-of", LIVE, get=all_get(200)),
    Door("projects:news-of", LIVE, query={"page": "2"}, get=all_get(404)),
    Door("projects:news-of", HELD, get=keepers_get(200, members=404)),
    Door("projects:news-new", LIVE, get=lead_gets(200), post=lead_gets(422)),
    Door("projects:news-new", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:news", NEWS, get=all_get(200)),
    Door("projects:news", NEWS_REMOVED, get=keepers_get(200, members=404)),
    Door("projects:news-edit", NEWS, get=lead_gets(200), post=lead_gets(422)),
    Door("projects:news-edit", NEWS_REMOVED, get=members_get(404) | MODERATORS_NOT | {"lead": 200},
         post=members_get(404) | MODERATORS_NOT | {"lead": 422}),
    Door("projects:news-remove", NEWS, post=lead_gets(302)),
    Door("projects:news-bring-back", NEWS_REMOVED,
         post=members_get(404) | MODERATORS_NOT | {"lead": 302}),
    Door("projects:milestone-new", LIVE, get=lead_gets(200), post=lead_gets(422)),
    Door("projects:milestone-new", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:milestone-edit", MILESTONE, get=lead_gets(200), post=lead_gets(422)),
    *(Door(f"projects:milestone-{verb}", MILESTONE, post=lead_gets(302))
      for verb in ("reach", "remove")),
    *(Door(f"projects:milestone-{verb}", NEWS, post=members_get(404))
      for verb in ("reach", "remove")),
    Door("projects:still-going", LIVE, get=lead_gets(200), post=lead_gets(422)),
    Door("projects:still-going", LIVE, post=lead_gets(302), data={"answer": "ended"},
         get=lead_gets(200)),
    Door("projects:still-going", HELD, get=keepers_get(403, members=404, others=LOGIN),
         post=keepers_get(403, members=404, others=LOGIN)),
    Door("projects:still-going", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:still-going-by-link", {"token": "1.1.forged"}, get=all_get(404),
         post=all_get(404)),
    Door("projects:lessons", get=all_get(200)),
    Door("projects:lessons", query={"cause": "no-such-thing"}, get=all_get(404)),
    # Associations, cohorts, learning
    Door("projects:associations", get=all_get(200)),
    Door("projects:associations", query={"q": "circle", "cause": "older-people"}, get=all_get(200)),
    Door("projects:associations", query={"ward": "atlantis"}, get=all_get(400)),
    Door("projects:associations", query={"page": "2"}, get=all_get(404)),
    Door("projects:association-new", get=members_get(200), post=members_get(422)),
    Door("projects:association", CIRCLE, get=all_get(200)),
    Door("projects:association", CIRCLE, query={"kind": "people"}, get=all_get(200)),
    Door("projects:association", CIRCLE, query={"kind": "leaders"}, get=all_get(400)),
    Door("projects:association", HELD_CIRCLE, get=all_get(404) | KEEPERS_OF_CIRCLES),
    Door("projects:association", MISSING, get=all_get(404)),
    Door("projects:association-bridges", CIRCLE, get=members_get(200)),
    Door("projects:association-bridges", MISSING, get=members_get(404)),
    Door("projects:association-join", CIRCLE, get=members_get(200), post=members_get(422)),
    Door("projects:association-join", CIRCLE, get=members_get(200), post=members_get(302),
         data={"who": "me"}),
    Door("projects:association-join", MISSING, get=members_get(404), post=members_get(404)),
    Door("projects:association-leave", CIRCLE, post=members_get(302)),
    Door("projects:association-leave", MISSING, post=members_get(404)),
    *(
        door
        for verb in ("edit", "invite")
        for door in (
            Door(f"projects:association-{verb}", CIRCLE, get=members_get(403) | {"lead": 200},
                 post=members_get(403) | {"lead": 422}),
            Door(f"projects:association-{verb}", MISSING, get=members_get(404),
                 post=members_get(404)),
        )
    ),
    *(
        door
        for verb in ("withdraw", "restore", "stop-keeping")
        for door in (
            Door(f"projects:association-{verb}", CIRCLE, post=LEAD_KEEPS),
            Door(f"projects:association-{verb}", MISSING, post=members_get(404)),
        )
    ),
    *(
        door
        for verb in ("accept", "decline")
        for door in (
            Door(f"projects:membership-{verb}", WISH, post=BOTH_SIDES),
            Door(f"projects:membership-{verb}", NO_MEMBERSHIP, post=members_get(404)),
        )
    ),
    Door("projects:membership-end", WISH, post=members_get(302)),
    Door("projects:membership-end", BELONGS,
         post=members_get(403) | {"connection": 302, "lead": 302}),
    Door("projects:membership-end", NO_MEMBERSHIP, post=members_get(302)),
    Door("projects:keeper-ask", BELONGS, post=LEAD_KEEPS),
    Door("projects:keeper-ask", NO_MEMBERSHIP, post=members_get(404)),
    *(
        door
        for answer in ("yes", "no")
        for door in (
            Door(f"projects:keeper-{answer}", BELONGS, post=members_get(403) | {"connection": 302}),
            Door(f"projects:keeper-{answer}", NO_MEMBERSHIP, post=members_get(404)),
        )
    ),
    Door("projects:cohorts", get=all_get(200)),
    Door("projects:cohorts", query={"page": "2"}, get=all_get(404)),
    Door("projects:cohort-new", get=members_get(403) | dict.fromkeys(LEADS_ANY, 200),
         post=members_get(403) | dict.fromkeys(LEADS_ANY, 422)),
    Door("projects:cohort", COHORT, get=all_get(200)),
    Door("projects:cohort", HIDDEN_COHORT, get=keepers_get(200, members=404)),
    Door("projects:cohort", MISSING, get=all_get(404)),
    *(
        door
        for verb in ("edit", "ask")
        for door in (
            Door(f"projects:cohort-{verb}", COHORT,
                 get=members_get(403) | dict.fromkeys(COHORTS, 200),
                 post=members_get(403) | dict.fromkeys(COHORTS, 422)),
            Door(f"projects:cohort-{verb}", MISSING, get=members_get(404), post=members_get(404)),
        )
    ),
    Door("projects:cohort-end", COHORT, post=members_get(403) | dict.fromkeys(COHORTS, 302)),
    Door("projects:cohort-end", MISSING, post=members_get(404)),
    Door("projects:cohort-yes", COHORT, post=members_get(403) | {"peer": 302}),
    Door("projects:cohort-yes", MISSING, post=members_get(404)),
    *(
        door
        for verb in ("no", "leave")
        for door in (
            Door(f"projects:cohort-{verb}", COHORT, post=members_get(302)),
            Door(f"projects:cohort-{verb}", MISSING, post=members_get(404)),
        )
    ),
    Door("projects:cohort-let-go", ASKED_ALONG, post=members_get(404) | {"peer": 403, "lead": 302}),
    Door("projects:cohort-let-go", NO_MEMBERSHIP, post=members_get(404)),
    Door("projects:development", get=all_get(200)),
    Door("projects:development", query={"page": "2"}, get=all_get(404)),
    Door("projects:development-new", get=members_get(200), post=members_get(422)),
    Door("projects:development-offer", TAUGHT, get=all_get(200)),
    Door("projects:development-offer", NOT_YET_TAUGHT, get=all_get(404) | {"peer": 200}),
    Door("projects:development-edit", TAUGHT, get=members_get(403) | {"peer": 200},
         post=members_get(403) | {"peer": 422}),
    Door("projects:development-edit", NOT_YET_TAUGHT, get=members_get(404) | {"peer": 200},
         post=members_get(404) | {"peer": 422}),
    Door("projects:development-publish", TAUGHT, post=members_get(403) | {"peer": 302}),
    Door("projects:development-publish", NOT_YET_TAUGHT, post=members_get(404) | {"peer": 302}),
    Door("projects:development-take-back", TAUGHT, post=members_get(403) | {"peer": 302}),
    Door("projects:development-take-back", NOT_YET_TAUGHT, post=members_get(404) | {"peer": 302}),
    # Forums
    Door("forums:list", get=all_get(200)),
    Door("forums:detail", {"slug": "published-session"}, get=all_get(200)),
    Door("forums:detail", {"slug": "cancelled-session"}, get=all_get(200)),
    Door("forums:detail", {"slug": "held-session"}, get=all_get(200)),
    Door("forums:detail", {"slug": "draft-session"}, get=organisers_get(200, others=404)),
    Door("forums:detail", MISSING, get=all_get(404)),
    # Places
    Door("forums:rsvp", PUBLISHED, post=members_get(302), data={"answer": "going"}),
    Door("forums:rsvp", PUBLISHED, post=members_get(422)),
    Door("forums:rsvp", DRAFT, post=ORGANISERS_KNOW, data={"answer": "going"}),
    Door("forums:place", PUBLISHED, get=members_get(200)),
    Door("forums:place", DRAFT, get=ORGANISERS_KNOW | dict.fromkeys(("organiser", "admin"), 200)),
    Door("forums:place-accept", PUBLISHED, post=LEAD_HAS_ONE),
    Door("forums:place-decline", PUBLISHED, post=LEAD_HAS_ONE),
    Door(
        "forums:place-hand-over", PUBLISHED,
        get=LEAD_HAS_ONE | {"lead": 200}, post=LEAD_HAS_ONE | {"lead": 422},
    ),
    Door("forums:needs-forget", PUBLISHED, post=LEAD_HAS_ONE),
    Door("forums:place-links-revoke", PUBLISHED, post=LEAD_HAS_ONE),
    Door("forums:guest", PUBLISHED, get=STRANGERS_ASK | {"nobody": 200, "suspended": 200},
         post=STRANGERS_ASK | {"nobody": 422, "suspended": 422}),
    Door("forums:guest", DRAFT, get=organisers_get(302, others=404),
         post=organisers_get(302, others=404)),
    Door("forums:link", PLACE_LINK, get=all_get(200), post=all_get(422)),
    Door("forums:link", PLACE_LINK, get=all_get(200), post=all_get(302),
         data={"answer": "not-going"}),
    Door("forums:link", BROKEN_PLACE_LINK, get=all_get(404), post=all_get(404)),
    # The day itself. The peer goes to this one.
    Door("forums:organise", ARRANGED, get=arrangers_get(200)),
    Door("forums:organise", ARRANGED, query={"page": "2"}, get=arrangers_get(404)),
    Door("forums:organise", ARRANGED, query={"list": "all"}, get=arrangers_get(400)),
    Door("forums:organise", {"slug": "draft-session"},
         get=members_get(404) | {"organiser": 200, "admin": 200}),
    Door("forums:add", ARRANGED, get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:add", ARRANGED, get=arrangers_get(200), post=arrangers_get(400),
         data={"peer": "no-such-thing"}),
    Door("forums:remove", ANSWER, get=arrangers_get(200), post=arrangers_get(302)),
    Door("forums:remove", NO_ANSWER, get=arrangers_get(404), post=arrangers_get(404)),
    Door("forums:story", ANSWER, get=arrangers_get(200)),
    Door("forums:story", NO_ANSWER, get=arrangers_get(404)),
    Door("forums:capacity", ARRANGED, get=arrangers_get(200), post=arrangers_get(302)),
    Door("forums:keep-seats", ARRANGED, get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:release-seats", ARRANGED, post=arrangers_get(400)),
    Door("forums:needs", ARRANGED, get=arrangers_get(200), post=arrangers_get(200)),
    Door("forums:attendance", ARRANGED, get=arrangers_get(200)),
    Door("forums:message", ARRANGED, get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:cards", ARRANGED, get=arrangers_get(200) | {"peer": 200}),
    Door("forums:badges", ARRANGED, get=arrangers_get(200)),
    Door("forums:arrivals", ARRANGED, get=arrangers_get(200)),
    Door("forums:arrive", ARRANGED, post=arrangers_get(302)),
    Door("forums:arrive-undo", ARRANGED, post=arrangers_get(302)),
    Door("forums:walk-in", ARRANGED, post=arrangers_get(302)),
    Door("forums:arrival", {"key": ANSWER["key"]},
         get=members_get(404) | {"organiser": 200, "admin": 200}),
    Door("forums:arrival", {"key": NO_ANSWER["key"]}, get=members_get(404)),
    Door("forums:agenda", ARRANGED, get=all_get(200)),
    Door("forums:agenda", ARRANGED, query={"page": "2"}, get=all_get(404)),
    Door("forums:agenda", {"slug": "draft-session"}, get=organisers_get(200, others=404)),
    Door("forums:agenda-propose", ARRANGED, get=arrangers_get(200) | {"peer": 200},
         post=arrangers_get(422) | {"peer": 422}),
    Door("forums:agenda-support", BROUGHT, post=arrangers_get(302) | {"peer": 302}),
    Door("forums:agenda-support", NOT_BROUGHT, post=members_get(404)),
    Door("forums:agenda-unsupport", BROUGHT, post=members_get(302)),
    Door("forums:agenda-edit", BROUGHT, get=members_get(403) | {"peer": 200},
         post=members_get(403) | {"peer": 422}),
    Door("forums:agenda-edit", NOT_BROUGHT, get=members_get(404), post=members_get(404)),
    Door("forums:agenda-withdraw", BROUGHT, post=members_get(403) | {"peer": 302}),
    Door("forums:agenda-withdraw", NOT_BROUGHT, post=members_get(302)),
    *(Door(f"forums:agenda-{verb}", BROUGHT, post=arrangers_get(302))
      for verb in ("choose", "put-back", "mark", "unmark")),
    *(Door(f"forums:agenda-{verb}", BROUGHT, post=arrangers_get(answer), data=data)
      for verb in ("up", "down") for answer, data in ((400, {}), (302, {"place": 1}))),
    Door("forums:agenda-set-aside", BROUGHT, get=arrangers_get(200), post=arrangers_get(422)),
    # Afterwards
    Door("forums:pulse", OVER, post=members_get(403) | {"peer": 400}),
    Door("forums:pulse", OVER, post=members_get(403) | {"peer": 302},
         data={"about": "belonging", "answer": "4"}),
    Door("forums:pulse", DRAFT, post=drafters_get(403)),
    Door("forums:pulse-by-link", PLACE_LINK, get=all_get(200), post=all_get(400)),
    Door("forums:pulse-by-link", BROKEN_PLACE_LINK, get=all_get(404), post=all_get(404)),
    Door("forums:lesson", OVER, get=members_get(403) | {"peer": 200},
         post=members_get(403) | {"peer": 422}),
    Door("forums:lesson", DRAFT, get=drafters_get(403), post=drafters_get(403)),
    Door("forums:lesson-hide", OVER | LESSON, post=arrangers_get(302)),
    Door("forums:my-lessons", get=members_get(200)),
    Door("forums:my-lessons", query={"page": "2"}, get=members_get(404)),
    Door("forums:lesson-helped", LESSON, get=members_get(404) | {"peer": 200},
         post=members_get(404) | {"peer": 422}),
    Door("forums:lesson-drop", LESSON, post=members_get(302)),
    Door("forums:outcome-new", get=members_get(200), post=members_get(422)),
    Door("forums:outcome-new", query={"project": "held-project"},
         get=keepers_get(200, members=404, others=LOGIN), post=members_get(422)),
    Door("forums:outcome", CONFIRMED, get=all_get(200)),
    Door("forums:outcome", SAID, get=keepers_get(200, members=404) | {"peer": 200}),
    Door("forums:outcome-edit", CONFIRMED, get=keepers_get(200, members=403, others=LOGIN),
         post=keepers_get(422, members=403, others=LOGIN)),
    Door("forums:outcome-edit", SAID,
         get=keepers_get(200, members=404, others=LOGIN) | {"peer": 200},
         post=keepers_get(422, members=404, others=LOGIN) | {"peer": 422}),
    Door("forums:outcome-decline", SAID,
         get=keepers_get(200, members=404, others=LOGIN) | {"peer": 403},
         post=keepers_get(422, members=404, others=LOGIN) | {"peer": 403}),
    Door("forums:outcome-confirm", SAID,
         post=keepers_get(302, members=404, others=LOGIN) | {"peer": 403}),
    Door("forums:outcome-withdraw", SAID, post=keepers_get(403, members=302, others=LOGIN)),
    Door("forums:outcome-withdraw", CONFIRMED, post=members_get(403)),
    Door("forums:came-of-session", OVER, get=all_get(200)),
    Door("forums:came-of-session", DRAFT, get=organisers_get(200, others=404)),
    Door("forums:came-of-peer", OPEN, get=all_get(200)),
    Door("forums:came-of-peer", OTHER, get=all_get(200) | AWAY),
    Door("forums:came-of-peer", UNSEEN, get=all_get(404)),
    # What was agreed
    Door("forums:action", AGREED, get=all_get(200)),
    Door("forums:action", NOT_AGREED, get=organisers_get(200, others=404)),
    Door("forums:action", {"key": uuid.UUID(int=3)}, get=all_get(404)),
    *(door for name, answer in (("edit", 422), ("done", 302), ("drop", 422), ("hand-over", 422))
      for door in (
          Door(f"forums:action-{name}", AGREED, get=arrangers_get(200) | {"peer": 200},
               post=arrangers_get(answer) | {"peer": answer}),
          Door(f"forums:action-{name}", NOT_AGREED, get=drafters_get(200),
               post=drafters_get(answer)),
      )),
    Door("forums:action-reopen", AGREED, post=arrangers_get(302) | {"peer": 302}),
    Door("forums:action-reopen", NOT_AGREED, post=drafters_get(302)),
    *(Door(f"forums:action-{name}", AGREED, post=members_get(302)) for name in ("yes", "no")),
    Door("forums:action-yes", NOT_AGREED, post=drafters_get(302)),
    Door("forums:action-no", NOT_AGREED, post=members_get(302)),
    *(Door(f"forums:action-{name}", kwargs, post=answers)
      for name in ("serves", "serves-not")
      for kwargs, answers in (
          (AGREED, keepers_get(302, members=403, others=LOGIN)),
          (NOT_AGREED, members_get(404) | {"organiser": 403, "admin": 302}),
      )),
    Door("forums:my-actions", get=members_get(200)),
    Door("forums:my-actions", query={"page": "2"}, get=members_get(404)),
    Door("forums:said-and-done", get=all_get(200)),
    Door("forums:said-and-done", query={"page": "2"}, get=all_get(404)),
    Door("forums:said-and-done", query={"page": "x"}, get=all_get(400)),
    # Questions, and what works
    Door("forums:questions", get=all_get(200)),
    Door("forums:questions", query={"state": "every", "q": "who"}, get=all_get(200)),
    Door("forums:questions", query={"cause": "no-such-thing"}, get=all_get(404)),
    Door("forums:questions", query={"page": "2"}, get=all_get(404)),
    Door("forums:questions", query={"state": "password"}, get=all_get(400)),
    Door("forums:question", ASKED, get=all_get(200)),
    Door("forums:question", UNREAD, get=organisers_get(200, others=404)),
    Door("forums:question", PAIR, get=all_get(404)),
    *(
        door
        for name in ("reframe", "answer", "park")
        for door in (
            Door(f"forums:question-{name}", ASKED, get=arrangers_get(200), post=arrangers_get(422)),
            Door(f"forums:question-{name}", UNREAD, get=drafters_get(200), post=drafters_get(422)),
            Door(f"forums:question-{name}", PAIR, get=members_get(404), post=members_get(404)),
        )
    ),
    *(
        door
        for name, further in (("reopen", {}), ("answer-take-back", {"answer": PEER}))
        for door in (
            Door(f"forums:question-{name}", ASKED | further, post=arrangers_get(302)),
            Door(f"forums:question-{name}", UNREAD | further, post=drafters_get(302)),
            Door(f"forums:question-{name}", PAIR | further, post=members_get(404)),
        )
    ),
    Door("forums:what-works", get=all_get(200)),
    Door("forums:what-works", query={"cause": "no-such-thing"}, get=all_get(404)),
    Door("forums:what-works", query={"page": "-1"}, get=all_get(400)),
    *(
        door
        for name in ("feature", "unfeature")
        for door in (
            Door(f"forums:works-{name}", WORKS, post=arrangers_get(302)),
            Door(f"forums:works-{name}", PAIR, post=members_get(404)),
        )
    ),
    # Perspectives, and what others answer
    Door("forums:perspectives", get=all_get(200)),
    Door("forums:perspectives", query={"kind": "poem"}, get=all_get(400)),
    Door("forums:perspectives", query={"page": "2"}, get=all_get(404)),
    Door("forums:reading-list", get=all_get(200)),
    Door("forums:my-perspectives", get=members_get(200)),
    Door("forums:perspective-new", get=members_get(200), post=members_get(422)),
    Door("forums:perspective-new", query={"session": "draft-session"},
         get=drafters_get(200), post=members_get(422)),
    Door("forums:perspective", WRITTEN, get=all_get(200)),
    Door("forums:perspective", DRAFTED, get=all_get(404) | {"peer": 200}),
    Door("forums:perspective-edit", WRITTEN,
         get=members_get(403) | {"lead": 200}, post=members_get(403) | {"lead": 422}),
    Door("forums:perspective-edit", DRAFTED,
         get=members_get(404) | {"peer": 200}, post=members_get(404) | {"peer": 422}),
    Door("forums:perspective-questions", WRITTEN,
         get=members_get(403) | {"lead": 200}, post=members_get(403) | {"lead": 422}),
    *(
        door
        for name in ("publish", "withdraw")
        for door in (
            Door(f"forums:perspective-{name}", WRITTEN, post=members_get(403) | {"lead": 302}),
            Door(f"forums:perspective-{name}", DRAFTED, post=members_get(404) | {"peer": 302}),
        )
    ),
    Door("forums:perspective-discard", WRITTEN, post=members_get(403) | {"lead": 302}),
    Door("forums:perspective-discard", DRAFTED, post=members_get(302)),
    Door("forums:perspective-respond", WRITTEN, get=members_get(200), post=members_get(422)),
    Door("forums:perspective-respond", DRAFTED,
         get=members_get(404) | {"peer": 403}, post=members_get(404) | {"peer": 403}),
    Door("forums:session-respond", PUBLISHED, get=members_get(200), post=members_get(422)),
    Door("forums:session-respond", DRAFT, get=drafters_get(403), post=drafters_get(403)),
    Door("forums:note-respond", NOTED, get=members_get(200), post=members_get(422)),
    Door("forums:note-respond", NOTED | PUBLISHED, get=members_get(404), post=members_get(404)),
    Door("forums:response", HEARD, get=all_get(200)),
    Door("forums:response", PAIR, get=all_get(404)),
    Door("forums:response-reply", HEARD, get=members_get(200), post=members_get(422)),
    Door("forums:response-edit", HEARD,
         get=members_get(403) | {"peer": 200}, post=members_get(403) | {"peer": 422}),
    Door("forums:response-withdraw", HEARD, post=members_get(403) | {"peer": 302}),
    Door("forums:response-withdraw", PAIR, post=members_get(302)),
    Door("forums:heard-confirm", HEARD, post=members_get(403) | {"lead": 302}),
    Door("forums:heard-mend", HEARD,
         get=members_get(403) | {"lead": 200}, post=members_get(403) | {"lead": 422}),
    # Arranging sessions, series and venues
    Door("forums:new", get=members_get(200), post=members_get(422)),
    Door("forums:planning", get=arrangers_get(200)),
    Door("forums:planning", query={"month": "2030-13"}, get=arrangers_get(400)),
    *(
        door
        for name in ("edit", "duplicate", "part-new")
        for door in (
            Door(f"forums:{name}", PUBLISHED, get=arrangers_get(200), post=arrangers_get(422)),
            Door(f"forums:{name}", DRAFT, get=drafters_get(200), post=drafters_get(422)),
            Door(f"forums:{name}", MISSING, get=members_get(404), post=members_get(404)),
        )
    ),
    *(
        door
        for name in ("publish", "take-back", "cancel", "held", "discard")
        for door in (
            Door(f"forums:{name}", PUBLISHED, post=arrangers_get(302)),
            Door(f"forums:{name}", DRAFT, post=ORGANISERS_KNOW),
            Door(f"forums:{name}", MISSING, post=members_get(404)),
        )
    ),
    Door("forums:series-list", get=all_get(200)),
    Door("forums:series-list", query={"page": "2"}, get=all_get(404)),
    Door("forums:series-list", query={"page": "-1"}, get=all_get(400)),
    Door("forums:series-new", get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:series", SERIES, get=all_get(200)),
    Door("forums:series", SERIES, query={"page": "2"}, get=all_get(404)),
    Door("forums:series", MISSING, get=all_get(404)),
    Door("forums:series-edit", SERIES, get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:series-edit", MISSING, get=members_get(404), post=members_get(404)),
    Door("forums:series-session-new", SERIES, get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:series-session-new", MISSING, get=members_get(404), post=members_get(404)),
    *(
        door
        for name in ("lay-out", "skip", "bring-back")
        for door in (
            Door(f"forums:series-{name}", SERIES, post=arrangers_get(302)),
            Door(f"forums:series-{name}", MISSING, post=members_get(404)),
        )
    ),
    Door("forums:venues", get=all_get(200)),
    Door("forums:venues", query={"page": "2"}, get=all_get(404)),
    Door("forums:venue-new", get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:venue", VENUE, get=all_get(200)),
    Door("forums:venue", SAVED_VENUE, get=organisers_get(200, others=404)),
    Door("forums:venue", MISSING, get=all_get(404)),
    Door("forums:venue-edit", VENUE, get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:venue-edit", SAVED_VENUE, get=drafters_get(200), post=drafters_get(422)),
    Door("forums:venue-edit", MISSING, get=members_get(404), post=members_get(404)),
    Door("forums:venue-photo", {"name": f"{PHOTO}-venue"}, get=all_get(200)),
    Door("forums:venue-photo", {"name": f"{PHOTO}-saved"}, get=organisers_get(200, others=404)),
    Door("forums:venue-photo", {"name": "no-such-photo"}, get=all_get(404)),
    Door("forums:list", query={"q": "breakfast", "when": "past"}, get=all_get(200)),
    Door("forums:list", query={"view": "month", "month": "2026-12"}, get=all_get(200)),
    Door("forums:list", query={"cause": "no-such-thing"}, get=all_get(404)),
    Door("forums:list", query={"page": "2"}, get=all_get(404)),
    Door("forums:list", query={"month": "never"}, get=all_get(400)),
    Door("forums:list", query={"sort": "password"}, get=all_get(400)),
    Door("forums:programme", CONFERENCE, get=all_get(200)),
    Door("forums:programme", {"slug": "draft-session"}, get=all_get(404)),
    Door("forums:programme", MISSING, get=all_get(404)),
    Door("forums:calendar", {"slug": "published-session"}, get=all_get(200)),
    Door("forums:calendar", {"slug": "cancelled-session"}, get=all_get(200)),
    Door("forums:calendar", {"slug": "draft-session"}, get=organisers_get(200, others=404)),
    Door("forums:calendar", MISSING, get=all_get(404)),
    Door("forums:public-calendar", get=all_get(200)),
    Door("forums:private-calendar", CALENDAR, get=all_get(200)),
    Door("forums:private-calendar", {"token": "made-up"}, get=all_get(404)),
    Door("forums:mine", get=members_get(200)),
    Door("forums:mine", query={"page": "2"}, get=members_get(404)),
    Door("forums:mine", query={"page": "x"}, get=members_get(400)),
    Door("forums:feed", get=members_get(200)),
    Door("forums:feed-new", post=members_get(302)),
    Door("forums:feed-new", data={"key": "never.0"}, post=members_get(200) | {"peer": 302}),
    Door("forums:feed-revoke", post=members_get(302)),
    # Documents, the archive, what news readers fetch
    # Notes, and who reads and writes them
    *(
        door
        for there, answers in (
            (THERE, arrangers_get), (BEING_WRITTEN, drafters_get),
            (MISSING, lambda answer: members_get(404)),
        )
        for door in (
            Door("forums:notes", there, get=answers(200)),
            Door("forums:notes-since", there | {"since": 0}, get=answers(200)),
            Door("forums:note-new", there, get=answers(400), post=answers(400)),
            Door("forums:note-new", there, get=answers(200), post=answers(422),
                 query={"section": "works"}, data={"section": "works"}),
        )
    ),
    Door("forums:notes", PUBLISHED, get=drafters_get(200)),  # nobody has begun them
    Door("forums:note", NOTED, get=all_get(200)),
    Door("forums:note", UNNOTED, get=organisers_get(200, others=404)),
    Door("forums:note", LOST, get=all_get(404)),
    *(
        door
        for there, answers in ((NOTED, arrangers_get), (UNNOTED, drafters_get))
        for door in (
            Door("forums:note-edit", there, get=answers(200), post=answers(422)),
            Door("forums:note-history", there, get=answers(200)),
            Door("forums:note-history", there, query={"page": "2"}, get=answers(404)),
            Door("forums:note-remove", there, post=answers(302)),
            Door("forums:note-bring-back", there, post=answers(302)),
            *(Door(f"forums:note-{verb}", there, post=answers(400))
              for verb in ("restore", "up", "down")),
            *(Door(f"forums:note-{verb}", there, post=answers(302), data=data)
              for verb, data in (("restore", {"revision": "1"}), ("up", {"place": "1"}),
                                 ("down", {"place": "1"}))),
        )
    ),
    *(Door(f"forums:note-{verb}", LOST, post=arrangers_get(404))
      for verb in ("remove", "bring-back", "restore", "up", "down")),
    Door("forums:record", THERE, get=arrangers_get(200), post=arrangers_get(302)),
    Door("forums:record", PUBLISHED, get=arrangers_get(200), post=arrangers_get(302)),
    Door("forums:record", DRAFT, get=drafters_get(200), post=drafters_get(302)),
    Door("forums:record-begin", PUBLISHED, post=arrangers_get(302)),
    Door("forums:record-begin", DRAFT, post=drafters_get(302)),
    *(Door(f"forums:record-{step}", there, post=answers)
      for step in ("share", "publish")
      for there, answers in (
          (BEING_WRITTEN, arrangers_get(302)), (MISSING, members_get(404)),
          (PUBLISHED, arrangers_get(404)),
      )),
    Door("forums:record-take-back", THERE, post=arrangers_get(400)),
    Door("forums:record-take-back", THERE, post=arrangers_get(302), data={"was": "public"}),
    Door("forums:notes-paste", ARRANGED, get=arrangers_get(200), post=arrangers_get(422)),
    Door("forums:notes-paste", DRAFT, get=drafters_get(200), post=drafters_get(422)),
    Door("forums:notes-paste", MISSING, get=members_get(404), post=members_get(404)),
    Door("forums:notes-text", TAKEN_DOWN, get=all_get(200)),
    Door("forums:notes-text", BEING_WRITTEN, get=organisers_get(200, others=404)),
    Door("forums:notes-text", PUBLISHED, get=all_get(404)),
    Door("forums:notes-text", MISSING, get=all_get(404)),
    Door("forums:archive", get=all_get(200)),
    Door("forums:archive", query={"q": "rents", "kind": "note"}, get=all_get(200)),
    Door("forums:archive", query={"ward": "no-such-thing"}, get=all_get(404)),
    Door("forums:archive", query={"year": "soon"}, get=all_get(400)),
    *(Door(f"forums:feed-{name}", get=all_get(200))
      for name in ("sessions", "perspectives", "what-works", "questions", "actions")),
    # One's own
    Door("peers:me", get=members_get(200)),
    Door("peers:rename", post=members_get(422)),
    Door("peers:sign-ins", get=members_get(200)),
    Door("peers:sign-ins-end-others", post=members_get(302)),
    Door("peers:sign-in-end", {"mark": "0" * 32}, post=members_get(302)),
    Door("peers:stop-seeing-as", post=members_get(302)),
    Door("peers:data", get=members_get(200)),
    Door("peers:export", get=members_get(200)),
    Door("peers:erase", get=members_get(200), post=members_get(422)),
    # What peers tell of themselves
    Door("peers:list", get=all_get(200)),
    Door("peers:list", query={"q": "garden", "ward": "armley", "free": "yes"}, get=all_get(200)),
    Door("peers:list", query={"sort": "common"}, get=all_get(200)),
    Door("peers:list", query={"page": "2"}, get=all_get(404)),
    Door("peers:list", query={"sector": "no-such-thing"}, get=all_get(404)),
    Door("peers:list", query={"page": "-1"}, get=all_get(400)),
    Door("peers:list", query={"sort": "password"}, get=all_get(400)),
    Door("peers:between", get=members_get(200)),
    Door("peers:detail", OPEN, get=all_get(200)),
    Door("peers:detail", OTHER, get=all_get(200) | AWAY),
    Door("peers:detail", UNSEEN, get=all_get(404)),
    Door("peers:detail", MISSING, get=all_get(404)),
    Door("peers:photo", {"name": f"{PHOTO}open-192"}, get=all_get(200)),
    Door("peers:photo", {"name": f"{PHOTO}other-96"}, get=all_get(200) | AWAY),
    Door("peers:photo", {"name": f"{PHOTO}unseen-384"}, get=all_get(404)),
    Door("peers:photo", {"name": f"{PHOTO}open-100"}, get=all_get(404)),
    Door("peers:profile", get=members_get(200)),
    Door("peers:profile-edit", {"section": "about"}, get=members_get(200), post=members_get(422)),
    Door("peers:profile-edit", {"section": "rights"}, get=members_get(404), post=members_get(404)),
    Door("peers:audiences", get=members_get(200), post=members_get(422)),
    Door("peers:preview", {"circle": "visitor"}, get=members_get(200)),
    Door("peers:preview", {"circle": "admin"}, get=members_get(404)),
    # Offers and asks
    Door("peers:items", get=members_get(200)),
    Door("peers:items", query={"page": "2"}, get=members_get(404)),
    Door("peers:items-followed", get=members_get(200)),
    Door("peers:item-add", {"kind": "offer"}, get=members_get(200), post=members_get(422)),
    Door("peers:item-add", {"kind": "gift"}, get=members_get(404), post=members_get(404)),
    Door("peers:item", OFFER, get=members_get(200) | AWAY),
    Door("peers:item", MET, get=all_get(404) | {"lead": 200}),
    Door("peers:item", SECRET, get=all_get(404) | {"lead": 200}),
    Door("peers:item-edit", OFFER, get=members_get(403) | {"lead": 200},
         post=members_get(403) | {"lead": 422}),
    Door("peers:item-edit", SECRET, get=members_get(404) | {"lead": 200},
         post=members_get(404) | {"lead": 422}),
    Door("peers:item-close", OFFER, post=members_get(403) | {"lead": 422}),
    Door("peers:item-close", OFFER, post=members_get(403) | {"lead": 302}, data={"state": "met"}),
    Door("peers:item-close", SECRET, post=members_get(404) | {"lead": 422}),
    Door("peers:item-reopen", OFFER, post=members_get(403) | {"lead": 302}),
    Door("peers:item-reopen", MET, post=members_get(404) | {"lead": 302}),
    Door("peers:item-follow", OFFER, post=members_get(302)),
    Door("peers:item-follow", SECRET, post=members_get(404) | {"lead": 302}),
    Door("peers:item-unfollow", OFFER, post=members_get(302)),
    Door("peers:item-unfollow", MET, post=members_get(404) | {"lead": 302}),
    # What is between two peers. The lead is connected with the other and with the connection; the
    # peer has asked the lead, and thanked them; the other would introduce the lead to the peer.
    Door("peers:connections", get=members_get(200)),
    Door("peers:connections", query={"page": "2"}, get=members_get(404)),
    Door("peers:connections", query={"page": "x"}, get=members_get(400)),
    Door("peers:connect", OTHER, get=members_get(200), post=members_get(302)),
    Door("peers:connect", UNSEEN, get=members_get(404), post=members_get(404)),
    Door("peers:connection-accept", ASK, post=members_get(404) | {"lead": 302, "peer": 403}),
    Door("peers:connection-decline", ASK, post=members_get(404) | {"lead": 302, "peer": 403}),
    Door("peers:connection-withdraw", ASK, post=members_get(404) | {"lead": 403, "peer": 302}),
    Door("peers:connection-block", ASK, post=members_get(404) | {"lead": 302, "peer": 403}),
    Door("peers:connection-end", MADE, post=members_get(404) | {"lead": 302, "connection": 302}),
    Door("peers:block", OTHER, post=members_get(302)),
    Door("peers:block", UNSEEN, post=members_get(404)),
    Door("peers:unblock", OTHER, post=members_get(302)),
    Door("peers:unblock", UNSEEN, post=members_get(404)),
    Door("peers:introduce", OTHER, get=members_get(403) | {"lead": 200},
         post=members_get(403) | {"lead": 422}),
    Door("peers:introduce", UNSEEN, get=members_get(404), post=members_get(404)),
    Door("peers:introduction-answer", MEETING, post=members_get(404) | {"lead": 400, "peer": 400}),
    Door("peers:introduction-answer", MEETING, post=members_get(404) | {"lead": 302, "peer": 302},
         data={"answer": "yes"}),
    Door("peers:pair-propose", OTHER, get=members_get(403) | {"lead": 200},
         post=members_get(403) | {"lead": 422}),
    Door("peers:pair-propose", UNSEEN, get=members_get(404), post=members_get(404)),
    Door("peers:pair", PAIR, get=members_get(404) | {"lead": 200, "connection": 200},
         post=members_get(404) | {"lead": 422, "connection": 422}),
    Door("peers:pair-agree", PAIR, post=members_get(404) | {"lead": 403, "connection": 302}),
    Door("peers:pair-end", PAIR, post=members_get(404) | {"lead": 302, "connection": 302}),
    Door("peers:thank", OTHER, get=members_get(200), post=members_get(422)),
    Door("peers:thank", UNSEEN, get=members_get(404), post=members_get(404)),
    Door("peers:thanks", get=members_get(200)),
    Door("peers:thanks", query={"page": "2"}, get=members_get(404)),
    Door("peers:thanks-take-away", THANKS, post=members_get(404) | {"lead": 302}),
    Door("peers:pace", get=members_get(200), post=members_get(302)),
    Door("peers:pause", post=members_get(422)),
    Door("peers:resume", post=members_get(302)),
    Door("peers:step-aside", OTHER, post=members_get(302)),
    Door("peers:step-aside", UNSEEN, post=members_get(404)),
    # Who fits with me, and the first steps
    Door("peers:common", get=members_get(200)),
    Door("peers:set-aside", OTHER, post=members_get(302)),
    Door("peers:set-aside", UNSEEN, post=members_get(404)),
    Door("peers:bring-back", OTHER, post=members_get(302)),
    Door("peers:bring-back", UNSEEN, post=members_get(404)),
    Door("peers:welcome", get=members_get(302)),
    Door("peers:welcome-step", {"step": "place"}, get=members_get(200), post=members_get(302)),
    Door("peers:welcome-step", {"step": "causes"}, get=members_get(200), post=members_get(302)),
    Door("peers:welcome-step", {"step": "help"}, get=members_get(200), post=members_get(302)),
    Door("peers:welcome-step", {"step": "more"}, get=members_get(404), post=members_get(404)),
    Door("peers:start", get=members_get(200)),
    # Organisations
    Door("peers:organisations", get=all_get(200)),
    Door("peers:organisations", query={"form": "gang"}, get=all_get(400)),
    Door("peers:organisation-names", query={"q": "a"}, get=members_get(200)),
    Door("peers:organisation", KEPT, get=all_get(200)),
    Door("peers:organisation", HELD_ORG, get=members_get(200) | AWAY),
    Door("peers:organisation", DECLINED_ORG, get=all_get(404) | MODERATORS_200),
    Door("peers:organisation", MISSING, get=all_get(404)),
    Door("peers:organisation-edit", KEPT, get=members_get(403) | {"lead": 200} | MODERATORS_200,
         post=keepers_get(422, members=403, others=LOGIN)),
    Door("peers:organisation-edit", HELD_ORG,
         get=members_get(403) | {"lead": 200} | MODERATORS_200,
         post=keepers_get(422, members=403, others=LOGIN)),
    Door("peers:organisation-edit", MISSING, get=members_get(404), post=members_get(404)),
    Door("peers:claim", HELD_ORG, get=members_get(200), post=members_get(422)),
    Door("peers:claim", KEPT, get=members_get(200), post=members_get(422)),
    Door("peers:claim", MISSING, get=members_get(404), post=members_get(404)),
    Door("peers:claim-withdraw", HELD_ORG, post=members_get(302)),
    Door("peers:claim-withdraw", MISSING, post=members_get(404)),
    Door("peers:hand-back", KEPT, post=members_get(403) | {"lead": 302}),
    Door("peers:hand-back", HELD_ORG, post=members_get(302)),
    Door("peers:hand-back", MISSING, post=members_get(404)),
    Door("peers:roles", get=members_get(200)),
    Door("peers:come-as", post=members_get(400)),
    Door("peers:come-as", post=members_get(302), data={"come": "self"}),
    Door("peers:role-add", get=members_get(200), post=members_get(422)),
    Door("peers:role-edit", ROLE, get=members_get(404) | {"lead": 200},
         post=members_get(404) | {"lead": 302}),
    Door("peers:role-end", ROLE, post=members_get(404) | {"lead": 302}),
    Door("peers:role-remove", ROLE, post=members_get(404) | {"lead": 302}),
    # Notices: each one's own, and links that anybody may hold
    Door("notices:inbox", get=members_get(200)),
    Door("notices:inbox", query={"page": "2"}, get=members_get(404)),
    Door("notices:inbox", query={"page": "x"}, get=members_get(400)),
    Door("notices:read", {"pk": NOTICE}, post=members_get(404) | {"peer": 302}),
    Door("notices:read", {"pk": 0}, post=members_get(404)),
    Door("notices:read-all", post=members_get(302)),
    Door("notices:settings", get=members_get(200), post=members_get(422)),
    Door("notices:pause", post=members_get(422)),
    Door("notices:resume", post=members_get(302)),
    Door("notices:revoke-links", post=members_get(302)),
    # Interest and support
    Door("projects:interest", LIVE, post=OTHERS_MAY, data={"rung": "seen"}),
    Door("projects:interest", HELD, data={"rung": "seen"},
         post=keepers_get(403, members=404, others=LOGIN)),
    Door("projects:interest", LIVE, post=members_get(400) | {"lead": 403}),
    Door("projects:interest-end", LIVE, post=members_get(302)),
    Door("projects:interest-end", MISSING, post=members_get(404)),
    Door("projects:behind", LIVE, get=all_get(200)),
    Door("projects:behind", HELD, get=keepers_get(200, members=404)),
    Door("projects:interests-confirm", LIVE, post=LEAD_MAY, data={"interests": "9999997:met"}),
    Door("projects:interests-confirm", LIVE, post=LEAD_MAY | {"lead": 422}),
    Door("projects:interest-confirm", STANDING, post=LEAD_MAY, data={"rung": "met"}),
    Door("projects:interest-confirm", LIVE | {"pk": 1}, post=LEAD_MAY | {"lead": 404}),
    Door("projects:interest-unconfirm", STANDING, post=LEAD_MAY),
    Door("projects:pass-on", LIVE, get=members_get(200), post=members_get(422)),
    Door("projects:pass-on", HELD, get=keepers_get(403, members=404, others=LOGIN),
         post=keepers_get(403, members=404, others=LOGIN)),
    Door("projects:feature", LIVE,
         post=members_get(403) | dict.fromkeys(("organiser", "moderator", "admin"), 302)),
    Door("projects:unfeature", LIVE,
         post=members_get(403) | dict.fromkeys(("organiser", "moderator", "admin"), 302)),
    Door("projects:feature", MISSING, post=members_get(404)),
    Door("projects:unfeature", MISSING, post=members_get(404)),
    Door("projects:asks", get=all_get(200)),
    Door("projects:asks", query={"kind": "ask", "ward": "armley"}, get=all_get(200)),
    Door("projects:asks", query={"help": "no-such-help"}, get=all_get(400)),
    Door("projects:support-new", LIVE, get=LEAD_READS, post=LEAD_MAY | {"lead": 422}),
    Door("projects:support-new", HELD, get=LEAD_KNOWS | {"lead": 403},
         post=LEAD_KNOWS | {"lead": 403}),
    Door("projects:support", WANTED, get=all_get(200)),
    Door("projects:support", UNHEARD, get=keepers_get(200, members=404)),
    Door("projects:support-edit", WANTED, get=LEAD_READS, post=LEAD_MAY | {"lead": 422}),
    Door("projects:support-edit", UNHEARD, get=LEAD_KNOWS | {"lead": 200},
         post=LEAD_KNOWS | {"lead": 422}),
    *(
        door
        for step in ("meet", "close", "reopen")
        for door in (
            Door(f"projects:support-{step}", WANTED, post=LEAD_MAY),
            Door(f"projects:support-{step}", UNHEARD, post=LEAD_KNOWS),
        )
    ),
    Door("projects:support-answer", WANTED, post=OTHERS_MAY, data={"words": "I can."}),
    Door("projects:support-answer", WANTED, post=members_get(422) | {"lead": 403}),
    Door("projects:support-answer", UNHEARD, data={"words": "I can."},
         post=members_get(404) | {"lead": 403, "moderator": 302, "admin": 302}),
    Door("projects:support-unanswer", WANTED, post=members_get(404) | {"peer": 302}),
    Door("projects:not-this", WANTED, post=LEAD_MAY, data={"item": "open-offer"}),
    Door("projects:not-this", WANTED, post=members_get(404)),
    Door("projects:match-ask", WANTED, post=LEAD_MAY, data={"item": "open-offer"}),
    Door("projects:match-ask", WANTED, post=members_get(404), data={"item": "no-such-thing"}),
    *(
        Door(f"projects:reply-{step}", REPLIED, post=LEAD_KNOWS | {
            "peer": 403, "moderator": 404, "admin": 404})
        for step in ("accept", "decline", "thank")
    ),
    Door("projects:my-support", get=members_get(200)),
    Door("projects:matches", LIVE, get=LEAD_READS),
    Door("projects:matches", HELD, get=LEAD_KNOWS | {"lead": 200}),
    Door("projects:invite", LIVE, get=LEAD_READS, post=LEAD_MAY | {"lead": 422}),
    Door("projects:invite", HELD, get=LEAD_KNOWS | {"lead": 403}, post=LEAD_KNOWS | {"lead": 403}),
    Door("projects:invitation", INVITED, get=all_get(200)),
    Door("projects:invitation", NOT_INVITED, get=all_get(404)),
    Door("projects:invitation-answer", INVITED, get=LEAD_READS | {"connection": 200},
         post=LEAD_MAY | {"lead": 422, "connection": 422}),
    Door("projects:invitation-answer", NOT_INVITED, get=members_get(404), post=members_get(404)),
    Door("projects:invitation-withdraw", INVITED, post=LEAD_MAY),
    Door("projects:invitation-withdraw", NOT_INVITED, post=members_get(404)),
    Door("notices:unsubscribe", LINK, get=all_get(200), post=all_get(200)),
    Door("notices:unsubscribe", BROKEN_LINK, get=all_get(404), post=all_get(404)),
    Door("notices:resubscribe", LINK, post=all_get(422)),
    Door("notices:resubscribe", LINK, post=all_get(302), data={"rhythm": "weekly"}),
    Door("notices:resubscribe", BROKEN_LINK, post=all_get(404)),
]  # fmt: skip


def tell_and_show(snap: dict, file: str, settings) -> None:
    """One more photo of a project, and its first version."""
    project = Project.objects.get(slug=snap["slug"])
    note_version(project, by=project.lead)
    (settings.MEDIA_ROOT / file).write_bytes(b"RIFF")
    Photo.objects.create(
        pk=snap["pk"], project=project, file=file, width=3, height=2, alt="Beans", place=1
    )


@pytest.fixture
def city(cast, crowd, settings) -> Crowd:
    """The crowd, with sessions in every state and photos in front of and behind doors."""
    settings.OUTBOX_IS_READABLE = False
    settings.ACCOUNT_RATE_LIMITS = False
    for state in ("published", "cancelled", "held", "draft"):
        SessionFactory(slug=f"{state}-session", state=state)
    BookingFactory(session=SessionFactory(**ARRANGED), key=ANSWER["key"], peer=cast.peer.peer)
    AgendaItemFactory(
        pk=BROUGHT["pk"], session=Session.objects.get(**ARRANGED), proposed_by=cast.peer.peer
    )
    published = Session.objects.get(**PUBLISHED)
    Booking.objects.create(pk=PEER, session=published, peer=cast.lead.peer, state="going")
    arrange(settings)
    Notice.objects.create(
        pk=NOTICE, recipient=cast.peer.peer, purpose=Purpose.DECISION, key="1", title="Told"
    )
    PeerFactory(pk=PEER, email="mailed@example.org")
    SessionFactory(slug="part", room="Hall", parent=SessionFactory(**CONFERENCE))
    CalendarFeed.objects.create(peer=cast.peer.peer, token_hash=hash_of(CALENDAR["token"]))
    OrganisationFactory(slug="kept-group", keeper=cast.lead.peer)
    for standing in ("held", "declined"):
        OrganisationFactory(slug=f"{standing}-group", standing=standing, added_by=cast.lead.peer)
    RoleFactory(**ROLE, peer=cast.lead.peer)
    ItemFactory(peer=cast.lead.peer, slug="open-offer")
    ItemFactory(peer=cast.lead.peer, slug="met-offer", state="met", closed_at=timezone.now())
    ItemFactory(peer=cast.lead.peer, slug="secret-offer", audience="hidden")
    tie(cast)
    gather(cast)
    Profile.objects.filter(peer=PeerFactory(**OPEN)).update(audience="public")
    (settings.MEDIA_ROOT / "peers").mkdir(parents=True)
    for name, size in (("open", "-192"), ("other", "-96"), ("unseen", "")):
        (settings.MEDIA_ROOT / f"peers/{PHOTO}{name}{size}.webp").write_bytes(b"RIFF")
        owner = Profile.objects.filter(peer__slug=f"{name}-peer")
        owner.update(photo=f"peers/{PHOTO}{name}.webp", photo_alt="Somebody")
    (settings.MEDIA_ROOT / "projects").mkdir(parents=True)
    for standing in ("live", "held", "withdrawn"):
        name = f"projects/{PHOTO}-{standing}.webp"
        (settings.MEDIA_ROOT / name).write_bytes(b"RIFF")
        Project.objects.filter(slug=f"{standing}-project").update(photo=name, photo_alt="A bench")
    for snap, name in ((SNAP, "second"), (HELD_SNAP, "hidden")):
        tell_and_show(snap, f"projects/{PHOTO}-{name}.webp", settings)
    ward = Ward.objects.get(slug="armley")
    HubFactory(**HUB, ward=ward, added_by=cast.peer.peer, standing="held")
    carry(cast)
    decide(cast)
    report(cast)
    SavedSearchFactory(**SEARCH, peer=cast.peer.peer)
    SavedSearchFactory(**REMOVED_SEARCH, peer=cast.peer.peer, removed_at=timezone.now())
    write_down()
    answer(cast)
    come_of_it(cast)
    agree(cast)
    stand_behind(cast)
    for _name, player in crowd:
        player.client.raise_request_exception = False
    return crowd


def carry(cast) -> None:
    """A listing that nobody has claimed; and the connection in the team of the live project, asked
    to take it on, in a bid of it."""
    live, second = Project.objects.get(**LIVE), cast.connection.peer
    ProjectFactory(**LISTING, lead=None, organisation=Organisation.objects.get(slug="kept-group"))
    TeamMemberFactory(pk=PEER, project=live, peer=second)
    Handover.objects.create(**HANDOVER, project=live, handed_by=cast.lead.peer, handed_to=second)
    bid = Bid.objects.create(**BID, project=live, title="A roof", made_by=cast.lead.peer)
    BidPart.objects.create(pk=PEER, bid=bid, peer=second, words="Drawings")


def gather(cast: Cast) -> None:
    """The lead keeps an association to which the connection belongs and which the peer would like
    to join, one that waits, and a cohort to which the peer is asked; the peer offers to teach."""
    circle = AssociationFactory(**CIRCLE, keeper=cast.lead.peer, is_open=False)
    AssociationFactory(**HELD_CIRCLE, keeper=cast.lead.peer, standing="held")
    MembershipFactory(**WISH, association=circle, peer=cast.peer.peer, association_said_yes_at=None)
    MembershipFactory(**BELONGS, association=circle, peer=cast.connection.peer)
    live = Project.objects.get(**LIVE)
    cohort = CohortFactory(**COHORT, project=live, keeper=cast.lead.peer)
    CohortFactory(**HIDDEN_COHORT, project=Project.objects.get(**WITHDRAWN), keeper=None)
    CohortMember.objects.create(**ASKED_ALONG, cohort=cohort, peer=cast.peer.peer)
    offers = {"title": "How to listen", "made_by": cast.peer.peer}
    DevelopmentOffer.objects.create(**TAUGHT, **offers, project=live, is_published=True)
    DevelopmentOffer.objects.create(**NOT_YET_TAUGHT, **offers)


def decide(cast) -> None:
    """What a moderator decided against the peer, and what somebody reported."""
    about = {"kind": "item", "object_id": "1", "author": cast.peer.peer}
    Decision.objects.create(**DECIDED, **about, outcome="removed", reason="So.")
    case = Case.objects.create(**about)
    Report.objects.create(case=case, rule="abuse", token_hash=token_hash(SEEN_AT))


def report(cast) -> None:
    """The live project tells something, and something that it took away; it hopes for one more."""
    live, today = Project.objects.get(**LIVE), timezone.localdate()
    told = {"written_by": cast.lead.peer, "happened_on": today}
    live.news.create(**NEWS, **told, title="A roof")
    live.news.create(**NEWS_REMOVED, **told, title="Two roofs", is_removed=True)
    live.milestones.create(**MILESTONE, title="A door")


def write_down() -> None:
    """A question that everybody may read, one in notes that are being written, and what works."""
    record = RecordFactory(session__slug=TAKEN_DOWN["slug"])
    QuestionFactory(**ASKED, record=record)
    draft = RecordFactory(session__slug=BEING_WRITTEN["slug"], state="draft")
    QuestionFactory(**UNREAD, record=draft)
    NoteFactory(**WORKS, record=record, section="works")


def answer(cast: Cast) -> None:
    """What the lead wrote, what the peer heard there, and what the peer has yet to publish."""
    written = PerspectiveFactory(**WRITTEN, author=cast.lead.peer)
    ResponseFactory(
        **HEARD, perspective=written, author=cast.peer.peer, heard="That.", heard_state="said"
    )
    PerspectiveFactory(**DRAFTED, author=cast.peer.peer, published_at=None)
    NoteFactory(pk=NOTED["pk"], record=RecordFactory(session__slug=NOTED["slug"]))
    NoteFactory(pk=UNNOTED["pk"], record=Record.objects.get(session__slug=UNNOTED["slug"]))


def agree(cast: Cast) -> None:
    """What the peer said they would do, to serve the lead's project; and the same in a draft."""
    for kwargs, notes in ((AGREED, TAKEN_DOWN), (NOT_AGREED, BEING_WRITTEN)):
        record = Record.objects.get(session__slug=notes["slug"])
        project = Project.objects.get(**LIVE)
        action = ActionFactory(**kwargs, record=record, session=record.session, project=project)
        if record.state == "public":
            action.owners.create(peer=cast.peer.peer, said_yes_at=timezone.now())


def stand_behind(cast: Cast) -> None:
    """An ask of the live project that the peer answered, one of the held; where the peer stands;
    a public body that the connection looks after."""
    live, held = (Project.objects.get(slug=f"{standing}-project") for standing in ("live", "held"))
    ReplyFactory(**REPLIED, support=SupportFactory(**WANTED, project=live), peer=cast.peer.peer)
    SupportFactory(**UNHEARD, project=held)
    InterestFactory(pk=STANDING["pk"], project=live, peer=cast.peer.peer, said="met")
    council = OrganisationFactory(form="council", keeper=cast.connection.peer)
    due_on = timezone.localdate() + timedelta(days=9)
    live.invitations.create(**INVITED, organisation=council, words="Come.", due_on=due_on)


def come_of_it(cast: Cast) -> None:
    """A session that is over, what the peer took back from it, and what they say came of the lead's
    project."""
    ends_at = timezone.now() - timedelta(hours=1)
    over = SessionFactory(**OVER, starts_at=ends_at - timedelta(hours=2), ends_at=ends_at)
    peer = BookingFactory(session=over, peer=cast.peer.peer).peer
    Lesson.objects.create(
        **LESSON, session=over, peer=peer, words="Listen.", ask_on=timezone.localdate()
    )
    project = Project.objects.get(**LIVE)
    OutcomeFactory(**SAID, project=project, said_by=peer)
    decided = {"state": "confirmed", "decided_at": timezone.now()}
    OutcomeFactory(**CONFIRMED, project=project, said_by=peer, **decided)


def arrange(settings) -> None:
    """A series, a venue of the published session, and one that is only saved; both with photos."""
    SeriesFactory(**SERIES)
    venue, saved = Session.objects.get(**PUBLISHED).venue, VenueFactory()
    (settings.MEDIA_ROOT / "venues").mkdir(parents=True)
    for row, kwargs, name in ((venue, VENUE, "venue"), (saved, SAVED_VENUE, "saved")):
        file = f"venues/{PHOTO}-{name}.webp"
        (settings.MEDIA_ROOT / file).write_bytes(b"RIFF")
        Venue.objects.filter(pk=row.pk).update(**kwargs, photo=file, photo_alt="A hall")


def tie(cast: Cast) -> None:
    """What is between the lead and others, and somebody whom nobody sees."""
    lead, peer, connection = cast.lead.peer, cast.peer.peer, cast.connection.peer
    other = PeerFactory(**OTHER)
    Profile.objects.filter(peer=PeerFactory(**UNSEEN)).update(audience="hidden")
    Connection.objects.create(**ASK, asker=peer, asked=lead)
    ConnectionFactory(**MADE, asker=lead, asked=connection)
    ConnectionFactory(asker=other, asked=lead)
    Introduction.objects.create(**MEETING, by=other, first=lead, second=peer, words="Both sing.")
    PairFactory(**PAIR, proposed_by=lead, proposed_to=connection, state="proposed")
    Thanks.objects.create(**THANKS, giver=peer, receiver=lead, quality="Patience")


def routes(patterns=None, route: str = "", namespace: str = "") -> list[tuple[str, str, object]]:
    """Every address of the URLconf: (route, name, view)."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            found.append((here, name, pattern.callback))
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found += routes(pattern.url_patterns, here, inner)
    return found


OWN = [r for r in routes() if not r[0].startswith(("accounts/", "admin/"))]
FOREIGN = [r for r in routes() if r[0].startswith(("accounts/", "admin/"))]


def test_every_address_of_ours_stands_in_the_table():
    assert {name for _route, name, _view in OWN} == {door.name for door in DOORS}


def test_the_matrix_has_thousands_of_cells():
    assert len(DOORS) * len(METHODS) * len(EVERYBODY) >= 8_000
    assert {"suspended", "other_organiser", "other_lead"} <= set(EVERYBODY)


def test_every_address_of_ours_has_a_name():
    assert all(name for _route, name, _view in OWN)


def ask(player: Player, method: str, address: str, door: Door | None = None, **headers):
    data = (door.query if method in {"GET", "HEAD"} else door.data) if door else {}
    if method in {"GET", "HEAD", "POST"}:
        answer = getattr(player.client, method.lower())(address, data, headers=headers)
    else:
        answer = player.client.generic(method, address, headers=headers)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def said(answer) -> Answer:
    if answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/"):
        return LOGIN
    return answer.status_code


def digest(*but: str) -> dict[str, tuple]:
    """What every table holds, as a count and a hash."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - set(but))
        rows = " UNION ALL ".join(
            f"SELECT '{table}', count(*),"
            f" md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{table}\" t"
            for table in tables
        )
        cursor.execute(rows)
        return {table: (count, content) for table, count, content in cursor.fetchall()}


@pytest.mark.parametrize("method", METHODS)
def test_everybody_gets_what_the_table_says(city, method):
    wrong = {}
    for door in DOORS:
        for name, player in city:
            with transaction.atomic():
                answer = said(ask(player, method, door.address, door))
                transaction.set_rollback(True)
            if answer != door.answers(method)[name]:
                wrong[str(door), name] = answer
    assert not wrong


def test_no_look_changes_anything(city):
    before = digest()
    for door in DOORS:
        for name, player in city:
            ask(player, "GET", door.address, door)
            if name in {"nobody", "lead"}:
                ask(player, "HEAD", door.address, door)
                ask(player, "OPTIONS", door.address, door)
        now = digest()
        assert now == before, (str(door), {t for t in now if now[t] != before[t]})


def test_what_is_refused_changes_nothing(city):
    # Somebody who is refused may still be told so on their next page.
    but = ("django_session",)
    before = digest(*but)
    for door in DOORS:
        for name, player in city:
            if door.answers("POST")[name] not in {302, 200}:
                ask(player, "POST", door.address, door)
        assert digest(*but) == before, str(door)


def test_what_is_granted_changes_something(city):
    """The digest itself can tell."""
    before = digest()
    ask(city.lead, "POST", "/projects/live-project/withdraw/")
    after = digest()
    changed = {table for table in after if after[table] != before[table]}
    assert {"projects_project", "projects_tally", "house_tick"} <= changed


SAME = [door for door in DOORS if 404 in {*(door.get or {}).values(), *(door.post or {}).values()}]


def test_hidden_and_missing_are_the_same_to_the_last_byte(city):
    for door in SAME:
        if door.kwargs or door.data:
            compare(city, door)


def compare(city: Cast, door: Door) -> None:
    absent = {
        "slug": "no-such-thing",
        "kind": "gift-for-nobody",
        "name": "no-such-photo",
        "pk": 0,
        "token": "no.such.link",
        "key": uuid.UUID(int=0),
        "answer": 0,
        "since": 0,
        "revision": 0,
    }
    if isinstance(door.kwargs.get("pk"), uuid.UUID):
        absent["pk"] = uuid.UUID(int=0)
    missing = {name: absent.get(name, "no-such-thing") for name in door.kwargs}
    nowhere = Door(
        door.name,
        missing,
        query={} if door.kwargs else door.query,
        data={"project": "no-such-thing"} if door.data else {},
    )
    for method in ("GET", "POST"):
        for name, player in city:
            if door.answers(method)[name] != 404:
                continue
            hidden = ask(player, method, door.address, door)
            never = ask(player, method, nowhere.address, nowhere)
            assert hidden.content == never.content, (str(door), method, name)
            assert hidden.headers.items() == never.headers.items(), (str(door), method, name)


def test_a_part_of_a_page_has_the_same_door_as_the_page(city):
    guarded = [d for d in DOORS if d.get and (len(set(d.get.values())) > 1 or "list" in d.name)]
    assert len(guarded) > 12
    for door in guarded:
        for name, player in city:
            answer = ask(player, "GET", door.address, door, **{"HX-Request": "true"})
            assert said(answer) == door.get[name], (str(door), name)


def test_no_form_is_taken_from_another_site(city):
    for name, player in city:
        client = Client(enforce_csrf_checks=True)
        client.cookies = player.client.cookies
        for door in DOORS:
            if door.post and door.name not in HELD_BY_ANYBODY:
                lure = {"Origin": "https://evil.example"}
                answer = client.post(door.address, door.data, headers=lure)
                assert answer.status_code == 403, (str(door), name)


def test_who_is_suspended_gets_what_a_stranger_gets(city):
    for door in DOORS:
        for method in ("GET", "POST"):
            answers = door.answers(method)
            assert answers["suspended"] == answers["nobody"], (str(door), method)


def test_what_somebody_signed_in_sees_is_kept_nowhere(city):
    for door in DOORS:
        if door.name == "projects:photo":
            continue
        for player in (city.lead, city.suspended):
            answer = ask(player, "GET", door.address, door)
            assert answer.headers["Cache-Control"] == "private, no-store", str(door)


def test_every_answer_carries_every_header(city):
    for door in DOORS:
        for player in (city.nobody, city.lead):
            headers = ask(player, "GET", door.address, door).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff"
            policy = "no-referrer" if door.name in HELD_BY_ANYBODY else "same-origin"
            assert headers["Referrer-Policy"] == policy
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "geolocation=(self)" in headers["Permissions-Policy"]


def test_nobody_who_only_looks_is_given_a_cookie(city):
    for door in DOORS:
        if "nobody" in (door.get or {}) and door.get["nobody"] == 200:
            assert not ask(city.nobody, "GET", door.address, door).cookies, str(door)


# allauth and the admin ------------------------------------------------------------------------

SAMPLES = {
    "gone": "garden",
    "kept": "garden",
    "one": "garden",
    "other": "shed",
    "key": "abc-def",
    "uidb36": "1",
    "pk": "1",
    "object_id": "1",
    "content_type_id": "1",
    "app_label": "projects",
    "url": "no/such/page",
    "slug": "x",
}


def sample(route: str) -> str:
    """An address of a route, with something in every gap."""
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda gap: SAMPLES[gap[1]], route)
    route = re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: SAMPLES[gap[1]], route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\", "")


def test_every_gap_of_a_foreign_address_is_filled():
    for route, name, _view in FOREIGN:
        assert not set("<>()[]^$|+*?\\") & set(sample(route)), (route, name, sample(route))


@pytest.mark.parametrize("area", ["accounts/", "admin/"])
def test_no_foreign_address_is_a_fault_of_ours(city, area):
    addresses = {sample(route) for route, _name, _view in FOREIGN if route.startswith(area)}
    assert len(addresses) > 20
    for address in sorted(addresses):
        for name in ("nobody", "peer", "moderator", "admin"):
            for method in ("GET", "POST"):
                with transaction.atomic():
                    answer = ask(getattr(city, name), method, address)
                    transaction.set_rollback(True)
                assert answer.status_code < 500, (address, name, method)


def test_no_page_of_the_admin_opens_to_who_is_not_staff(city):
    for route, _name, _view in FOREIGN:
        if not route.startswith("admin/"):
            continue
        for name in ("nobody", "lead", "suspended"):
            answer = ask(getattr(city, name), "GET", sample(route))
            assert answer.status_code in {302, 403, 404}, (route, name)


ALL_STAFF = "$|password_change|autocomplete/|jsi18n/|login/|logout/|r/"
MAY_READ = {
    "organiser": rf"admin/(forums/|projects/|{ALL_STAFF})",
    "moderator": (
        r"admin/(projects/|peers/|notices/|forums/(perspective|response)/"
        rf"|moderation/(appeal|case|decision|preelection|report|safetyentry)/|{ALL_STAFF})"
    ),
}


@pytest.mark.parametrize("name", MAY_READ)
def test_staff_see_no_more_of_the_admin_than_their_work_needs(city, name):
    player = getattr(city, name)
    seen = {
        route
        for route, _name, _view in FOREIGN
        if route.startswith("admin/") and ask(player, "GET", sample(route)).status_code == 200
    }
    beyond = {r for r in seen if not re.match(MAY_READ[name], r) and "app_label" not in r}
    assert not beyond
    assert any("changelist" in n for r, n, _v in FOREIGN if r in seen)


def test_nobody_but_an_admin_gives_roles_and_nobody_gives_them_to_themselves(city):
    everything = {"is_superuser": "on", "is_staff": "on", "is_active": "on", "groups": ["1", "2"]}
    member, moderator, admin = city.peer.peer, city.moderator.peer, city.admin.peer
    for player in (city.moderator, city.organiser, city.lead):
        for peer in (member, moderator):
            address = f"/admin/peers/peer/{peer.pk}/change/"
            player.client.post(address, {"name": peer.name} | everything)
    city.admin.client.post(f"/admin/peers/peer/{admin.pk}/change/", {"name": admin.name})
    for peer in (member, moderator, admin):
        peer.refresh_from_db()
    assert (member.is_staff, member.is_superuser, member.groups.count()) == (False, False, 0)
    assert (moderator.is_superuser, moderator.groups.count()) == (False, 1)
    assert (admin.is_superuser, admin.is_staff, admin.is_active) == (True, True, True)
