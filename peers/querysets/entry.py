"""Which entries a viewer may read."""

from django.db import models

from peers.choices import Audience


class EntryQuerySet(models.QuerySet):
    """What circles of people find of peers."""

    def visible_to(self, viewer):
        """What a viewer's circle finds, one entry of each peer at most: visitors what is for
        everybody, members what is for members. Connections are read as members here; `Sight` is
        the door for whoever wants more of them.
        """
        circle = Audience.MEMBERS if viewer.is_authenticated else Audience.PUBLIC
        return self.filter(audience=circle)
