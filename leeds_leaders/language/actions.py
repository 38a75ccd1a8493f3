"""The verbs of the shared words."""

from django.db import transaction

from leeds_leaders.city import City
from leeds_leaders.language.models import Cause, Help
from leeds_leaders.text import slug_for

COLOURS = 12


@transaction.atomic
def lay_out(city: City) -> int:
    """Write the city file's causes and kinds of help; idempotent. Returns the number of causes.

    Words that are in use but no longer in the file stay, at the end of the list.
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
        Help.objects.update_or_create(
            slug=slug_for(entry["name"], f"help-{place}"),
            defaults={
                "name": entry["name"],
                "synonyms": [word.casefold() for word in entry.get("synonyms", ())],
                "position": place,
            },
        )
    return position


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
