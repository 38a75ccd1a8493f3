"""The words that the invented city is made of, as TOML files beside this one."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def read(name: str) -> dict:
    """One file of words, by its name without the ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
