from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leeds_leaders.errors import Refused
from leeds_leaders.geography import actions


class Command(BaseCommand):
    """Load ward boundaries from an ONS wards GeoJSON, so that a point finds its ward exactly."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        try:
            with file.open(encoding="utf-8-sig") as stream:
                loaded, missing = actions.load_boundaries(
                    stream, authority_code=settings.CITY.authority_code
                )
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal} Nothing was changed.") from None
        self.stdout.write(f"{loaded} wards have their boundary now.")
        if missing:
            self.stdout.write(f"Without one: {', '.join(missing)}.")
