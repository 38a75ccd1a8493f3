from django.core.management.base import BaseCommand, CommandError

from forums.demo.loading import Size, load
from forums.demo.people import PASSWORD, SIGN_INS
from leeds_leaders.errors import Refused


class Command(BaseCommand):
    """Fill an empty database with an invented city: the same one for the same seed."""

    help = __doc__

    def add_arguments(self, parser):
        usual = Size()
        parser.add_argument("--peers", type=int, default=usual.peers, metavar="N")
        parser.add_argument("--projects", type=int, default=usual.projects, metavar="N")
        parser.add_argument("--sessions", type=int, default=usual.sessions, metavar="N")
        parser.add_argument("--seed", type=int, default=usual.seed, metavar="S")

    def handle(self, *args, **options):
        size = Size(options["peers"], options["projects"], options["sessions"], options["seed"])
        try:
            load(size, self._say)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self._say("The invented city is ready.")
        self._say(f"Sign in with the password {PASSWORD} as:")
        for sign_in in SIGN_INS:
            self._say(f"  {sign_in.email}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
