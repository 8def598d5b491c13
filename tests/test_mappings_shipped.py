"""The mappings of a call log, a survey and a generic export, on small files."""

from __future__ import annotations

import csv
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from deskgauge.errors import UsageError
from deskgauge.sources.mapping_files import find_mapping, shipped
from import_support import FIXTURES, one, stage, write

CALLS = (FIXTURES / "acd_calls.csv").read_text()


def _clock(hour: int, minute: int, second: int, day: int = 1) -> datetime:
    return datetime(1999, 8, day, hour, minute, second)


def test_calls_of_a_log_with_clock_times(tmp_path: Path) -> None:
    """In August Jerusalem was three hours before UTC: 8:00:10 is 05:00:10Z."""
    staged = one(tmp_path, "calls_1999-08-01.csv", CALLS, mapping="acd_call_log")
    found = {
        row[0]: row[1:]
        for row in staged.rows("calls", "call_id", "queued_at", "answered_at", "ended_at", "outcome", "talk_s")
    }

    assert found == {
        "1999-08-01:L2:1": (_clock(5, 0, 10), _clock(5, 1, 10), _clock(5, 3, 0), "answered", 111),
        "1999-08-01:L1:2": (_clock(5, 10, 9), _clock(5, 10, 9), _clock(5, 12, 0), "answered", 111),  # never queued
        "1999-08-01:L1:3": (_clock(5, 20, 10), None, _clock(5, 20, 40), "abandoned", None),
        "1999-08-01:L1:4": (_clock(5, 30, 10), None, _clock(5, 30, 50), "failed", None),
        "1999-08-01:L1:5": (_clock(5, 40, 10), _clock(5, 44, 10), _clock(5, 44, 10), "answered", 0),  # hung up at once
        "1999-08-01:L1:6": (_clock(5, 50, 0), _clock(5, 50, 20), _clock(5, 50, 20), "answered", 1),
        "1999-08-01:L1:7": (_clock(20, 59, 30), _clock(21, 0, 30), _clock(21, 5, 0), "answered", 271),  # past midnight
        "1999-08-01:L1:8": (_clock(21, 0, 0), None, _clock(21, 0, 25), "abandoned", None),  # queued at midnight
        "1999-08-01:L1:9": (_clock(21, 0, 0), None, _clock(21, 0, 0), "abandoned", None),  # and gave up at midnight
        "1999-08-01:L1:10": (_clock(6, 0, 10), None, _clock(6, 1, 0), "abandoned", None),
    }
    assert [(file.table, file.read, file.skipped) for file in staged.report.files] == [
        ("calls", 10, 1),
        ("agents", 2, 6),
    ]


def test_what_the_letters_of_a_call_log_mean(tmp_path: Path) -> None:
    staged = one(tmp_path, "calls_1999-08-01.csv", CALLS, mapping="acd_call_log")

    types = staged.con.execute("SELECT queue, any_value(request_type) FROM stage.calls GROUP BY queue").fetchall()
    assert dict(types) == {
        "PS": "account", "PE": "account", "IN": "technical", "NE": "product", "NW": "sales_question", "TT": "other",
    }  # fmt: skip
    assert staged.rows("agents", "agent_id") == ["DAN", "RUTH"]
    assert set(staged.rows("calls", "agent_id")) == {"DAN", "RUTH", None}


def test_a_broken_clock_of_a_call_is_refused_with_its_line(tmp_path: Path) -> None:
    content = CALLS.replace("8:20:10,8:20:40,30", "x,8:20:40,30")
    staged = one(tmp_path, "calls_1999-08-01.csv", content, mapping="acd_call_log")

    assert [(table, line, reason) for table, _, line, reason, _ in staged.rejects()] == [
        ("calls", 5, "queued_at is empty, and a row needs it")
    ]


def test_the_day_of_a_call_log_must_be_known(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"needs the parameter 'day', and the name of calls\.csv holds none"):
        one(tmp_path, "calls.csv", CALLS, mapping="acd_call_log")


def test_a_survey_in_two_encodings_at_once() -> None:
    staged = stage(FIXTURES / "nps_waves.csv", mapping="survey_csv_nps")

    comments = [text for text in staged.rows("survey_responses", "comment") if text]
    assert "Vous avez une belle démarche, pas de suggestion" in comments
    assert "La carte club devrait être payante a l adhésion et pas tous les ans" in comments
    assert any(text.startswith("A la veille de Pâques") for text in comments)
    assert not any(0x80 <= ord(sign) < 0xA0 for text in comments for sign in text)


def test_a_question_without_an_answer_makes_no_response() -> None:
    staged = stage(FIXTURES / "nps_waves.csv", mapping="survey_csv_nps")
    with (FIXTURES / "nps_waves.csv").open(encoding="latin-1", newline="") as file:
        people = list(csv.DictReader(file))

    for question, column in (
        ("recommend", "nps"),
        ("satisfaction", "satisfaction"),
        ("intention to return", "intention"),
    ):
        found = dict(staged.con.execute(
            f"SELECT customer_id, score FROM stage.survey_responses WHERE question = '{question}' AND score IS NOT NULL"
        ).fetchall())  # fmt: skip
        assert found == {person["id"]: float(person[column]) for person in people if person[column] != "NA"}
    assert staged.con.execute(
        "SELECT customer_id, kind, score FROM stage.survey_responses WHERE score IS NULL"
    ).fetchall() == [("1959898", "nps", None)]  # fmt: skip


