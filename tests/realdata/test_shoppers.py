"""A web shop's sessions and a mail test: conversions, clicks and time on site of files without a time.

What misleads in the sessions: a month's name and no date, with ``June`` spelled out among three letters. In the mail
test, rows of customers who were sent nothing are the control group and no mail.
"""

from __future__ import annotations

import csv
import gzip
import math
from pathlib import Path

import pytest

from deskgauge.project import Workspace
from naive.figures import mean_interval, wilson
from realdata.asking import Line
from support import company, one_row

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LENGTHS = ("Administrative_Duration", "Informational_Duration", "ProductRelated_Duration")
YEAR = {"from_": "2017-01-01", "to": "2018-01-01"}


@pytest.fixture(scope="module")
def sessions(real_data: Path) -> list[Line]:
    """The sessions as they stand there."""
    path = real_data / "web_online_shoppers" / "online_shoppers_intention.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def shop(sessions: list[Line], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Each session at the first of its month; as long as its pages were looked at."""
    visits = [
        {
            "visit_id": str(number),
            "started_at": f"2017-{MONTHS.index(line['Month'][:3]) + 1:02}-01T12:00:00Z",
            "seconds": seconds(line),
            "converted": line["Revenue"] == "TRUE",
            "referrer": line["TrafficType"],
        }
        for number, line in enumerate(sessions, start=1)
    ]
    return company(tmp_path_factory.mktemp("shop") / "company", {"visits": visits})


def seconds(line: Line) -> float:
    """Return how long a session's pages were looked at."""
    return math.fsum(float(line[name]) for name in LENGTHS)


def test_conversions_by_month(sessions: list[Line], shop: Workspace) -> None:
    """Of 12,330 sessions 1,908 ended in a purchase; two months have no sessions at all."""
    whole = one_row(shop, "conversion_rate", **YEAR, grain="total")
    assert (whole["n"], round(whole["value"] * whole["n"])) == (len(sessions), 1_908)
    for row in shop.query("conversion_rate", **YEAR, grain="month").rows:
        start = row["period_start"]
        assert hasattr(start, "month")
        of_month = [
            line["Revenue"] == "TRUE" for line in sessions if MONTHS.index(line["Month"][:3]) + 1 == start.month
        ]
        assert row["n"] == len(of_month)
        if of_month:
            assert row["value"] == pytest.approx(sum(of_month) / len(of_month), rel=1e-9)
            assert (row["low"], row["high"]) == pytest.approx(wilson(sum(of_month), len(of_month)), rel=1e-9)
        else:
            assert row["value"] is None


def test_time_on_site_by_where_visitors_come_from(sessions: list[Line], shop: Workspace) -> None:
    """Sessions of no length count: somebody came and left at once."""
    for row in shop.query("time_on_site", by=["referrer"], **YEAR, grain="total").rows:
        lengths = [seconds(line) for line in sessions if line["TrafficType"] == row["referrer"]]
        assert row["n"] == len(lengths)
        assert row["value"] == pytest.approx(math.fsum(lengths) / len(lengths), rel=1e-9)
        if len(lengths) > 1:
            assert (row["low"], row["high"]) == pytest.approx(mean_interval(lengths), rel=1e-6)


def test_clicks_of_a_mail_test(real_data: Path, tmp_path: Path) -> None:
    """Whoever was sent a mail and came to the shop has followed it."""
    with (real_data / "email_hillstrom_sample" / "email_camp_w.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    mailed = [line for line in lines if float(line["promotion"]) == 1]
    events = []
    for number, line in enumerate(mailed):
        about = {"message_id": str(number), "campaign": "newbie" if line["newbie"] == "1" else "known"}
        events.append({"event_id": f"{number}d", "at": "2017-03-01T12:00:00Z", "kind": "delivered", **about})
        if line["visit"] == "1":
            events.append({"event_id": f"{number}c", "at": "2017-03-04T12:00:00Z", "kind": "clicked", **about})
    visits = [{"visit_id": "last", "started_at": "2017-12-31T00:00:00Z"}]
    desk = company(tmp_path / "company", {"email_events": events, "visits": visits})

    assert 0 < len(mailed) < len(lines)
    for row in desk.query("email_click_rate", by=["campaign"], **YEAR, grain="total").rows:
        of_group = [line for line in mailed if (line["newbie"] == "1") == (row["campaign"] == "newbie")]
        k = sum(line["visit"] == "1" for line in of_group)
        assert (row["n"], row["value"]) == (len(of_group), pytest.approx(k / len(of_group), rel=1e-9))
