"""Members who are signed in, any number at once; inside Django."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from benchmarks.asking import TOKEN
from leeds_leaders.models import SignIn
from leeds_leaders.signed_in import SessionStore
from peers.models import Peer

WEEK = timedelta(days=7)


def join(count: int, *, called: str = "member") -> list[Peer]:
    """So many new peers with confirmed addresses and no password."""
    return Peer.objects.bulk_create(
        Peer(name=f"Peer {n}", slug=f"{called}-{n}", email=f"{called}-{n}@example.org",
             password="!")
        for n in range(count)
    )  # fmt: skip


def sign_in(peers: Sequence[Peer]) -> list[str]:
    """What each of their browsers would send along: the cookies of a session that began today."""
    store, until = SessionStore(), timezone.now() + WEEK
    keys = [token_hex(16) for _peer in peers]
    SignIn.objects.bulk_create(
        SignIn(session_key=key, session_data=store.encode(who(peer)), expire_date=until)
        for key, peer in zip(keys, peers, strict=True)
    )
    return [
        f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}" for key in keys
    ]


def who(peer: Peer) -> dict[str, str]:
    """What the session of a member says."""
    return {
        SESSION_KEY: str(peer.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: peer.get_session_auth_hash(),
    }
