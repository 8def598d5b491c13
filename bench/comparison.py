"""Do both sides come to the same? ``python -m bench.comparison N`` asks that alone, in one process, untimed."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from bench import data, tables
from bench.answers import differences
from bench.company import copy_raw, load, load_whole
from bench.measures import MEASURES

FILES = {
    "import-csv": ("import-csv/data/store-1.duckdb", "import-csv-hand.duckdb"),
    "import-parquet": ("import-parquet/data/store-1.duckdb", "import-parquet-hand.duckdb"),
    "facts": ("facts.duckdb", "facts-hand.duckdb"),
}
"""The databases that measures without numbers leave behind, in the folder of the work."""

Numbers = Mapping[str, Sequence[float | None]]


def unlike(name: str, n: int, ours: Numbers, hand: Numbers) -> list[str] | None:
    """Return where the sides of a measure differ; None where there is nothing to compare."""
    if name in FILES:
        folder = data.folder_of(n) / "work"
        return tables.differences(folder / FILES[name][0], folder / FILES[name][1])
    return differences(ours, hand) if ours or hand else None


def compared(n: int) -> dict[str, dict[str, object]]:
    """Run both sides of every measure once and return by measure how many cells there were and what differs."""
    data.make(n)
    (data.folder_of(n) / "work").mkdir(exist_ok=True)
    load(n)
    load_whole(n)
    copy_raw(n)
    found: dict[str, dict[str, object]] = {}
    for name, measure in MEASURES.items():
        if measure.hand and name != "cold":
            (_, ours), (_, hand) = measure.ours(n), measure.hand(n)
            found[name] = {"cells": len(ours), "differences": unlike(name, n, ours, hand)}
    return found


if __name__ == "__main__":
    print(json.dumps(compared(int(sys.argv[1]))))
