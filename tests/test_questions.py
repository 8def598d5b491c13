"""Questions asked wrongly, questions that no data can answer, and answers that stay the same to the last byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

import deskgauge
from deskgauge.catalogue.slices import dimension
from deskgauge.cli.main import app
from deskgauge.engine.filters import parse_filter
from deskgauge.engine.run import check_dimension
from deskgauge.errors import DeskgaugeError, MissingDataError, NotFoundError, UsageError
from deskgauge.project import Workspace
from naive.companies import generate
from store_support import STEP, grown, one_sentence
from support import company


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Ten tickets and ten answers, nothing else."""
    return company(tmp_path_factory.mktemp("small"), grown(1))


# ---------------------------------------------------------------------- asked wrongly
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"metrics": ()}, "Name at least one metric"),
    ({"metrics": ("csta",)}, "There is no metric 'csta'. Did you mean 'csat'"),
    ({"metrics": ("ticket_volume", "first_respons_time")}, "Did you mean 'first_response_time'"),
    ({"by": ["chanel"]}, "There is no dimension 'chanel'. Did you mean 'channel'?"),
    ({"by": ["channel", "colour"]}, "There is no dimension 'colour'."),
    ({"by": ["kind"]}, "ticket_volume cannot be cut or filtered by kind. It can by channel, team,"),
    ({"by": ["weekday"], "metrics": ("active_tickets",)}, "active_tickets cannot be cut or filtered by weekday."),
    ({"where": "queue = 'a'"}, "ticket_volume cannot be cut or filtered by queue."),
    ({"where": "chanel = 'email'"}, "There is no dimension 'chanel'. Did you mean 'channel'?"),
    ({"where": "channel = 'x'; drop table tickets"}, "cannot be used: a filter compares dimensions with values"),
    ({"grain": "months"}, "There is no grain 'months'. Did you mean 'month'?"),
    ({"stat": "p99"}, "There is no statistic 'p99'. Did you mean 'p95' or 'p90'?"),
    ({"clock": "busines"}, "There is no clock 'busines'. Did you mean 'business'?"),
    ({"anchor": "solve"}, "There is no anchor 'solve'. Did you mean 'solved'?"),
    ({"compare": "previos"}, "There is no comparison 'previos'. Did you mean 'previous'?"),
    ({"compare": "last"}, "There is no comparison 'last'. Known: previous, target, year."),
    ({"definition": "zendsk"}, "There is no definition 'zendsk'. Did you mean 'zendesk'"),
    ({"definition": "five_point"}, "There is no definition 'five_point'. Known: amazon_connect, chatwoot,"),
    ({"from_": "yesterday"}, "'yesterday' is no date or time: write YYYY-MM-DD"),
    ({"from_": "2026-02-30"}, "'2026-02-30' is no date or time"),
    ({"to": "03/04/2026"}, "'03/04/2026' is no date or time"),
    ({"to": ""}, "'' is no date or time"),
    ({"as_of": "soon"}, "'soon' is no date or time"),
    ({"from_": "2026-03-01T00:00:00+99:00"}, "is no date or time"),
    ({"from_": "1066-10-14"}, "'1066-10-14' lies outside the years 1900 to 2200."),
    ({"from_": "2026-03-05", "to": "2026-03-01"}, "The range ends (2026-03-01) before it begins (2026-03-05)."),
    ({"from_": "2026-03-05", "to": "2026-03-05"}, "(2026-03-05)"),
    ({"to": "2020-01-01"}, "The range is empty"),
    ({"from_": "1900-01-01", "to": "2200-01-01", "grain": "hour"}, "is more than 100,000 periods"),
    ({"metrics": ("service_level",)}, "service_level needs calls. Import the table with `deskgauge import`."),
    ({"metrics": ("complaint_rate", "nps", "call_volume")}, "complaint_rate needs customers; call_volume needs calls"),
]


def words_of(question: Mapping[str, Any]) -> list[str]:
    """The same question on the command line."""
    words = ["query", *question.get("metrics", ("ticket_volume",))]
    for name, said in question.items():
        if name == "by":
            words += ["--by", ",".join(said)]
        elif name != "metrics":
            words.append(f"--{name.strip('_').replace('_', '-')}={said}")
    return words


