"""Two people, for what is between them."""

import pytest

from peers.models import Peer
from tests.factories import PeerFactory


@pytest.fixture
def amina(db) -> Peer:
    return PeerFactory(name="Amina Khan", slug="amina-khan", email="amina@example.org")


@pytest.fixture
def ben(db) -> Peer:
    return PeerFactory(name="Ben Okoro", slug="ben-okoro", email="ben@example.org")
