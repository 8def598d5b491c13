"""Runs the measures, each side in a process of its own, and prints what came out beside the goals."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bench import data, page, pages
from bench.clock import Cost
from bench.company import copy_raw, load_whole, whole_of
from bench.comparison import unlike
from bench.measures import MEASURES

LARGE = 1_000_000  # from here on each side runs once; questions are asked several times in that run
PAGES = "pages"  # measured over HTTP, with nothing by hand beside it
SEVERAL_INSIDE = ("cold",)  # repeats by itself
Told = dict[str, object]


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for; return 1 where two sides came to other numbers."""
    asked = _parser().parse_args(arguments)
    n = asked.n_option or asked.n
    names = asked.only.split(",") if asked.only else [*MEASURES, PAGES]
    unknown = [name for name in names if name not in (*MEASURES, PAGES)]
    if unknown:
        print(f"No measure is called {unknown[0]!r}; there are {', '.join(MEASURES)}, {PAGES}.", file=sys.stderr)
        return 2
    data.DATA.mkdir(exist_ok=True)
    with (data.DATA / "LOCK").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs at once would share files and processors
        found = _found(n, names, asked)
    print(page.table(found))
    results = asked.results or data.DATA / f"results-{n}.json"
    results.write_text(json.dumps(found, indent=1), encoding="utf-8")
    if asked.write_docs:
        page.write(found)
    return 0 if page.all_equal(found) else 1


def _found(n: int, names: Sequence[str], asked: argparse.Namespace) -> Told:
    """Measure, the tenth of N first, and return all figures."""
    found: Told = {"n": n, "date": datetime.now(UTC).date().isoformat(), "machine": page.machine(), "measures": {}}
    for size in dict.fromkeys([n] if asked.no_growth else [n // 10, n]):
        _company(size, found)
        for name in names:
            if name not in ("whole", PAGES):
                _note(found, name, size, _measured(name, size, asked.repeat))
    if PAGES in names:
        print(f"{n:,} tickets: pages", file=sys.stderr)
        found[PAGES] = pages.measured(whole_of(n))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description="Measure Deskgauge beside hand-written SQL.")
    parser.add_argument("n", type=int, nargs="?", default=100_000, help="tickets (100000)")
    parser.add_argument("--n", dest="n_option", type=int, help="the same")
    parser.add_argument("--only", help=f"some of: {', '.join(MEASURES)}, {PAGES}")
    parser.add_argument("--no-growth", action="store_true", help="leave out the tenth of N")
    parser.add_argument("--repeat", type=int, help="runs a side; by default 3, and 1 from 1000000 tickets on")
    parser.add_argument("--results", type=Path, help="where the figures go as JSON")
    parser.add_argument("--write-docs", action="store_true", help="put the figures into docs/performance.md")
    return parser


def _company(n: int, found: Told) -> None:
    """Make the company's files where they are missing, and its project anew, which is a measure of its own."""
    print(f"{n:,} tickets: making the data", file=sys.stderr)
    data.make(n)
    (data.folder_of(n) / "work").mkdir(exist_ok=True)
    _note(found, "whole", n, _measured("whole", n, 1))
    load_whole(n)
    copy_raw(n)


def _note(found: Told, name: str, n: int, told: Told) -> None:
    measures = found["measures"]
    assert isinstance(measures, dict)
    measures.setdefault(name, {})[str(n)] = told


def _measured(name: str, n: int, repeat: int | None) -> Told:
    """Run both sides in turns and return their median costs, and whether they came to the same."""
    print(f"{n:,} tickets: {MEASURES[name].title}", file=sys.stderr)
    once = n >= LARGE or name in SEVERAL_INSIDE
    sides = ["ours", "hand"] if MEASURES[name].hand else ["ours"]
    costs: dict[str, list[Cost]] = {side: [] for side in sides}
    numbers: dict[str, dict[str, list[float | None]]] = {}
    for _ in range(repeat or (1 if once else 3)):
        for side in sides:
            cost, numbers[side] = _child(name, side, n)
            costs[side].append(cost)
    told: Told = {side: asdict(_median(of_side)) for side, of_side in costs.items()}
    found = unlike(name, n, numbers["ours"], numbers.get("hand", {}))
    if found is not None:
        told |= {"equal": not found, "compared": len(numbers["ours"])}
        for line in found[:20]:
            print(f"  differs: {line}", file=sys.stderr)
    return told


def _child(name: str, side: str, n: int) -> tuple[Cost, dict[str, list[float | None]]]:
    """Run one side in a process of its own, with compiled modules as an installed program has them."""
    into = data.DATA / f"child-{os.getpid()}.json"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(data.DATA / "compiled")
    command = [sys.executable, "-m", "bench.measures", name, side, str(n), str(into)]
    subprocess.run(command, check=True, env=environment, cwd=data.ROOT)
    told = json.loads(into.read_text(encoding="utf-8"))
    into.unlink()
    return Cost(told["wall"], told["cpu"], told["memory"]), told["numbers"]


def _median(costs: Sequence[Cost]) -> Cost:
    walls, cpus = [cost.wall for cost in costs], [cost.cpu for cost in costs]
    return Cost(statistics.median(walls), statistics.median(cpus), max(cost.memory for cost in costs))
