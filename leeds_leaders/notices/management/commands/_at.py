"""What commands have in common that do what is due at a moment."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

YEARS = range(2000, 2101)


class CommandAtAMoment(BaseCommand):
    """Reads `--at`, in the city's own time where it names no other."""

    def add_arguments(self, parser):
        parser.add_argument(
            "--at", metavar="ISO", help="a moment like 2026-11-24T08:00; now without it"
        )

    def handle(self, *args, **options):
        at = timezone.now() if options["at"] is None else self._read(options["at"])
        self.stdout.write(self.send(at))

    def send(self, at: datetime) -> str:
        """Do what is due at a moment; say what was done."""
        raise NotImplementedError

    def _read(self, text: str) -> datetime:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            at = None
        if at is None or at.year not in YEARS:
            raise CommandError(f"--at: write a moment like 2026-11-24T08:00, not {text!r}.")
        return timezone.make_aware(at) if timezone.is_naive(at) else at
