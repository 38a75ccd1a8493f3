from dataclasses import fields

from django.core.management.base import BaseCommand, CommandError

from forums.demo.errors import WrongSize
from forums.demo.loading import Size, load
from forums.demo.people import PASSWORD, SIGN_INS
from leeds_leaders.errors import Refused


class Command(BaseCommand):
    """Fill an empty database with an invented city: the same one for the same seed."""

    help = __doc__

    def add_arguments(self, parser):
        for field in fields(Size):
            parser.add_argument(
                f"--{field.name}",
                default=field.default,
                metavar="S" if field.name == "seed" else "N",
            )

    def handle(self, *args, **options):
        try:
            size = Size(**{field.name: self._whole(field.name, options) for field in fields(Size)})
            load(size, self._say)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self._say("The invented city is ready.")
        self._say(f"Sign in with the password {PASSWORD} as:")
        for sign_in in SIGN_INS:
            self._say(f"  {sign_in.email}")

    def _whole(self, name: str, options: dict) -> int:
        try:
            return int(options[name])
        except ValueError:
            raise WrongSize(f"--{name}: a whole number, please.") from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
