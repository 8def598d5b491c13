"""Declarations fit together, and everything that the engine makes of them can be said in PostgreSQL."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import duckdb
import pytest

from deskgauge.catalogue.kinds import Share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import DIMENSIONS, FRAMES
from deskgauge.engine.base import OWN_FUNCTIONS, with_working_clock
from deskgauge.engine.build import facts
from deskgauge.engine.cut import Cut
from deskgauge.engine.declared import MADE_HERE, check_declarations, fact_columns, readings
from deskgauge.engine.engines.duckdb import DuckDB
from deskgauge.engine.engines.postgres import render
from deskgauge.engine.filters import parse_filter
from deskgauge.engine.scan import names_of, statement
from deskgauge.errors import NotFoundError, UnsupportedError, UsageError
from deskgauge.model.periods import periods
from deskgauge.model.settings import Settings

GRAINS = {"total": (), "month": ("channel",), "hour": ("tag", "weekday")}
FIRST, LAST = datetime(2026, 3, 1), datetime(2026, 3, 3)


def test_every_name_of_every_declaration_is_there() -> None:
    """Columns, settings, functions, tables, frames, dimensions and paired metrics, of facts, frames and metrics."""
    check_declarations()


def test_a_statement_is_stopped_too_late_without_a_failure() -> None:
    engine = DuckDB(duckdb.connect())
    engine.close()
    engine.interrupt()


def own(**kind: object) -> Metric:
    """A metric of a company's own: the share of tickets that are complaints, with parts of its kind replaced."""
    share = Share("tickets", "created_at", Population("TRUE"), hit="is_complaint")
    return Metric(
        id="own", title="Own", group="flow", unit="share", better="down", kind=replace(share, **kind),  # type: ignore[arg-type]  # wrong on purpose
        text="Ours.", source="beyond", needs=("tickets",), requires=(("tickets",),),
    )  # fmt: skip


def test_a_metric_of_ones_own_is_checked_by_the_same_door() -> None:
    check_declarations([own()])


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ({"hit": "is_complain"}, "There is no column 'is_complain' in metric own, whose rows are tickets. Did you "),
        ({"at": "created_att"}, "Did you mean 'created_at'"),
        ({"population": Population("chanel = 'email'")}, "There is no column 'chanel'"),
        ({"population": Population("TRUE", (("no_time", "solvd_at IS NULL"),))}, "Did you mean 'solved_at'"),
        ({"anchors": {"event": "first_repli_at"}}, "Did you mean 'first_reply_at'"),
        ({"left_out": "first_repli_at IS NULL"}, "Did you mean 'first_reply_at'"),
        ({"hit_business": "solved_us - create_us > 5"}, "Did you mean 'created_us'"),
        ({"hit": "SECONDS(created_at, $now) > $backlog_afer"}, "no setting 'backlog_afer'"),
        ({"hit": "SECONDS(created_at, $end) > 5"}, "There is no setting 'end'"),
        ({"hit": "SECOND_S(created_at, solved_at) > 5"}, "There is no function 'SECOND_S'"),
        ({"hit": "is_complaint AND"}, "cannot be read"),
        ({"frame": "ticket"}, "There is no frame 'ticket' in the declaration of own. Did you mean 'tickets'"),
    ],
)
def test_a_wrong_name_in_a_metric_is_told_with_the_nearest(kind: dict[str, object], sentence: str) -> None:
    with pytest.raises(UsageError) as told:
        check_declarations([own(**kind)])
    assert sentence in str(told.value)


def test_a_pair_that_is_no_metric_is_told() -> None:
    with pytest.raises(NotFoundError, match=r"no metric 'csta' in the declaration of own\. Did you mean 'csat'"):
        check_declarations([replace(own(), pairs=("csta",))])
    check_declarations([replace(own(), pairs=("own", "csat"))])


def test_facts_keep_their_tickets_columns() -> None:
    """The columns of a fact are read off its query, stars spelled out."""
    known = fact_columns()
    assert {"ticket_id", "created_at", "channel", "first_reply_at", "now_us"} <= set(known["ticket_facts"])
    assert "status_before" not in known["status_spans"]


# ---------------------------------------------------------------------- PostgreSQL
def rendered_whole(sql: str) -> None:
    """Render for PostgreSQL: nothing of ours and no name to be filled in is left."""
    text = render(sql)
    left = re.findall(rf"\b(?:{'|'.join([*OWN_FUNCTIONS, 'WORK_US'])})\(|\$\w+", text)
    assert not left, f"{left} in {text[:500]}"


@pytest.mark.parametrize("name", facts())
@pytest.mark.parametrize("width", [1, 3])
def test_every_fact_can_be_said_in_postgresql(name: str, width: int) -> None:
    query = facts()[name].query.replace("$calendar", "'office'").replace("$ignore_reopen_under", "0.0")
    rendered_whole(with_working_clock(query, width))


def a_cut(metric: Metric, grain: str) -> Cut:
    """A question of two days, cut and filtered by what the metric's rows can be cut by."""
    frame = FRAMES[metric.kind.frame]
    names = [name for name in frame.dimensions if name != "tag"]
    first, second, third = (names * 3)[:3]
    where = f"{first} = 'PL' and not ({second} like 'p%' or {third} is null)"
    return Cut(
        grain,
        periods(grain, "Europe/Warsaw", FIRST, LAST),
        tuple(
            name for name in GRAINS[grain] if name in frame.dimensions or (name == "weekday" and frame.name == "calls")
        ),
        parse_filter(where + (" and tag <> 'x'" if "tag" in frame.dimensions else "")),
        Settings(time_zone="Europe/Warsaw"),
        LAST,
        2,
    )


@pytest.mark.parametrize("metric", builtin().values(), ids=list(builtin()))
def test_every_statement_of_every_metric_can_be_said_in_postgresql(metric: Metric) -> None:
    """Every part of every reading, and one of them at each grain."""
    parts = list(
        {repr(part): part for reading in readings(metric) for part in metric.kind.parts(reading).values()}.values()
    )
    asked = [(part, "month") for part in parts] + [(parts[0], grain) for grain in GRAINS if grain != "month"]
    for part, grain in asked:
        rendered_whole(statement(a_cut(metric, grain), part, names_of(part)))


def test_what_postgresql_has_no_words_for_is_refused() -> None:
    """No other number is given silently: the question fails with a sentence."""
    with pytest.raises(UnsupportedError, match="PostgreSQL cannot compute this"):
        render("SELECT channel, COUNT(*) FROM ticket_facts GROUP BY channel HAVING ANY_VALUE(x) LIKE ANY ('a') QUALIFY "
               "ROW_NUMBER() OVER (ORDER BY 1) = 1 AND LIST_TRANSFORM(x, y -> y + 1) IS NULL")  # fmt: skip


def test_a_value_in_quotes_is_no_name() -> None:
    """A filter for a team called $now is about that team; the working clock is not read inside a text."""
    cut = a_cut(builtin()["ticket_volume"], "total")
    assert cut.fill("team_id = '$now' AND it = 'it''s $x'") == "team_id = '$now' AND it = 'it''s $x'"
    assert "DAY_US" not in with_working_clock("SELECT 'WORK_US(w, at)' -- today's WORK_US(w, at)", 1)
    assert "DAY_US" in with_working_clock("SELECT 'x', WORK_US(w, at)", 1)


def test_dimensions_and_made_tables_have_names_of_their_own() -> None:
    """No table of the engine's own making hides a fact."""
    assert not set(MADE_HERE) & set(facts())
    assert set(FRAMES["tickets"].dimensions) <= set(DIMENSIONS)
