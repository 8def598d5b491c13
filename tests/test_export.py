"""The formats for other programs, read back with programs that are not ours, and the layout of a page of text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskgauge.errors import UsageError
from deskgauge.report import export
from deskgauge.report.export import Sheet, csv_text, json_text, markdown_text, parquet_bytes, workbook_bytes
from deskgauge.report.layout import Column, Heading, Row, Span, lay_out, plain, text_width, wrap
from deskgauge.report.reading import COLUMN_TYPES, raw_format

WARSAW = ZoneInfo("Europe/Warsaw")
ROWS: list[Mapping[str, object]] = [
    {
        "metric": "csat", "period_start": datetime(2026, 3, 1, tzinfo=WARSAW), "channel": "email", "value": 0.8125,
        "unit": "share", "n": 640, "too_few": False, "note": None,
    },
    {
        "metric": "csat", "period_start": datetime(2026, 4, 1, tzinfo=WARSAW), "channel": '=1+"a", b\nc', "value": None,
        "unit": "share", "n": 0, "too_few": True, "note": "no answers",
    },
]  # fmt: skip
COLUMNS = ["metric", "period_start", "channel", "value", "unit", "n", "too_few", "note"]
SHEET = Sheet("Answer", COLUMNS, ROWS, COLUMN_TYPES, raw_format)


def test_csv_reads_back_with_iso_instants_and_empty_nulls() -> None:
    first, second = csv.DictReader(io.StringIO(csv_text(SHEET)))
    assert first == {
        "metric": "csat", "period_start": "2026-03-01T00:00:00+01:00", "channel": "email", "value": "0.8125",
        "unit": "share", "n": "640", "too_few": "false", "note": "",
    }  # fmt: skip
    assert second["channel"] == '=1+"a", b\nc'
    assert (second["value"], second["too_few"], second["period_start"]) == ("", "true", "2026-04-01T00:00:00+02:00")


def test_parquet_has_types_also_where_a_column_holds_nothing() -> None:
    table = pa.parquet.read_table(io.BytesIO(parquet_bytes(SHEET)))
    assert table.column_names == COLUMNS
    types = [str(field.type) for field in table.schema]
    assert types[:6] == ["string", "timestamp[us, tz=UTC]", "string", "double", "string", "int64"]
    assert table.column("value").to_pylist() == [0.8125, None]
    assert table.column("channel").to_pylist() == ["email", '=1+"a", b\nc']
    starts = [one.astimezone(WARSAW) for one in table.column("period_start").to_pylist()]
    assert starts == [row["period_start"] for row in ROWS]
    empty = pa.parquet.read_table(io.BytesIO(parquet_bytes(Sheet("Answer", COLUMNS, [], COLUMN_TYPES))))
    assert empty.num_rows == 0
    assert str(empty.schema.field("value").type) == "double"


@pytest.mark.parametrize(
    ("values", "type_", "back"),
    [
        ([1, 2], "int64", [1, 2]),
        ([1, 2.5], "double", [1.0, 2.5]),
        ([Decimal("1.50"), None], "double", [1.5, None]),
        ([True, None], "bool", [True, None]),
        ([None, None], "string", [None, None]),
        ([1, "a"], "string", ["1", "a"]),
        ([datetime(2026, 3, 1, 9)], "timestamp[us]", [datetime(2026, 3, 1, 9)]),
    ],
)
def test_a_dimension_gets_the_type_of_its_values(values: list[object], type_: str, back: list[object]) -> None:
    rows = [{"x": value} for value in values]
    table = pa.parquet.read_table(io.BytesIO(parquet_bytes(Sheet("S", ["x"], rows, {}))))
    assert str(table.schema.field("x").type) == type_
    assert table.column("x").to_pylist() == back


def test_a_workbook_holds_raw_values_local_times_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([SHEET, Sheet("About", ["a"], [{"a": ["x", 1]}], {})])))
    page = book["Answer"]
    assert [cell.value for cell in page[1]] == COLUMNS
    assert page["B2"].value == datetime(2026, 3, 1)
    assert (page["D2"].value, page["D2"].number_format) == (0.8125, "0.0%")
    assert (page["C3"].value, page["C3"].data_type) == ('=1+"a", b\nc', "s")
    assert (page["D3"].value, page["G3"].value) == (None, True)
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:H3")
    assert book["About"]["A2"].value == '["x", 1]'


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "EXCEL_ROWS", 1)
    with pytest.raises(UsageError, match="2 rows are more than an Excel sheet holds"):
        workbook_bytes([SHEET])


def test_json_has_a_line_a_row_and_reads_back() -> None:
    data = {"rows": [{"a": "ü", "b": None}, {"a": 1.5}], "definitions": {"csat": {"version": "1"}}, "as_of": None}
    text = json_text(data)
    assert json.loads(text) == data
    assert '\n  {"a": "ü", "b": null},\n  {"a": 1.5}],\n' in text
    assert json.loads(json_text([1, 2])) == [1, 2]
    assert json.loads(json_text({})) == {}


def test_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"value": float("nan")})


def test_markdown_escapes_bars_and_marks_numbers_right() -> None:
    columns = [Column("Metric"), Column("Value", right=True)]
    rows: list[Row | Heading] = [
        Heading("Flow"),
        Row((Span("a|b"), Span("1")), "too few"),
        Row((Span("two\nlines"), Span("2"))),
    ]
    assert markdown_text(columns, rows).splitlines() == [
        "| Metric | Value |", "| --- | ---: |", "| **Flow** |  |", "| a\\|b (too few) | 1 |", "| two lines | 2 |",
    ]  # fmt: skip


COLUMNS_OF_A_PAGE = (
    Column("Metric", flexible=True),
    Column("Value", right=True),
    Column("Interval", right=True, drop=2),
    Column("n", right=True, drop=1),
)
ROWS_OF_A_PAGE: Sequence[Row | Heading] = (
    Heading("Speed"),
    Row((Span("First response within its target"), Span("77.1%", "bad"), Span("75.2–78.9%"), Span("2,001"))),
    Row((Span("等待时间"), Span("2 h 07 min"), Span(""), Span("9")), "provisional: 3 not finished yet"),
)


def test_a_page_without_a_limit_shows_everything_in_columns() -> None:
    assert plain(lay_out(COLUMNS_OF_A_PAGE, ROWS_OF_A_PAGE, None).lines).splitlines() == [
        "Metric                                 Value    Interval      n",
        "",
        "Speed",
        "First response within its target       77.1%  75.2–78.9%  2,001",
        "等待时间                          2 h 07 min                  9",
        "  provisional: 3 not finished yet",
    ]


def test_a_narrow_page_leaves_out_columns_then_cuts_names_and_no_number() -> None:
    block = lay_out(COLUMNS_OF_A_PAGE, ROWS_OF_A_PAGE, 40)
    assert block.dropped == ("Interval",)
    assert plain(block.lines).splitlines()[3] == "First response withi…       77.1%  2,001"
    block = lay_out(COLUMNS_OF_A_PAGE, ROWS_OF_A_PAGE, 20)
    assert block.dropped == ("Interval", "n")
    assert plain(block.lines).splitlines()[3] == "First r…       77.1%"


@given(st.integers(min_value=14, max_value=120))
def test_no_line_is_wider_than_the_page_and_every_value_is_whole(width: int) -> None:
    lines = plain(lay_out(COLUMNS_OF_A_PAGE, ROWS_OF_A_PAGE, width).lines).splitlines()
    assert max(text_width(line) for line in lines if "provisional" not in line) <= width
    assert any("2 h 07 min" in line for line in lines)
    assert any("77.1%" in line for line in lines)


def test_a_column_of_nothing_but_blanks_is_left_out() -> None:
    columns = [Column("A"), Column("", drop=1)]
    assert lay_out(columns, [Row((Span("x"), Span("")))], None).lines == ((Span("A", "dim"),), (Span("x"),))


def test_a_sentence_breaks_at_spaces_only() -> None:
    assert wrap("two words and averyveryverylongone", 9) == ["two words", "and", "averyveryverylongone"]
    assert wrap("as it is", None) == ["as it is"]
