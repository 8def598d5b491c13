"""What is measured: for each piece of work our side, the side by hand, and whether both came to the same."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

import deskgauge
from bench import company, data, drill
from bench.answers import Numbers, of_answer, of_table
from bench.clock import Cost, clocked, peak
from deskgauge.catalogue.kinds import Share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine import ask
from deskgauge.engine.build import build
from deskgauge.engine.engines.duckdb import DuckDB
from deskgauge.engine.question import Question
from deskgauge.engine.store import create_tables, knowledge

FROM, TO = "2024-11-01", "2026-11-01"
WARM = int(os.environ.get("BENCH_WARM") or 5)  # questions asked by one process, after one that is not counted
COLD = 7  # processes started
Result = tuple[Cost, Numbers]
Work = Callable[[int], Result]


@dataclass(frozen=True, slots=True)
class Measure:
    """One piece of work: both sides, what each does, the goal in words and what it is judged by."""

    title: str
    ours: Work
    hand: Work | None
    goal: float | None  # the most that the ratio may be
    does: str
    rows: bool = False  # rows of messages a second are told as well


# ------------------------------------------------------------------------------- files
def work_file(n: int, name: str) -> Path:
    """Return a file to write into, with nothing there yet."""
    folder = data.folder_of(n) / "work"
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.unlink(missing_ok=True)
    return file


def import_ours(n: int, form: str) -> Result:
    """Import the messages alone into a new project."""
    folder = data.folder_of(n)
    workspace = company.new_project(folder / "work" / f"import-{form}")
    with clocked() as cost:
        workspace.import_files([folder / form / f"messages.{form}"])
    return cost, {}


def import_hand(n: int, form: str) -> Result:
    """Load the messages by INSERT … SELECT, check their keys and write the file down."""
    text = company.sections("import")
    with company.writing(work_file(n, f"import-{form}-hand.duckdb")) as connection:
        for statement in create_tables(DuckDB.types):
            connection.execute(statement)
        file = data.folder_of(n) / form / f"messages.{form}"
        with clocked() as cost:
            connection.execute(text[form].replace("$file", str(file)))
            if connection.execute(text["check"]).fetchone() != (True,):
                raise ValueError("the messages' keys are not in order")
            company.write_down(connection)
    return cost, {}


# ------------------------------------------------------------------------------- facts
@contextmanager
def raw_copy(n: int, name: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a copy of the raw tables to write into."""
    file = work_file(n, name)
    shutil.copyfile(company.raw_of(n), file)
    with company.writing(file) as connection:
        yield connection


def facts_ours(n: int) -> Result:
    """Make all facts and write them down."""
    settings = deskgauge.open(company.project_of(n)).settings
    with raw_copy(n, "facts.duckdb") as connection, clocked() as cost:
        build(DuckDB(connection), settings)
        company.write_down(connection)
    return cost, {}


def facts_hand(n: int) -> Result:
    """Make the same facts by hand and write them down."""
    with raw_copy(n, "facts-hand.duckdb") as connection:
        company.with_holidays(connection)
        with clocked() as cost:
            connection.execute(company.script("clock"))
            connection.execute(company.script("facts"))
            company.write_down(connection)
    return cost, {}


# ------------------------------------------------------------------------------- the analyst's set
ONE_TOUCH = Metric(
    id="one_touch", title="One touch", group="quality", unit="share", better="up",
    kind=Share("tickets", "solved_at", SOLVED, {"solved": "solved_at"}, hit="replies = 1 AND reopens = 0"),
    text="Solved tickets with one reply and without a reopening.", source="beyond", needs=("tickets",),
    requires=(("tickets",),),
)  # fmt: skip


def analyst_ours(n: int, name: str) -> Result:
    """Make all facts, then ask three questions."""
    settings = deskgauge.open(company.project_of(n)).settings
    by_month = ("first_response_time", "resolution_time", "replies_per_request", "one_touch", "reopen_rate")
    numbers: Numbers = {}
    with raw_copy(n, f"{name}.duckdb") as connection, clocked() as cost:
        engine = DuckDB(connection)
        build(engine, settings)
        known, span = knowledge(engine)
        session = ask.Session(engine, settings, {**builtin(), "one_touch": ONE_TOUCH}, known, span)

        def asked(metrics: Sequence[str], grain: str, by: Sequence[str] = (), clock: str | None = None) -> None:
            question = Question(tuple(metrics), tuple(by), grain, FROM, TO, clock=clock)
            numbers.update(of_answer(ask.answer(session, question), f"_{clock}" if clock else ""))

        asked(by_month, "month", ["channel"])
        asked(by_month[:2], "month", ["channel"], "business")
        asked(["active_tickets"], "day")
    return cost, numbers


