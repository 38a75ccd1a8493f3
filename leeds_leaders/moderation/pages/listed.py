"""The queue as a list: each case with a few words of its thing, however many kinds there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case as Whether
from django.db.models import CharField, F, Model, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Left, NullIf

from leeds_leaders.moderation.kinds import Kind, kinds
from leeds_leaders.moderation.models import Case
from leeds_leaders.text import one_line, shorten

A_LINE = 80  # characters


@dataclass(frozen=True)
class Glance:
    """What a list says of a thing: how it begins, and whether who wrote it may be named."""

    words: str
    is_nameless: bool = False
    digest: str = ""  # of all its texts


GONE = Glance("")


def own_columns(kind: Kind) -> list[str]:
    """The texts of a kind that stand in its own table."""
    columns = {field.name for field in kind.model._meta.concrete_fields}
    return [name for name in kind.texts if name in columns]


def glances(cases: Iterable[Case]) -> dict[tuple[str, str], Glance]:
    """How the things of some cases begin, by kind and key. One query for all kinds."""
    wanted = defaultdict(list)
    for case in cases:
        wanted[case.kind].append(case.object_id)
    parts = [_beginnings(kinds()[name], ids) for name, ids in wanted.items() if name in kinds()]
    if not parts:
        return {}
    first, *rest = parts
    return {
        (kind, key): Glance(shorten(one_line(words or ""), A_LINE), is_nameless, digest)
        for kind, key, words, is_nameless, digest in first.union(*rest, all=True)
    }


def _beginnings(kind: Kind, object_ids: list[str]) -> QuerySet:
    columns = own_columns(kind)
    said = [NullIf(Cast(F(name), TextField()), Value("")) for name in columns]
    words = Coalesce(*said, Value(""), output_field=TextField())
    nameless = (
        Whether(When(kind.nameless, then=True), default=False) if kind.nameless else Value(False)
    )
    rows = kind.model._base_manager.filter(pk__in=object_ids).order_by()
    return rows.values_list(
        Value(kind.name, CharField()),
        Cast("pk", CharField()),
        Left(words, 2 * A_LINE),
        nameless,
        kind.digest(),
    )


def about_the_nameless(to: str = "") -> Q:
    """Cases, or decisions, about what is written without a name, and about what may have been and
    is gone: no search for somebody finds these. `to` leads to them from the rows that are asked."""
    found = Q(pk__in=[])
    for kind in kinds().values():
        if kind.nameless is not None:
            named = kind.model._base_manager.exclude(kind.nameless).order_by()
            keys = named.annotate(key_as_text=Cast("pk", CharField())).values("key_as_text")
            found |= Q((f"{to}kind", kind.name)) & ~Q((f"{to}object_id__in", keys))
    return found


def about_ones_own(viewer, to: str = "") -> Q:
    """Cases about what is somebody's, alone or with others: whose it is learns nothing there of who
    complained. `to` leads to them from the rows that are asked."""
    found = Q((f"{to}author", viewer.pk))
    for kind in kinds().values():
        if kind.ours is not None:
            theirs = kind.of(viewer).annotate(key_as_text=Cast("pk", CharField()))
            keys = theirs.values("key_as_text")
            found |= Q((f"{to}kind", kind.name), (f"{to}object_id__in", keys))
    return found


def is_nameless(kind: Kind, thing: Model) -> bool:
    """Whether nobody is named of a thing, to moderators neither."""
    if kind.nameless is None:
        return False
    return kind.model._base_manager.filter(kind.nameless, pk=thing.pk).exists()
