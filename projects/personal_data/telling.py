"""Ways of telling rows by what they are about, as far as somebody may still see that."""

from collections.abc import Iterator

from django.db.models import Model, QuerySet

from leeds_leaders.personal_data import Tell, Told, readable
from peers.personal_data.names import Names


def some(row: Model, *names: str) -> Told:
    """Some fields of one row, as a person reads them."""
    return {name: readable(row, name) for name in names}


def as_seen(link: str, *names: str) -> Tell:
    """Tell rows by what `link` leads to, without words where one may not see it, and by some of
    their fields. As many queries for many rows as for one."""

    def tell(rows: QuerySet, peer) -> Iterator[Told]:
        fields = [rows.model._meta.get_field(name) for name in names]
        joined = [one.name for one in fields if one.is_relation and not one.many_to_many]
        many = [one.name for one in fields if one.many_to_many]
        rows = rows.prefetch_related(*many)
        if joined:
            rows = rows.select_related(*joined)
        seen = _seen(rows, link, peer)
        for row in rows:
            yield {link: str(seen.get(getattr(row, f"{link}_id"), "")), **some(row, *names)}

    return tell


def with_person(link: str, who: str, *names: str) -> Tell:
    """Tell rows by what `link` leads to and by somebody, each as far as one may see them."""

    def tell(rows: QuerySet, peer) -> Iterator[Told]:
        seen = _seen(rows, link, peer)
        people = Names(peer, {getattr(row, f"{who}_id") for row in rows})
        for row in rows:
            yield {
                link: str(seen.get(getattr(row, f"{link}_id"), "")),
                "who": people.of(getattr(row, f"{who}_id")),
                **some(row, *names),
            }

    return tell


def _seen(rows: QuerySet, link: str, peer) -> dict[int, Model]:
    """What the rows lead to, as far as somebody may see it, by key."""
    model = rows.model._meta.get_field(link).related_model
    keys = {getattr(row, f"{link}_id") for row in rows} - {None}
    return model.objects.visible_to(peer).in_bulk(keys)
