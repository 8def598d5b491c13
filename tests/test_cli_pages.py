"""What stands on the pages of the command line: answers, findings, metrics, and what may be said of a change."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from deskgauge.catalogue import registry
from deskgauge.engine.answer import Answer
from deskgauge.model.checks_declare import Finding, Severity
from deskgauge.report.answers import answer_document
from deskgauge.report.catalogue import catalogue_document, metric_document
from deskgauge.report.export import Document, markdown_text
from deskgauge.report.findings import failed, findings_document
from deskgauge.report.layout import plain, text_width
from deskgauge.report.reading import VERDICTS, Words, reading
from deskgauge.report.terminal import sparkline

WARSAW = ZoneInfo("Europe/Warsaw")
BASE = {
    "metric": "csat", "period_start": datetime(2026, 3, 1, tzinfo=WARSAW),
    "period_end": datetime(2026, 4, 1, tzinfo=WARSAW), "unit": "share", "n": 403, "n_open": 0, "provisional": False,
    "low": 0.786, "high": 0.86, "too_few": False, "note": None,
}  # fmt: skip


def text_of(document: Document, width: int | None = None) -> list[str]:
    """Return the page's lines with plain spaces."""
    return plain(document.page(width)).replace("\N{NO-BREAK SPACE}", " ").splitlines()


def answer(*rows: dict[str, object]) -> Answer:
    """Return an answer of these rows."""
    definitions = {
        "csat": {"version": "1", "text": "best answers / answers", "options": {"definition": "deskgauge"}},
        "resolution_time": {"version": "1", "text": "created to solved", "options": {"clock": "business"}},
    }
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return Answer(rows, columns, definitions, {"csat": {"no_score": 3, "spam": 1}}, datetime(2026, 4, 2, 9, 30))


def test_an_answer_shows_its_slices_values_intervals_and_what_they_rest_on() -> None:
    document = answer_document(
        answer(
            {**BASE, "channel": "email", "weekday": 1, "hour": 9, "value": 0.826},
            {**BASE, "channel": None, "weekday": 7, "hour": 14, "value": None, "low": None, "high": None, "n": 0,
             "too_few": True, "note": "no rows"},
            {**BASE, "metric": "resolution_time", "unit": "duration", "channel": "chat", "weekday": 2, "hour": 0,
             "value": 250_000, "low": 180_000, "high": 360_000, "n": 12, "n_open": 3, "provisional": True},
        ),
        {"csat": "up", "resolution_time": "down"},
        Words(time_zone="Europe/Warsaw"),
    )  # fmt: skip
    assert text_of(document) == [
        "Metric           Period    Channel  Weekday  Hour    Value  95% interval    n",
        "csat             Mar 2026  email    Mon      09:00   82.6%    78.6–86.0%  403",
        "csat             Mar 2026  –        Sun      14:00       –                  0",
        "  no rows",
        "resolution_time  Mar 2026  chat     Tue      00:00  69.4 h      50–100 h   12",
        "  provisional: 3 not finished yet",
        "",
        "csat: best answers / answers (version 1; definition deskgauge)",
        "resolution_time: created to solved (version 1; clock business)",
        "left out of csat: 3 no score, 1 spam",
        "data through: 2 Apr 2026, 11:30, Europe/Warsaw",
    ]


def test_a_target_and_a_comparison_bring_their_columns() -> None:
    row = {
        **BASE, "value": 0.826, "target": 0.85, "status": "too close to call",
        "previous": 0.9, "change": -0.074, "change_low": -0.11, "change_high": -0.03,
    }  # fmt: skip
    document = answer_document(answer(row), {"csat": "up"}, Words())
    assert text_of(document)[:2] == [
        "Metric  Period    Value  95% interval  Target  Change                 n  Verdict",
        "csat    Mar 2026  82.6%    78.6–86.0%   ≥ 85%  ▼ 7.4 points, worse  403  ◐ Too close to call",
    ]
    assert markdown_text(*document.grid()).splitlines()[2].startswith("| csat | Mar 2026 | 82.6% |")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_narrow_answer_keeps_values_whole(width: int) -> None:
    rows = [{**BASE, "team": "Returns and refunds, second shift " * 2, "value": 0.826}]
    lines = text_of(answer_document(answer(*rows), {"csat": "up"}, Words()), width)
    assert max(map(text_width, lines)) <= width
    assert "82.6%" in lines[1]


