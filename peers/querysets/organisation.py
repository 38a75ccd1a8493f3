"""Who may see an organisation."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models

from leeds_leaders.moderation.choices import Standing

LISTED = models.Q(standing__in=(Standing.LIVE, Standing.HELD))


class OrganisationQuerySet(models.QuerySet):
    """Organisations, looked at by a moderator or not yet."""

    def visible_to(self, viewer):
        """The only door to an organisation: visitors see what a moderator has said yes to,
        members also what waits, moderators all."""
        if not viewer.is_authenticated:
            return self.filter(standing=Standing.LIVE)
        if viewer.is_staff and viewer.has_perm("peers.change_organisation"):
            return self
        return self.filter(LISTED)

    def listed(self):
        """Without those that a moderator has declined: they are on no list, for nobody."""
        return self.filter(LISTED)

    def alike(self, name: str):
        """Those with a name much like this one, most alike first."""
        return (
            self.filter(likeness__trigram_word_similar=name.casefold())
            .annotate(likeness_to=TrigramSimilarity("likeness", name.casefold()))
            .order_by("-likeness_to", "likeness")
        )


class RoleQuerySet(models.QuerySet):
    """What peers do in organisations."""

    def visible_to(self, viewer):
        """One's own. Of those of others an `Entry` or a portrait tells, as far as they want."""
        return self.filter(peer=viewer) if viewer.is_authenticated else self.none()


class ClaimQuerySet(models.QuerySet):
    """Claims to organisations."""

    def visible_to(self, viewer):
        """One's own; moderators see all."""
        if not viewer.is_authenticated:
            return self.none()
        if viewer.is_staff and viewer.has_perm("peers.change_claim"):
            return self
        return self.filter(peer=viewer)
