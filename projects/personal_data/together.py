"""What somebody forms with others, and what they did for their ward."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leeds_leaders.personal_data import Fate, Holding, Told, facts
from projects.actions import forgetting, keepers
from projects.models import (
    Association,
    Cohort,
    CohortMember,
    DevelopmentOffer,
    Hub,
    Membership,
    WardContact,
)
from projects.personal_data.telling import as_seen, some

OTHERS_GO_ON = _("Stay, and others go on with them.")


def _invited(rows: QuerySet, peer) -> Iterator[Told]:
    """Which association, and when; who was asked is the association's to tell."""
    seen = Association.objects.visible_to(peer).in_bulk({row.association_id for row in rows})
    for row in rows:
        yield {
            "association": str(seen.get(row.association_id, "")),
            **some(row, "asked_at", "member_said_yes_at", "association_said_yes_at"),
        }


HOLDINGS = [
    Holding(
        name="memberships",
        title=_("Associations that I belong to"),
        model=Membership,
        links=["peer"],
        tell=as_seen(
            "association", "is_keeper", "asked_at", "member_said_yes_at", "association_said_yes_at"
        ),
    ),
    Holding(
        name="memberships_asked",
        title=_("Whom I asked into an association, or asked to take in"),
        model=Membership,
        links=["asked_by"],
        fate=Fate.NOBODYS,
        tell=_invited,
    ),
    Holding(
        name="associations_kept",
        title=_("Associations that I look after"),
        model=Association,
        links=["keeper"],
        fate=Fate.NOBODYS,
        afterwards=_("Stay. Whoever answers for them beside me goes on; where nobody does, those "
                     "who have belonged to them the longest are asked."),
        tell=facts(
            "name", "purpose", "about", "link", "ward", "is_open", "causes", "standing", "made_at"
        ),
        let_go=keepers.let_go_of_associations,
    ),
    Holding(
        name="associations_decided",
        title=_("Associations that I decided on"),
        model=Association,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=facts("name", "standing", "decided_at", "decision_reason"),
    ),
    Holding(
        name="cohorts",
        title=_("Cohorts that I belong to"),
        model=CohortMember,
        links=["peer"],
        tell=as_seen("cohort", "asked_at", "said_yes_at"),
    ),
    Holding(
        name="cohorts_kept",
        title=_("Cohorts that I began"),
        model=Cohort,
        links=["keeper"],
        fate=Fate.NOBODYS,
        afterwards=OTHERS_GO_ON,
        tell=as_seen("project", "name", "about", "scope", "starts_on", "ends_on", "made_at"),
    ),
    Holding(
        name="development_offers",
        title=_("Offers to learn and grow that I made"),
        model=DevelopmentOffer,
        links=["made_by"],
        fate=Fate.NOBODYS,
        afterwards=_("Those that were published stay, without my name. Drafts go for good."),
        tell=as_seen(
            "project", "title", "words", "organisation", "link", "until", "is_published", "made_at"
        ),
        let_go=forgetting.let_go_of_offers,
    ),
    Holding(
        name="hubs",
        title=_("Hubs and civic spaces that I added"),
        model=Hub,
        links=["added_by"],
        fate=Fate.NOBODYS,
        tell=facts("name", "kind", "ward", "address", "standing", "added_at"),
    ),
    Holding(
        name="hubs_decided",
        title=_("Hubs and civic spaces that I decided on"),
        model=Hub,
        links=["decided_by"],
        fate=Fate.NOBODYS,
        tell=facts("name", "standing", "decided_at", "decision_reason"),
    ),
    Holding(
        name="ward_contacts",
        title=_("Wards that name me as their contact in public service"),
        model=WardContact,
        links=["peer"],
        tell=facts("ward", "name", "role", "email", "phone", "asks", "checked_on"),
        let_go=forgetting.let_go_of_contacts,
    ),
]  # fmt: skip
