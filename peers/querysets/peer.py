"""Who may see a peer, and who of those is listed."""

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Principle
from leeds_leaders.notices.models import Notice
from peers.choices import SEEN_BY, Audience, Tie

COUNTED_UP_TO = 100


class PeerQuerySet(models.QuerySet):
    """Peers of the network."""

    def visible_to(self, viewer):
        """The only door to a peer: themselves, and whoever their profile is for.

        Staff pass by the same door; what they need for their work is in the admin. Whoever
        blocked the viewer looks like before: they are not to notice.
        """
        active = self.filter(is_active=True)
        if not viewer.is_authenticated:
            return active.filter(profile__audience=Audience.PUBLIC)
        return active.filter(
            Q(profile__audience__in=SEEN_BY[Audience.MEMBERS])
            | Q(profile__audience=Audience.CONNECTIONS) & self.is_connected_with(viewer)
            | Q(pk=viewer.pk)
        )

    def is_connected_with(self, viewer):
        """The condition that a peer and the viewer are connected."""
        accepted = self.model.asks_made.rel.related_model.objects.filter(state=Tie.ACCEPTED)
        return Q(
            Exists(accepted.filter(asker=OuterRef("pk"), asked=viewer.pk))
            | Exists(accepted.filter(asked=OuterRef("pk"), asker=viewer.pk))
        )

    def with_circle_of(self, viewer):
        """Each with its profile, and as `circle` where the viewer stands: `public`, `members`,
        `connections`, or `hidden` for themselves, who see all (see `SEEN_BY`)."""
        circle = (
            Case(
                When(pk=viewer.pk, then=Value(Audience.HIDDEN.value)),
                When(self.is_connected_with(viewer), then=Value(Audience.CONNECTIONS.value)),
                default=Value(Audience.MEMBERS.value),
            )
            if viewer.is_authenticated
            else Value(Audience.PUBLIC.value)
        )
        return self.select_related("profile").annotate(circle=circle)

    def for_page(self, viewer):
        """What the page of a peer may show to this circle or that, for a `Portrait` to choose
        from. One query; `ward_list` (the whole city, and where they are active), `cause_list`,
        `principle_list`, `role_list` and `item_list` are lists of mappings.
        """
        roles, items = self.model.roles.rel.related_model, self.model.items.rel.related_model
        profiles = self.model.profile.related.related_model
        active = profiles.wards.through.objects.filter(profile=OuterRef(OuterRef("pk")))
        return (
            self.with_circle_of(viewer)
            .select_related("profile__sector", "profile__elected_ward")
            .defer("profile__elected_ward__boundary")
            .annotate(
                ward_list=ArraySubquery(
                    Ward.objects.order_by("name").values(
                        json=JSONObject(
                            name="name",
                            slug="slug",
                            code="code",
                            column="hex_column",
                            row="hex_row",
                            is_active=Exists(active.filter(ward=OuterRef("pk"))),
                        )
                    )
                ),
                cause_list=ArraySubquery(
                    Cause.objects.filter(profile_items__content_object=OuterRef("pk"))
                    .order_by("position")
                    .values(json=JSONObject(name="name", slug="slug", colour="colour", id="pk"))
                ),
                principle_list=ArraySubquery(
                    Principle.objects.filter(profiles=OuterRef("pk"))
                    .order_by("position")
                    .values(json=JSONObject(name="name", slug="slug", id="pk"))
                ),
                role_list=ArraySubquery(
                    roles.objects.filter(peer=OuterRef("pk")).values(
                        json=JSONObject(
                            title="title",
                            organisation=F("organisation__name"),
                            slug=F("organisation__slug"),
                            form=F("organisation__form"),
                            standing=F("organisation__standing"),
                            starts_on="starts_on",
                            ends_on="ends_on",
                        )
                    )
                ),
                item_list=ArraySubquery(
                    items.objects.filter(peer=OuterRef("pk"))
                    .listed()
                    .values(
                        json=JSONObject(
                            kind="kind",
                            title="title",
                            slug="slug",
                            cost="cost",
                            until="until",
                            audience="audience",
                        )
                    )
                ),
            )
        )

    def not_blocked_by(self, viewer):
        """Without those whom the viewer has blocked: they see them on no list."""
        return self.exclude(blocks_received__by=viewer.pk)

    def with_unread_notices(self):
        """Each with `unread_notices`, counted up to 100: an inbox that nobody reads costs no more
        than any other."""
        unread = Notice.objects.filter(recipient=OuterRef("pk")).unread().order_by().values("pk")
        return self.annotate(
            unread_notices=Func(
                ArraySubquery(unread[:COUNTED_UP_TO]),
                function="cardinality",
                output_field=models.IntegerField(),
            )
        )


class PeerManager(BaseUserManager.from_queryset(PeerQuerySet)):
    """Looks peers up by their e-mail address, whatever its letters' case."""

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())
