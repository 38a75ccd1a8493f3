"""What mail and notices hold of a person (leeds_leaders/personal_data.py)."""

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from leeds_leaders.notices import actions
from leeds_leaders.notices.models import Address, Consent, Letter, Notice, Preference
from leeds_leaders.personal_data import Holding, facts

THEIRS = _("It was written to somebody else.")


def addresses_of(peer) -> set[str]:
    """Those that a peer has shown to be theirs; in small letters. What they only wish to use may be
    somebody else's, and so may be what was written there."""
    return {peer.email, *_addresses(peer, verified=True)}


def _addresses(peer, **which) -> set[str]:
    rows = EmailAddress.objects.filter(user=peer.pk, **which)
    return {address.lower() for address in rows.values_list("email", flat=True)}


def letters_to(peer) -> QuerySet:
    """Letters to a peer, or to an address of theirs before anybody knew whose it is."""
    return Letter.objects.filter(
        Q(recipient=peer.pk) | Q(recipient=None, address__in=addresses_of(peer))
    )


def refusals_of(peer) -> QuerySet:
    """What mail servers said of their addresses, of those that they wish to use, and of those that
    they had before, unless by now one is somebody else's."""
    written_to = Letter.objects.filter(recipient=peer.pk).values(small=Lower("address"))
    others = get_user_model().objects.exclude(pk=peer.pk).values("email")
    had = Address.objects.filter(address__in=written_to).exclude(address__in=others)
    return had | Address.objects.filter(address__in={peer.email, *_addresses(peer)})


def notices_about(peer) -> QuerySet:
    """What others were told here, and names a peer."""
    return Notice.objects.filter(peer_ids__contains=[peer.pk]).exclude(recipient=peer.pk)


def letters_about(peer) -> QuerySet:
    """Mail to others that names a peer, whether or not it has left."""
    naming = Letter.objects.filter(items__has_key="peers", items__contains={"peers": [peer.pk]})
    return naming.exclude(recipient=peer.pk)


def _letters(rows: QuerySet, peer):
    return facts("address", "purpose", "subject", "text", "state", "queued_at")(
        rows.exclude(text=""), peer
    )


HOLDINGS = [
    Holding(
        name="preferences",
        title=_("What I want to be told, and when"),
        model=Preference,
        links=["peer"],
        tell=facts(
            "rhythm", "weekday", "hour", "causes", "wards", "helps", "muted", "paused_until"
        ),
    ),
    Holding(
        name="consents",
        title=_("What I agreed to or took back, and in which words"),
        model=Consent,
        links=["peer"],
        tell=facts("purpose", "is_given", "wording", "how", "at"),
    ),
    Holding(
        name="notices",
        title=_("What I was told here"),
        model=Notice,
        links=["recipient"],
        tell=facts("purpose", "title", "text", "url", "told_at", "read_at"),
    ),
    # Before the letters: they tell which addresses somebody had.
    Holding(
        name="refused_addresses",
        title=_("What mail servers said of my address"),
        model=Address,
        of=refusals_of,
        tell=facts("address", "answer", "refused_at"),
    ),
    Holding(
        name="letters",
        title=_("Mail to me, as long as its text is kept"),
        model=Letter,
        links=["recipient"],
        of=letters_to,
        tell=_letters,
    ),
    Holding(
        name="notices_about_me",
        title=_("What others were told here of me"),
        model=Notice,
        of=notices_about,
        about=THEIRS,
    ),
    Holding(
        name="letters_about_me",
        title=_("Mail to others that names me"),
        model=Letter,
        of=letters_about,
        about=THEIRS,
        let_go=actions.print_without,
    ),
]
