"""A gift shop's invoices of a year: who buys again, who stays, read line by line by loops.

What misleads in the file: a row is a line and no order; a number that begins with C takes goods back; a quarter of the
lines names no customer; lines are repeated; stock that is written off stands there as an invoice of nobody.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from deskgauge.project import Workspace
from deskgauge.sources.outcome import ImportReport
from naive.figures import wilson
from naive.zones import from_wall, wall
from realdata.asking import Line, assert_nothing_lost, by_period, lines_of, project, stored
from support import one_row

LONDON = ZoneInfo("Europe/London")
INACTIVE = timedelta(days=90)
YEAR = {"from_": "2010-12-01", "to": "2012-01-01"}
MONTHS = {**YEAR, "grain": "month"}


@dataclass(frozen=True)
class Shop:
    """The file as lines, what was bought by whom and when, and a project that imported it."""

    lines: list[Line]
    bought: dict[str, list[datetime]]  # by customer, in order of time
    newest: datetime
    desk: Workspace
    report: ImportReport

    def months(self) -> Iterator[tuple[datetime, datetime, datetime]]:
        """Yield each month: its local beginning, and the instants at which it begins and ends."""
        firsts = [datetime(2010 + (11 + number) // 12, (11 + number) % 12 + 1, 1) for number in range(14)]
        for first, after in itertools.pairwise(firsts):
            yield first, from_wall(first, LONDON), from_wall(after, LONDON)

    def there(self, customer: str, at: datetime) -> bool:
        """Say whether somebody had bought before an instant and no longer than 90 days ago."""
        earlier = [bought for bought in self.bought[customer] if bought < at]
        return bool(earlier) and earlier[-1] + INACTIVE >= at


@pytest.fixture(scope="module")
def shop(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The invoices of a year, imported without a word about their columns."""
    path = real_data / "online_retail" / "online_retail_by_day_concat.csv.gz"
    desk = project(tmp_path_factory.mktemp("shop"), "Europe/London")
    report = desk.import_files([path])
    lines = lines_of(path)
    first: dict[str, datetime] = {}
    buyers: dict[str, str] = {}
    for line in lines:
        number, at = line["InvoiceNo"], from_wall(datetime.fromisoformat(line["InvoiceDate"]), LONDON)
        first[number] = min(at, first.get(number, at))
        if number.isdigit() and line["CustomerID"] and float(line["Quantity"]) > 0:
            buyers[number] = line["CustomerID"].removesuffix(".0")
    bought: dict[str, list[datetime]] = defaultdict(list)
    for number in sorted(buyers, key=lambda one: (first[one], one)):
        bought[buyers[number]].append(first[number])
    sold = {line["InvoiceNo"] for line in lines if line["InvoiceNo"][0] == "C" or float(line["Quantity"]) > 0}
    newest = max(first[number] for number in sold if number[0] != "A")
    return Shop(lines, dict(bought), newest, desk, report)


def test_an_invoice_is_one_order(shop: Shop) -> None:
    """25,900 numbers stand in 541,909 lines; what nobody bought is left out and counted."""
    assert_nothing_lost(shop.report)
    numbers = {line["InvoiceNo"] for line in shop.lines}
    written_off = numbers - {
        line["InvoiceNo"] for line in shop.lines if line["InvoiceNo"][0] == "C" or float(line["Quantity"]) > 0
    }
    corrections = {number for number in numbers if number[0] == "A"}
    orders = dict(stored(shop.desk, "SELECT is_cancelled, COUNT(*) FROM orders GROUP BY is_cancelled"))

    assert (len(shop.lines), len(numbers)) == (541_909, 25_900)
    assert orders[True] == sum(number[0] == "C" for number in numbers) == 3_836
    assert orders[False] == len(numbers) - 3_836 - len(written_off | corrections)
    assert any("left out by the mapping" in note for line in shop.report.lines for note in line.notes)


def test_the_amount_of_an_order_is_that_of_all_its_lines(shop: Shop) -> None:
    """Repeated lines count as often as they stand there."""
    worth: dict[str, float] = defaultdict(float)
    for line in shop.lines:
        worth[line["InvoiceNo"]] += int(line["Quantity"]) * float(line["UnitPrice"])
    found = dict(stored(shop.desk, "SELECT order_id, amount FROM orders"))

    assert found.keys() <= worth.keys()
    assert {number: round(worth[number], 2) for number in found} == {
        number: pytest.approx(float(amount), abs=0.006) for number, amount in found.items()
    }


