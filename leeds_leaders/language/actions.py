"""The verbs of the shared words."""

from collections.abc import Iterable

from django.db import transaction

from leeds_leaders.city import City
from leeds_leaders.language.models import Cause, Help, Principle, Sector, SharedWord
from leeds_leaders.text import slug_for

COLOURS = 12


def keep_word(word: SharedWord) -> SharedWord:
    """Write down a shared word as an editor has mended or added it."""
    word.save()
    return word


def drop_word(word: SharedWord) -> None:
    """Take a shared word away; from all that is tagged with it, too."""
    word.delete()


@transaction.atomic
def lay_out(city: City) -> int:
    """Write the city file's causes, kinds of help, sectors and principles; idempotent.

    Returns the number of causes. Words that are in use but no longer in the
    file stay, at the end of the list.
    """
    position = 0
    for number, entry in enumerate(city.causes):
        colour = number % COLOURS
        parent = _write_cause(entry, position, colour, parent=None)
        position += 1
        for part in entry.get("parts", ()):
            _write_cause(part, position, colour, parent=parent)
            position += 1
    for place, entry in enumerate(city.help):
        _write_word(Help, entry["name"], place, entry.get("synonyms", ()))
    for model, names in ((Sector, city.sectors), (Principle, city.principles)):
        for place, name in enumerate(names):
            _write_word(model, name, place)
    return position


def _write_word(
    model: type[SharedWord], name: str, position: int, synonyms: Iterable[str] = ()
) -> None:
    model._default_manager.update_or_create(
        slug=slug_for(name, f"{model._meta.model_name}-{position}"),
        defaults={
            "name": name,
            "synonyms": [word.casefold() for word in synonyms],
            "position": position,
        },
    )


def _write_cause(entry: dict, position: int, colour: int, *, parent: Cause | None) -> Cause:
    cause, _created = Cause.objects.update_or_create(
        slug=slug_for(entry["name"], f"cause-{position}"),
        defaults={
            "name": entry["name"],
            "about": entry["about"],
            "synonyms": [word.casefold() for word in entry.get("synonyms", ())],
            "position": position,
            "colour": colour,
            "parent": parent,
        },
    )
    return cause
