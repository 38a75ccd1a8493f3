"""Entries follow whatever they are made of: each table, each verb, together and at once."""

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from leeds_leaders.geography.models import Ward
from leeds_leaders.language.models import Cause, Help, Principle, Sector
from leeds_leaders.moderation.choices import Standing
from peers.choices import Audience, Form, ItemState, Kind, Part, Scale
from peers.models import Entry, EntryText, Item, Organisation, Peer, PeerTally, Profile, Role
from tests.conftest import in_threads
from tests.factories import ItemFactory, OrganisationFactory, PeerFactory, RoleFactory, people

CAUSE = "community-growing"
pytestmark = pytest.mark.django_db
SHORT = (
    "peer_id, audience, sort_name, sector_id, ward_codes, cause_ids, offer_ids, ask_ids,"
    " principle_ids, forms, scales, is_organiser, offers_free"
)
LONG = "peer_id, audience, card, words, likeness"
MARKS = """
SELECT e.audience, f.facet, f.value, count(*) FROM peers_entry e CROSS JOIN LATERAL (
    SELECT 'all' AS facet, '' AS value
    UNION ALL SELECT 'organiser', is_organiser::text UNION ALL SELECT 'free', offers_free::text
    UNION ALL SELECT 'sector', sector_id::text WHERE sector_id IS NOT NULL
    UNION ALL SELECT 'ward', unnest(ward_codes) UNION ALL SELECT 'cause', unnest(cause_ids)::text
    UNION ALL SELECT 'offer', unnest(offer_ids)::text UNION ALL SELECT 'ask', unnest(ask_ids)::text
    UNION ALL SELECT 'principle', unnest(principle_ids)::text
    UNION ALL SELECT 'form', unnest(forms) UNION ALL SELECT 'scale', unnest(scales)
) f GROUP BY 1, 2, 3
"""
TALLIES = """
SELECT audience, facet, value, sum(count) FROM peers_peertally GROUP BY 1, 2, 3
HAVING sum(count) <> 0
"""


