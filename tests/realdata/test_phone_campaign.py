"""A bank's telephone campaign of two and a half years: when a call is worth making.

What misleads in the file: a day and a month's name and no year; the rows stand in the order of time, so that a month
before the last one's begins the next year. Every row is a call that was taken: the answer that was wanted is the yes.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deskgauge.project import Workspace
from naive.figures import wilson
from support import company

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR = 2008
ALL = {"from_": "2008-05-01", "to": "2010-12-01"}
LEAST = 10  # fewer cannot be judged


@dataclass(frozen=True)
class Campaign:
    """The calls as their day and whether the customer said yes, and a project that holds them."""

    calls: list[tuple[date, bool]]
    desk: Workspace

    def rows(self, **question: Any) -> list[dict[str, Any]]:
        """Ask for the whole campaign."""
        return [dict(row) for row in self.desk.query("best_contact_time", **ALL, **question).rows]

    def counts(self, of: Callable[[date], Any]) -> dict[Any, tuple[int, int]]:
        """Return the yeses and the calls by what a function makes of their day."""
        everything = Counter(of(day) for day, _ in self.calls)
        hits = Counter(of(day) for day, is_hit in self.calls if is_hit)
        return {key: (hits[key], n) for key, n in everything.items()}


def dated(path: Path) -> list[tuple[date, bool]]:
    """Give each row its year: where the month falls back, a new one begins."""
    found, year, before = [], FIRST_YEAR, 0
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter=";"):
            month = MONTHS.index(line["month"]) + 1
            year += month < before
            before = month
            found.append((date(year, month, int(line["day"])), line["y"] == "yes"))
    return found


@pytest.fixture(scope="module")
def campaign(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Each call at noon of its day; answered at once where the customer said yes."""
    calls = dated(real_data / "bank_marketing" / "bank-full_with_id.csv.gz")
    rows: list[dict[str, object]] = []
    for number, (day, is_hit) in enumerate(calls, start=1):
        at = f"{day.isoformat()}T12:00:00Z"
        rows.append({"attempt_id": str(number), "attempted_at": at, "answered_at": at if is_hit else None})
    visits: list[dict[str, object]] = [{"visit_id": "last", "started_at": "2010-12-01T00:00:00Z"}]
    folder = tmp_path_factory.mktemp("campaign") / "company"
    return Campaign(calls, company(folder, {"contact_attempts": rows, "visits": visits}))


def ranks(counts: dict[Any, tuple[int, int]]) -> dict[Any, int | None]:
    """Return the places by the lower end of the interval; too few calls have none."""
    lows = {key: float(wilson(*one)[0] or 0) for key, one in counts.items() if one[1] >= LEAST}
    return {key: 1 + sum(low > lows[key] for low in lows.values()) if key in lows else None for key in counts}


def test_the_file_is_in_the_order_of_time(campaign: Campaign) -> None:
    """From May 2008 to November 2010, as its makers say."""
    assert (len(campaign.calls), sum(is_hit for _, is_hit in campaign.calls)) == (45_211, 5_289)
    assert (campaign.calls[0][0], campaign.calls[-1][0]) == (date(2008, 5, 5), date(2010, 11, 17))


def test_the_months(campaign: Campaign) -> None:
    """Each month of the campaign with its share and interval."""
    counts = campaign.counts(lambda day: (day.year, day.month))
    rows = [row for row in campaign.rows(grain="month") if row["n"]]

    assert len(rows) == len(counts) == 30
    for row in rows:
        start = row["period_start"]
        k, n = counts[start.year, start.month]
        assert (row["n"], row["value"]) == (n, pytest.approx(k / n, rel=1e-9))
        assert (row["low"], row["high"]) == pytest.approx(wilson(k, n), rel=1e-9)


def test_the_weekdays_by_what_is_sure_of_them(campaign: Campaign) -> None:
    """Ranked over the whole campaign; of the 30 calls of Saturdays and 20 of Sundays little is sure."""
    counts = campaign.counts(date.isoweekday)
    rows = campaign.rows(by=["weekday"])
    found = {row["weekday"]: row for row in rows}

    assert {day: (row["n"], row["rank"]) for day, row in found.items()} == {
        day: (n, ranks(counts)[day]) for day, (_, n) in counts.items()
    }
    for day, (k, n) in counts.items():
        assert found[day]["value"] == pytest.approx(k / n, rel=1e-9)


def test_the_weekdays_of_each_month(campaign: Campaign) -> None:
    """Ranked within its month; a weekday with fewer than ten calls has no rank, whatever its share."""
    counts = campaign.counts(lambda day: (day.year, day.month, day.isoweekday()))
    unranked = 0
    rows = campaign.rows(by=["weekday"], grain="month")
    for start in {row["period_start"] for row in rows}:
        month = {
            key: one for key, one in counts.items() if isinstance(key, tuple) and key[:2] == (start.year, start.month)
        }
        wanted = ranks(month)
        for row in rows:
            key = (start.year, start.month, row["weekday"])
            if row["period_start"] == start and key in month:
                assert (row["n"], row["rank"]) == (month[key][1], wanted[key])
                unranked += row["rank"] is None
    assert unranked > 10
