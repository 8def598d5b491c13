"""Every check finds its planted fault, by name, and nothing in a company without faults; on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import psycopg
import pytest
import sqlglot
import yaml

from deskgauge.catalogue.registry import builtin
from deskgauge.errors import NotFoundError
from deskgauge.model.checks import CHECKS, Finding, Severity, run_checks
from deskgauge.model.checks_declare import Check, Data, percent
from deskgauge.model.tables import TABLES, Type
from deskgauge.model.vocabulary import LABELLED, Labelled

HERE = Path(__file__).parent / "checks"
COMPANY: dict[str, list[dict[str, object]]] = yaml.safe_load((HERE / "company.yaml").read_text(encoding="utf-8"))
BELOW = {
    "calendars_missing", "messages_clock_runs_backwards", "ticket_events_clock_runs_backwards",
    *(f"{table}_days_missing" for table in ("tickets", "ticket_events", "messages", "calls", "survey_responses")),
    "tickets_created_at_without_hours", "ticket_events_at_without_hours", "messages_at_without_hours",
    "calls_queued_at_without_hours", "survey_responses_answered_at_without_hours",
}  # fmt: skip
"""The checks that need many rows, with tests of their own below."""

Rows = Mapping[str, Sequence[Mapping[str, object]]]
Fetch = Callable[[str], list[tuple[object, ...]]]


@dataclass(frozen=True)
class Case:
    """Rows laid over the company, and the finding that they must make; the form of cases.yaml."""

    finds: str
    rows: Rows
    sample: Sequence[str] = ()
    total: int | None = None
    of: int | None = None
    also: Sequence[str] = ()


CASES = [Case(**entry) for entry in yaml.safe_load((HERE / "cases.yaml").read_text(encoding="utf-8"))]

STORED = {
    Type.TEXT: "TEXT", Type.INSTANT: "TIMESTAMP", Type.DATE: "DATE", Type.BOOLEAN: "BOOLEAN", Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE PRECISION", Type.MONEY: "DECIMAL(18, 4)", Type.JSON: "TEXT",
}  # fmt: skip


def schema() -> Iterator[str]:
    """Yield the statement that makes each canonical table."""
    for table in TABLES.values():
        columns = ", ".join(f'"{column.name}" {STORED[column.type]}' for column in table.all_columns)
        yield f"CREATE TABLE {table.name} ({columns})"


def laid_over(base: Rows, over: Rows) -> dict[str, list[dict[str, object]]]:
    """Lay rows over a company: known keys get the cells, new keys a row with the other cells of the first."""
    tables = {name: [dict(row) for row in rows] for name, rows in base.items()}
    for name, rows in over.items():
        key = TABLES[name].key
        for row in rows:
            known = [old for old in tables[name] if all(old.get(part) == row.get(part) for part in key)]
            if known:
                known[0].update(row)
            else:
                tables[name].append({**tables[name][0], **row})
    return tables


def inserts(name: str, rows: Sequence[Mapping[str, object]]) -> str:
    """Write the INSERT of some rows."""
    columns = [column.name for column in TABLES[name].all_columns]
    extra = {"_source": "test", "_loaded_at": "2026-03-10T00:00:00"}
    values = [", ".join(literal(({**extra, **row}).get(column)) for column in columns) for row in rows]
    return f"INSERT INTO {name} VALUES {', '.join(f'({row})' for row in values)}"


def literal(value: object) -> str:
    """Write a value of the YAML file as SQL."""
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, bool | int | float) else "'" + str(value).replace("'", "''") + "'"


def all_faults() -> Rows:
    """The rows of all cases, one after the other."""
    over: dict[str, list[Mapping[str, object]]] = {}
    for case in CASES:
        for name, rows in case.rows.items():
            over.setdefault(name, []).extend(rows)
    return over


def counts(tables: Rows) -> dict[str, int]:
    """Count the rows of each table."""
    return {name: len(rows) for name, rows in tables.items()}


def check(fetch: Fetch, tables: Rows) -> dict[str, Finding]:
    """Run all checks as a company that reports in euro and keeps its calendars in the data."""
    findings = run_checks(fetch, counts(tables), {"channel": {"Rohrpost": "messaging"}}, currency="EUR")
    assert len({finding.check for finding in findings}) == len(findings)
    return {finding.check: finding for finding in findings}


class Store:
    """A DuckDB with the clean company; a test plants its rows, and what does not touch them is answered from memory."""

    def __init__(self, company: Rows = COMPANY) -> None:
        self.connection = duckdb.connect(config={"threads": 1})  # starting threads takes longer than these queries
        self.connection.execute("CREATE MACRO seconds(a, b) AS (epoch_us(b) - epoch_us(a)) / 1e6")
        for statement in schema():
            self.connection.execute(statement)
        for name, rows in company.items():
            self.connection.execute(inserts(name, rows))
        self.planted: set[str] = set()
        self.answers: dict[str, list[tuple[object, ...]]] = {}

    def fetch(self, sql: str) -> list[tuple[object, ...]]:
        """Run a query, or remember its answer where no planted table is in it."""
        if self.planted.intersection(re.findall(r"\w+", sql)):
            return self.connection.execute(sql).fetchall()
        if sql not in self.answers:
            self.answers[sql] = self.connection.execute(sql).fetchall()
        return self.answers[sql]

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Run a query on the clean company."""
        return self.connection.execute(sql).fetchall()

    def find(self, over: Rows) -> dict[str, Finding]:
        """Lay rows over the company, run all checks, and take the rows away."""
        tables = laid_over(COMPANY, over)
        self.planted = set(over)
        self.connection.execute("BEGIN")
        for name in over:
            self.connection.execute(f"DELETE FROM {name}")
            if tables[name]:
                self.connection.execute(inserts(name, tables[name]))
        try:
            return check(self.fetch, tables)
        finally:
            self.connection.execute("ROLLBACK")