@pytest.mark.parametrize(("question", "sentence"), WRONG, ids=lambda one: one[:40] if isinstance(one, str) else "")
def test_a_wrong_question_is_told_what_is_wrong(
    small: Workspace, question: dict[str, Any], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Python an error with the sentence, on the command line the sentence alone and exit status 2."""
    asked = dict(question)
    metrics = asked.pop("metrics", ("ticket_volume",))
    with pytest.raises(UsageError) as told:
        small.query(*metrics, **asked)
    assert sentence in str(told.value)
    assert app([*words_of(question), "--project", str(small.path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in one_sentence(err) or (not metrics and "missing: METRIC" in err)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ('[company]\ntime_zone = "Europe/Warsawa"', "Europe/Warsaw"),
        ('[company]\ncurrency = "EURO"', "EURO"),
        ('[company]\ncalendar = "ofice"\n[calendars.office]\nmon = ["09:00-17:00"]', "ofice"),
        ('[[targets]]\nmetric = "csta"\nvalue = 1', "Did you mean 'csat'"),
        ('[settings]\nmin_m = 3', "min_n"),
        ('[store]\nurl = "postgre://x"', "postgre"),
        ('[company', "deskgauge.toml"),
    ],
)  # fmt: skip
def test_wrong_settings_stop_every_question(
    small: Workspace, tmp_path: Path, settings: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").symlink_to(small.path / "data")
    (tmp_path / "deskgauge.toml").write_text(settings, encoding="utf-8")
    for words in (["query", "csat"], ["scorecard"]):
        assert app([*words, "--project", str(tmp_path)]) == 2
        told = capsys.readouterr().err
        assert sentence in told
        assert "Traceback" not in told
        assert "internal" not in told


def test_without_a_project_or_data_a_question_names_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app(["query", "csat", "--project", str(tmp_path / "none")]) == 2
    assert "deskgauge init" in one_sentence(capsys.readouterr().err)
    company(tmp_path / "new", {})
    assert app(["query", "csat", "--project", str(tmp_path / "new")]) == 2
    assert "deskgauge import PATH" in one_sentence(capsys.readouterr().err)
    with pytest.raises(MissingDataError):
        deskgauge.open(tmp_path / "new").query("csat", as_of="2026-03-01")


def test_tables_without_rows_answer_nothing(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A header alone is data that nobody can count: each question says which table it lacks."""
    company(tmp_path / "company", {}, store=store)
    (tmp_path / "tickets.csv").write_text("ticket_id,created_at\n", encoding="utf-8")
    project = ["--project", str(tmp_path / "company")]
    assert app(["import", str(tmp_path / "tickets.csv"), *project]) == 0
    capsys.readouterr()
    for words, sentence in [
        (["query", "ticket_volume"], "ticket_volume needs tickets"),
        (["query", "csat", "--as-of", "2026-03-01"], "csat needs survey_responses"),
        (["query", "csat", "--from", "2026-03-01", "--grain", "hour"], "csat needs survey_responses"),
        (["scorecard"], "deskgauge import PATH"),
    ]:
        assert app([*words, *project]) == 2
        assert sentence in one_sentence(capsys.readouterr().err)
    assert app(["check", *project]) == 0


# ---------------------------------------------------------------------- asked in other ways
def test_dates_are_taken_in_every_form(small: Workspace) -> None:
    """Texts, dates, datetimes of any zone, instants with an offset; a datetime without a zone is local."""
    forms = [
        ("2026-03-02", "2026-03-03"),
        (date(2026, 3, 2), date(2026, 3, 3)),
        (datetime(2026, 3, 2), datetime(2026, 3, 3)),
        ("2026-03-02T00:00:00Z", "2026-03-03 00:00"),
        (datetime(2026, 3, 2, 5, 45, tzinfo=timezone(timedelta(hours=5, minutes=45))), "2026-03-03T01:00+01:00"),
    ]
    asked = [small.query("ticket_volume", from_=start, to=end) for start, end in forms]  # type: ignore[arg-type]  # dates are taken as well
    assert {answer.to_json() for answer in asked} == {asked[0].to_json()}
    assert asked[0].rows[0]["n"] == STEP


def test_a_moment_is_inside_a_range_that_begins_with_it(small: Workspace) -> None:
    """Half-open: all ten tickets were made at nine."""
    nine = "2026-03-02T09:00:00Z"
    assert small.query("ticket_volume", from_=nine, to="2026-03-02T09:00:00.000001Z").rows[0]["n"] == STEP
    assert small.query("ticket_volume", from_="2026-03-02", to=nine).rows[0]["n"] == 0


def test_a_metric_or_dimension_named_twice_is_asked_once(small: Workspace) -> None:
    once = small.query("ticket_volume", by=["channel"])
    assert small.query("ticket_volume", "ticket_volume", by=["channel", "channel"]).to_json() == once.to_json()
    assert [row["team_id"] for row in small.query("ticket_volume", by=["team_id"]).rows] == [None]


# ---------------------------------------------------------------------- the same bytes
SEED = 0  # a scene with every table
QUESTIONS: list[dict[str, Any]] = [
    {},
    {"grain": "month", "stat": "mean", "clock": "business", "compare": "previous"},
    {"grain": "quarter", "stat": "p90", "by": ["channel", "team"]},
    {"grain": "month", "stat": "median_open", "anchor": "created"},
    {"grain": "week", "stat": "p90_open", "clock": "business", "anchor": "event"},
    {"by": ["agent"], "stat": "median", "compare": "year", "grain": "quarter"},
    {"by": ["tag"], "stat": "p95", "where": "channel <> 'email' or tag is not null"},
    {"by": ["request_type", "country"], "stat": "mean", "grain": "quarter", "compare": "previous"},
]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[tuple[Workspace, Workspace]]:
    """One generated company full of trouble, in DuckDB and in PostgreSQL."""
    name = f"twins_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
    made, folder = generate(SEED), tmp_path_factory.mktemp("twins")
    served = f"{postgres_url.rpartition('/')[0]}/{name}"
    both = [company(folder / kind, made.tables, made.settings, url) for kind, url in [("a", "duckdb"), ("b", served)]]
    yield both[0], both[1]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def askable(workspace: Workspace, question: Mapping[str, Any]) -> list[str]:
    """The metrics whose rows can be cut and filtered by what the question names."""
    found = []
    for metric in workspace.metrics().values():
        with suppress(UsageError):
            for name in (*question.get("by", ()), *parse_filter(question.get("where")).dimensions):
                check_dimension(metric, dimension(name).id)
            found.append(metric.id)
    return found


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: "-".join(map(str, one.values())) or "plain")
def test_both_stores_give_the_same_bytes_each_time(
    twins: tuple[Workspace, Workspace], question: dict[str, Any]
) -> None:
    """Every metric that can be asked so, to the last digit of intervals and p-values."""
    embedded, served = twins
    metrics = askable(embedded, question)
    assert len(metrics) > 25
    first = embedded.query(*metrics, **question).to_json()
    assert embedded.query(*metrics, **question).to_json() == first
    assert served.query(*metrics, **question).to_json() == first


