"""Metrics that a company writes itself: every kind worked out by hand, in every door."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import deskgauge
from deskgauge.catalogue.own_keys import KEYS, KINDS, UNITS_OF
from deskgauge.catalogue.own_template import EXAMPLE
from deskgauge.catalogue.registry import builtin
from deskgauge.cli.main import app
from deskgauge.engine import row_sql
from deskgauge.engine.declared import check_declarations
from deskgauge.errors import UsageError
from deskgauge.project import Workspace
from deskgauge.stats import mean_interval, wilson
from own_support import GOOD, SETTINGS, TABLES, as_toml, written
from support import MARCH, company, one_row
from test_explain import differences, explained, faults

ROOT = Path(__file__).parent.parent
OWN = """
[vip_first_response]
title = "First response, VIP customers"
text = "From creation to first reply."
kind = "duration"
fact = "tickets"
at = "created_at"
condition = "segment = 'vip'"
from = "created_at"
to = "first_reply_at"
direction = "down"
target = "20h"

[refund_share]
title = "Share of refunds"
text = "Refund requests among all tickets."
kind = "share"
fact = "ticket_facts"  # the name of the fact does as well
at = "created_at"
hit = "request_type = 'refund'"

[refund_share_with_spam]
title = "Share of refunds, spam included"
text = "Refund requests among all tickets, spam too."
kind = "share"
fact = "tickets"
at = "created_at"
hit = "request_type = 'refund'"
with_invalid = true

[answered_in_two_hours]
title = "Answered in two hours"
text = "Tickets answered within two hours, among all."
kind = "share"
fact = "tickets"
at = "created_at"
hit = "SECONDS(created_at, first_reply_at) <= 7200"
hit_working = "(first_reply_us - created_us) / 1e6 <= 7200"
direction = "up"
min_n = 5

[high_priority]
title = "Urgent tickets"
text = "Tickets of high priority, without those of the test product."
kind = "count"
fact = "tickets"
at = "created_at"
condition = "priority = 'high' OR product = 'test'"
excluded = { test_product = "product = 'test'" }

[replies_per_hour]
title = "Replies per hour to the solve"
text = "Replies on solved tickets, per hour from creation to solve."
kind = "ratio"
fact = "tickets"
at = "solved_at"
value = "replies"
per = "SECONDS(created_at, solved_at) / 3600"

[replies_per_ticket]
title = "Replies per ticket"
text = "Replies, per ticket created."
kind = "ratio"
fact = "tickets"
at = "created_at"
value = "replies"

[mean_replies]
title = "Mean of replies"
text = "Replies on a ticket that has any."
kind = "mean"
fact = "tickets"
at = "created_at"
value = "NULLIF(replies, 0)"
unit = "ratio"

[replies_written]
title = "Replies"
text = "All replies on the tickets created."
kind = "sum"
fact = "tickets"
at = "created_at"
value = "replies"
unit = "count"

[customers_who_wrote]
title = "Customers who wrote"
text = "Different customers with a ticket."
kind = "distinct"
fact = "tickets"
at = "created_at"
value = "customer_id"

[open_vip]
title = "Open tickets of VIP customers"
text = "Not solved at the period's end."
kind = "level"
fact = "tickets"
from = "created_at"
to = "solved_at"
condition = "segment = 'vip'"