@pytest.fixture(scope="module")
def clean() -> Store:
    return Store()


def test_a_company_without_faults_has_no_findings(clean: Store) -> None:
    assert clean.find({}) == {}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finds)
def test_a_planted_fault_is_found_by_name(clean: Store, case: Case) -> None:
    found = clean.find(case.rows)
    assert set(found) == {case.finds, *case.also}
    finding = found[case.finds]
    rows = len(case.sample) if case.total is None else case.total
    assert (finding.rows, finding.sample) == (rows, tuple(case.sample))
    assert finding.share == rows / (case.of or counts(laid_over(COMPANY, case.rows))[finding.table])
    assert finding.text.endswith(".")
    assert "{" not in finding.text


def test_every_check_has_a_case() -> None:
    tried = {case.finds for case in CASES} | BELOW
    profiled = {f"{'_'.join(part for part in (e.table, e.field, e.column) if part)}_label_unknown" for e in closed()}
    assert {each.id for each in CHECKS} - tried == set()
    assert profiled - tried == set()


def closed() -> Iterator[Labelled]:
    return (entry for entry in LABELLED if entry.kind != "priority")


def test_checks_speak_of_metrics_that_there_are(clean: Store) -> None:
    over = all_faults()
    named = {metric for each in CHECKS for metric in each.metrics}
    named |= {metric for finding in clean.find(over).values() for metric in finding.metrics}
    assert named - set(builtin()) == set()


def test_findings_name_no_metric_that_the_catalogue_lacks(clean: Store) -> None:
    def touched(metrics: list[str] | None) -> list[tuple[str, ...]]:
        present = {**counts(COMPANY), "calendars": 0, "teams": 0}
        return [finding.metrics for finding in run_checks(clean.ask, present, metrics=metrics)]

    assert "agent_wait_time" in touched(None)[0]
    assert touched(["csat", "response_time"]) == [("response_time",)]


def test_checks_have_names_of_their_own() -> None:
    assert len({each.id for each in CHECKS}) == len(CHECKS)


# ------------------------------------------------------------------------------------- what needs many rows

FIRST = datetime(2026, 1, 1)


def many(table: str, times: Sequence[datetime]) -> Rows:
    """Rows with new keys and these times, otherwise like the first of the table."""
    (key,), column = TABLES[table].key, TABLES[table].event_time
    return {table: [{key: f"n{number:05d}", column or "": str(at)} for number, at in enumerate(times)]}


