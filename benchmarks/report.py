"""Figures, their goals, and the table they are printed in."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Goal:
    """A bound that a figure must keep."""

    bound: float
    is_least: bool

    def is_met_by(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.bound:g}"


def least(bound: float) -> Goal:
    return Goal(bound, is_least=True)


def most(bound: float) -> Goal:
    return Goal(bound, is_least=False)


@dataclass(frozen=True)
class Figure:
    """One measured thing: the median of its rounds and their range, in `unit`."""

    part: str
    name: str
    unit: str
    value: float
    low: float
    high: float
    goal: Goal | None = None
    note: str = ""

    @classmethod
    def of(
        cls,
        part: str,
        name: str,
        unit: str,
        values: Sequence[float],
        *,
        goal: Goal | None = None,
        note: str = "",
    ) -> "Figure":
        """The figure of several rounds, or of a single value."""
        return cls(part, name, unit, median(values), min(values), max(values), goal, note)

    @property
    def is_good(self) -> bool:
        return self.goal is None or self.goal.is_met_by(self.value)

    @property
    def verdict(self) -> str:
        return "" if self.goal is None else "pass" if self.is_good else "FAIL"

    def cells(self) -> tuple[str, ...]:
        has_range = self.low != self.high
        return (
            self.name,
            f"{plain(self.value)} {self.unit}",
            f"{plain(self.low)} – {plain(self.high)}" if has_range else "",
            str(self.goal or ""),
            self.verdict,
            self.note,
        )


def plain(value: float) -> str:
    """A number with about three digits that mean something."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return (
        f"{value:.1f}"
        if abs(value) >= 10
        else f"{value:.2f}"
        if abs(value) >= 0.1
        else f"{value:.4f}"
    )


class Report:
    """Prints each part when it is done; keeps everything for the end."""

    headings = ("", "median", "range", "goal", "", "")

    def __init__(self, conditions: dict[str, object]) -> None:
        self.conditions = conditions
        self.figures: list[Figure] = []
        self.skipped: dict[str, str] = {}
        for name, value in conditions.items():
            print(f"{name}: {value}")

    def add(self, title: str, figures: Sequence[Figure]) -> None:
        """Take the figures of a part and print them as a table."""
        self.figures += figures
        if not figures:
            return
        rows = [self.headings, *(figure.cells() for figure in figures)]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        print(f"\n{title}")
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row[:5], widths, strict=True)]
            print("  " + "  ".join([*cells, row[5]]).rstrip(), flush=True)

    def skip(self, title: str, reason: str) -> None:
        self.skipped[title] = reason
        print(f"\n{title}\n  not measured: {reason}", flush=True)

    @property
    def failures(self) -> list[Figure]:
        return [figure for figure in self.figures if not figure.is_good]

    def close(self, file: Path | None) -> None:
        """Say how it went; write everything to `file` as JSON."""
        goals = [figure for figure in self.figures if figure.goal]
        print(f"\n{len(goals) - len(self.failures)} of {len(goals)} goals are met.")
        for figure in self.failures:
            print(f"  missed: {figure.part}, {figure.name}: {plain(figure.value)} {figure.unit},"
                  f" goal {figure.goal}")  # fmt: skip
        if file:
            figures = [
                {**asdict(figure), "goal": str(figure.goal or ""), "verdict": figure.verdict}
                for figure in self.figures
            ]
            whole = {**self.conditions, "figures": figures, "skipped": self.skipped}
            file.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