def test_who_buys_twice_in_a_month(shop: Shop) -> None:
    """By the month, and over the whole year, in which 2,845 of 4,339 come back."""
    found = by_period(shop.desk, "repurchase_rate", **MONTHS)
    for month, start, end in shop.months():
        counts = [sum(start <= at < end for at in times) for times in shop.bought.values()]
        n, k = sum(count >= 1 for count in counts), sum(count >= 2 for count in counts)
        row = found[month]
        assert (row["n"], row["value"]) == (n, pytest.approx(k / n, rel=1e-9))
        assert (row["low"], row["high"]) == pytest.approx(wilson(k, n), rel=1e-9)
    whole = one_row(shop.desk, "repurchase_rate", **{**YEAR, "grain": "total"})
    again = sum(len(times) > 1 for times in shop.bought.values())

    assert (len(shop.bought), again) == (4_339, 2_845)
    assert (whole["n"], whole["value"]) == (len(shop.bought), pytest.approx(again / len(shop.bought), rel=1e-9))


def test_orders_of_nobody_are_left_out_and_counted(shop: Shop) -> None:
    """A quarter of the lines names no customer; they are no single customer who buys all day."""
    nobody = {
        line["InvoiceNo"]
        for line in shop.lines
        if not line["CustomerID"] and line["InvoiceNo"].isdigit() and float(line["Quantity"]) > 0
    }
    answer = shop.desk.query("repurchase_rate", **YEAR)

    assert answer.excluded["repurchase_rate"] == {"no_customer": len(nobody)}
    assert len(nobody) > 1_000


def test_who_had_bought_before(shop: Shop) -> None:
    """Customers of a month with an earlier order, before it or in it."""
    found = by_period(shop.desk, "repeat_customer_share", **MONTHS)
    for month, start, end in shop.months():
        n = sum(any(start <= at < end for at in times) for times in shop.bought.values())
        k = sum(any(start <= at < end for at in times[1:]) for times in shop.bought.values())
        assert (found[month]["n"], found[month]["value"]) == (n, pytest.approx(k / n, rel=1e-9))


def test_who_stays_and_who_is_lost(shop: Shop) -> None:
    """By the rule of ninety days; the last month, of which nine days are known, ends at the newest order."""
    kept = by_period(shop.desk, "customer_retention", **MONTHS)
    lost = by_period(shop.desk, "customer_churn", **MONTHS)
    for month, start, end in shop.months():
        at_start = [customer for customer in shop.bought if shop.there(customer, start)]
        at_end = min(end, shop.newest + timedelta(microseconds=1))
        n, k = len(at_start), sum(shop.there(customer, at_end) for customer in at_start)
        assert (kept[month]["n"], lost[month]["n"]) == (n, n)
        if n:
            assert kept[month]["value"] == pytest.approx(k / n, rel=1e-9)
            assert lost[month]["value"] == pytest.approx(1 - k / n, rel=1e-9, abs=1e-12)
        else:
            assert kept[month]["value"] is None


def test_retention_by_the_month_of_the_first_order(shop: Shop) -> None:
    """Each cohort by itself, in the summer of the year; together they are all."""
    question = {"from_": "2011-06-01", "to": "2011-09-01", "grain": "total"}
    start, end = from_wall(datetime(2011, 6, 1), LONDON), from_wall(datetime(2011, 9, 1), LONDON)
    naive: dict[str, list[bool]] = defaultdict(list)
    for customer, times in shop.bought.items():
        if shop.there(customer, start):
            naive[f"{wall(times[0], LONDON):%Y-%m}"].append(shop.there(customer, end))
    answer = shop.desk.query("customer_retention", by=["cohort"], **question)
    rows: dict[str, dict[str, Any]] = {str(row["cohort"]): dict(row) for row in answer.rows}

    assert {cohort: (row["n"], round(row["value"] * row["n"])) for cohort, row in rows.items()} == {
        cohort: (len(stayed), sum(stayed)) for cohort, stayed in naive.items()
    }
    assert one_row(shop.desk, "customer_retention", **question)["n"] == sum(map(len, naive.values()))