def analyst_hand(n: int, scripts: Sequence[str]) -> Result:
    """Go from the raw tables to the same results."""
    numbers: Numbers = {}
    with raw_copy(n, f"{scripts[-1]}-hand.duckdb") as connection:
        company.with_holidays(connection)
        with clocked() as cost:
            for name in ("clock", "macros", *scripts):
                connection.execute(company.script(name))
            for table in ("created", "solved", "first_solved", "backlog"):
                numbers |= fetched(connection, f"FROM {table}")
    return cost, numbers


# ------------------------------------------------------------------------------- questions
def fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> Numbers:
    """Run one hand-written query and return its cells."""
    found = connection.execute(sql)
    return of_table([str(one[0]) for one in found.description or ()], found.fetchall())


def repeated(once: Callable[[], Numbers], times: int = WARM) -> Result:
    """Ask once unmeasured and then again and again in one process; return the median cost and the last numbers."""
    once()
    costs: list[Cost] = []
    numbers: Numbers = {}
    for _ in range(times):
        with clocked() as cost:
            numbers = once()
        costs.append(cost)
    walls, cpus = sorted(cost.wall for cost in costs), sorted(cost.cpu for cost in costs)
    return Cost(walls[times // 2], cpus[times // 2], peak()), numbers


def scorecard_ours(n: int) -> Result:
    """Ask for all metrics of the whole company by month: by channel those that can be, then the others."""
    workspace = deskgauge.open(company.whole_of(n))
    cut, whole = all_metrics()

    def once() -> Numbers:
        found = of_answer(workspace.query(*cut, by=CUT, grain="month", from_=FROM, to=TO))
        return found | of_answer(workspace.query(*whole, grain="month", from_=FROM, to=TO))

    return repeated(once)


def question_ours(n: int, metrics: Sequence[str], grain: str, by: Sequence[str]) -> Result:
    """Ask the workspace, which opens the store anew for every question."""
    workspace = deskgauge.open(company.project_of(n))
    return repeated(lambda: of_answer(workspace.query(*metrics, by=by, grain=grain, from_=FROM, to=TO)))


def question_hand(n: int, name: str) -> Result:
    """Open the store and run one hand-written query."""
    query = company.sections("single")[name]

    def once() -> Numbers:
        with duckdb.connect(str(company.store_of(n)), read_only=True) as connection:
            connection.execute(company.script("macros") + company.script("bounds"))
            return fetched(connection, query)

    return repeated(once)


NOT_BY_HAND = ("csat_weighted", "top_performers", "competitor_gap")
"""Rakes weights until they fit, redraws ranks a thousand times, asks other metrics again: no scan does that."""


def all_metrics() -> tuple[list[str], list[str]]:
    """Return the metrics that can be cut by channel, and those that cannot."""
    found = [metric for name, metric in builtin().items() if name not in NOT_BY_HAND]
    cut = [metric.id for metric in found if "channel" in FRAMES[metric.kind.frame].dimensions]
    return cut, [metric.id for metric in found if metric.id not in cut]


SCANS = ("created", "solved", "first_solved", "turns", "standing", "rung", "held", "handled", "contacted", "reviewed",
         "surveyed", "invited", "flow", "typed", "visited", "mailed", "touched", "talked", "sold", "earned", "bought",
         "stayed", "reached", "spent", "paid", "worked", "holding", "started", "staffed", "asked", "helped", "came",
         "readings", "posted", "lived", "loyal", "worded", "matched", "preferred")  # fmt: skip


def scorecard_hand(n: int, how: str) -> Result:
    """Open the store, run one scan for each fact and time column, and fetch what they found."""

    def once() -> Numbers:
        numbers: Numbers = {}
        with duckdb.connect(str(company.whole_store_of(n)), read_only=True) as connection:
            for name in ("macros", how, "scorecard", "scorecard_more"):
                connection.execute(company.script(name))
            for table in SCANS:
                numbers |= fetched(connection, f"FROM {table}")
        return numbers

    return repeated(once)


# ------------------------------------------------------------------------------- the cold command line
def cold(command: Sequence[str]) -> Result:
    """Start a process several times; the cost is the median of its whole life."""
    costs = []
    for _ in range(COLD):
        with clocked(resource.RUSAGE_CHILDREN) as cost:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        costs.append(cost)
    walls, cpus = sorted(cost.wall for cost in costs), sorted(cost.cpu for cost in costs)
    return Cost(walls[COLD // 2], cpus[COLD // 2], costs[-1].memory), {}


def whole_ours(n: int) -> Result:
    """Import all tables into a new project and make all facts."""
    with clocked() as cost:
        company.load(n)
    return cost, {}


def cold_ours(n: int) -> Result:
    """Run the command line: one question, JSON."""
    program = Path(sys.executable).parent / "deskgauge"
    return cold([str(program), "query", "csat", "--format", "json", "--project", str(company.project_of(n))])


def cold_hand(n: int) -> Result:
    """Run Python with DuckDB and one query."""
    file = str(company.store_of(n))
    query = (
        "SELECT count(*), count(*) FILTER (is_top_box) FROM survey_facts WHERE kind = 'csat' AND is_top_box IS NOT NULL"
    )
    program = f"import duckdb; print(duckdb.connect({file!r}, read_only=True).execute({query!r}).fetchall())"
    return cold([sys.executable, "-c", program])


def _question(metrics: Sequence[str], grain: str, by: Sequence[str], name: str, text: str) -> Measure:
    return Measure(
        f"query: {text}", lambda n: question_ours(n, metrics, grain, by), lambda n: question_hand(n, name), None,
        "Workspace.query beside one hand-written query over the same facts; both open the store each time",
    )  # fmt: skip


CUT = ["channel"]
MEASURES: Mapping[str, Measure] = {
    "whole": Measure(
        "import of the whole company", whole_ours, None, None,
        "Workspace.import_files on the folder of all eleven tables as Parquet, facts included",
    ),
    "import-csv": Measure(
        "import of messages, CSV", lambda n: import_ours(n, "csv"), lambda n: import_hand(n, "csv"), None,
        "Workspace.import_files beside INSERT … SELECT FROM read_csv with typed columns and a check of the keys",
        rows=True,
    ),
    "import-parquet": Measure(
        "import of messages, Parquet", lambda n: import_ours(n, "parquet"), lambda n: import_hand(n, "parquet"), None,
        "the same from Parquet", rows=True,
    ),
    "facts": Measure(
        "facts", facts_ours, facts_hand, 1.5,
        "all facts from the raw tables, written to the file; by hand the same tables and columns",
    ),
    "analyst": Measure(
        "facts and the analyst's set", lambda n: analyst_ours(n, "analyst"),
        lambda n: analyst_hand(n, ["facts", "analyst_on_facts"]), 1.5,
        "all facts from the raw tables, then the set in three questions; by hand the same facts, then the set of them",
    ),
    "analyst-only": Measure(
        "the analyst's set alone", lambda n: analyst_ours(n, "analyst-only"),
        lambda n: analyst_hand(n, ["analyst"]), None,
        "ours makes all facts as before; by hand straight from the raw tables to these results, keeping nothing: "
        "not the same work, told to show what keeping the facts costs",
    ),
    "scorecard": Measure(
        "scorecard, values and bounds", scorecard_ours,
        lambda n: scorecard_hand(n, "bounds"), 2.0,
        "all metrics over 24 months, by channel where they can be; by hand one scan a fact and time column, with the "
        "bounds of medians",
    ),
    "scorecard-values": Measure(
        "scorecard, values only by hand", scorecard_ours,
        lambda n: scorecard_hand(n, "values"), 2.0,
        "the same beside scans that give values and sample sizes only",
    ),
    "first-response": _question(
        ["first_response_time"], "month", CUT, "first_response_time", "median first response by month and channel"
    ),
    "csat": _question(["csat"], "month", CUT, "csat", "csat by month and channel"),
    "service-level": _question(["service_level"], "month", [], "service_level", "service level by month"),
    "backlog": _question(
        ["active_tickets", "ticket_backlog"], "day", [], "backlog", "active tickets and backlog by day"
    ),
    "fcr": _question(
        ["first_contact_resolution"], "month", CUT, "fcr", "first contact resolution by month and channel"
    ),
    "drill": Measure(
        "drill-down of one number",
        lambda n: repeated(lambda: drill.ours(n)),
        lambda n: repeated(lambda: drill.hand(n)),
        None,
        "Workspace.explain of first response time of a month's e-mails (value, counts by reason, 100 rows) beside its "
        "three statements by hand; it is to stay under 0.3 s at a million tickets",
    ),
    "cold": Measure(
        "cold command line", cold_ours, cold_hand, None,
        "`deskgauge query csat --format json`, the whole process, beside python with one query through duckdb",
    ),
}  # fmt: skip


def main(name: str, side: str, n: str, into: str) -> None:
    """Run one side of one measure and write its cost and its numbers as JSON."""
    measure = MEASURES[name]
    work = measure.ours if side == "ours" else measure.hand
    assert work is not None
    cost, numbers = work(int(n))
    told = {"wall": cost.wall, "cpu": cost.cpu, "memory": cost.memory, "numbers": numbers}
    Path(into).write_text(json.dumps(told), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
