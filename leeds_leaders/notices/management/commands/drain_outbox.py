from django.core.management.base import BaseCommand

from leeds_leaders.notices.tasks import drain


class Command(BaseCommand):
    """Hand due letters to the mail server now."""

    help = __doc__

    def handle(self, *args, **options):
        left = 0
        while turn := drain():
            left += turn
        self.stdout.write(f"{left} letters left.")
