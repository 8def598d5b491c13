"""The figures as a table on the terminal and as a part of docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from bench import pages
from bench.data import ROOT
from bench.measures import MEASURES

PAGE = ROOT / "docs" / "performance.md"
MESSAGES = 5  # a ticket
IMPORT_GOAL, COLD_GOAL, MEMORY_GOAL, GROWTH_GOAL = 300_000, 0.6, 3000, 11.0
HEAD = (
    "measure",
    "ours s",
    "by hand s",
    "ratio",
    "ratio of cpu",
    "goal",
    "met",
    "equal",
    "peak MB, ours",
    "by hand",
    "growth",
    "of cpu",
)

Told = Mapping[str, Any]


def machine() -> str:
    """Say what the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"a virtual machine with {os.cpu_count()} cores and {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )


def all_equal(found: Told) -> bool:
    """Say whether both sides came to the same numbers everywhere."""
    return all(one.get("equal", True) for sizes in found["measures"].values() for one in sizes.values())


def rows(found: Told) -> Iterator[tuple[str, ...]]:
    """Yield one row a measure, in the order of the measures."""
    n = str(found["n"])
    for name in MEASURES:
        sizes = found["measures"].get(name, {})
        if n in sizes:
            yield _row(name, int(n), sizes)


def _row(name: str, n: int, sizes: Mapping[str, Told]) -> tuple[str, ...]:
    told = sizes[str(n)]
    ours, hand, small = told["ours"], told.get("hand"), sizes.get(str(n // 10))
    goal, met = judged(name, n, told)
    growth = [f"{ours[of] / small['ours'][of]:.1f}x" if small else "" for of in ("wall", "cpu")]
    return (
        MEASURES[name].title,
        _seconds(ours["wall"]),
        _seconds(hand["wall"]) if hand else "",
        f"{ours['wall'] / hand['wall']:.2f}" if hand else "",
        f"{ours['cpu'] / hand['cpu']:.2f}" if hand else "",
        goal,
        met,
        {True: "equal", False: "DIFFERS"}[told["equal"]] if "equal" in told else "",
        f"{ours['memory']:.0f}",
        f"{hand['memory']:.0f}" if hand else "",
        *growth,
    )


def judged(name: str, n: int, told: Told) -> tuple[str, str]:
    """Return the goal in words and whether it is met; both empty where there is none."""
    ours, measure = told["ours"], MEASURES[name]
    if measure.rows:
        speed = MESSAGES * n / ours["wall"]
        return f"{IMPORT_GOAL:,} rows/s", f"{_yes(speed >= IMPORT_GOAL)}, {speed:,.0f} rows/s"
    if name == "cold":
        return f"{COLD_GOAL} s", _yes(ours["wall"] <= COLD_GOAL)
    if name == "whole":
        return f"{MEMORY_GOAL:,} MB", _yes(ours["memory"] < MEMORY_GOAL)
    if measure.goal:
        return f"{measure.goal}x", _yes(ours["wall"] / told["hand"]["wall"] <= measure.goal)
    return "", ""


def _yes(met: bool) -> str:
    return "yes" if met else "NO"


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value < 1 else f"{value:.2f}"


def beyond(found: Told) -> Iterator[str]:
    """Yield one sentence on memory and one on growth, over all measures, then those on pages."""
    yield from _of_measures(found)
    yield from pages.sentences(found.get("pages", {}))


def _of_measures(found: Told) -> Iterator[str]:
    n = str(found["n"])
    costs = {name: sizes[n]["ours"] for name, sizes in found["measures"].items() if n in sizes}
    most = max(costs, key=lambda name: float(costs[name]["memory"]))
    peak = float(costs[most]["memory"])
    yield f"Peak memory: {peak:,.0f} MB ({MEASURES[most].title}); goal {MEMORY_GOAL:,} MB: {_yes(peak < MEMORY_GOAL)}."
    tenth = str(found["n"] // 10)
    smaller = {name: sizes[tenth]["ours"] for name, sizes in found["measures"].items() if tenth in sizes}
    for of, words in (("wall", "on the clock"), ("cpu", "in processor time")):
        growths: dict[str, float] = {
            name: cost[of] / smaller[name][of] for name, cost in costs.items() if name in smaller
        }
        if growths:
            worst = max(growths, key=growths.__getitem__)
            yield (
                f"Growth from {int(tenth):,} to {int(n):,} tickets {words}: at most {growths[worst]:.1f}x "
                f"({MEASURES[worst].title}); goal {GROWTH_GOAL:.0f}x: {_yes(growths[worst] <= GROWTH_GOAL)}."
            )


def table(found: Told) -> str:
    """Return the figures as a table in plain text."""
    lines = [HEAD, *rows(found)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([f"{found['n']:,} tickets, {found['machine']}", "", *text, "", *beyond(found)])


def write(found: Told) -> None:
    """Put the figures between the markers of their N in docs/performance.md."""
    begin, end = f"<!-- figures of {found['n']}: begin -->", f"<!-- figures of {found['n']}: end -->"
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    if not rest or end not in rest:
        raise SystemExit(f"{PAGE} has no place for {found['n']} tickets: no line {begin!r} with its end.")
    cells = [HEAD, tuple("---" for _ in HEAD), *rows(found)]
    made = ["| " + " | ".join(line) + " |" for line in cells]
    said = f"Measured on {found['date']} on {found['machine']}."
    PAGE.write_text(
        "\n".join([before + begin, "", said, "", *made, "", *beyond(found), "", end + after]), encoding="utf-8"
    )
