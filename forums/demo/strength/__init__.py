"""What gives the projects of the invented city strength: people, asks, news, associations."""

from forums.demo.strength.loading import WRITTEN, Strength

__all__ = ["WRITTEN", "Strength"]
