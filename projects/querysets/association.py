"""Who may see an association, and who is told to belong to it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from leeds_leaders.kin import kin
from leeds_leaders.moderation.choices import Standing


class AssociationQuerySet(models.QuerySet):
    """Associations, looked at by a moderator or not yet."""

    def visible_to(self, viewer):
        """The only door to an association: live ones; those that one answers for; moderators see
        all."""
        live = Q(standing=Standing.LIVE)
        if not viewer.is_authenticated:
            return self.filter(live)
        if viewer.is_staff and viewer.has_perm("projects.change_association"):
            return self
        return self.filter(live | Q(pk__in=self.kept_by(viewer).values("pk")))

    def kept_by(self, peer):
        """Those that somebody answers for."""
        members = kin(self.model, "memberships").objects.agreed()
        keepers = members.filter(association=OuterRef("pk"), peer=peer, is_keeper=True)
        return self.model._default_manager.filter(Q(keeper=peer) | Q(Exists(keepers)))

    def listed(self):
        """What lists and counts show, to whomever."""
        return self.filter(standing=Standing.LIVE)


class MembershipQuerySet(models.QuerySet):
    """Who belongs to associations."""

    def agreed(self):
        """Those to which both sides have said yes."""
        return self.filter(member_said_yes_at__isnull=False, association_said_yes_at__isnull=False)

    def visible_to(self, viewer):
        """The only door to a membership: agreed, where one may see both sides; one's own; all, for
        those who answer for the association."""
        seen = {
            name: kin(self.model, name).objects.visible_to(viewer).values("pk")
            for name in ("association", "peer", "organisation", "project", "part")
        }
        member = (
            Q(peer__in=seen["peer"], peer__is_active=True)
            | Q(organisation__in=seen["organisation"])
            | Q(project__in=seen["project"])
            | Q(part__in=seen["part"])
        )
        told = Q(pk__in=self.agreed().values("pk"), association__in=seen["association"]) & member
        if not viewer.is_authenticated:
            return self.filter(told)
        kept = kin(self.model, "association").objects.kept_by(viewer)
        return self.filter(told | Q(peer=viewer) | Q(association__in=kept.values("pk")))