DAILY = ["tickets", "ticket_events", "messages", "calls", "survey_responses"]


@pytest.mark.parametrize("table", DAILY)
def test_days_without_rows_are_named(clean: Store, table: str) -> None:
    days = [FIRST + timedelta(days=day) for day in range(64)]
    missing = {date(2026, 1, 14), date(2026, 2, 3)}
    # five on every weekday but Sunday, which has two; two working days and one Sunday without any
    times = [
        day + timedelta(minutes=97 * number)
        for day in days
        for number in range(2 if day.weekday() == 6 else 5)
        if day.date() not in {*missing, date(2026, 2, 8)}
    ]
    found = clean.find(many(table, times))[f"{table}_days_missing"]
    assert found.sample == ("2026-01-14", "2026-02-03")
    assert (found.rows, found.share) == (2, 2 / 64)


@pytest.mark.parametrize("hours", [[0], [22, 23]], ids=["midnight", "midnight of a zone with daylight time"])
@pytest.mark.parametrize("table", DAILY)
def test_dates_that_were_read_as_times_are_told(clean: Store, table: str, hours: list[int]) -> None:
    times = [FIRST + timedelta(days=day, hours=hours[day % len(hours)]) for day in range(60)]
    column = TABLES[table].event_time
    found = clean.find(many(table, times))[f"{table}_{column}_without_hours"]
    assert (found.rows, found.severity) == (60, Severity.ERROR)
    assert f"({hours[0]:02d}:00 UTC)" in found.text


def test_times_of_real_days_have_hours(clean: Store) -> None:
    times = [FIRST + timedelta(days=day, hours=8 if day % 2 else 17) for day in range(60)]
    assert "calls_queued_at_without_hours" not in clean.find(many("calls", times))


@pytest.mark.parametrize("table", ["messages", "ticket_events"])
def test_a_clock_set_back_is_told_where_ids_are_numbers(clean: Store, table: str) -> None:
    (key,) = TABLES[table].key
    at = [FIRST + timedelta(days=70, minutes=10 * number) for number in range(40)]
    at[20] -= timedelta(hours=1)
    rows = [{key: str(990 + number), "at": str(each)} for number, each in enumerate(at)]
    found = clean.find({table: rows})[f"{table}_clock_runs_backwards"]
    assert found.sample == ("1010",)


def test_ids_that_are_no_numbers_say_nothing_about_the_clock(clean: Store) -> None:
    rows = [
        {"message_id": f"{number * 7919 % 40:02d}", "at": str(FIRST + timedelta(hours=number))} for number in range(40)
    ]
    assert "messages_clock_runs_backwards" not in clean.find({"messages": rows})


def test_without_any_calendar_the_business_clock_is_empty(clean: Store) -> None:
    present = {**counts(COMPANY), "calendars": 0, "teams": 0}
    names = [finding.check for finding in run_checks(clean.ask, present)]
    assert names == ["calendars_missing"]
    assert run_checks(clean.ask, present, calendars=["office"]) == []


# ------------------------------------------------------------------------------------------------ the report


def test_findings_come_gravest_first_and_speak_of_their_metrics(clean: Store) -> None:
    over: Rows = {
        "tickets": [{"ticket_id": "t2", "priority": None}],
        "messages": [{"message_id": "m2", "at": "2026-03-02T08:00:00"}, {"message_id": "m4", "channel": "fax"}],
    }
    found = clean.find(over)
    assert list(found) == ["reply_before_creation", "messages_channel_label_unknown", "tickets_priority_missing"]
    assert "first_response_time" in found["reply_before_creation"].metrics
    assert found["reply_before_creation"].text.startswith("Replies sent before their ticket was created: 1 of 4")
    assert found["tickets_priority_missing"].metrics == ()


def test_a_company_s_own_labels_are_known(clean: Store) -> None:
    assert clean.find({"tickets": [{"ticket_id": "t1", "channel": "rohrpost"}]}) == {}


