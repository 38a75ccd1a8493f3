"""What each circle of people finds of a peer, and how many there are of each kind."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from peers.choices import Audience
from peers.querysets.entry import EntryQuerySet

CIRCLES = (Audience.PUBLIC, Audience.MEMBERS)  # large ones; connections are found by their ids


class Entry(models.Model):
    """A peer as one circle may find them: one row for each of public, members and connections that
    may see the peer at all, holding nothing that this circle may not see.

    Triggers keep it (migrations `0004_entries`, `0009_short_entries`), so search, facets, counts
    and matches cannot tell what the page would not. `cause_ids` also hold the causes that these are
    parts of; `offer_ids` and `ask_ids` are kinds of help of open items.

    Counting reads these rows by the thousand, so they are short: what an entry says is its
    `EntryText`. An index of the words leads straight to entries; Django cannot write it.
    """

    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="entries"
    )
    audience = models.CharField(max_length=11, choices=Audience)
    sort_name = models.CharField(max_length=200)
    sector_id = models.BigIntegerField(null=True)
    ward_codes = ArrayField(models.CharField(max_length=9))
    cause_ids = ArrayField(models.BigIntegerField())
    offer_ids = ArrayField(models.BigIntegerField())
    ask_ids = ArrayField(models.BigIntegerField())
    principle_ids = ArrayField(models.BigIntegerField())
    forms = ArrayField(models.CharField(max_length=20))
    scales = ArrayField(models.CharField(max_length=12))
    is_organiser = models.BooleanField()
    offers_free = models.BooleanField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["peer", "audience"], name="entry_per_circle")
        ]
        indexes = [
            index
            for circle in CIRCLES
            for index in (
                models.Index(
                    fields=["sort_name", "peer"],
                    condition=Q(audience=circle),
                    name=f"entry_{circle}_by_name",
                ),
                *(
                    GinIndex(
                        fields=[column],
                        condition=Q(audience=circle),
                        name=f"entry_{circle}_{column}",
                    )
                    for column in ("ward_codes", "cause_ids", "offer_ids", "ask_ids")
                ),
            )
        ] + [
            # Where each stands on the circle that matches are drawn from.
            models.Index(
                Func(F("peer"), function="hashint8", output_field=models.IntegerField()),
                condition=Q(audience=Audience.MEMBERS),
                name="entry_members_by_lot",
            )
        ]

    def __str__(self):
        return f"{self.sort_name} for {self.audience}"


class EntryText(models.Model):
    """What an entry says: its `card` is what a list shows, its words are what a search finds, its
    likeness what comes close in spelling. Written just before the entry.
    """

    pk = models.CompositePrimaryKey("peer_id", "audience")
    peer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        related_name="entry_texts",
        db_index=False,
    )
    audience = models.CharField(max_length=11, choices=Audience)
    card = models.JSONField()
    words = SearchVectorField()
    likeness = models.TextField()

    class Meta:
        indexes = [
            GinIndex(
                OpClass("likeness", "gin_trgm_ops"),
                condition=Q(audience=circle),
                name=f"entry_{circle}_by_likeness",
            )
            for circle in CIRCLES
        ]

    def __str__(self):
        return f"What peer {self.peer_id} says to {self.audience}"


class PeerTally(models.Model):
    """How many entries of a circle have one value of one facet: a journal of differences, like that
    of projects. `facet` is all, sector, ward, cause, offer, ask, principle, form, scale, organiser
    or free.
    """

    audience = models.CharField(max_length=11, choices=Audience)
    facet = models.CharField(max_length=10)
    value = models.CharField(max_length=20)
    count = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["audience", "facet", "value"], include=["count"], name="peer_tally_by_facet"
            )
        ]

    def __str__(self):
        return f"{self.audience} {self.facet} {self.value}: {self.count:+d}"
