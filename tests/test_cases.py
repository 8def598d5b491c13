"""The hand-worked cases: one test per case on DuckDB, one per metric on PostgreSQL, one body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import cases_form
from deskgauge.catalogue import registry
from deskgauge.catalogue.defined import all_definitions
from support import company

CASES = cases_form.cases()
RICHEST = {
    case.metric: case for case in sorted(CASES, key=lambda case: len(case.asks) + sum(map(len, case.tables.values())))
}
"""The case of each metric with the most rows and questions.

DuckDB shows every rule; that PostgreSQL computes the same is for the naive reference to show, of every metric, and for
these, the conformance companies and the traps.
"""
STORED = [(case, "duckdb") for case in CASES] + [(case, "postgres") for case in RICHEST.values()]
PYTHON_NAMES = {"from": "from_"}


@pytest.mark.parametrize("path", cases_form.files(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_form(path: Path) -> None:
    """A case file holds only known keys, tables and columns, and lists the rules that its cases name."""
    assert cases_form.faults(path) == []


def test_every_metric_has_cases() -> None:
    """A metric without hand-worked cases cannot ship."""
    assert {path.stem for path in cases_form.files()} >= set(registry.builtin())


def test_every_definition_has_cases() -> None:
    """Nor can another's rule that nobody worked out by hand."""
    asked = {(case.metric, ask["ask"].get("definition")) for case in CASES for ask in case.asks}

    assert asked >= {(metric, name) for metric, own in all_definitions().items() for name in own}


@pytest.mark.parametrize(("case", "store"), STORED, ids=lambda one: getattr(one, "id", one), indirect=["store"])
def test_case(case: cases_form.Case, store: str, tmp_path: Path) -> None:
    """The engine answers what was worked out by hand."""
    workspace = company(tmp_path / "company", case.tables, case.settings, store)
    try:
        complaints = [text for ask in case.asks for text in _complaints(workspace, ask)]
    finally:
        workspace.close()
    if complaints:
        pytest.fail("\n".join([f"{case.id} ({case.why})", *complaints, "", case.working]), pytrace=False)


def _complaints(workspace: Any, ask: Mapping[str, Any]) -> list[str]:
    """Ask one question; return what differs from the answer expected, headed by the question."""
    question = {PYTHON_NAMES.get(key, key): value for key, value in ask["ask"].items() if key != "metrics"}
    answer = workspace.query(*ask["ask"]["metrics"], **question)
    found = cases_form.differences(ask.get("expect", []), answer.rows) if "expect" in ask else []
    for metric, reasons in ask.get("excluded", {}).items():
        given = answer.excluded.get(metric, {})
        if reasons != given:
            found.append(f"excluded of {metric} should be {reasons} and is {given}")
    if not found:
        return []
    return [f"asked {dict(ask['ask'])}", *(f"  {text}" for text in found), *_table(answer.rows)]


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rows as given, one a line, without the columns that say nothing."""
    quiet = ("metric", "unit", "note")
    shown = [{key: cases_form.shown(value) for key, value in row.items() if key not in quiet} for row in rows]
    return ["  given:", *("    " + "  ".join(f"{key}={value}" for key, value in row.items()) for row in shown)]