def test_scorecards_have_the_same_bytes(twins: tuple[Workspace, Workspace]) -> None:
    embedded, served = twins
    questions: tuple[dict[str, Any], ...] = (
        {},
        {"clock": "business", "compare": "year", "where": "channel in ('email', 'web')"},
    )
    for asked in questions:
        first = json.dumps(embedded.scorecard(**asked).to_dict())
        assert json.dumps(served.scorecard(**asked).to_dict()) == first


def test_means_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    """Sums of floats differ in their last digits with the order; the same rows come in two orders, in many pieces.

    The i-th ticket waits i * 0.123457 s, from 0 to 2999: in the mean 1499.5 * 0.123457 = 185.1237715 s.
    """
    rows = []
    for i in range(3000):
        at = datetime(2026, 3, 2) + timedelta(seconds=i)
        rows.append(({"ticket_id": f"t{i:04}", "created_at": at}, at + timedelta(microseconds=i * 123_457)))
    answers = []
    for name, order in (("up", rows), ("down", rows[::-1])):
        tickets = [ticket for ticket, _ in order]
        replies = [
            {
                "message_id": f"m{ticket['ticket_id']}",
                "ticket_id": ticket["ticket_id"],
                "at": at,
                "author_kind": "agent",
            }
            for ticket, at in order
        ]
        workspace = company(tmp_path / name, {"tickets": tickets, "messages": replies})
        answers.append(workspace.query("first_response_time", stat="mean"))
    (row,) = answers[0].rows
    assert row["value"] == 185.1237715
    assert answers[0].to_json() == answers[1].to_json()


def test_an_error_is_of_our_tree() -> None:
    """Whoever catches DeskgaugeError catches all of the above."""
    for kind in (UsageError, NotFoundError, MissingDataError):
        assert issubclass(kind, DeskgaugeError)
        assert kind.exit_code == 2
