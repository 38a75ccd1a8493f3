"""Listings: exactly the live projects, as they are now, whatever changed them."""

import random

import pytest
from django.db import connection

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.moderation.choices import Standing
from projects import actions
from projects.choices import Stage
from projects.models import Listing, Project
from projects.querysets.finding import find
from projects.querysets.search import Search
from tests.factories import PeerFactory, ProjectFactory, scatter

pytestmark = pytest.mark.django_db
REPEATED = ("created_at", "latitude", "longitude", "ward", "stage", "cause_ids", "need_ids")


def repeated() -> list[tuple]:
    return list(Listing.objects.order_by("pk").values_list("pk", "spot", *REPEATED))


def live() -> list[tuple]:
    projects = Project.objects.filter(standing=Standing.LIVE).order_by("pk")
    return list(projects.values_list("pk", "spot", *REPEATED))


def test_they_follow_every_change():
    scatter(40)
    chance = random.Random(3)
    tags, helps = list(Cause.objects.all()), list(Help.objects.all())
    changes = {
        "place": lambda p: p.update(latitude=53.8 + chance.random() / 10, longitude=-1.5),
        "no place": lambda p: p.update(latitude=None, longitude=None),
        "ward": lambda p: p.update(ward=chance.choice(Ward.objects.all())),
        "stage": lambda p: p.update(stage=chance.choice(Stage.values)),
        "standing": lambda p: p.update(standing=chance.choice(Standing.values)),
        "causes": lambda p: p.get().causes.set(chance.sample(tags, 2)),
        "needs": lambda p: p.get().needs.set(chance.sample(helps, 3)),
        "gone": lambda p: p.delete(),
    }
    for _round in range(60):
        for name in chance.sample(sorted(changes), 2):
            some = Project.objects.filter(pk=chance.choice(Project.objects.all()).pk)
            changes[name](some)
            assert repeated() == live(), name
    assert len(live()) > 5


def test_one_statement_may_change_many():
    scatter(30, standing="held")
    assert not Listing.objects.exists()
    Project.objects.update(standing="live", stage="idea")
    assert repeated() == live()
    assert len(live()) == 30
    Project.objects.all().delete()
    assert not Listing.objects.exists()


def test_a_word_that_is_renamed_is_found_by_its_new_name_alone():
    project = ProjectFactory(title="Quiet corner", causes=["food-and-growing"])
    Cause.objects.filter(slug="food-and-growing").update(name="Victuals")
    assert [card.slug for card in find(Search(q="victuals")).cards] == [project.slug]
    Cause.objects.filter(slug="food-and-growing").update(name="Provender")
    assert find(Search(q='"victuals"')).total == 0


def test_words_that_stand_apart_are_no_phrase():
    ProjectFactory(slug="apart", title="Bread for birds", summary="We bake.", story="")
    ProjectFactory(slug="together", title="Birds bread", summary="We bake.", story="")
    assert {card.slug for card in find(Search(q="birds bread")).cards} == {"apart", "together"}
    assert {card.slug for card in find(Search(q='"birds bread"')).cards} == {"together"}


def test_an_edit_without_news_for_searches_leaves_the_row_alone():
    project = ProjectFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text FROM projects_listing")
        before = cursor.fetchone()
        Project.objects.filter(pk=project.pk).update(contact="07700 900123")
        cursor.execute("SELECT ctid::text FROM projects_listing")
        assert cursor.fetchone() == before


def test_a_decision_lists_and_a_withdrawal_unlists():
    lead, moderator = PeerFactory(), PeerFactory(is_staff=True)
    project = ProjectFactory(lead=lead, standing="held", title="A hidden orchard")
    assert find(Search(q="orchard")).total == 0
    actions.approve(project, by=moderator)
    assert find(Search(q="orchard")).total == 1
    actions.withdraw(Project.objects.get(), by=lead)
    assert find(Search(q="orchard")).total == 0
