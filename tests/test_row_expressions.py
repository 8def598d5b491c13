"""What an own metric may say of a row: nothing that looks outside of it, and alike on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import deskgauge
from deskgauge.engine import row_sql
from deskgauge.errors import NotFoundError, UsageError
from own_support import GOOD, SETTINGS, TABLES, as_toml, written
from support import MARCH, company

COLUMNS = ("segment", "replies", "created_at", "solved_at", "at", "comment")
REFUSED = """
segment = 'vip'; DROP TABLE tickets
1) FROM tickets; --
TRUE) OR (FALSE
(SELECT 1)
EXISTS (SELECT 1)
segment IN (SELECT agent_id FROM agents)
replies > ALL (SELECT 1)
segment = 'a' UNION SELECT 1
FROM tickets
COUNT(*) > 1
SUM(replies) OVER () > 1
ROW_NUMBER() OVER () > 1
MAX(replies) FILTER (WHERE TRUE) > 1
read_csv('/etc/passwd')
read_text('/etc/passwd') = 'x'
getenv('HOME') = 'x'
current_setting('data_directory') = 'x'
pg_sleep(60) IS NULL
pg_read_file('/etc/passwd') = 'x'
lo_import('/etc/passwd') > 0
nextval('s') > 0
query('SELECT 1')
query_table('tickets')
version() = 'x'
random() > 0.5
uuid() = 'x'
now() > created_at
current_timestamp > created_at
current_user = 'x'
tickets.segment = 'x'
main.tickets.segment = 'x'
*
COLUMNS(*) > 1
?
$1 > 1
segment ~ '(a+)+$'
regexp_matches(segment, 'a')
replies::VARCHAR = '1'
CAST(segment AS INTEGER) > 1
segment COLLATE nocase = 'a'
[replies] = [1]
{'a': replies} = {'a': 1}
list_transform([1], x -> x + 1) = [2]
replies[1] = 1
segment AS other
replies, segment
replies ** 99 > 1
SET memory_limit = '1GB'
COPY tickets TO '/tmp/x'
ATTACH '/tmp/x'
PRAGMA database_list
INSTALL httpfs
CALL pragma_version()
setting__now > created_at
'unfinished
segment = 'x' --) ; DROP TABLE tickets
segment = 'x' /* open
E'a' = segment
WORK_US(w, created_at) > 1
SORTED(replies, TRUE) = [1]
JSON_ITEMS(segment) = 'x'
created_at > created_at + INTERVAL '1 day'
segment LIKE 'a\\_b'
segment LIKE comment
"""


@pytest.mark.parametrize("text", [one for one in REFUSED.splitlines() if one])
def test_what_looks_outside_of_its_row_is_refused(text: str) -> None:
    """Or reads back without what was hidden in a comment."""
    if "--" in text and text.startswith("segment"):
        assert row_sql.row_expression(text, COLUMNS, "tickets") == "segment = 'x'"
        return
    with pytest.raises(UsageError):
        row_sql.row_expression(text, COLUMNS, "tickets")


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("segment='vip'", "segment = 'vip'"),
        ("at IS NOT NULL", 'NOT "at" IS NULL'),
        ("comment LIKE '%--%'", "comment LIKE '%--%'"),
        ("segment = '$now; ''x'''", "segment = '$now; ''x'''"),
        ("SECONDS(created_at, $now) > $backlog_after", "SECONDS(created_at, $now) > $backlog_after"),
        ("replies / replies", "replies / NULLIF(replies, 0)"),
        ("replies BETWEEN 1 AND 3 AND NOT segment IN ('a', 'b')",
         "replies BETWEEN 1 AND 3 AND NOT segment IN ('a', 'b')"),
        ("CASE WHEN replies > 1 THEN 1 ELSE 0 END", "CASE WHEN replies > 1 THEN 1 ELSE 0 END"),
        ("created_at >= DATE '2026-01-31'", "created_at >= CAST('2026-01-31' AS DATE)"),
        ("created_at >= TIMESTAMP '2026-01-31T01:02'", "created_at >= CAST('2026-01-31 01:02:00' AS TIMESTAMP)"),
        ("created_at >= TIMESTAMP '2026-01-31'", "created_at >= CAST('2026-01-31 00:00:00' AS TIMESTAMP)"),
        ("created_at >= TIMESTAMP '2026-01-31 01:02:03.5'",
         "created_at >= CAST('2026-01-31 01:02:03.500000' AS TIMESTAMP)"),
        ("coalesce(replies, 0) + least(1, 2)", "COALESCE(replies, 0) + LEAST(1, 2)"),
        ("segment IS DISTINCT FROM 'vip' -- a remark", "segment IS DISTINCT FROM 'vip'"),
    ],
)  # fmt: skip
def test_an_expression_is_written_anew_as_it_was_understood(text: str, understood: str) -> None:
    """Never as it was typed; quoted where an engine would stumble."""
    assert row_sql.row_expression(text, COLUMNS, "tickets") == understood


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("TIMESTAMP '2026-03-05T01:00:00+02:00'", "has an offset; write the instant in UTC"),
        ("TIMESTAMP '2026-03-05T01:00:00Z'", "has an offset; write the instant in UTC"),
        ("TIMESTAMP '2026-03-05 01:00-0330'", "has an offset; write the instant in UTC"),
        ("DATE '2026-W05-1'", "is no date such as '2026-01-31'"),
        ("DATE '20260131'", "is no date such as '2026-01-31'"),
        ("DATE '2026-01-31 10:00'", "is no date such as '2026-01-31'"),
        ("DATE '２０２６-01-31'", "is no date such as '2026-01-31'"),
        ("TIMESTAMP '2026-01-31 24:01'", "is no instant such as '2026-01-31 12:00'"),
        ("TIMESTAMP '20260131T100000'", "is no instant such as '2026-01-31 12:00'"),
        ("TRY_CAST('2026-01-31' AS DATE)", "no function 'TRY_CAST'"),
        ("TRY_CAST('2026-01-31' AS TIMESTAMP)", "no function 'TRY_CAST'"),
    ],
)
def test_a_day_or_an_instant_has_one_form_alone(text: str, told: str) -> None:
    """Nothing is read otherwise than it is written, and nothing fails only once it runs."""
    with pytest.raises(UsageError, match=told):
        row_sql.row_expression(f"created_at >= {text}", COLUMNS, "tickets")


def test_an_expression_without_an_end_is_refused() -> None:
    """As a mistake, not as an error of ours."""
    with pytest.raises(UsageError):
        row_sql.row_expression("(" * 5000 + "replies" + ")" * 5000 + " > 1", COLUMNS, "tickets")


def test_a_division_is_one_of_numbers_and_not_of_whole_ones(twins: tuple[Path, Path]) -> None:
    """d has three replies, and half of three is more than one; a has two."""
    for folder in twins:
        written(folder, as_toml({**GOOD, "hit": "replies / 2 > 1"}))
        with deskgauge.open(folder) as workspace:
            assert [row["value"] for row in workspace.query("m", by=["priority"], **MARCH).rows] == [0, 1 / 2]


def test_a_function_that_is_not_allowed_names_those_that_are() -> None:
    """The nearest, or all of them."""
    with pytest.raises(NotFoundError, match="Did you mean 'COALESCE'"):
        row_sql.row_expression("COALESC(replies, 1) > 1", COLUMNS, "tickets")


@pytest.mark.parametrize(
    "expression",
    ["COALESCE(replies, 0) > 0", "NULLIF(replies, 0) > 0", "ABS(replies) > 0", "FLOOR(replies / 2.0) > 0",
     "CEIL(replies / 2.0) > 0", "LEAST(replies, 1) > 0", "GREATEST(replies, 1) > 0", "LOWER(segment) = 'vip'",
     "UPPER(segment) = 'VIP'", "TRIM(segment) = 'vip'", "LENGTH(segment) > 0", "STARTS_WITH(segment, 'v')",
     "SECONDS(created_at, solved_at) > 0", "PLUS_SECONDS(created_at, 60) < solved_at", "NUMBER(segment) > 0",
     "segment || 'x' = 'vipx'", "replies / 0 > 1", "replies / (replies - replies) > 1", "segment ILIKE 'V%'",
     "created_at >= TIMESTAMP '2026-03-02 10:00'", "IF(replies > 1, TRUE, FALSE)", "segment IS NOT DISTINCT FROM 'vip'",
     "SECONDS(created_at, $now) > $repeat_window", "SECONDS(created_at, first_reply_at) <= $first_response_target",
     "segment LIKE 'v\\_p' ESCAPE '\\'", "segment LIKE 'v_p'", "replies / 2 > 1 OR segment = 'never'",
     "-replies < 0", "replies * 2 - 1 <> 3"],
)  # fmt: skip
def test_every_function_that_is_allowed_runs_alike_on_both_stores(expression: str, twins: tuple[Path, Path]) -> None:
    """The same share, by priority."""
    found = []
    for folder in twins:
        written(folder, as_toml({**GOOD, "hit": expression}))
        with deskgauge.open(folder) as workspace:
            answer = workspace.query("m", by=["priority"], **MARCH)
            found.append(answer.rows)
    assert found[0] == found[1]
    assert [row["n"] for row in found[0]] == [2, 2]


@pytest.fixture(scope="module")
def twins(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The same company in both stores."""
    import psycopg

    name = "own_metrics_twins"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    folders = tmp_path_factory.mktemp("duckdb"), tmp_path_factory.mktemp("postgres")
    stores = ("duckdb", postgres_url.rpartition("/")[0] + f"/{name}")
    for folder, store in zip(folders, stores, strict=True):
        company(folder, TABLES, SETTINGS, store).close()
    yield folders
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
