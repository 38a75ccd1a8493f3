"""The city of the doors' table, attacked."""

from tests.test_doors import city  # noqa: F401  (a fixture)