def test_a_label_with_a_quote_in_it_is_read(clean: Store) -> None:
    over: Rows = {
        "ticket_events": [{"event_id": "e4", "field": "status", "old_value": "open", "new_value": "won't fix"}]
    }
    assert set(clean.find(over)) == {"status_disagrees", "ticket_events_status_new_value_label_unknown"}


@pytest.mark.parametrize("label", [None, "", "what"], ids=["nothing", "a blank", "an unknown label"])
def test_columns_without_a_known_label_can_be_asked(label: str | None) -> None:
    blank: dict[str, dict[str, str | None]] = {name: {} for name in COMPANY}
    for entry in LABELLED:
        blank[entry.table][entry.column] = label
    company = {
        name: [{**{part: row.get(part) for part in TABLES[name].key}, **blank[name]} for row in rows]
        for name, rows in COMPANY.items()
    }
    assert "messages_author_id_unknown" not in check(Store(company).ask, company)


def test_a_sample_names_five_rows_at_most(clean: Store) -> None:
    over: Rows = {"calls": [{"call_id": f"x{number}", "wrap_s": -1, "customer_id": "dan"} for number in range(8)]}
    found = clean.find(over)["calls_negative_seconds"]
    assert (found.rows, found.sample) == (8, ("x0", "x1", "x2", "x3", "x4"))


def test_a_missing_value_warns_from_a_twentieth_on(clean: Store) -> None:
    rows = [{"ticket_id": f"x{number}", "subject": f"Number {number}", "status_at": None} for number in range(27)]
    few = [*rows, {"ticket_id": "t2", "customer_id": None}]
    more = [*few, {"ticket_id": "t3", "customer_id": None}]
    assert clean.find({"tickets": few})["tickets_customer_id_missing"].severity is Severity.NOTE
    assert clean.find({"tickets": more})["tickets_customer_id_missing"].severity is Severity.WARNING


def test_empty_tables_are_asked_nothing() -> None:
    def fetch(sql: str) -> list[tuple[object, ...]]:
        raise AssertionError(sql)

    assert run_checks(fetch, {}) == []


def test_a_check_of_an_unknown_table_is_refused_when_it_is_declared() -> None:
    with pytest.raises(NotFoundError, match=r"'tickts'.*'tickets'"):
        Check("x", Severity.NOTE, "tickts", "", "")


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0.0 %"), (0.0004, "under 0.1 %"), (0.0123, "1.2 %"), (0.5, "50 %"), (1.0, "100 %")]
)
def test_shares_are_written_short(share: float, text: str) -> None:
    assert percent(share) == text


def test_words_are_a_case_over_the_labels_in_the_data() -> None:
    counts = {Labelled("tickets", "status", "status"): {"Resolved": 3, "solved": 1, " ": 1, "Brewing": 1}}
    data = Data(lambda _: [], {}, {}, counts)
    assert data.with_words("WORD(status, t.status)") == (
        "(CASE WHEN t.status IN ('', ' ') THEN NULL WHEN t.status IN ('Resolved', 'solved') THEN 'solved' "
        "WHEN t.status IS NOT NULL THEN 'other' END)"
    )


# ------------------------------------------------------------------------------------------- the second engine


def test_postgres_finds_the_same(clean: Store, postgres_database: str) -> None:
    over = all_faults()
    tables = laid_over(COMPANY, over)
    expected = clean.find(over)
    with psycopg.connect(postgres_database) as connection:
        connection.execute(
            "CREATE FUNCTION seconds(a TIMESTAMP, b TIMESTAMP) RETURNS DOUBLE PRECISION LANGUAGE SQL IMMUTABLE "
            "AS 'SELECT CAST(EXTRACT(EPOCH FROM b - a) AS DOUBLE PRECISION)'"
        )
        for statement in (*schema(), *(inserts(name, rows) for name, rows in tables.items())):
            connection.execute(statement)

        def fetch(sql: str) -> list[tuple[object, ...]]:
            (rendered,) = sqlglot.transpile(sql, read="duckdb", write="postgres")
            return connection.execute(rendered).fetchall()

        found = check(fetch, tables)
    assert len(found) > 100
    assert found == expected
