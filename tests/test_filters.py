"""Filters stay data: comparisons of dimensions with values, and nothing else, whatever a filter says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from deskgauge.engine.filters import parse_filter
from deskgauge.errors import NotFoundError, UsageError
from deskgauge.project import Workspace
from support import company

FORMS = "a filter compares dimensions with values: channel = 'email'"


def written(text: str) -> str | None:
    """The condition that a filter becomes, over columns called like the dimensions, tags in brackets."""
    return parse_filter(text).sql(lambda name: name, lambda condition: f"[{condition}]")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("channel = 'email'", "channel = 'email'"),
        ("channel == 'email'", "channel = 'email'"),
        ("channel != 'email'", "channel <> 'email'"),
        ("CHANNEL = 'Email'", "channel = 'Email'"),
        ("team_id = 'a' AND type = 'b'", "(team = 'a' AND request_type = 'b')"),
        ("(channel = 'a' or channel = 'b') and not team is null",
         "((channel = 'a' OR channel = 'b') AND NOT (team IS NULL))"),
        ("channel = 'a' or channel = 'b' and team = 'c'", "(channel = 'a' OR (channel = 'b' AND team = 'c'))"),
        ("channel in ('a', 'b')", "channel IN ('a', 'b')"),
        ("channel not in ('a')", "NOT (channel IN ('a'))"),
        ("priority between 'p1' and 'p3'", "priority BETWEEN 'p1' AND 'p3'"),
        ("brand like 'a%'", "brand LIKE 'a%' ESCAPE ''"),
        ("team = 7", "team = '7'"),
        ("team in (007, -5)", "team IN ('007', '-5')"),
        ("weekday <= 5 and hour between 9 and 17.0", "(weekday <= 5 AND hour BETWEEN 9 AND 17)"),
        ("brand = 'O''Neill'", "brand = 'O''Neill'"),
        ("brand = 'back\\slash'", "brand = 'back\\slash'"),
        ("brand = 'żółć 東京 😀'", "brand = 'żółć 東京 😀'"),
        ("brand = '$now and $nothing'", "brand = '$now and $nothing'"),
        ("brand = 'x' -- or 1 = 1", "brand = 'x'"),
        ("tag = 'vip'", "[tag = 'vip']"),
        ("tag <> 'vip'", "NOT [tag = 'vip']"),
        ("not tag = 'vip'", "NOT ([tag = 'vip'])"),
        ("tag is null", "NOT [tag IS NOT NULL]"),
        ("tag <> ' <> '", "NOT [tag = ' <> ']"),
        ("", None),
        ("  \n", None),
    ],
)  # fmt: skip
def test_a_filter_is_written_over_the_columns_of_a_frame(text: str, condition: str | None) -> None:
    assert written(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "channel = 'x'; drop table tickets",
        "channel = 'x'; channel = 'y'",
        "drop table tickets",
        "select 1",
        "channel in (select channel from tickets)",
        "channel = (select 'email')",
        "exists (select 1)",
        "channel = 'x' union select 1",
        "channel = 'x' limit 1",
        "lower(channel) = 'email'",
        "channel = lower('EMAIL')",
        "channel = 'a' || 'b'",
        "channel = cast('a' as text)",
        "channel = date '2026-01-01'",
        "channel || 'x' = 'ax'",
        "'email' = channel",
        "1 = 1",
        "true",
        "channel = 'email' or true",
        "channel",
        "'email'",
        "channel = null",
        "channel is true",
        "channel in ()",
        "channel in ('a', null)",
        "tickets.channel = 'email'",
        "channel.name = 'email'",
        "channel[1] = 'e'",
        "channel ilike 'E%'",
        "channel like 'a!%' escape '!'",
        "channel ~ '.*'",
        "channel glob '*'",
        "channel is distinct from 'a'",
        "case when true then channel = 'a' end",
        "channel = ?",
        "channel = $1",
        "channel = E'\\n'",
        "channel = 'a' collate nocase",
        "channel = 'email' and",
        "channel = 'unfinished",
        "()",
        "*",
        "-- nothing",
        "attach 'x.duckdb'",
        "pragma version",
        "channel = 'a\0b'",
        "channel = 'not \udcff text'",
        "hour = -'9'",
        "hour = - -9",
        "hour = 9 + 1",
    ],
)
def test_whatever_is_no_comparison_with_a_value_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_filter(text)
    assert FORMS in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("chanel = 'email'", "There is no dimension 'chanel'. Did you mean 'channel'?"),
        ("team = 'a' and agnet_id = 'b'", "There is no dimension 'agnet_id'. Did you mean 'agent_id'"),
        ("channel = email", "The filter's value 'email' needs quotes in 'channel = email': write 'email'."),
        ("channel = \"email\"", "needs quotes in 'channel = \"email\"': write 'email'."),
        ("channel = ‘email’", "needs quotes in 'channel = ‘email’': write 'email'."),
        ("brand = O_Neill", "write 'O_Neill'."),
        ("channel = team", "The filter's value 'team' needs quotes"),
        ("hour = '9'", "The dimension 'hour' holds numbers; '9' is none."),
        ("weekday between 1 and 'friday'", "The dimension 'weekday' holds numbers; 'friday' is none."),
        ("hour in (1, 'two')", "The dimension 'hour' holds numbers; 'two' is none."),
        ("hour = 1e400", "The dimension 'hour' holds numbers; '1e400' is none."),
        ("hour like '1%'", "The dimension 'hour' holds numbers; LIKE compares texts."),
        ("(" * 5000 + "channel = 'a'" + ")" * 5000, "nested too deep"),
        ("not " * 5000 + "channel = 'a'", "nested too deep"),
        ("channel = 'x'; " + "x" * 10_000, "…"),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_told_what_is_wrong(text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_filter(text)
    assert sentence in str(told.value)
    assert len(str(told.value)) < 500


def test_a_filter_knows_its_dimensions() -> None:
    assert parse_filter("team_id = 'a' or type in ('b') and not tags = 'c'").dimensions == {
        "team",
        "request_type",
        "tag",
    }
    assert parse_filter(None).dimensions == frozenset()
    with pytest.raises(NotFoundError):
        parse_filter("colour = 'red'")


# ---------------------------------------------------------------------- against plain Python
Ticket = dict[str, Any]
VALUES = ("email", "O'Neill", "a_b", "axb", "a\\_b", "100%", "żółć", "$now", "WORK_US(w, at)", "7", "' or '1'='1", None)
TAGS: tuple[list[str], ...] = ([], ["vip"], ["vip", "late"], ["late"])
TICKETS: list[Ticket] = [
    {
        "ticket_id": f"t{i:02}",
        "created_at": f"2026-03-{2 + i % 7:02}T{i % 24:02}:30:00Z",
        "brand": VALUES[i % len(VALUES)],
        "product": VALUES[i // len(VALUES)],
        "tags": TAGS[i % 4],
    }
    for i in range(48)
]


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Tickets of awkward brands and several tags, on each store."""
    url = "duckdb"
    if request.param == "postgres":
        address, name = request.getfixturevalue("postgres_url"), f"filters_{uuid4().hex}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        url = f"{address.rpartition('/')[0]}/{name}"
    workspace = company(tmp_path_factory.mktemp("filters"), {"tickets": TICKETS}, store=url)
    yield workspace
    workspace.close()