def test_the_scales_kinds_and_waves_of_a_survey() -> None:
    staged = stage(FIXTURES / "nps_waves.csv", mapping="survey_csv_nps")

    kinds = staged.con.execute(
        "SELECT DISTINCT kind, scale_min, scale_max, high_is_good FROM stage.survey_responses ORDER BY kind"
    ).fetchall()
    assert kinds == [("csat", 1, 10, True), ("experience", 1, 10, True), ("nps", 0, 10, True)]
    waves = staged.con.execute(
        "SELECT DISTINCT survey_id, answered_at FROM stage.survey_responses ORDER BY 1"
    ).fetchall()
    assert waves == [
        ("wave 0", datetime(2000, 1, 1, 11)), ("wave 1", datetime(2000, 4, 1, 10)),
        ("wave 2", datetime(2000, 7, 1, 10)), ("wave 3", datetime(2000, 10, 1, 10)),
    ]  # fmt: skip
    assert any("tells waves and no dates" in note for note in staged.report.notes)


def test_the_dates_of_waves_are_said_in_a_mapping_of_ones_own(tmp_path: Path) -> None:
    own = 'extends = "survey_csv_nps"\n[lookups.wave]\n3 = "2017-05-04 12:00:00"\n'
    write(tmp_path, {"waves.toml": own})
    staged = stage(FIXTURES / "nps_waves.csv", mapping=tmp_path / "waves.toml")

    dates = staged.con.execute("SELECT DISTINCT answered_at FROM stage.survey_responses WHERE survey_id = 'wave 3'")
    assert dates.fetchall() == [(datetime(2017, 5, 4, 10),)]


GENERIC = (FIXTURES / "generic_tickets.csv").read_text()


def test_a_generic_export_in_the_zone_of_the_company(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets_export.csv", GENERIC, mapping="generic_tickets", zone="Europe/Warsaw")

    assert staged.rows(
        "tickets", "ticket_id", "created_at", "channel", "subject", "request_type", "priority", "status", "status_at",
        "agent_id", "customer_id",
    ) == [
        ("T-1", datetime(2026, 3, 2, 8), "Phone", "Lamp", "Billing", "High", "Resolved", datetime(2026, 3, 3, 9),
         "Ann", "c@example.com"),
        ("T-2", datetime(2026, 3, 2, 9), "Email", "Bill", "Shipping", "Low", "Open", None, None, "d@example.com"),
    ]  # fmt: skip


def test_a_generic_export_without_any_zone_is_refused_row_by_row(tmp_path: Path) -> None:
    staged = one(tmp_path, "tickets_export.csv", GENERIC, mapping="generic_tickets")

    assert staged.totals() == (2, 0, 2)
    assert "import with a mapping that names their zone" in staged.reasons()[0][1]


def test_a_generic_export_without_a_key_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no column 'ticket_id' in tickets_export\.csv"):
        one(tmp_path, "tickets_export.csv", "headline,opened\nx,2026-01-01 00:00\n", mapping="generic_tickets")


@pytest.mark.parametrize("name", sorted(name for name in shipped() if name.startswith("generic_")))
def test_no_generic_name_is_given_to_two_columns(name: str) -> None:
    [load] = find_mapping(name).loads
    names = [synonym for spec in load.columns.values() for synonym in spec.any]

    assert len(names) == len(set(names))


INVOICES = """\
InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
100,L1,Lamp,2,2026-01-05 10:01:00,2.50,77.0,Poland
100,R1,Rug,1,2026-01-05 10:00:00,9.99,77.0,Poland
100,R1,Rug,1,2026-01-05 10:00:00,9.99,77.0,Poland
C101,L1,Lamp,-1,2026-07-06 09:00:00,2.50,77.0,Nepal
102,L1,,-5,2026-01-07 09:00:00,0.0,,Poland
A103,B,Adjust bad debt,1,2026-01-08 09:00:00,500,,Poland
104,L1,Lamp,1,01/09/2026 9:05,2.50,,Poland
"""


def test_an_invoice_is_one_order_and_what_takes_goods_back_is_cancelled(tmp_path: Path) -> None:
    """In July London was an hour ahead; the same line twice counts twice; write-offs and corrections are no orders."""
    staged = one(tmp_path, "retail_2026.csv", INVOICES, mapping="shop_invoice_lines")

    assert staged.rows(
        "orders", "order_id", "customer_id", "ordered_at", "amount", "currency", "product", "is_cancelled"
    ) == [
        ("100", "77", datetime(2026, 1, 5, 10), Decimal("24.98"), "GBP", None, False),
        ("104", None, datetime(2026, 1, 9, 9, 5), Decimal("2.5"), "GBP", "L1", False),
        ("C101", "77", datetime(2026, 7, 6, 8), Decimal("-2.5"), "GBP", "L1", True),
    ]
    assert staged.rows("customers", "customer_id", "country") == [("77", "Nepal")]
    assert [(file.table, file.read, file.skipped) for file in staged.report.files] == [
        ("orders", 3, 2),
        ("customers", 1, 3),
    ]
