"""Requests to a city, read some hours after they came in: what a mean of the closed ones hides.

The file is a snapshot: of the night's requests those are closed that took an hour or two, and of the others nobody
knows yet how long they will take. Its times are New York's, without a zone. A request may be closed without a time
(one is), and at the second it was created (six are).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from deskgauge.project import Workspace
from naive.figures import kaplan_meier, mean, quantile
from realdata.asking import Line, assert_nothing_lost, lines_of, project
from support import one_row

MAPPING = """
name = "city_requests"
extends = "generic_tickets"
null = ["N/A", "Unspecified"]

[times]
zone = "America/New_York"
"""
TOTAL = {"grain": "total", "from_": "2024-04-01", "to": "2024-07-01"}
OPENED = {**TOTAL, "anchor": "created"}
NIGHTS = ["nyc311_2024-04-16_1000.csv.gz", "nyc311_2024-05-27_1000.csv.gz"]
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Night:
    """A snapshot as lines and as a project that imported it."""

    lines: list[Line]
    desk: Workspace

    @property
    def now(self) -> datetime:
        """The newest instant in the file."""
        return max(at(line[name]) for line in self.lines for name in ("created_date", "closed_date") if line[name])

    @property
    def took(self) -> list[float]:
        """Seconds from creation to closing, of the closed ones."""
        return [
            (at(line["closed_date"]) - at(line["created_date"])).total_seconds()
            for line in self.lines
            if line["closed_date"]
        ]

    @property
    def waiting(self) -> list[float]:
        """Seconds from creation until now, of those that are not closed."""
        return [
            (self.now - at(line["created_date"])).total_seconds() for line in self.lines if line["status"] != "Closed"
        ]


@pytest.fixture(scope="module", params=NIGHTS)
def night(request: pytest.FixtureRequest, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """One of the two snapshots, imported by the generic mapping for tickets with the zone said."""
    folder = tmp_path_factory.mktemp("city")
    desk = project(folder, "America/New_York")
    (folder / "city.toml").write_text(MAPPING)
    path = shutil.copy(real_data / "nyc311_sample" / request.param, folder)
    assert_nothing_lost(desk.import_files([path], mapping=folder / "city.toml"))
    return Night(lines_of(Path(path)), desk)


def at(text: str) -> datetime:
    """Read a time of the file."""
    return datetime.fromisoformat(text)


def test_all_requests_are_there(night: Night) -> None:
    """A thousand a night, and how many of them are closed."""
    closed = sum(line["status"] == "Closed" for line in night.lines)
    rate = one_row(night.desk, "resolution_rate", **TOTAL)

    assert one_row(night.desk, "ticket_volume", **TOTAL)["value"] == len(night.lines) == 1000
    assert (rate["value"], rate["n"]) == (pytest.approx(closed / 1000), 1000)
    assert one_row(night.desk, "active_tickets", **TOTAL)["value"] == 1000 - closed


def test_the_mean_of_the_closed_ones(night: Night) -> None:
    """It is to be had, and says with it that more are open than may be overlooked."""
    row = one_row(night.desk, "resolution_time", stat="mean", **OPENED)

    assert (row["value"], row["n"], row["n_open"]) == (
        pytest.approx(mean(night.took), rel=1e-9), len(night.took), len(night.waiting),
    )  # fmt: skip
    assert row["provisional"] is True


def test_the_median_with_those_still_open(night: Night) -> None:
    """By Kaplan and Meier: later than the median of the closed ones, or not reached at all, which is said."""
    row = one_row(night.desk, "resolution_time", stat="median_open", **OPENED)
    closed_only = one_row(night.desk, "resolution_time", stat="median", **OPENED)
    naive = kaplan_meier(night.took, night.waiting, HALF)

    assert closed_only["value"] == pytest.approx(quantile(night.took, HALF), rel=1e-9)
    assert row["value"] == (naive if naive is None else pytest.approx(naive, rel=1e-9))
    assert row["note"] == ("more than half still open" if naive is None else None)
    assert naive is None or naive > closed_only["value"]


def test_one_night_reaches_its_median_and_one_does_not(real_data: Path) -> None:
    """So that both answers above are looked at."""
    reached = []
    for name in NIGHTS:
        lines = lines_of(real_data / "nyc311_sample" / name)
        reached.append(2 * sum(bool(line["closed_date"]) for line in lines) > len(lines))

    assert reached == [False, True]


def test_a_closing_without_a_time_is_counted_as_left_out(night: Night) -> None:
    """It is solved, nobody knows when."""
    unknown = sum(line["status"] == "Closed" and not line["closed_date"] for line in night.lines)
    excluded = night.desk.query("resolution_time", **OPENED).excluded["resolution_time"]

    assert excluded.get("no_time", 0) == unknown