def rows(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def differences(columns: str, table: str) -> list[tuple]:
    """What is kept but should not be, and the other way round."""
    kept, found = (f"SELECT {columns} FROM {source}" for source in (table, "peers_found"))
    return rows(f"({kept} EXCEPT ALL {found}) UNION ALL ({found} EXCEPT ALL {kept})")


def assert_exact() -> None:
    """Entries, texts, tallies and the index of words are as if all had just been written."""
    assert differences(SHORT, "peers_entry") == []
    assert differences(LONG, "peers_entrytext") == []
    assert sorted(rows(MARKS)) == sorted(rows(TALLIES))
    words = [
        row[0] for row in rows("SELECT DISTINCT unnest(tsvector_to_array(words)) FROM peers_found")
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for word in words[:20]:
            for circle in ("public", "members"):
                cursor.execute(
                    "SELECT (SELECT count(*) FROM peers_entry WHERE audience = %s"
                    " AND peers_words_of(peer_id, audience) @@ %s::tsquery),"
                    " (SELECT count(*) FROM peers_found"
                    " WHERE audience = %s AND words @@ %s::tsquery)",
                    [circle, quoted := f"'{word}'", circle, quoted],
                )
                by_index, by_hand = cursor.fetchone()
                assert by_index == by_hand, (word, circle)


@pytest.fixture
def told(db) -> Peer:
    """Somebody with something in every table."""
    [peer] = people({
        "name": "Amina Told", "wards": ["armley"], "causes": [CAUSE],
        "sector": Sector.objects.first().slug, "offers": ["transport"], "asks": ["volunteers"],
        "audience": Audience.PUBLIC, "is_organiser": True, "story": "It began with beans.",
    })  # fmt: skip
    peer.profile.principles.set(Principle.objects.all()[:1])
    RoleFactory(peer=peer, organisation=OrganisationFactory(name="Bean Club"))
    assert_exact()
    return peer


def words_of(peer: Peer, audience: str = Audience.MEMBERS) -> str:
    return str(EntryText.objects.get(peer=peer, audience=audience).words)


def update(model, **fields):
    return lambda peer: model.objects.update(**fields)


CHANGES = {
    "peer renamed": lambda peer: Peer.objects.filter(pk=peer.pk).update(name="Zofia"),
    "slug": lambda peer: Peer.objects.filter(pk=peer.pk).update(slug="other"),
    "suspended": lambda peer: Peer.objects.filter(pk=peer.pk).update(is_active=False),
    "hidden": update(Profile, audience=Audience.HIDDEN),
    "for connections": update(Profile, audience=Audience.CONNECTIONS),
    "no part shown": update(Profile, audiences={}),
    "told": update(Profile, story="Now it is peas.", one_line="Peas", talents="Shelling"),
    "sector": update(Profile, sector=None),
    "organiser": update(Profile, is_organiser=False),
    "ward left": lambda peer: peer.profile.wards.clear(),
    "ward added": lambda peer: peer.profile.wards.add(Ward.objects.exclude(slug="armley")[0]),
    "cause left": lambda peer: peer.profile.causes.clear(),
    "cause added": lambda peer: peer.profile.causes.add(*Cause.objects.all()[3:5]),
    "principle": lambda peer: peer.profile.principles.clear(),
    "item met": update(Item, state=ItemState.MET, closed_at=timezone.now()),
    "item for members": update(Item, audience=Audience.MEMBERS),
    "item gone": lambda peer: Item.objects.all().delete(),
    "item added": lambda peer: ItemFactory(peer=peer, kind=Kind.ASK, tags=["space"]),
    "item past": update(Item, until=timezone.localdate() - timedelta(days=2)),
    "help left": lambda peer: peer.items.first().tags.clear(),
    "role titled": update(Role, title="Chair"),
    "role ended": update(Role, ends_on=timezone.localdate() - timedelta(days=2)),
    "role gone": lambda peer: Role.objects.all().delete(),
    "organisation renamed": update(Organisation, name="Pea Club"),
    "organisation of another kind": update(Organisation, form=Form.CHARITY, scale=Scale.LARGE),
    "organisation held": update(Organisation, standing=Standing.HELD),
    "organisation gone": lambda peer: Organisation.objects.all().delete(),
    "ward renamed": lambda peer: Ward.objects.filter(slug="armley").update(name="Armleigh"),
    "cause renamed": lambda peer: Cause.objects.filter(slug=CAUSE).update(name="Soil"),
    "cause with synonyms": lambda peer: Cause.objects.update(synonyms=["mulch"]),
    "cause of another": lambda peer: Cause.objects.filter(slug=CAUSE).update(
        parent=Cause.objects.filter(parent=None).last()
    ),
    "help renamed": lambda peer: Help.objects.filter(slug="transport").update(name="Wheels"),
    "sector renamed": lambda peer: Sector.objects.filter(profiles=peer.pk).update(name="X"),
    "principle renamed": lambda peer: Principle.objects.filter(
        pk__in=peer.profile.principles.all()
    ).update(name="Candour"),
    "peer gone": lambda peer: Peer.objects.filter(pk=peer.pk).delete(),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_entries_follow(told, change):
    people({"name": "Beside"})
    before = rows(f"SELECT {SHORT} FROM peers_entry") + rows(f"SELECT {LONG} FROM peers_entrytext")
    CHANGES[change](told)
    assert_exact()
    after = rows(f"SELECT {SHORT} FROM peers_entry") + rows(f"SELECT {LONG} FROM peers_entrytext")
    assert before != after


@pytest.mark.parametrize("seed", range(3))
def test_random_changes_leave_what_a_rewrite_of_all_would(seed):
    dice = random.Random(seed)
    peers = people(
        *({"name": f"Peer {n}", "wards": ["armley"], "offers": ["transport"]} for n in range(6))
    )
    OrganisationFactory.create_batch(2)
    for _ in range(30):
        peer = dice.choice(peers)
        match dice.randrange(8):
            case 0:
                Profile.objects.filter(pk=peer.pk).update(audience=dice.choice(Audience.values))
            case 1:
                parts = {part: dice.choice(Audience.values) for part in Part.values}
                Profile.objects.filter(pk=peer.pk).update(audiences=parts)
            case 2:
                peer.profile.wards.set(dice.sample(list(Ward.objects.all()), dice.randrange(3)))
            case 3:
                peer.profile.causes.set(dice.sample(list(Cause.objects.all()), dice.randrange(4)))
            case 4:
                ItemFactory(
                    peer=peer, kind=dice.choice(Kind.values), cost=dice.choice(["free", "paid"])
                )
            case 5:
                Item.objects.filter(peer=peer).update(audience=dice.choice(Audience.values))
            case 6:
                organisation = dice.choice(Organisation.objects.all())
                RoleFactory(peer=peer, organisation=organisation, title=str(dice.random()))
            case 7:
                Peer.objects.filter(pk=peer.pk).update(is_active=dice.random() < 0.8)
    assert_exact()
    with connection.cursor() as cursor:
        cursor.execute("SELECT peers_fold_tallies()")
    assert sorted(rows(MARKS)) == sorted(rows(TALLIES))


def test_what_a_circle_may_not_see_is_in_no_row_of_it(told):
    Profile.objects.update(audiences={Part.STORY: Audience.CONNECTIONS})
    assert "bean" not in words_of(told, Audience.PUBLIC)
    assert "bean" not in words_of(told, Audience.MEMBERS)
    assert "bean" in words_of(told, Audience.CONNECTIONS)


def test_a_sign_in_rewrites_nothing(told):
    before = list(Entry.objects.values_list("pk", flat=True))
    told.last_login = timezone.now()
    told.save()
    assert list(Entry.objects.values_list("pk", flat=True)) == before


@pytest.mark.django_db(transaction=True)
def test_two_who_write_about_one_peer_at_once_leave_one_exact_entry():
    peer = PeerFactory(name="Amina")
    ward = Ward.objects.get(slug="armley")

    def told_by(change):
        def run():
            for _ in range(10):
                with transaction.atomic():
                    change()

        return run

    in_threads(
        told_by(lambda: peer.profile.wards.add(ward)),
        told_by(lambda: Profile.objects.filter(pk=peer.pk).update(one_line=str(random.random()))),
        told_by(lambda: ItemFactory(peer=peer)),
    )
    assert_exact()
    assert Entry.objects.filter(peer=peer).count() == 2
    assert PeerTally.objects.filter(audience=Audience.MEMBERS).exists()
