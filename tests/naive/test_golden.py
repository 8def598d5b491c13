"""The naive reference answers the golden companies, too: by hand, in SQL and in loops the numbers are the same."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from conformance.__main__ import COMPANIES
from conformance.form import EXPECTED, NONE, Asked, Row, read_expected
from conformance.numbers import meets, read_number
from deskgauge.model.table import Type
from deskgauge.model.tables import TABLES
from naive import reference
from naive.catalogue import RECIPES
from naive.companies import Company
from naive.desk import DIMENSIONS

NOT_ASKED = ("where", "compare", "as_of")
"""What the naive reference has no word for."""

FIGURES = ("value", "n", "n_open", "low", "high")
READ: Mapping[Type, Callable[[str], Any]] = {
    Type.BOOLEAN: lambda text: text == "true",
    Type.INTEGER: int,
    Type.NUMBER: float,
    Type.MONEY: float,
    Type.JSON: json.loads,
}


def golden(folder: Path) -> Company:
    """Read a company as the naive reference wants it: rows with values, settings as they stand."""
    tables = {
        path.stem: [typed(path.stem, row) for row in rows(path)]
        for path in sorted(folder.iterdir())
        if path.suffix in {".csv", ".jsonl"} and path.name != EXPECTED
    }
    settings = tomllib.loads((folder / "deskgauge.toml").read_text(encoding="utf-8"))
    return Company({name: tables.get(name, []) for name in TABLES}, settings)


def rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a file as they are written."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file) if path.suffix == ".csv" else map(json.loads, file)


def typed(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with a value or None for each column of its table."""
    found: dict[str, Any] = {}
    for column in TABLES[table].columns:
        text = row.get(column.name)
        is_text = isinstance(text, str) and column.type in READ
        found[column.name] = None if text in (None, "") else READ[column.type](str(text)) if is_text else text
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in COMPANIES.iterdir()))
def test_the_naive_reference_agrees(name: str) -> None:
    """Value, sample, open ones and interval of every question that it can be asked."""
    company = golden(COMPANIES / name)
    asked = [one for one in read_expected(COMPANIES / name).values() if is_askable(one.question)]
    complaints = [text for one in asked for text in complaints_about(company, one)]

    assert complaints == []


def test_most_questions_are_asked() -> None:
    """Those left out are few."""
    every = [one.question for path in COMPANIES.iterdir() for one in read_expected(path).values()]

    assert sum(map(is_askable, every)) > 0.9 * len(every)


def is_askable(question: Mapping[str, str]) -> bool:
    """Whether the naive reference knows the metric and every part of the question."""
    is_known = question["metric"] in RECIPES and {*dimensions(question)} <= {*DIMENSIONS, "weekday", "hour"}
    return is_known and not any(question[name] for name in NOT_ASKED)


def dimensions(question: Mapping[str, str]) -> list[str]:
    """Return what the question is cut by."""
    return [name.strip() for name in question["by"].split(";") if name]


def complaints_about(company: Company, asked: Asked) -> Iterator[str]:
    """Tell every expected cell that the naive answer does not meet."""
    question = asked.question
    answer = reference.answer(
        company,
        question["metric"],
        dimensions(question),
        question["grain"],
        from_=question["from"],
        to=question["to"],
        clock=question["clock"] or "calendar",
        stat=question["stat"] or "headline",
        anchor=question["anchor"] or None,
    )
    found = {(row["period_start"], "; ".join(map(shown, row["dims"].values()))): row for row in answer}
    for (start, part), want in asked.rows.items():
        have = found.get((start.astimezone(UTC).replace(tzinfo=None), part))
        if have is None:
            yield f"{asked.id} {want.where()}: no row among {sorted(found)}"
        else:
            yield from (f"{asked.id} {want.where()}: {text}" for text in differences(want, have))


def differences(want: Row, have: Mapping[str, Any]) -> Iterator[str]:
    """Compare the cells that are expected."""
    for name in FIGURES:
        expected, given = want.cells[name], have[name]
        if not expected or (expected == NONE and given is None):
            continue
        if expected == NONE or given is None or not meets(read_number(repr(given)), read_number(expected)):
            yield f"{name} expected {expected}, given {given}"


def shown(value: object) -> str:
    """A value of a dimension as it stands in a slice."""
    return NONE if value is None else str(value)
