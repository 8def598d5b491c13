"""A made-up but widely known staff of 1,470: who left, who stayed, how content they are, and what is told of few.

What the file lacks are dates: it says for how many years somebody is there and whether they left. Here everybody was
hired on 1 July so many years before 2020, and whoever left did so on 2 January 2021; all were asked in March 2020.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deskgauge.project import Workspace
from naive.figures import wilson
from realdata.asking import Line, lines_of
from support import company

FEWEST = 5
YEARS = {"from_": "2020-01-01", "to": "2022-01-01", "grain": "year"}
SPRING = {"from_": "2020-03-01", "to": "2020-04-01"}


@pytest.fixture(scope="module")
def lines(real_data: Path) -> list[Line]:
    """The staff, one line a person."""
    (file,) = (real_data / "hr_attrition_ibm").glob("*.csv.gz")
    return [{name.lstrip("\ufeff"): value for name, value in line.items()} for line in lines_of(file)]


@pytest.fixture(scope="module")
def desk(lines: list[Line], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The staff as a company."""
    agents: list[dict[str, Any]] = [
        {
            "agent_id": line["EmployeeNumber"], "team_id": line["Department"], "role": line["JobRole"],
            "tier": line["JobLevel"], "hired_at": f"{2020 - int(line['YearsAtCompany'])}-07-01T09:00:00Z",
            "left_at": "2021-01-02T17:00:00Z" if line["Attrition"] == "Yes" else None,
        }
        for line in lines
    ]  # fmt: skip
    answers: list[dict[str, Any]] = [
        {
            "response_id": line["EmployeeNumber"], "kind": "esat", "answered_at": "2020-03-02T09:00:00Z",
            "score": int(line["JobSatisfaction"]), "scale_min": 1, "scale_max": 4, "agent_id": line["EmployeeNumber"],
        }
        for line in lines
    ]  # fmt: skip
    visits = [{"visit_id": "v", "started_at": "2021-12-31T12:00:00Z"}]
    tables = {"agents": agents, "survey_responses": answers, "visits": visits}
    workspace = company(tmp_path_factory.mktemp("attrition") / "company", tables)
    yield workspace
    workspace.close()


def test_who_left_and_who_stayed(desk: Workspace, lines: list[Line]) -> None:
    """237 of 1,470 left on the second of 365 days: the mean headcount is a day of theirs above those who stayed."""
    left = sum(line["Attrition"] == "Yes" for line in lines)
    assert (len(lines), left) == (1470, 237)

    turnover, kept = (desk.query(name, **YEARS).rows[1] for name in ("employee_turnover", "employee_retention"))

    heads = len(lines) - left + left / 365
    assert turnover["value"] == pytest.approx(left / heads)
    assert (turnover["n"], turnover["leavers"]) == (round(heads), left)
    assert (kept["value"], kept["n"]) == (pytest.approx(1 - left / len(lines)), len(lines))


def test_how_content_they_are_by_department(desk: Workspace, lines: list[Line]) -> None:
    """Of four points the better two are good."""
    asked = Counter(line["Department"] for line in lines)
    content = Counter(line["Department"] for line in lines if int(line["JobSatisfaction"]) >= 3)

    rows = desk.query("esat", by=["team"], **SPRING).rows

    assert {row["team"]: row["n"] for row in rows} == dict(asked)
    for row in rows:
        k, n = content[str(row["team"])], asked[str(row["team"])]
        low, high = wilson(k, n)
        assert (row["value"], row["low"], row["high"]) == tuple(map(pytest.approx, (k / n, low, high)))


def test_nothing_is_told_of_fewer_than_five(desk: Workspace, lines: list[Line]) -> None:
    """Some roles have one to four people in a department on a level; nobody's answer is to be seen there."""
    groups = Counter((line["Department"], line["JobRole"], line["JobLevel"]) for line in lines)
    few = {group for group, n in groups.items() if n < FEWEST}
    assert few

    for metric, question in (("esat", SPRING), ("employee_retention", {"from_": "2021-01-01", "to": "2022-01-01"})):
        rows = desk.query(metric, by=["team", "role", "tier"], **question).rows
        hidden = {(row["team"], row["role"], row["tier"]) for row in rows if row["value"] is None}
        assert hidden == few
        assert {row["note"] for row in rows if row["value"] is None} == {"group under five"}
        assert all(row["low"] is None for row in rows if row["value"] is None)
