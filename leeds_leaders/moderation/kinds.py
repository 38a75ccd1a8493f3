"""What is moderated: each storey says it of its own things, in one list.

`KINDS` in the settings names these lists by dotted paths. The queue, reports, screening, appeals
and the public log all go through them, and a test fails as long as a table that members write into
is in none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import MD5, Cast, Coalesce, Concat
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Words = str | Promise
BETWEEN = "\x1f"  # two texts, where one digest is made of all


def _everything(queryset: QuerySet, viewer) -> QuerySet:
    return queryset.visible_to(viewer)  # type: ignore[attr-defined]


def _says_no_more(thing) -> Mapping[str, str]:
    return {}


def _has_no_account(thing, **_words):
    raise LookupError(f"{type(thing).__name__} has no account that could be closed")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of thing that members make and others see.

    `name` stands in addresses, cases and triggers and never changes. `texts` are its fields that
    people wrote, in the order they are read; what else a moderator should read of it, `facts` tells
    as (label, text). `authors` are those whose thing it is, the first of them first: they are told,
    and none of them decides. `mine` is the lookup from a row to its author, `ours` finds the rows
    that are somebody's beside its author. `approve` and `decline` are verbs of its app:
    `approve(thing, *, by)` and `decline(thing, *, by, reason, rule)`; both end in
    `moderation.actions.decide`. `hide(thing)` lets it wait, unseen; `edit_url` is where a moderator
    may change it on the site, if anywhere. Of the rows that `nameless` finds nobody is named, to
    moderators neither. Where others act on a decision at once, it cannot be undone.
    `close_account` is the kind of people's alone, called as `decline`. `wrote` tells whose words
    they are where that is not who `mine` says, and nobody where several may have written them.
    `parties` are those whom it is about, or in whose place it stands: they do not decide either.
    `beside` are fields and expressions of a row that people can change as well: what a moderator
    said yes to includes them. `says` gives the texts that stand in a row it is `joined` with, by
    field, where not everything there is for moderators to read.
    """

    name: str
    title: Words  # "a project"
    plural: Words  # "projects"
    model: type[Model]
    texts: Sequence[str]
    authors: Callable[[Any], Sequence[Any]]
    approve: Callable[..., Any]
    decline: Callable[..., Any]
    hide: Callable[[Any], Any]
    close_account: Callable[..., Any] = _has_no_account
    mine: str = ""
    ours: Callable[[Any], Q] | None = None
    wrote: Callable[[Any], Any] | None = None
    parties: Callable[[Any], Iterable[Any]] = lambda thing: ()
    key: str = "pk"
    url: Callable[[Any], str] = lambda thing: thing.get_absolute_url()
    edit_url: Callable[[Any], str] = lambda thing: ""
    photos: Callable[[Any], Iterable[str]] = lambda thing: ()
    facts: Callable[[Any], Iterable[tuple[Words, str]]] = lambda thing: ()
    beside: Sequence[str | Combinable] = ()
    says: Callable[[Any], Mapping[str, str]] = _says_no_more
    joined: Sequence[str] = ()  # for select_related
    visible: Callable[[QuerySet, Any], QuerySet] = _everything
    nameless: Q | None = None
    can_be_reported: bool = True
    can_be_undone: bool = True

    def visible_to(self, viewer) -> QuerySet:
        """Those that somebody may see, and so report."""
        return self.visible(self.model._default_manager.all(), viewer).select_related(*self.joined)

    def rows(self, object_ids: Iterable[str]) -> dict[str, Any]:
        """Things by their keys as text, whoever may see them: for moderators and their authors."""
        rows = self.model._base_manager.filter(pk__in=list(object_ids)).select_related(*self.joined)
        return {str(row.pk): row for row in rows}

    def of(self, peer) -> QuerySet:
        """Those that are somebody's, whose `authors` they are among; whoever may see them."""
        whose = Q(**{self.mine: peer.pk}) if self.mine else Q(pk__in=[])
        if self.ours is not None:
            whose |= self.ours(peer)
        return self.model._base_manager.filter(whose).order_by()

    def writer(self, thing) -> Any:
        """The one who wrote a thing, here or not; nobody where they are erased, or where there may
        be several."""
        return self.wrote(thing) if self.wrote is not None else self._first(thing)

    def whose(self, thing) -> Any:
        """Whom a decision on a thing is about: who wrote it, or the first of whose it is."""
        return self.writer(thing) or self._first(thing) or next(iter(self.authors(thing)), None)

    def concerned(self, thing) -> list:
        """Whose it is, and whom it is about: none of them decides on it."""
        return [*self.authors(thing), *self.parties(thing)]

    def _first(self, thing) -> Any:
        if self.mine == "pk":
            return thing
        return getattr(thing, self.mine) if self.mine else None

    def texts_of(self, thing) -> dict[str, str]:
        """What people wrote in it, by field; of lists, as links are, one to a line."""
        said = {name: getattr(thing, name) or "" for name in self.texts}
        return {
            name: "\n".join(words) if isinstance(words, list) else str(words)
            for name, words in said.items()
        } | dict(self.says(thing))

    def digest_of(self, thing) -> str:
        """Its texts and what stands `beside` them as a short one: whether it still says what
        somebody has read. Empty where it is gone."""
        rows = self.model._base_manager.filter(pk=thing.pk).order_by()
        return rows.values_list(self.digest(), flat=True).first() or ""

    def digest(self) -> MD5:
        """The same as an expression, for many rows at once."""
        said: list = [Value("", TextField())]
        for column in (*self.texts, *self.beside):
            words = Coalesce(self._as_text(column), Value("", TextField()))
            said += [words, Value(BETWEEN, TextField())]
        return MD5(Concat(Value("", TextField()), *said[:-1]))

    def _as_text(self, name: str | Combinable) -> Func | Cast:
        if not isinstance(name, str):
            return Cast(name, TextField())
        if name in self.texts and isinstance(self.model._meta.get_field(name), ArrayField):
            lines = Value("\n", TextField())
            return Func(F(name), lines, function="array_to_string", output_field=TextField())
        return Cast(F(name), TextField())


@cache
def kinds() -> dict[str, Kind]:
    """Those of all storeys, by name, in the order of `KINDS`."""
    found = [kind for path in settings.KINDS for kind in import_string(path)]
    return {kind.name: kind for kind in found}


def kind_of(thing: Model) -> Kind:
    """The kind of a thing. Raises `LookupError` of what is not moderated."""
    return kind_for(thing.__class__)


def kind_for(model: type[Model]) -> Kind:
    """The kind of the things of a model. Raises `LookupError` of what is not moderated."""
    for kind in kinds().values():
        if issubclass(model, kind.model):
            return kind
    raise LookupError(f"{model.__name__} is in no list of KINDS")
