"""Where somebody stands towards projects, what they ask and offer for them, and answer."""

from django.utils.translation import gettext_lazy as _

from leeds_leaders.personal_data import Fate, Holding
from projects.actions import forgetting
from projects.models import Interest, Invitation, NotThis, Reply, Support
from projects.personal_data.telling import as_seen, with_person

HOLDINGS = [
    Holding(
        name="interests",
        title=_("Projects that I stand behind, or follow"),
        model=Interest,
        links=["peer"],
        tell=as_seen(
            "project", "organisation", "said", "confirmed", "is_named", "hears", "said_at",
            "confirmed_at",
        ),
    ),
    Holding(
        name="interests_confirmed",
        title=_("Of whom I confirmed where they stand"),
        model=Interest,
        links=["confirmed_by"],
        fate=Fate.NOBODYS,
        tell=with_person("project", "peer", "confirmed", "confirmed_at"),
    ),
    Holding(
        name="asks_of_projects",
        title=_("Asks and offers of projects that I opened"),
        model=Support,
        links=["opened_by"],
        fate=Fate.NOBODYS,
        afterwards=_("Stay with the project, without my name."),
        tell=as_seen(
            "project", "kind", "title", "words", "amount", "until", "state", "outcome", "tags",
            "opened_at", "closed_at",
        ),
    ),
    Holding(
        name="replies",
        title=_("My answers to what projects ask"),
        model=Reply,
        links=["peer"],
        tell=as_seen(
            "support", "organisation", "item", "words", "is_named", "state", "answer", "said_at",
            "answered_at",
        ),
        let_go=forgetting.let_go_of_replies,
    ),
    Holding(
        name="replies_answered",
        title=_("Whose offers of help I answered for a project"),
        model=Reply,
        links=["answered_by"],
        fate=Fate.NOBODYS,
        tell=with_person("support", "peer", "state", "answer", "answered_at"),
    ),
    Holding(
        name="matches_set_aside",
        title=_("What I do not want proposed for a project"),
        model=NotThis,
        links=["by"],
        tell=as_seen("support", "at"),
    ),
    Holding(
        name="invitations",
        title=_("Public bodies that I invited, or answered for"),
        model=Invitation,
        links=["invited_by", "answered_by"],
        fate=Fate.NOBODYS,
        afterwards=_("Stay with the project, without my name."),
        tell=as_seen(
            "project", "organisation", "words", "due_on", "state", "answer", "invited_at",
            "answered_at",
        ),
    ),
]  # fmt: skip
