"""How long what belongs to projects is kept (leeds_leaders/retention.py)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from leeds_leaders.retention import Keeping
from projects.actions.searches import REMOVED_ARE_KEPT
from projects.models import Draft, SavedSearch

KEEPINGS = [
    Keeping(
        title=_("Drafts of projects"),
        lasts=timedelta(days=60),
        since=_("after they were last touched"),
        why=_("To be finished; by then most of what was in them is out of date."),
        due=lambda before: Draft.objects.filter(saved_at__lt=before),
    ),
    Keeping(
        title=_("Searches that were removed"),
        lasts=REMOVED_ARE_KEPT,
        since=_("after they were removed"),
        why=_("So that whoever thinks better of it can have them back."),
        due=lambda before: SavedSearch.objects.filter(removed_at__lt=before),
    ),
]
