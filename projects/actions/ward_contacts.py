"""Whom people of a ward may ask: kept by the staff, with the consent of whoever is named."""

from projects.models import WardContact


def keep(contact: WardContact) -> WardContact:
    """Write down a contact as it was typed."""
    contact.save()
    return contact


def drop(contact: WardContact) -> None:
    """Name somebody no more."""
    contact.delete()