def brand_like(pattern: str) -> Callable[[Ticket], bool]:
    """LIKE by hand: nothing escapes."""
    form = "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in pattern)
    return lambda row: row["brand"] is not None and re.fullmatch(form, row["brand"]) is not None


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        *((f"brand = '{one.replace(chr(39), chr(39) * 2)}'", lambda row, one=one: row["brand"] == one)
          for one in VALUES if one),
        ("brand is null", lambda row: row["brand"] is None),
        ("brand <> 'email'", lambda row: row["brand"] not in (None, "email")),
        ("not brand = 'email'", lambda row: row["brand"] not in (None, "email")),
        ("brand = 7 or brand in (8, 'email')", lambda row: row["brand"] in ("7", "email")),
        ("brand like 'a_b'", brand_like("a_b")),
        ("brand like 'a\\_b'", brand_like("a\\_b")),
        ("brand like '%\\'", brand_like("%\\")),
        ("brand like '100%'", brand_like("100%")),
        ("not (brand = 'email' or brand = 'axb') and product is not null",
         lambda row: row["brand"] not in (None, "email", "axb") and row["product"] is not None),
        ("tag = 'vip'", lambda row: "vip" in row["tags"]),
        ("tag <> 'vip'", lambda row: "vip" not in row["tags"]),
        ("tag not in ('vip')", lambda row: "vip" not in row["tags"]),
        ("tag in ('vip', 'x') and tag = 'late'", lambda row: {"vip", "late"} <= set(row["tags"])),
        ("tag is null", lambda row: not row["tags"]),
        ("tag is not null", lambda row: row["tags"]),
        ("hour between 9 and 11.5", lambda row: 9 <= int(row["created_at"][11:13]) <= 11),
        ("weekday = 1", lambda row: row["created_at"].startswith("2026-03-02")),
        (" or ".join(["brand = 'email'"] * 3000), lambda row: row["brand"] == "email"),
        (f"brand in ({', '.join(repr(str(i)) for i in range(3000))})", lambda row: row["brand"] == "7"),
    ],
    ids=lambda one: one[:40] if isinstance(one, str) else "",
)  # fmt: skip
def test_a_filter_keeps_the_rows_that_hold_it(opened: Workspace, text: str, holds: Callable[[Ticket], object]) -> None:
    (row,) = opened.query("ticket_volume", where=text).rows
    assert row["n"] == sum(1 for ticket in TICKETS if holds(ticket))


def test_cut_by_tag_a_filter_on_tags_keeps_the_slices_that_hold_it(opened: Workspace) -> None:
    """The rows are then one for each tag: 24 tickets are vip, 24 late, 12 have none."""

    def slices(where: str) -> list[tuple[object, object]]:
        return [(row["tag"], row["n"]) for row in opened.query("ticket_volume", by=["tag"], where=where).rows]

    assert slices("brand is null or brand is not null") == [("late", 24), ("vip", 24), (None, 12)]
    assert slices("tag = 'vip'") == [("vip", 24)]
    assert slices("tag <> 'vip'") == [("late", 24), (None, 12)]
    assert slices("tag is null") == [(None, 12)]
    assert slices("tag in ('vip', 'late') and not tag = 'late'") == [("vip", 24)]
