"""Who is known to stand behind a project."""

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import JSONObject, RowNumber

from leeds_leaders.kin import kin
from peers.choices import Form
from projects.choices import OWN_RUNGS, Rung
from projects.querysets.people import OfPeopleQuerySet


def _stands() -> Case:
    """The rung that counts, as `Interest.stands` has it."""
    return Case(
        When(said__in=[*OWN_RUNGS], then=F("said")),
        When(said=F("confirmed"), then=F("said")),
        When(confirmed="", then=Value(Rung.WANTS.value)),
        default=F("confirmed"),
    )


def _communities_first() -> Case:
    """People by themselves, then organisations in the order of their kinds."""
    kinds = (
        When(organisation__form=form, then=Value(place))
        for place, form in enumerate(Form.values, 1)
    )
    return Case(When(organisation=None, then=Value(0)), *kinds, default=Value(len(Form)))


class InterestQuerySet(OfPeopleQuerySet):
    """Where people stand towards projects."""

    def visible_to(self, viewer):
        """The only door to an interest: one's own, all of projects that one answers for, and of
        others those who are named, where one may see the project and them."""
        projects, peers = kin(self.model, "project").objects, kin(self.model, "peer").objects
        named = Q(
            is_named=True,
            peer__is_active=True,
            peer__in=peers.visible_to(viewer),
            project__in=projects.visible_to(viewer).values("pk"),
        )
        if not viewer.is_authenticated:
            return self.filter(named)
        return self.filter(named | Q(peer=viewer) | Q(project__lead_ids__contains=[viewer.pk]))

    def hearing(self):
        """Those who want to be told of news, and have not left or been suspended."""
        return self.filter(hears=True, peer__is_active=True)

    def counting(self):
        """With the rung that counts, as `rung`, of those who are here."""
        return self.filter(peer__is_active=True).annotate(rung=_stands())

    def waiting(self):
        """What the project has yet to confirm, of those who are here."""
        beyond = self.exclude(said__in=[*OWN_RUNGS]).exclude(said=F("confirmed"))
        return beyond.filter(peer__is_active=True)

    def told_to(self, viewer):
        """With `is_told`: whether a viewer may read who it is, where they want to be named."""
        peers = kin(self.model, "peer").objects.visible_to(viewer)
        told = When(is_named=True, peer__in=peers.values("pk"), then=Value(True))
        return self.annotate(
            is_told=Case(told, default=Value(False)), community=_communities_first()
        )

    def as_ladder(self, viewer, most: int):
        """Of one project, for each rung the first few who are named, and how many there are, as
        JSON. Of those who are not there is one row; the viewer's own row is among them always."""
        groups = [F("rung"), F("is_told")]
        mine = Case(When(peer=viewer.pk, then=Value(0)), default=Value(1))
        speaks = kin(self.model, "organisation").objects.still_spoken_for()
        numbered = (
            self.counting()
            .told_to(viewer)
            .annotate(
                of=Window(Count("pk"), partition_by=groups),
                place=Window(
                    RowNumber(), partition_by=groups, order_by=[mine, "community", "said_at", "pk"]
                ),
            )
        )
        few = numbered.filter(place__lte=Case(When(is_told=True, then=most), default=1))
        return few.order_by("place").values(
            json=JSONObject(
                rung="rung",
                is_told="is_told",
                of="of",
                peer="peer",
                name="peer__name",
                slug="peer__slug",
                organisation="organisation__name",
                organisation_slug="organisation__slug",
                organisation_standing=Case(When(speaks, then=F("organisation__standing"))),
                said="said",
                confirmed="confirmed",
                is_named="is_named",
                hears="hears",
            )
        )
