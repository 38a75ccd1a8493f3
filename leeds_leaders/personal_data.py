"""What the site holds of a person: each storey says it for its own tables, in one list.

`PERSONAL_DATA` names these lists by dotted paths. Taking everything along and erasing somebody
both go through them (docs/decisions/0020), and a test fails as long as a table with a link to a
peer is in none.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, FileField, Model, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Told = dict[str, Any]
Tell = Callable[[QuerySet, Any], Iterable[Told]]
IN_MEMORY = 4 * 1024 * 1024  # beyond, a parcel is put together on the disk


class Fate(Enum):
    """What becomes of rows when the person whom they are about is erased."""

    GOES = "goes"  # with the person
    NOBODYS = "nobodys"  # stays, and names nobody


AFTERWARDS = {Fate.GOES: _("Goes for good."), Fate.NOBODYS: _("Stays, without my name.")}


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one table holds of a person.

    `links` are its fields that lead to them; what leads there by no field, `of` finds. `tell` says
    what somebody takes along of it, and the files in `photos`; where it is missing, `about` says
    why. What is linked goes, or becomes nobody's, as the models say when their row goes; `let_go`
    does, just before, what that would not.
    """

    name: str  # in the parcel
    title: Words
    model: type[Model]
    links: Sequence[str] = ()
    of: Callable[[Any], QuerySet] | None = None
    fate: Fate = Fate.GOES
    about: Words = ""
    afterwards: Words = ""
    tell: Tell | None = None
    photos: Sequence[str] = ()
    let_go: Callable[[Any], None] | None = None

    def rows(self, peer) -> QuerySet:
        """Everything in it that is about a peer."""
        if self.of is not None:
            return self.of(peer)
        found = Q(*((link, peer.pk) for link in self.links), _connector=Q.OR)
        return self.model._base_manager.filter(found)

    @property
    def what_becomes_of_it(self) -> Words:
        return self.afterwards or AFTERWARDS[self.fate]


def holdings() -> list[Holding]:
    """Those of all storeys, in the order of `PERSONAL_DATA`."""
    return [holding for path in settings.PERSONAL_DATA for holding in import_string(path)]


# Taking it along ----------------------------------------------------------------------------------


def facts(*names: str) -> Tell:
    """Tell rows by some of their fields, in the words that people read."""

    def tell(rows: QuerySet, peer) -> Iterator[Told]:
        fields = [rows.model._meta.get_field(name) for name in names]
        many = [field.name for field in fields if field.many_to_many]
        one = [field.name for field in fields if field.is_relation and not field.many_to_many]
        if one:  # without names it would follow them all
            rows = rows.select_related(*one)
        for row in rows.prefetch_related(*many):
            yield {name: readable(row, name) for name in names}

    return tell


def readable(row: Model, name: str) -> Any:
    """One field of a row, as a person reads it."""
    field, value = row._meta.get_field(name), getattr(row, name)
    if field.many_to_many:
        return [str(one) for one in value.all()]
    if hasattr(row, f"get_{name}_display"):
        return str(getattr(row, f"get_{name}_display")())
    if isinstance(field, FileField) or field.is_relation:
        return str(value) if value else None
    return value


def pack(peer) -> IO[bytes]:
    """Everything that somebody takes along as a zip file: `data.json`, and their photos."""
    parcel = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (whoever sends it closes it)
    with ZipFile(parcel, "w", ZIP_DEFLATED) as archive:
        told: dict[str, Any] = {
            "about": {
                "site": settings.SITE_URL,
                "network": settings.CITY.network,
                "person": str(peer),
                "taken_at": timezone.localtime(),
            }
        }
        for holding in holdings():
            if holding.tell is not None:
                told[holding.name] = list(holding.tell(holding.rows(peer), peer))
                for photo in _photos(holding, peer):
                    with photo.open() as file:
                        archive.writestr(f"photos/{photo.name}", file.read())
        archive.writestr(
            "data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        )
    parcel.seek(0)
    return parcel


def _photos(holding: Holding, peer) -> Iterator[Any]:
    """The photos of somebody's rows that are there."""
    for row in holding.rows(peer) if holding.photos else ():
        for photo in (getattr(row, name) for name in holding.photos):
            if photo and photo.storage.exists(photo.name):
                yield photo


# Erasing ------------------------------------------------------------------------------------------


def forget(peer) -> None:
    """Let go of everything that is about a peer, but for what goes with their own row."""
    for holding in holdings():
        if holding.fate is Fate.GOES:
            rows = holding.rows(peer)
            _blank_words_of_staff(rows)
            if holding.of is not None:
                rows.delete()
        if holding.let_go is not None:
            holding.let_go(peer)


def _blank_words_of_staff(rows: QuerySet) -> None:
    """The admin's log, and whatever else `WORDS_OF_STAFF` knows, keep that something was done to
    these rows, and when, but not what it said. Nobody looks after rows with a key of several parts.
    """
    if rows.model._meta.is_composite_pk:
        return
    for path in settings.WORDS_OF_STAFF:
        import_string(path)(rows)
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model),
        object_id__in=rows.values(logged_id=Cast("pk", CharField())),
    ).update(object_repr="", change_message="")
