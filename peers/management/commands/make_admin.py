from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from peers import actions


class Command(BaseCommand):
    """Make somebody an admin; a new person signs in with a mailed code and sets up MFA."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="Admin", help="for somebody who is new here")

    def handle(self, *args, email, name, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address. Nothing was changed.") from None
        peer = actions.make_admin(email, name)
        self.stdout.write(f"{peer.name} may enter the admin, with two-step sign-in.")
