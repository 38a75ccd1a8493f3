"""Addresses that mail servers refuse."""

from django.db import models
from django.db.models.functions import Lower

from leeds_leaders.notices.querysets import AddressQuerySet


class Address(models.Model):
    """An address that was refused for good at least once, in small letters.

    Flagged after three refusals in a row; a letter that is accepted, or a fresh confirmation of
    the address, clears it.
    """

    address = models.EmailField(unique=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=300, blank=True)
    refused_at = models.DateTimeField(auto_now=True)
    flagged_at = models.DateTimeField(null=True, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.CheckConstraint(
                name="refused_address_is_in_small_letters",
                condition=models.Q(address=Lower("address")),
            ),
        ]

    def __str__(self):
        return self.address
