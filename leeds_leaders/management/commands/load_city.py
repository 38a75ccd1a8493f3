from django.conf import settings
from django.core.management.base import BaseCommand

from leeds_leaders.geography import actions as geography
from leeds_leaders.language import actions as language


class Command(BaseCommand):
    """Lay out the city of `CITY_FILE`: wards, areas, postcode districts, causes, kinds of help."""

    help = __doc__

    def handle(self, *args, **options):
        wards = geography.lay_out(settings.CITY)
        causes = language.lay_out(settings.CITY)
        self.stdout.write(f"{settings.CITY.name}: {wards} wards, {causes} causes.")
