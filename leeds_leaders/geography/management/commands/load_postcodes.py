from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leeds_leaders.errors import Refused
from leeds_leaders.geography import actions


class Command(BaseCommand):
    """Load postcodes from a Code-Point Open or ONSPD file, as a stream, the city's own only."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        def progress(count):
            self.stderr.write(f"\r{count:,} postcodes …", ending="")

        try:
            with file.open(encoding="utf-8-sig", newline="") as stream:
                kept = actions.load_postcodes(stream, city=settings.CITY, progress=progress)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal} Nothing was changed.") from None
        self.stderr.write("")
        self.stdout.write(f"{kept:,} postcodes are known now.")
