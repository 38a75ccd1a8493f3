"""Who may see what a project asks for and offers, and who answered."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from leeds_leaders.kin import kin
from peers.choices import Kind
from projects.choices import Invited, ReplyState, Seek, SupportState
from projects.querysets.of_project import OfProjectQuerySet
from projects.querysets.people import OfPeopleQuerySet

NAMED = 12  # people beside one ask
KINDS = (Seek.ASK, Seek.CHALLENGE, Seek.PARTNERS, Seek.OFFER)


class SupportQuerySet(OfProjectQuerySet):
    """Asks and offers of projects."""

    def visible_to(self, viewer):
        """The only door to an ask or offer: it is seen with its project; a hidden one, by its
        people alone."""
        return self.of_visible(viewer).unless_hidden(viewer)

    def open(self):
        """Those on lists: neither met nor closed, not past their day, and not hidden."""
        today = timezone.localdate()
        return self.shown().filter(Q(until=None) | Q(until__gte=today), state=SupportState.OPEN)

    def past(self):
        """Those whose last day is over, though nothing says so yet."""
        return self.filter(state=SupportState.OPEN, until__lt=timezone.localdate())

    def listed(self):
        """Open ones of projects that are on the lists, for whomever."""
        projects = kin(self.model, "project").objects
        return self.open().filter(project__in=projects.listed().values("pk"))

    def fitting(self, item):
        """Asks that share a kind of help with an offer of somebody; none for an ask of theirs."""
        if item.kind != Kind.OFFER:
            return self.none()
        shared = kin(self.model, "help_items").objects.filter(
            content_object=OuterRef("pk"), tag__peer_items__content_object=item
        )
        return self.filter(Exists(shared), kind=Seek.ASK)

    def for_lists(self, viewer):
        """What a line of a list shows: `tag_list`, `named_list` (who helps and wants to be named),
        `taken` (how many do), and of the viewer's own answer its state, as `mine`. Asks first, then
        challenges, calls and offers; the newest first."""
        replies, tags = kin(self.model, "replies").objects, kin(self.model, "tags").objects
        of_this = replies.filter(support=OuterRef("pk"))
        mine = of_this.filter(peer=viewer.pk).values("state")[:1]
        taken = of_this.taken().filter(peer__is_active=True).order_by().values("support")
        return self.annotate(
            tag_list=ArraySubquery(
                tags.filter(support_items__content_object=OuterRef("pk"))
                .order_by("position")
                .values(json=JSONObject(name="name", slug="slug"))
            ),
            named_list=ArraySubquery(of_this.as_named(viewer)[:NAMED]),
            taken=Subquery(taken.annotate(n=models.Count("pk")).values("n")),
            mine=Subquery(mine) if viewer.is_authenticated else Value(None, models.CharField()),
        )

    def in_order(self):
        """Asks first, then challenges, calls and offers; the newest first."""
        kinds = (When(kind=kind, then=Value(place)) for place, kind in enumerate(KINDS))
        return self.order_by(Case(*kinds), "-opened_at", "-pk")

    def as_lines(self, viewer):
        """As JSON, in the order of a project's page."""
        return (
            self.for_lists(viewer)
            .in_order()
            .values(
                json=JSONObject(
                    key="key",
                    kind="kind",
                    title="title",
                    amount="amount",
                    until="until",
                    tag_list="tag_list",
                    named_list="named_list",
                    taken="taken",
                    mine="mine",
                )
            )
        )


class ReplyQuerySet(OfPeopleQuerySet):
    """Answers to asks and offers."""

    def visible_to(self, viewer):
        """The only door to what somebody wrote: they themselves, and who answers for the project,
        unless it is hidden, or whoever wrote it is suspended: nobody would hear the yes."""
        if not viewer.is_authenticated:
            return self.none()
        its = Q(
            support__project__lead_ids__contains=[viewer.pk], hidden_at=None, peer__is_active=True
        )
        return self.filter(Q(peer=viewer) | its)

    def waiting(self):
        """Those that the project has yet to answer, of what it still asks for."""
        supports = kin(self.model, "support").objects
        return self.filter(state=ReplyState.WAITING, hidden_at=None, support__in=supports.open())

    def taken(self):
        """Those that the project has said yes to."""
        return self.filter(state__in=[ReplyState.ACCEPTED, ReplyState.DONE], hidden_at=None)

    def named_to(self, viewer):
        """Those taken whose people want to be named, and whom a viewer may see. Never show their
        words."""
        peers = kin(self.model, "peer").objects
        return self.taken().filter(
            is_named=True, peer__is_active=True, peer__in=peers.visible_to(viewer)
        )

    def as_named(self, viewer):
        """Those who are named to a viewer, as JSON: who first said so comes first."""
        organisations = kin(self.model, "organisation").objects.visible_to(viewer)
        seen = Q(organisation__in=organisations.values("pk")) & organisations.still_spoken_for()
        shown = When(seen, then=F("organisation__name"))
        return (
            self.named_to(viewer)
            .order_by("said_at", "pk")
            .values(
                json=JSONObject(
                    name="peer__name", slug="peer__slug", organisation=Case(shown, default=None)
                )
            )
        )


class InvitationQuerySet(OfProjectQuerySet):
    """Public bodies that projects invited."""

    def visible_to(self, viewer):
        """The only door to an invitation: it is seen with its project; what the project took back,
        and what is hidden, by those alone who answer for it."""
        seen = self.of_visible(viewer).unless_hidden(viewer)
        stands = ~Q(state=Invited.WITHDRAWN)
        if not viewer.is_authenticated:
            return seen.filter(stands)
        return seen.filter(stands | Q(project__lead_ids__contains=[viewer.pk]))

    def waiting(self):
        """Those that nobody has answered."""
        return self.filter(state=Invited.WAITING)

    def of_known(self, viewer):
        """With the public body, where a viewer may see it."""
        organisations = kin(self.model, "organisation").objects.visible_to(viewer)
        return self.filter(organisation__in=organisations.values("pk"))

    def as_lines(self, viewer):
        """As JSON, newest first: which body, by when, what it said."""
        return (
            self.of_known(viewer)
            .order_by("-invited_at", "-pk")
            .values(
                json=JSONObject(
                    key="key",
                    organisation=F("organisation__name"),
                    slug=F("organisation__slug"),
                    due_on="due_on",
                    state="state",
                    answer="answer",
                    was_written_down="was_written_down",
                )
            )
        )