[time_with_us]
title = "Time that was ours"
text = "Time that a solved ticket waited for us."
kind = "duration"
fact = "tickets"
at = "solved_at"
seconds = "requester_wait_s"
seconds_working = "requester_wait_work_s"
headline = "mean"
"""


@pytest.fixture
def workspace(store: str, tmp_path: Path) -> Iterator[Workspace]:
    """The company above with the metrics above, in each store."""
    written(tmp_path, OWN)
    with company(tmp_path, TABLES, SETTINGS, store) as workspace:
        yield workspace


# ------------------------------------------------------------------- every kind, worked out by hand
def test_every_kind_gives_what_was_worked_out(workspace: Workspace) -> None:
    """Of the tickets a to d (e is spam); values, what they rest on, and what was left out."""
    low, high = wilson(2, 4)
    expected: dict[str, tuple[float | None, int, float | None, float | None, dict[str, int]]] = {
        # a waits 1 h, b 18 h, c still: the median of 1 and 18 is 9.5.
        "vip_first_response": (9.5 * 3600, 2, None, None, {"spam": 1, "still_open": 1}),
        "refund_share": (2 / 4, 4, low, high, {"spam": 1}),
        "refund_share_with_spam": (3 / 5, 5, *wilson(3, 5), {}),
        "answered_in_two_hours": (2 / 4, 4, low, high, {"spam": 1}),
        "high_priority": (2, 2, None, None, {"spam": 1, "test_product": 1}),
        # Solved are a after 2 h with 2 replies, b after 42 h with 1, d after 1 h with 3; c is not, and has no value.
        "replies_per_hour": (6 / 45, 45, None, None, {"spam": 1, "no_value": 1}),
        "replies_per_ticket": (6 / 4, 4, None, None, {"spam": 1}),
        # 2, 1 and 3: their mean is 2, their standard deviation 1.
        "mean_replies": (2, 3, *(mean_interval(2, 1, 3) or ()), {"spam": 1, "no_value": 1}),
        "replies_written": (6, 4, None, None, {"spam": 1}),
        "customers_who_wrote": (2, 2, None, None, {"spam": 1}),
        "open_vip": (1, 1, None, None, {"spam": 1}),
        # Open all the way: 2 h, 42 h and 1 h.
        "time_with_us": (15 * 3600, 3, None, None, {"spam": 1, "no_time": 1}),
    }
    assert sorted(expected) == sorted(set(workspace.metrics()) - set(builtin()))
    answer = workspace.query(*expected, **MARCH)
    found = {str(row["metric"]): row for row in answer.rows}
    for metric, (value, n, least, most, left_out) in expected.items():
        row = found[metric]
        assert row["value"] == pytest.approx(value, rel=1e-9), metric
        assert row["n"] == n, metric
        if least is not None:
            assert (row["low"], row["high"]) == (pytest.approx(least), pytest.approx(most)), metric
        assert answer.excluded[metric] == left_out, metric


def test_the_business_clock_is_there_where_the_fact_has_its_readings(workspace: Workspace) -> None:
    """b was created at 16 and answered at 10 the next day: two working hours."""
    row = one_row(workspace, "vip_first_response", clock="business")
    assert (row["value"], row["n"], row["n_open"]) == (1.5 * 3600, 2, 1)
    assert one_row(workspace, "answered_in_two_hours", clock="business")["value"] == 3 / 4
    # 2 h; from Monday 16 to Wednesday 10 it is 1 + 8 + 1; 1 h.
    assert one_row(workspace, "time_with_us", clock="business")["value"] == pytest.approx(13 / 3 * 3600)
    metrics = workspace.metrics()
    assert not metrics["refund_share"].has_clock
    assert metrics["answered_in_two_hours"].has_clock


def test_a_level_stands_at_the_end_of_each_day(workspace: Workspace) -> None:
    """b from Monday to Wednesday, c from Tuesday on; a and d came and went within a day."""
    rows = workspace.query("open_vip", grain="day", from_="2026-03-02", to="2026-03-05").rows
    assert [row["value"] for row in rows] == [1, 2, 1]


def test_own_metrics_are_cut_filtered_and_compared_as_the_built_in_ones(workspace: Workspace) -> None:
    """By dimension, by filter, beside a built-in one, against the period before."""
    rows = workspace.query("refund_share", "ticket_volume", by=["priority"], **MARCH).rows
    assert [(row["metric"], row["priority"], row["value"]) for row in rows] == [
        ("refund_share", "high", 0.5), ("refund_share", "low", 0.5), ("ticket_volume", "high", 2),
        ("ticket_volume", "low", 2),
    ]  # fmt: skip
    assert one_row(workspace, "refund_share", where="product = 'shoe'")["value"] == 1 / 2
    days = workspace.query("high_priority", grain="day", from_="2026-03-02", to="2026-03-04", compare="previous").rows
    assert [(row["value"], row["previous"], row["change"]) for row in days] == [(1, 0, 1), (1, 1, 0)]


def test_an_own_minimum_and_an_own_target_are_kept(workspace: Workspace) -> None:
    """Four tickets are too few of five; the median of 9.5 h is held against 20 h."""
    assert one_row(workspace, "answered_in_two_hours")["too_few"] is True
    assert one_row(workspace, "refund_share")["too_few"] is False
    assert one_row(workspace, "vip_first_response")["target"] == 20 * 3600
    assert one_row(workspace, "vip_first_response")["status"] == "on target"


def test_the_scorecard_shows_them_in_their_group(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """With their titles, also where a profile chose the others."""
    card = workspace.scorecard(from_="2026-03-01", to="2026-04-01").to_dict()
    rows = card["rows"]
    assert isinstance(rows, list)
    own = [row for row in rows if row["group"] == "own"]
    assert {row["metric"] for row in own} == set(workspace.metrics()) - set(builtin())
    assert all(len(row["trend"]) == 13 for row in own)
    file = workspace.path / "deskgauge.toml"
    file.write_text(file.read_text(encoding="utf-8") + '\n[scorecard]\nprofile = "shop"\n', encoding="utf-8")
    assert app(["scorecard", "--project", str(workspace.path), "--from", "2026-03-01", "--to", "2026-04-01"]) == 0
    page = capsys.readouterr().out
    assert "Own metrics" in page
    assert "First response, VIP customers" in page
    assert "Backlog age" not in page


def test_they_fit_what_the_built_in_declarations_are_held_to(workspace: Workspace) -> None:
    """Every expression, in every reading, over columns that are there; and no SQL of theirs but ours."""
    own = [metric for name, metric in workspace.metrics().items() if name not in builtin()]
    check_declarations(own)
    assert len(own) == 12
    assert all(workspace.sql(metric.id) for metric in own)


def test_they_are_followed_down_to_their_rows(workspace: Workspace) -> None:
    """The rows give the number, and their counts add up, on each clock and by each statistic."""
    own = {name: metric for name, metric in workspace.metrics().items() if name not in builtin()}
    march: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
    for name, metric in own.items():
        clocks: list[dict[str, Any]] = [{"clock": "business"}] if metric.has_clock else []
        for question in ({}, *clocks, *({"stat": stat} for stat in metric.stats)):
            found = explained(workspace, name, {**march, **question})
            assert found is not None
            assert [text for part in found.parts for text in faults(part)] + differences(found) == [], (name, question)
    assert sorted({len(workspace.explain(name, **march).parts) for name in own}) == [1]


def test_what_moved_them_is_split_by_slice(workspace: Workspace) -> None:
    """By every kind that has a change."""
    moved = workspace.contributors(
        "refund_share", "priority", from_="2026-03-03", to="2026-03-05", against=("2026-03-01", "2026-03-03")
    )
    assert moved.to_dict()["metric"] == "refund_share"
    ratio = workspace.contributors(
        "replies_per_ticket", "priority", from_="2026-03-03", to="2026-03-05", against=("2026-03-01", "2026-03-03")
    )
    assert ratio.to_dict()["metric"] == "replies_per_ticket"


def test_the_catalogue_lists_them_and_shows_one_whole(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """In every format, as what they are."""
    project = ["--project", str(workspace.path)]
    assert app(["metrics", "--format", "json", *project]) == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert list(listed)[: len(builtin())] == list(builtin())
    assert (listed["refund_share"]["group"], listed["refund_share"]["source"]) == ("own", "own")
    assert listed["refund_share"]["needs"] == ["tickets"]
    assert app(["metrics", "vip_first_response", "--format", "json", *project]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["definition"] == "From creation to first reply."
    assert whole["options"]["clock"] == ["calendar", "business"]
    assert "segment = 'vip'" in whole["sql"]


# ------------------------------------------------------------------- texts, targets, the example, the page
def test_titles_and_texts_are_in_the_language_of_the_project(tmp_path: Path) -> None:
    """Else in English, else in the first one there."""
    said = {**GOOD, "title": {"pl": "Zwroty", "en": "Refunds"}, "text": {"sr": "Povrat", "zh": "退款"}}
    for language, title, text in (("pl", "Zwroty", "Povrat"), ("fa", "Refunds", "Povrat"), ("zh", "Refunds", "退款")):
        (tmp_path / "deskgauge.toml").write_text(f'[company]\nlanguage = "{language}"\n', encoding="utf-8")
        lines = [f"{key} = {json.dumps(value)}" for key, value in said.items() if isinstance(value, str)]
        tables = [f"[m.{key}]" + "".join(f"\n{one} = {json.dumps(word)}" for one, word in value.items())
                  for key, value in said.items() if isinstance(value, dict)]  # fmt: skip
        written(tmp_path, "\n".join(("[m]", *lines, *tables)))
        with deskgauge.open(tmp_path) as workspace:
            metric = workspace.metrics()["m"]
        assert (metric.title, metric.text) == (title, text)


def test_the_project_file_goes_before_the_metrics_own_target(tmp_path: Path) -> None:
    """For what it says the same of; other teams keep theirs."""
    (tmp_path / "deskgauge.toml").write_text('[[targets]]\nmetric = "m"\nvalue = 0.9\n', encoding="utf-8")
    written(tmp_path, as_toml({**GOOD, "target": 0.5}) + '[[m.targets]]\nvalue = 0.7\nteam_id = "returns"\n')
    with deskgauge.open(tmp_path) as workspace:
        assert [(one.value, one.team_id) for one in workspace.settings.targets] == [(0.9, None), (0.7, "returns")]


def test_a_metric_that_needs_a_table_without_rows_says_so(tmp_path: Path) -> None:
    """In a question as a mistake, on the scorecard among what is missing."""
    written(tmp_path, as_toml({**GOOD, "needs": ["tickets", "quality_reviews"]}))
    with company(tmp_path, TABLES, SETTINGS) as workspace:
        with pytest.raises(UsageError, match="m needs quality_reviews"):
            workspace.query("m")
        assert ("m", "needs quality_reviews") in workspace.scorecard().missing


def test_init_lays_down_an_example_that_loads_as_it_is_and_with_its_comments_taken_away(tmp_path: Path) -> None:
    """Both of its metrics."""
    assert app(["init", str(tmp_path / "ours"), "--defaults"]) == 0
    file = tmp_path / "ours" / "metrics" / "example.toml"
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {}
    with deskgauge.open(tmp_path / "ours") as workspace:
        assert workspace.metrics() == builtin()
    file.write_text(re.sub(r"^# (?=\[|[a-z_]+ = )", "", EXAMPLE, flags=re.MULTILINE), encoding="utf-8")
    with deskgauge.open(tmp_path / "ours") as workspace:
        assert set(workspace.metrics()) - set(builtin()) == {"vip_first_response", "refund_share"}
        assert [(one.metric, one.value) for one in workspace.settings.targets] == [("vip_first_response", 7200)]


def test_the_page_says_every_key_kind_unit_and_function() -> None:
    """As they are declared, and its examples load."""
    page = (ROOT / "docs" / "own-metrics.md").read_text(encoding="utf-8")
    keys = re.findall(r"^\| `(\w+)` \| (.+?) \| (.*?) \| (.*?) \|$", page, re.MULTILINE)
    assert [name for name, *_ in keys] == [key.name for key in KEYS]
    for (name, meaning, kinds, default), key in zip(keys, KEYS, strict=True):
        assert meaning == key.meaning, name
        assert kinds == (", ".join(key.kinds) or "all"), name
        assert default == ("needed" if key.needed else key.default), name
    for kind, gives in KINDS.items():
        assert f"| `{kind}` | {gives} | {', '.join(UNITS_OF[kind])} |" in page
    assert ", ".join(f"`{name}`" for name in row_sql.ALLOWED) in page.replace("\n", " ")


def test_the_examples_of_the_page_can_be_used(tmp_path: Path) -> None:
    """All of them, in one project."""
    page = (ROOT / "docs" / "own-metrics.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (tmp_path / "deskgauge.toml").write_text("", encoding="utf-8")
    written(tmp_path, "\n".join(blocks))
    with deskgauge.open(tmp_path) as workspace:
        own = {name: metric for name, metric in workspace.metrics().items() if name not in builtin()}
    assert len(own) == page.count("\nkind = ")
    assert {type(metric.kind).__name__.lower() for metric in own.values()} >= {"share", "duration", "quotient", "level"}
