"""What tests of forums count on beside the rest."""

from tests.leeds_leaders.conftest import sink

__all__ = ["sink"]
