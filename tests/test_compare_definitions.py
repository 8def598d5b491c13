"""The same metric under every definition: the values side by side, and what differs ticket by ticket."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import cases_form
from deskgauge.catalogue.defined import all_definitions, definitions_of
from deskgauge.catalogue.registry import builtin
from deskgauge.cli.main import app
from deskgauge.engine.matrix import Matrix, sides
from deskgauge.engine.question import Question, resolve
from deskgauge.engine.run import cut_of, missing_tables
from deskgauge.errors import MissingDataError, NotFoundError, UsageError
from deskgauge.project import Workspace
from naive.companies import generate
from support import company
from test_against_naive import database

FCR = "first_contact_resolution"
CASES = cases_form.FOLDER / "definitions"
RANGE = {"from_": "2026-03-02", "to": "2026-03-30"}


def of_case(metric: str, folder: Path) -> Workspace:
    """The company of a metric's first case of definitions."""
    case = cases_form.read(CASES / f"{metric}.yaml")["cases"][0]
    return company(folder, case["tables"], case.get("settings"))


@pytest.fixture(scope="module")
def first_contact(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return of_case(FCR, tmp_path_factory.mktemp("compared") / "company")


def test_all_definitions_stand_side_by_side(first_contact: Workspace) -> None:
    """Ours first, each with its value, its distance from ours and on how many tickets it says otherwise."""
    made = first_contact.compare_definitions(FCR)
    told = {one.id: (one.row["value"], one.row["n"], one.differing) for one in made.definitions}

    assert list(told) == ["deskgauge", *definitions_of(FCR)]
    assert told["deskgauge"] == (0.4, 5, 0)
    assert told["zendesk"] == (pytest.approx(5 / 7), 7, 3)  # t2 and t6 had no reply, t4 was reopened
    assert told["zero_touch_counted"] == (pytest.approx(1 / 3), 6, 1)
    assert made.definitions[1].change == pytest.approx(5 / 7 - 0.4)
    assert made.not_known == ["chatwoot", "helpscout", "genesys", "amazon_connect"]
    assert (made.thing, made.things, made.differing) == ("ticket", 7, 5)
    assert made.share == pytest.approx(5 / 7)


def test_each_differing_ticket_is_told_with_its_reason(first_contact: Workspace) -> None:
    """What each definition says, and why, in figures out of its own conditions."""
    made = first_contact.compare_definitions(FCR, limit=None)
    said = {(one.thing, one.definition): (one.says, one.differs, one.why) for one in made.verdicts}

    assert {one.thing for one in made.verdicts} == {"t2", "t4", "t5", "t6", "t7"}
    assert len(said) == len(made.verdicts) == 5 * 11
    assert said["t2", "deskgauge"] == ("left out", False, "solved without reply")
    assert said["t2", "zendesk"] == ("yes", True, "replies 0")
    assert said["t4", "deskgauge"] == ("no", False, "times reopened 1 > 0")
    assert said["t4", "intercom"] == ("no", False, "times solved 2 > 1")
    assert said["t5", "dbt_zendesk"] == ("no", True, "public comments of agents 2 > 1")
    assert said["t6", "zendesk_text"] == ("no", True, "replies 0 < 1")
    assert said["t6", "freshdesk"] == ("left out", False, "merged")
    assert said["t7", "zendesk"] == ("no", False, "replies 2 ≥ 2")
    assert said["t7", "zammad"] == ("yes", True, "created 2026-03-02 09:00:00, first solved 2026-03-02 09:14:00")


def test_fewer_may_be_told_of(first_contact: Workspace) -> None:
    """Without changing what is counted."""
    made = first_contact.compare_definitions(FCR, limit=2)

    assert {one.thing for one in made.verdicts} == {"t2", "t4"}
    assert (made.differing, made.first(1).differing) == (5, 5)
    assert {one.thing for one in made.first(1).verdicts} == {"t2"}
    assert first_contact.compare_definitions(FCR, limit=0).verdicts == []


def test_another_date_and_another_measure_are_told_as_such(tmp_path: Path) -> None:
    """A ticket outside the range by one rule's date; a mean of scores has no ticket that says otherwise."""
    waits = of_case("first_response_time", tmp_path / "waits")
    made = waits.compare_definitions("first_response_time", from_="2026-03-02T09:30:00", to="2026-03-03")
    told = {(one.thing, one.definition): (one.says, one.value, one.why) for one in made.verdicts}

    assert told["a", "deskgauge"] == ("left out", None, "outside the range by its created at")
    assert told["a", "intercom"] == (
        "value",
        3600,
        "created 2026-03-02 09:00:00, first reply 2026-03-02 10:00:00",
    )
    scores = of_case("csat", tmp_path / "scores").compare_definitions("csat")
    by_id = {one.id: one for one in scores.definitions}
    assert (by_id["mean_score"].change, by_id["mean_score"].differing) == (None, None)
    assert (by_id["without_neutral"].change, by_id["without_neutral"].differing) == (0.25, 2)


def test_what_cannot_be_compared_is_said(first_contact: Workspace) -> None:
    """An unknown metric, one without data, and one that nobody defines otherwise."""
    with pytest.raises(NotFoundError, match="first_contact_resolution"):
        first_contact.compare_definitions("first_contact_resolutoin")
    with pytest.raises(MissingDataError, match="service_level needs calls"):
        first_contact.compare_definitions("service_level")
    with pytest.raises(UsageError, match="request_type_share has a row for each request_type"):
        first_contact.compare_definitions("request_type_share")
    alone = first_contact.compare_definitions("resolution_rate")
    assert [one.id for one in alone.definitions] == ["deskgauge"]
    assert (alone.differing, len(alone.not_known), alone.verdicts) == (0, 9, [])


@pytest.mark.parametrize("store", ["duckdb", "postgres"], indirect=True)
def test_definitions_are_compared_as_of_a_day(store: str, tmp_path: Path) -> None:
    """As the data stood then: the bot had answered, nobody else."""
    case = cases_form.read(CASES / "first_response_time.yaml")["cases"][0]
    workspace = company(tmp_path / "company", case["tables"], case.get("settings"), store)
    made = workspace.compare_definitions("first_response_time", as_of="2026-03-02T09:45:00Z")
    told = {one.id: (one.row["value"], one.row["n"], one.row["n_open"]) for one in made.definitions}
    workspace.close()

    assert told["deskgauge"] == (None, 0, 2)
    assert told["bots_count"] == (60, 1, 1)
    assert told["notes_count"] == (600, 1, 1)
    assert told["from_assignment"] == (None, 0, 1)  # a since 09:30, c never had an agent


# ---------------------------------------------------------------------- numbers and rows cannot disagree
@pytest.fixture(scope="module", params=[(1, "duckdb"), (4, "postgres")], ids=lambda one: f"{one[0]}-{one[1]}")
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A random company full of trouble."""
    seed, engine = request.param
    made = generate(seed)
    with ExitStack() as stack:
        postgres = engine == "postgres"
        store = stack.enter_context(database(request.getfixturevalue("postgres_url"))) if postgres else "duckdb"
        yield company(tmp_path_factory.mktemp("matrix") / "company", made.tables, made.settings, store)


@pytest.mark.parametrize("clock", ["calendar", "business"])
@pytest.mark.parametrize("metric", all_definitions())
def test_things_add_up_to_the_number(metric: str, clock: str, generated: Workspace) -> None:
    """Over all tickets, calls or answers each definition counts as many rows as its value rests on."""
    with generated._session(None) as session:
        if missing_tables(builtin()[metric], session.knowledge.rows):
            with pytest.raises(MissingDataError):
                generated.compare_definitions(metric)
            return
        resolved = resolve(Question((metric,), clock=clock), session.catalogue, session.settings, session.span)
        known = [builtin()[metric], *(one.of(builtin()[metric]) for one in definitions_of(metric).values())]
        asked = [one for one in known if not missing_tables(one, session.knowledge.rows)]
        plans = [(one, one.reading(clock, "headline", None, by_agent=False)) for one in asked]
        cut = cut_of(resolved, session.settings, session.knowledge)
        told = sides(cut, plans)
        totals = Matrix(cut, told).totals(session.engine) if told else []
    made = generated.compare_definitions(metric, clock=clock, limit=None)
    rows = {one.id: one.row["n"] for one in made.definitions}

    assert {side.name: total for side, total in zip(told, totals, strict=True)} == {
        side.name: rows[side.name] for side in told
    }
    assert len({one.thing for one in made.verdicts}) == made.differing <= made.things
    for one in made.definitions:
        others = {verdict.thing for verdict in made.verdicts if verdict.definition == one.id and verdict.differs}
        assert one.differing is None or len(others) == one.differing


def test_hits_add_up_to_the_share(generated: Workspace) -> None:
    """What differs ticket by ticket explains the distance of the shares."""
    made = generated.compare_definitions(FCR, limit=None)
    ours = made.definitions[0].row
    for one in made.definitions[1:]:
        verdicts = [verdict for verdict in made.verdicts if verdict.differs and verdict.definition == one.id]
        base = {v.thing: v for v in made.verdicts if v.definition == "deskgauge"}
        n = sum((v.says != "left out") - (base[v.thing].says != "left out") for v in verdicts)
        hits = sum((v.says == "yes") - (base[v.thing].says == "yes") for v in verdicts)

        assert one.row["n"] == ours["n"] + n  # type: ignore[operator]  # counts are whole numbers
        assert one.row["value"] * one.row["n"] == pytest.approx(ours["value"] * ours["n"] + hits)  # type: ignore[operator]  # numbers


# ---------------------------------------------------------------------- the command
def test_the_command_shows_a_page(first_contact: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """The values, whose rule is not known, the rules with their sources, and some tickets."""
    words = ["compare-definitions", FCR, "--project", str(first_contact.path), "--tickets", "1"]
    assert app(words) == 0
    page = capsys.readouterr().out

    assert "Fewer than two replies" in page
    assert "On 5 of 7 tickets (71%) some definition says other than ours." in page
    assert "Not known: the rule of Chatwoot, Help Scout, Genesys Cloud, Amazon Connect." in page
    assert "Source: Zendesk help centre, article 4408820618266" in page
    assert "Ticket t2\ndeskgauge           left out  solved without reply\n" in page
    assert "1 of 5 shown" in page


@pytest.mark.parametrize("kind", ["json", "csv", "markdown", "xlsx", "parquet"])
def test_the_command_writes_every_format(kind: str, first_contact: Workspace, tmp_path: Path) -> None:
    """Definitions in the one file, and all differing tickets in the other."""
    to, tickets = tmp_path / f"made.{kind.replace('markdown', 'md')}", tmp_path / "tickets.csv"
    words = ["compare-definitions", FCR, "--project", str(first_contact.path), "--output", str(to)]
    assert app([*words, "--tickets-to", str(tickets)]) == 0

    with tickets.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 5 * 11
    assert {
        "id": "t2",
        "definition": "zendesk",
        "says": "yes",
        "value": "1.0",
        "differs": "true",
        "why": "replies 0",
    } in rows
    read: dict[str, Any] = {"json": json.loads}
    text = to.read_bytes()
    assert (len(read[kind](text)["definitions"]) == 11) if kind in read else text


def test_a_wrong_number_of_tickets_is_refused(first_contact: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert app(["compare-definitions", FCR, "--project", str(first_contact.path), "--tickets", "few"]) == 2
    assert "--tickets takes a whole number, not 'few'." in capsys.readouterr().err
