"""What gives the projects of the invented city strength: people, asks, news, associations."""

from forums.demo.strength.loading import WRITTEN, Strength
from forums.demo.strength.searches import keep_searches

__all__ = ["WRITTEN", "Strength", "keep_searches"]
