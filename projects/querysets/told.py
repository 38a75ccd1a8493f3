"""What a project tells beside itself, read along with it: its page has many panels and few
queries."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject, Left

from leeds_leaders.kin import kin

NEWS = 12  # the newest; all of them stand on a page of their own
BEGINNING = 600  # characters of news, of which a panel shows fewer
BELONGS = 20


def told_with(projects, viewer):
    """Each project with what its page tells a viewer, as lists of mappings: `photo_list`,
    `news_list` (newest first), `milestone_list`, `association_list`, `cohort_told`, `learn_list`.
    """
    model = projects.model
    of_it = {"project": OuterRef("pk")}

    def door(*names: str):
        return kin(model, *names).objects.visible_to(viewer)

    photo = JSONObject(file="file", width="width", height="height", alt="alt", caption="caption")
    news = JSONObject(
        key="key", title="title", happened_on="happened_on", words=Left("words", BEGINNING)
    )
    milestone = JSONObject(key="key", title="title", due_on="due_on", reached_on="reached_on")
    belongs = door("memberships").agreed().filter(association=OuterRef("pk"))
    of_outer = belongs.filter(project=OuterRef(OuterRef("pk")))
    associations = door("memberships", "association").listed().filter(Exists(of_outer)).by_name()
    offers = door("development_offers").published().open().filter(**of_it).order_by("pk")
    return projects.annotate(
        photo_list=ArraySubquery(
            door("photos").filter(**of_it, news=None).order_by("place", "pk").values(json=photo)
        ),
        news_list=ArraySubquery(
            door("news")
            .filter(**of_it, is_removed=False)
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
            .filter(**of_it)
            .values(json=JSONObject(name="name", slug="slug", scope="scope"))[:1]
        ),
        learn_list=ArraySubquery(
            offers.values(json=JSONObject(key="key", title="title"))[:BELONGS]
        ),
    )
