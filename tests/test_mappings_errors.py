"""Mapping files: found by name or path, extended, and refused with the right word where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.sources.mapping_files import find_mapping, parse_mapping, shipped
from import_support import write
from mapping_support import FILES, JOINED, LOAD, LOG, NOTES, UTC, mapped


def test_a_project_extends_a_shipped_mapping_even_under_its_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"acd_call_log.toml": 'extends = "acd_call_log"\n[parameters]\nday = "2001-02-03"\nzone = "Europe/Paris"\n'},
    )
    mapping = find_mapping("acd_call_log", tmp_path)

    assert (mapping.parameters["day"], mapping.parameters["zone"]) == ("2001-02-03", "Europe/Paris")
    assert len(mapping.loads) == len(find_mapping("acd_call_log").loads)
    assert mapping.patterns_of == {}


def test_a_mapping_is_found_by_name_or_path_or_refused_with_the_nearest() -> None:
    assert find_mapping("zendesk_fivetran").name == "zendesk_fivetran"
    with pytest.raises(NotFoundError, match=r"no mapping 'zendesk_fivetrn'\. Did you mean 'zendesk_fivetran'"):
        find_mapping("zendesk_fivetrn")
    with pytest.raises(NotFoundError, match=r"no mapping file 'x/servicenow\.toml'"):
        find_mapping("x/servicenow.toml")


def test_every_shipped_mapping_reads() -> None:
    assert {"servicenow_incident_log", "zendesk_fivetran", "acd_call_log", "survey_csv_nps", "generic_tickets"} <= set(
        shipped()
    )
    for name in shipped():
        assert find_mapping(name).description


@pytest.mark.parametrize(
    ("toml", "error", "sentence"),
    [
        ("x = 1\n" + FILES + LOAD, NotFoundError, "There is no key 'x' in ours.toml."),
        (
            FILES + LOAD.replace("tickets", "ticket"),
            NotFoundError,
            "There is no table 'ticket'. Did you mean 'tickets'",
        ),
        (
            FILES + LOAD.replace("created_at", "create_at"),
            NotFoundError,
            "There is no column 'create_at' in table tickets. Did you mean 'created_at'",
        ),
        (
            FILES + LOAD.replace('"log"', '"lag"'),
            NotFoundError,
            "There is no file or view 'lag' in ours.toml. Did you mean 'log'?",
        ),
        (
            FILES + LOAD + "[load.latests]\n",
            NotFoundError,
            "There is no key 'latests' in the [[load]] of tickets in ours.toml.",
        ),
        (
            FILES + LOAD + 'subject = { col = "x" }\n',
            NotFoundError,
            "There is no key 'col' in the [[load]] of tickets in ours.toml. Did you mean 'column'",
        ),
        (
            FILES + LOAD + 'subject = { column = "x", expr = "y" }\n',
            UsageError,
            "needs exactly one of column, any and expr",
        ),
        (FILES + LOAD + "subject = 5\n", UsageError, "is neither a name nor a table"),
        (FILES + LOAD.replace('table = "tickets"\n', ""), UsageError, "A [[load]] of ours.toml has no 'table'."),
        (FILES, UsageError, "ours.toml maps nothing"),
        ('[times]\nzone = "CET+1"\n' + FILES + LOAD, NotFoundError, "There is no time zone 'CET+1'"),
        ('[times]\nzone = ""\n' + FILES + LOAD, UsageError, "The zone under [times] of ours.toml is empty"),
        ("[labels.mood]\na = 'b'\n" + FILES + LOAD, NotFoundError, "There is no kind of label 'mood' in ours.toml."),
        (
            'extends = "servicenow"\n',
            NotFoundError,
            "There is no mapping 'servicenow' in extends of ours.toml. Did you mean 'servicenow_incident_log'",
        ),
        ("a = [", UsageError, "ours.toml is no TOML"),
        ("null = 5\n" + FILES + LOAD, UsageError, "'null' of ours.toml must be a text or a list of texts."),
        ("times = 5\n" + FILES + LOAD, UsageError, "'times' of ours.toml must be a table."),
    ],
)
def test_a_mistake_in_a_mapping_is_named(tmp_path: Path, toml: str, error: type[UsageError], sentence: str) -> None:
    write(tmp_path, {"ours.toml": toml})
    with pytest.raises(error) as caught:
        find_mapping(tmp_path / "ours.toml")

    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        (
            'subject = "stat"',
            "There is no column 'stat' in log.csv, which ours.toml maps to tickets. Did you mean 'state'",
        ),
        (
            'subject = { expr = "upper(statte)" }',
            "There is no column 'statte' in log (log.csv, which ours.toml maps to tickets). Did you mean 'state'",
        ),
        (
            'subject = { expr = "lag.state" }',
            "There is no file 'lag' in log.csv, which ours.toml maps to tickets. Did you mean 'log'",
        ),
        ('subject = { expr = ":day" }', "There is no parameter 'day' in log.csv"),
        ("subject = { expr = \"LOOKUP('zone', state)\" }", "There is no lookup 'zone' in log.csv"),
        (
            'subject = { expr = "upper(state" }',
            "The expression 'upper(state' of log.csv, which ours.toml maps to tickets is no SQL",
        ),
        ('subject = { expr = "uper(state)" }', "The load of tickets in ours.toml does not work"),
    ],
)
def test_a_mistake_that_the_file_shows_is_named(tmp_path: Path, column: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        mapped(tmp_path, UTC + FILES + LOAD + column, {"log.csv": LOG + "1;;;2026-01-01 10:00:00;;;\n"})

    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        ("SELECT * FROM nte", "There is no file or view 'nte' in count in ours.toml. Did you mean 'note'"),
        ("SELECT nothing FROM note", "The view count of ours.toml does not work"),
        ("DROP TABLE note", "The view count in ours.toml is no SELECT."),
    ],
)
def test_a_mistake_in_a_view_is_named(tmp_path: Path, view: str, sentence: str) -> None:
    mapping = JOINED.replace("SELECT ticket, count(*) AS notes FROM note GROUP BY ticket", view)
    with pytest.raises(UsageError) as caught:
        mapped(tmp_path, mapping, {"note.csv": NOTES})

    assert sentence in str(caught.value)


def test_a_mapping_that_extends_itself_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.toml": 'extends = "b"\n', "b.toml": 'extends = "a"\n'})
    with pytest.raises(UsageError, match="extends itself"):
        find_mapping("a", tmp_path)


def test_parsed_toml_may_come_from_anywhere() -> None:
    mapping = parse_mapping({"canonical": True, "times": {"zone": "UTC"}}, "memory")

    assert (mapping.canonical, mapping.zone, mapping.loads) == (True, "UTC", ())