@pytest.mark.parametrize(
    ("row", "better", "text", "style"),
    [
        ({"value": 0.9, "previous": 0.8, "low": 0.05, "high": 0.15}, "up", "▲ 10.0 points, better", "good"),
        ({"value": 0.9, "previous": 0.8, "low": 0.05, "high": 0.15}, "down", "▲ 10.0 points, worse", "bad"),
        ({"value": 0.7, "previous": 0.8, "low": -0.15, "high": -0.05}, "up", "▼ 10.0 points, worse", "bad"),
        ({"value": 0.7, "previous": 0.8, "low": -0.15, "high": -0.05}, "down", "▼ 10.0 points, better", "good"),
        ({"value": 0.7, "previous": 0.8, "low": -0.15, "high": -0.05}, "neither", "▼ 10.0 points", ""),
        ({"value": 0.81, "previous": 0.8, "low": -0.05, "high": 0.07}, "up", "≈ no clear change", "dim"),
        ({"value": 0.81, "previous": 0.8, "low": 0.0, "high": 0.07}, "up", "≈ no clear change", "dim"),
        ({"value": 143, "previous": 96, "unit": "count"}, "down", "▲ 49%", ""),
        ({"value": 96, "previous": 96, "unit": "count"}, "down", "= no change", "dim"),
        ({"value": 7, "previous": 0, "unit": "count"}, "down", "▲ 7", ""),
        ({"value": 0.9, "previous": None}, "up", "", ""),
        ({"value": None, "previous": 0.8}, "up", "", ""),
        ({"value": 0.9, "previous": 0.8, "low": 0.05, "high": 0.15, "too_few": True}, "up", "", ""),
    ],
)
def test_better_or_worse_is_said_only_where_the_interval_leaves_out_0(
    row: dict[str, float | None], better: str, text: str, style: str
) -> None:
    value, previous = row["value"], row["previous"]
    change = None if value is None or previous is None else value - previous
    one = reading(
        {**BASE, **row, "change": change, "change_low": row.get("low"), "change_high": row.get("high")}
    )  # fmt: skip
    span = Words().change(one, better)
    assert (span.text.replace("\N{NO-BREAK SPACE}", " "), span.style) == (text, style)


def test_every_verdict_has_a_sign_and_words_of_its_own() -> None:
    signs = {span.text[0] for span in VERDICTS.values()}
    words = {span.text[2:].lower() for span in VERDICTS.values()}
    assert len(signs) == len(VERDICTS)
    assert words == set(VERDICTS)


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"value": 0.9}, "no target"),
        ({"value": 0.9, "too_few": True}, "too few to judge"),
        ({"value": 0.9, "status": "on target"}, "on target"),
        ({"value": 0.9, "status": "on target", "too_few": True}, "too few to judge"),
    ],
)
def test_too_few_comes_before_every_other_verdict(row: dict[str, object], verdict: str) -> None:
    assert reading({**BASE, **row}).verdict == verdict


@pytest.mark.parametrize(
    ("points", "bars"),
    [([], ""), ([None], ""), ([5], "▄"), ([1, None, 1], "▄ ▄"), ([0, 7], "▁█"), ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
     ([-1, 0.0, 1], "▁▅█")],
)  # fmt: skip
def test_a_sparkline_runs_from_the_lowest_to_the_highest_and_leaves_gaps(points: list[float | None], bars: str) -> None:
    assert sparkline(points) == bars


FINDINGS = [
    Finding("gap", Severity.NOTE, "tickets", "two days without a ticket", 2, 0.003, (), ()),
    Finding(
        "reply_before_creation", Severity.ERROR, "messages", "replies are older than their tickets", 4, 0.0126,
        ("a", "b", "c", "d", "e", "f", "g"), ("m1", "m2"),
    ),
    Finding("labels", Severity.WARNING, "tickets", "labels stand for nothing known", 1, 0.5, ("csat",), ("x",)),
]  # fmt: skip


def test_findings_come_with_the_worst_first_and_what_they_touch() -> None:
    assert text_of(findings_document(FINDINGS)) == [
        "◆ error  messages  reply_before_creation",
        "  replies are older than their tickets",
        "  touches: a, b, c, d, e, f and 1 more",
        "  for example: m1, m2",
        "",
        "▲ warning  tickets  labels",
        "  labels stand for nothing known",
        "  touches: csat",
        "  for example: x",
        "",
        "– note  tickets  gap",
        "  two days without a ticket",
        "",
        "1 error, 1 warning, 1 note",
    ]
    assert [one.check for one in failed(FINDINGS)] == ["reply_before_creation", "labels"]
    assert failed(FINDINGS[:1]) == []


def test_no_findings_are_said_to_be_none() -> None:
    assert text_of(findings_document([])) == ["● Nothing to report: every check passed."]
    assert findings_document([]).data() == []


def test_the_catalogue_lists_every_metric_under_its_group() -> None:
    metrics = list(registry.builtin().values())
    lines = text_of(catalogue_document(metrics))
    for metric in metrics:
        assert any(line.startswith(f"{metric.id} ") and metric.title in line for line in lines)
    assert catalogue_document(metrics).data() == [metric.describe() for metric in metrics]


def test_one_metric_is_shown_whole() -> None:
    metric = registry.builtin()["csat"]
    document = metric_document(metric, "SELECT 1\nFROM survey_facts")
    lines = text_of(document, 80)
    assert lines[0] == f"{metric.title} · csat"
    assert metric.text.split()[0] in lines[2]
    assert lines[-3:] == ["SQL", "SELECT 1", "FROM survey_facts"]
    assert document.data() == {**metric.describe(), "sql": "SELECT 1\nFROM survey_facts"}
    assert metric_document(metric, None).data() == metric.describe()
