"""What the page of a ward shows beside its projects."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext

from leeds_leaders.geography.models import Ward
from leeds_leaders.moderation.choices import Standing
from peers.choices import Audience
from peers.models import Peer
from projects import rules
from projects.choices import Seek
from projects.models import Association, Hub, Project, Support, WardContact

ASKS, PEERS, ASSOCIATIONS = 5, 12, 6


@dataclass(frozen=True)
class Locality:
    """One ward as one viewer may see it. One query for each part."""

    ward: Ward
    viewer: object

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many projects are here, how many of them ask for something, and how many asks of
        theirs were met this year."""
        here = Project.objects.visible_to(self.viewer).listed().filter(ward=self.ward)
        return here.support_and_need()

    @property
    def sentence(self) -> str:
        """Support against need, in plain words; nothing where there is no project."""
        counts = self.counts
        if not counts["projects"]:
            return ""
        parts = [_asking(counts["projects"], counts["asking"])]
        if counts["asking"] or counts["met"]:
            parts.append(_met(counts["projects"], counts["met"]))
        return gettext("%(sentence)s.") % {"sentence": "; ".join(parts)}

    @cached_property
    def asks(self) -> list[Support]:
        """What projects here ask for, newest first."""
        listed = Support.objects.visible_to(self.viewer).listed()
        asked = listed.filter(kind=Seek.ASK, project__ward=self.ward).select_related("project")
        texts = ("key", "title", "amount", "until", "state", "project__title", "project__slug")
        return list(asked.only(*texts).order_by("-opened_at", "-pk")[:ASKS])

    @cached_property
    def peers(self) -> QuerySet[Peer]:
        """Those who tell everybody that they are active here, by name."""
        found = Peer.objects.visible_to(self.viewer).filter(
            entries__audience=Audience.PUBLIC, entries__ward_codes__contains=[self.ward.code]
        )
        return found.order_by("entries__sort_name", "pk").only("slug", "name")[:PEERS]

    @cached_property
    def associations(self) -> QuerySet[Association]:
        """Associations of this ward, by name."""
        listed = Association.objects.visible_to(self.viewer).listed().filter(ward=self.ward)
        return listed.only("slug", "name", "purpose")[:ASSOCIATIONS]

    @cached_property
    def hubs(self) -> list[Hub]:
        """Where people gather here. Those that wait are seen by whoever added them, and by
        moderators; each knows whether the viewer may change it (`can_edit`)."""
        standings = [Standing.LIVE, Standing.HELD]
        visible = Hub.objects.visible_to(self.viewer).filter(ward=self.ward)
        hubs = list(visible.filter(standing__in=standings).select_related("organisation"))
        for hub in hubs:
            hub.can_edit = rules.can_edit_hub(self.viewer, hub)
        return hubs

    @cached_property
    def contacts(self) -> QuerySet[WardContact]:
        """Whom people here may ask in public service."""
        named = WardContact.objects.visible_to(self.viewer).filter(ward=self.ward)
        return named.select_related("organisation")


def _asking(projects: int, asking: int) -> str:
    """How many of the projects of a ward, of which there is one at least, ask for help."""
    counts = {"projects": projects, "asking": asking}
    if not asking:
        text = ngettext(
            "The one project here asks for no help just now",
            "None of the %(projects)d projects here asks for help just now",
            projects,
        )
    elif asking == projects:
        text = ngettext(
            "The one project here asks for help",
            "All %(projects)d projects here ask for help",
            projects,
        )
    else:
        text = ngettext(
            "One of the %(projects)d projects here asks for help",
            "%(asking)d of the %(projects)d projects here ask for help",
            asking,
        )
    return text % counts


def _met(projects: int, met: int) -> str:
    """How many asks of the projects of a ward were met this year."""
    if not met:
        return ngettext(
            "none of its asks was met this year yet",
            "none of their asks was met this year yet",
            projects,
        )
    text = ngettext("one ask was met this year", "%(met)d asks were met this year", met)
    return text % {"met": met}
