"""What somebody tells of themselves, and what they do in organisations."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.personal_data import Fate, Holding, Told, facts
from peers import actions
from peers.choices import Audience, Part
from peers.models import Claim, Entry, EntryText, Following, Item, Organisation, Profile, Role
from peers.personal_data.names import Names

PROFILE = (
    "audience", "pronouns", "called", "photo", "photo_alt", "one_line", "story", "comes_as_self",
    "sector", "wards", "causes", "principles", "talents", "lived_experience", "agenda",
    "fighting_for", "parked_until", "interests", "languages", "contact", "is_organiser",
    "organises_in", "elected_as", "elected_ward", "term_ends_on", "takes_on", "paused_until",
    "welcomed_at", "greeted_at", "changed_at", "found_since",
)  # fmt: skip


def _profile(rows: QuerySet, peer) -> Iterator[Told]:
    parts, audiences = dict(Part.choices), dict(Audience.choices)
    names = Names(peer, rows.values_list("stand_in", flat=True))
    for row, told in zip(rows, facts(*PROFILE)(rows, peer), strict=True):
        who_sees = {str(parts[part]): str(audiences[one]) for part, one in row.audiences.items()}
        stand_in = names.of(row.stand_in_id) if row.stand_in_id else None
        yield told | {"stand_in": stand_in, "who_sees_what": who_sees}


def _standing_in(rows: QuerySet, peer) -> Iterator[Told]:
    names = Names(peer, rows.values_list("peer", flat=True))
    return ({"for": names.of(row.peer_id)} for row in rows)


def _followings(rows: QuerySet, peer) -> Iterator[Told]:
    seen = Item.objects.visible_to(peer).filter(followings__in=rows).in_bulk()
    return ({"item": str(seen.get(row.item_id, "")), "since": row.since} for row in rows)


HOLDINGS = [
    Holding(
        name="profile",
        title=_("My profile, my photo, and who sees what of it"),
        model=Profile,
        links=["peer"],
        tell=_profile,
        photos=["photo"],
        let_go=actions.take_away_photo,
    ),
    Holding(
        name="entries",
        title=_("What others find of me"),
        model=Entry,
        links=["peer"],
        about=_("It repeats what is in the profile."),
    ),
    Holding(
        name="entry_texts",
        title=_("What lists show of me"),
        model=EntryText,
        links=["peer"],
        about=_("It repeats what is in the profile."),
    ),
    Holding(
        name="standing_in",
        title=_("Whom I stand in for"),
        model=Profile,
        links=["stand_in"],
        fate=Fate.NOBODYS,
        tell=_standing_in,
    ),
    Holding(
        name="offers_and_asks",
        title=_("My offers and asks"),
        model=Item,
        links=["peer"],
        tell=facts(
            "kind",
            "title",
            "words",
            "tags",
            "cost",
            "until",
            "audience",
            "state",
            "outcome",
            "opened_at",
            "closed_at",
        ),
    ),
    Holding(
        name="followed",
        title=_("Offers and asks that I follow"),
        model=Following,
        links=["peer"],
        tell=_followings,
    ),
    Holding(
        name="organisations",
        title=_("What I do in organisations"),
        model=Role,
        links=["peer"],
        tell=facts("organisation", "title", "is_paid", "starts_on", "ends_on"),
    ),
    Holding(
        name="claims",
        title=_("Organisations that I claimed to speak for"),
        model=Claim,
        links=["peer"],
        tell=facts("organisation", "words", "verdict", "reason", "claimed_at", "decided_at"),
    ),
    Holding(
        name="organisations_kept",
        title=_("Organisations that I look after"),
        model=Organisation,
        links=["keeper"],
        fate=Fate.NOBODYS,
        afterwards=_("Stay, and others may claim them."),
        tell=facts(
            "name",
            "form",
            "scale",
            "sector",
            "ward",
            "about",
            "link",
            "charity_number",
            "company_number",
            "standing",
        ),
    ),
    Holding(
        name="organisations_added",
        title=_("Organisations that I added"),
        model=Organisation,
        links=["added_by"],
        fate=Fate.NOBODYS,
        tell=facts("name", "added_at"),
    ),
    Holding(
        name="organisations_decided",
        title=_("Organisations that I decided on"),
        model=Organisation,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=facts("name", "standing", "decided_at", "decision_reason"),
    ),
    Holding(
        name="claims_decided",
        title=_("Claims that I decided on"),
        model=Claim,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=facts("organisation", "verdict", "reason", "decided_at"),
    ),
]
