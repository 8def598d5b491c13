"""The bench's hand-written SQL and the engine come to the same numbers; nothing here is timed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from deskgauge.catalogue.registry import builtin

ROOT = Path(__file__).parent.parent
TICKETS = 300
CELLS = {
    "import-csv": 0, "import-parquet": 0, "facts": 0, "analyst": 800, "analyst-only": 800, "scorecard": 4000,
    "scorecard-values": 4000, "first-response": 50, "csat": 10, "service-level": 10, "backlog": 1000, "fcr": 50,
    "drill": 3,
}  # fmt: skip
"""The measures that both sides have, and at how many cells at least they must meet; 0 where they meet in tables."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What both sides of the bench came to for a tiny company, by measure."""
    environment = {**os.environ, "BENCH_DATA": str(tmp_path_factory.mktemp("bench")), "BENCH_WARM": "1"}
    command = [sys.executable, "-m", "bench.comparison", str(TICKETS)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(run.stdout)
    return told


@pytest.mark.parametrize("measure", CELLS)
def test_both_sides_come_to_the_same(measure: str, found: dict[str, Any]) -> None:
    """Every table and every cell that the two sides made is the same."""
    assert found[measure]["differences"] == []
    assert found[measure]["cells"] >= CELLS[measure]


def test_every_measure_is_compared(found: dict[str, Any]) -> None:
    """No measure with two sides is left out."""
    assert list(found) == list(CELLS)


def test_all_metrics_are_compared() -> None:
    """The hand-written scorecard has a column for every metric of the catalogue."""
    hand = (ROOT / "bench" / "hand" / f"{name}.sql" for name in ("scorecard", "scorecard_more"))
    text = "".join(file.read_text(encoding="utf-8") for file in hand)
    listed = (ROOT / "bench" / "measures.py").read_text(encoding="utf-8").partition("NOT_BY_HAND = (")[2]
    spared = listed.partition(")")[0]

    assert [name for name in builtin() if f"{name}_n" not in text and f'"{name}"' not in spared] == []


@pytest.fixture(scope="module")
def answers() -> ModuleType:
    """The bench's comparison."""
    spec = importlib.util.spec_from_file_location("bench_answers", ROOT / "bench" / "answers.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


ONE = {"csat|2026-03-01": (0.5, 10.0, 0.2, 0.8)}


@pytest.mark.parametrize(
    ("hand", "told"),
    [
        ({"csat|2026-03-01": (0.5, 10.0, None, None)}, 0),
        ({"csat|2026-03-01": (0.5, 10.0, 0.2, 0.8)}, 0),
        ({"csat|2026-03-01": (0.5, 10.0, 0.2, 0.8), "nps|2026-03-01": (None, 0.0, None, None)}, 0),
        ({"csat|2026-03-01": (0.5 + 1e-6, 10.0, None, None)}, 1),
        ({"csat|2026-03-01": (0.5, 11.0, None, None)}, 1),
        ({"csat|2026-03-01": (0.5, 10.0, 0.2, 0.81)}, 1),
        ({"csat|2026-03-01": (0.5, 10.0, None, None), "nps|2026-03-01": (10.0, 3.0, None, None)}, 1),
        ({}, 1),
    ],
)
def test_a_difference_is_told(answers: ModuleType, hand: dict[str, Any], told: int) -> None:
    """A value, a sample size, a bound that both have, or a place that one lacks."""
    assert len(answers.differences(ONE, hand)) == told
