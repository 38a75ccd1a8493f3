"""What a project tells beside itself, read along with it: its page has many panels and few
queries."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, Left

from leeds_leaders.kin import kin

NEWS = 12  # the newest; all of them stand on a page of their own
BEGINNING = 600  # characters of news, of which a panel shows fewer
BELONGS = 20
NAMED = 12  # people on one rung
CALLED_IN = 12


def told_with(projects, viewer):
    """Each project with what its page tells a viewer, as lists of mappings: `photo_list`,
    `news_list` (newest first), `milestone_list`, `association_list`, `cohort_told`, `learn_list`.
    """
    model = projects.model
    of_it = {"project": OuterRef("pk")}

    def door(*names: str):
        return kin(model, *names).objects.visible_to(viewer)

    photo = JSONObject(
        pk="pk", file="file", width="width", height="height", alt="alt", caption="caption"
    )
    news = JSONObject(
        key="key", title="title", happened_on="happened_on", words=Left("words", BEGINNING)
    )
    milestone = JSONObject(
        key="key",
        title="title",
        due_on="due_on",
        reached_on="reached_on",
        is_hidden=Q(hidden_at__isnull=False),
    )
    belongs = door("memberships").agreed().filter(association=OuterRef("pk"))
    of_outer = belongs.filter(project=OuterRef(OuterRef("pk")))
    associations = door("memberships", "association").listed().filter(Exists(of_outer)).by_name()
    offers = door("development_offers").published().open().filter(**of_it).order_by("pk")
    return projects.annotate(
        photo_list=ArraySubquery(
            door("photos")
            .shown()
            .filter(**of_it, news=None)
            .order_by("place", "pk")
            .values(json=photo)
        ),
        news_list=ArraySubquery(
            door("news")
            .shown()
            .filter(**of_it)
            .order_by("-happened_on", "-pk")
            .values(json=news)[:NEWS]
        ),
        milestone_list=ArraySubquery(
            door("milestones").filter(**of_it).order_by("pk").values(json=milestone)
        ),
        association_list=ArraySubquery(
            associations.values(json=JSONObject(name="name", slug="slug", purpose="purpose"))[
                :BELONGS
            ]
        ),
        cohort_told=Subquery(
            door("cohort")
            .shown()
            .filter(**of_it)
            .values(json=JSONObject(name="name", slug="slug", scope="scope"))[:1]
        ),
        learn_list=ArraySubquery(
            offers.values(json=JSONObject(key="key", title="title"))[:BELONGS]
        ),
    )


def strength_told(projects, viewer, **of_it):
    """One project with what a viewer is told of its strength, as lists of mappings: `told_behind`
    (see `as_ladder`), `told_asks`, `told_invitations`, and for members as `told_roles` the
    organisations in whose name they may speak. `of_it` says which project it is by its fields as
    seen from what is told (`project=…`, `project__slug=…`).
    """
    model = projects.model
    supports = kin(model, "supports").objects.visible_to(viewer)
    invitations = kin(model, "invitations").objects.visible_to(viewer)
    parts = {
        "told_behind": kin(model, "interests").objects.filter(**of_it).as_ladder(viewer, NAMED),
        "told_asks": supports.filter(**of_it).open().as_lines(viewer),
        "told_invitations": invitations.shown().filter(**of_it).as_lines(viewer)[:CALLED_IN],
    }
    if viewer.is_authenticated:
        theirs = kin(model, "organisation").objects.of(viewer).order_by("name")
        parts["told_roles"] = theirs.values(json=JSONObject(name="name", slug="slug"))
    return projects.annotate(**{name: ArraySubquery(part) for name, part in parts.items()})
