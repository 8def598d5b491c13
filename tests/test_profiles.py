"""Profiles and aims: what they name is there and has a reason; init writes a choice, the scorecard keeps to it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import deskgauge
from deskgauge.catalogue.profiles import Choice, aims, chosen, profiles, suggestions
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.starter_file import starter_toml
from deskgauge.cli import questions
from deskgauge.cli.main import app
from deskgauge.errors import NotFoundError, ProjectError
from deskgauge.model.opening_hours import read_hours
from deskgauge.model.settings_file import load_settings
from deskgauge.model.settings_template import DEFAULT_TOML
from support import company

BUSINESSES = ("shop", "subscription", "call_centre", "internal_helpdesk", "marketplace")
AIMS = ("fast", "right_first_time", "easy", "warm", "cheap")
EVERY = [
    *((f"profile {one.id}", one.choices) for one in profiles().values()),
    *((f"aim {one.id}", one.shows) for one in aims().values()),
    *((f"guards of {one.id}", one.guards) for one in aims().values()),
]
TICKETS = [{"ticket_id": f"t{n}", "created_at": f"2026-03-0{n}T10:00:00Z", "channel": "email"} for n in range(1, 4)]
ANSWERS = [
    {"response_id": f"r{n}", "kind": "csat", "answered_at": f"2026-03-0{n}T12:00:00Z", "score": 5, "scale_max": 5,
     "scale_min": 1}
    for n in range(1, 4)
]  # fmt: skip
TABLES: Mapping[str, Sequence[Mapping[str, object]]] = {"tickets": TICKETS, "survey_responses": ANSWERS}
MARCH: Mapping[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}


# ------------------------------------------------------------------- the declarations
def test_there_are_five_of_each() -> None:
    """By the names that the settings know."""
    assert sorted(profiles()) == sorted(BUSINESSES)
    assert list(aims()) == list(AIMS)


@pytest.mark.parametrize(("of", "choices"), EVERY, ids=[name for name, _ in EVERY])
def test_every_choice_is_a_metric_of_its_own_with_a_reason_of_its_own(of: str, choices: Sequence[Choice]) -> None:
    """A reason is a sentence, and none stands twice in one set."""
    assert choices, of
    assert len({one.metric for one in choices}) == len(choices)
    assert len({one.why for one in choices}) == len(choices)
    assert [one.why for one in choices if not one.why.endswith(".") or len(one.why) < 20] == []
    assert {name for one in choices for name in one.only} <= set(BUSINESSES)


def test_an_aim_is_guarded_by_other_metrics_than_those_that_show_it() -> None:
    """In every kind of business, something shows it and something guards it."""
    for known_for in aims().values():
        shown, guards = ({one.metric for one in part} for part in (known_for.shows, known_for.guards))
        assert not shown & guards, known_for.id
        for business in BUSINESSES:
            fitting = {one.metric for one in chosen(business, [known_for.id])}
            assert fitting & shown, (known_for.id, business)
            assert fitting & guards, (known_for.id, business)


def test_what_can_be_gamed_never_stands_alone() -> None:
    """A chosen metric of the desk that names pairs has one of them beside it, in every profile and every aim."""
    sets = [(business, chosen(business)) for business in BUSINESSES]
    sets += [(f"{name} {business}", chosen(business, [name])) for business in BUSINESSES for name in AIMS]
    of_the_desk = ("flow", "speed", "calls", "quality", "self_service")
    for name, choices in sets:
        metrics = {one.metric for one in choices}
        guards = {guard.metric for aim in aims().values() for guard in aim.guards} if " " in name else set()
        shown = [builtin()[one] for one in metrics - guards if one in builtin()]
        paired = [one for one in shown if one.pairs and one.group in of_the_desk]
        assert paired, name
        assert [one.id for one in paired if not set(one.pairs) & metrics] == [], name


def test_every_metric_of_a_choice_is_there_and_has_a_line_on_the_scorecard() -> None:
    """One that carries a dimension of its own is a table and no line."""
    named = {one.metric for _, choices in EVERY for one in choices}
    assert named <= set(builtin())
    assert [name for name in named if builtin()[name].kind.carries] == []


def test_a_choice_takes_the_aims_first_and_names_each_metric_once() -> None:
    """With the reason of whoever named it first."""
    found = chosen("shop", ["warm", "fast"], ["nps", "handle_time"])
    names = [one.metric for one in found]
    assert len(set(names)) == len(names)
    assert names[0] == "csat"
    assert found[0].why == "The direct question of whether they were content."
    assert found[-1] == Choice("handle_time", "Named in the project's settings.")
    assert "service_level" not in names  # of calls: not for a shop
    assert "service_level" in {one.metric for one in chosen("call_centre", ["fast"])}
    assert {"service_level", "first_response_time"} <= {one.metric for one in chosen(None, ["fast"])}
    assert chosen(None) == ()


def test_a_target_is_suggested_for_a_chosen_metric_only() -> None:
    """And its value is one that the metric's unit can take."""
    for business in profiles().values():
        names = [one.metric for one in business.choices]
        found = suggestions(business.id, names)
        assert found == tuple(one for one in business.suggestions if one.metric in names)
        assert found
        assert all(builtin()[one.metric].unit == "share" and 0 < float(one.value) <= 1 for one in found)
    assert suggestions(None, ["csat"]) == ()


# ------------------------------------------------------------------- working hours
def test_hours_are_read_as_people_say_them() -> None:
    """Days, spans of days, several spans a day, a week that begins on Saturday."""
    assert read_hours("mon-tue 09:00-17:00; sat 10:00-14:00") == {
        "mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "sat": ["10:00-14:00"],
    }  # fmt: skip
    assert list(read_hours("sat-wed 08:00-16:00")) == ["mon", "tue", "wed", "sat", "sun"]
    assert read_hours("Monday 09:00-12:00 13:00-17:00") == {"mon": ["09:00-12:00", "13:00-17:00"]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("mon", "'mon' names no hours; write for example mon-fri 09:00-17:00."),
        ("weekdays 09:00-17:00", "'weekdays' is no day of the week; write for example mon-fri 09:00-17:00."),
        ("mon-wed-fri 09:00-17:00", "'mon-wed-fri' is no day of the week; write for example mon-fri 09:00-17:00."),
        ("mon 9-17", "'9-17' is no span such as '09:00-17:00'"),
        ("mon 09:00-17:00 16:00-18:00", "hours: mon 09:00-17:00 and mon 16:00-18:00 overlap."),
        (" ", "There are no hours in it; write for example mon-fri 09:00-17:00."),
    ],
)
def test_hours_that_are_none_are_told(text: str, sentence: str) -> None:
    """With what is right."""
    with pytest.raises(ValueError) as caught:
        read_hours(text)
    assert str(caught.value) == sentence


# ------------------------------------------------------------------- init
@pytest.mark.parametrize("business", BUSINESSES)
@pytest.mark.parametrize("known_for", AIMS)
def test_every_choice_gives_a_file_that_loads_and_has_no_target_in_force(
    business: str, known_for: str, tmp_path: Path
) -> None:
    """What was said stands in it; what was suggested does not."""
    file = tmp_path / "deskgauge.toml"
    text = starter_toml({"profile": business, "aims": (known_for,), "hours": read_hours("mon-fri 09:00-17:00")})
    file.write_text(text, encoding="utf-8")
    settings = load_settings(file)
    assert (settings.profile, settings.aims, settings.targets) == (business, (known_for,), ())
    assert settings.calendar == "office"
    assert len(settings.calendars["office"].versions) == 1
    proposed = tomllib.loads(
        re.sub("^# ", "", text.partition("not in force:\n")[2].partition("\n\n")[0], flags=re.MULTILINE)
    )["targets"]
    picked = [one.metric for one in chosen(business, [known_for])]
    assert [one["metric"] for one in proposed] == [one.metric for one in suggestions(business, picked)]


def test_init_writes_what_was_said_and_says_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Each metric with its reason, on standard error."""
    words = ["--profile", "shop", "--aims", "warm,fast", "--time-zone", "Asia/Tehran", "--currency", "IRR"]
    assert app(["init", str(tmp_path / "ours"), *words, "--language", "fa", "--hours", "sat-wed 08:00-16:00"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    for one in chosen("shop", ["warm", "fast"]):
        if one.metric in builtin():
            assert builtin()[one.metric].title in err
            assert one.why in err
    with deskgauge.open(tmp_path / "ours") as workspace:
        settings = workspace.settings
    assert (settings.profile, settings.aims, settings.time_zone) == ("shop", ("warm", "fast"), "Asia/Tehran")
    assert (settings.currency, settings.language, settings.calendar) == ("IRR", "fa", "office")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--profile", "shopp"], "There is no profile 'shopp'. Did you mean 'shop'?"),
        (["--aims", "fast,warmth"], "There is no aim 'warmth'. Did you mean 'warm'?"),
        (["--time-zone", "Warsaw"], "There is no time zone 'Warsaw'. Did you mean 'Europe/Warsaw'?"),
        (["--currency", "EURO"], "--currency: 'EURO' is no currency code of ISO 4217, such as 'EUR'."),
        (["--language", "de"], "There is no language 'de'. Known: en, fa, ne, pl, sr, zh."),
        (["--hours", "daily"], "--hours: 'daily' names no hours; write for example mon-fri 09:00-17:00."),
    ],
)
def test_init_tells_what_cannot_be_and_makes_nothing(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With the nearest right name, and status 2."""
    assert app(["init", str(tmp_path / "ours"), *words]) == 2
    assert capsys.readouterr().err.startswith(f"deskgauge: {sentence}"[:60])
    assert not (tmp_path / "ours").exists()


def test_init_asks_nothing_where_no_person_is_there(tmp_path: Path) -> None:
    """With standard input closed, from nothing, or a pipe, and with a terminal but --defaults."""
    for number, given in enumerate((subprocess.DEVNULL, subprocess.PIPE)):
        folder = tmp_path / str(number)
        command = [sys.executable, "-m", "deskgauge", "init", str(folder)]
        done = subprocess.run(command, stdin=given, capture_output=True, text=True, check=True, timeout=60)
        assert "?" not in done.stderr
        assert (folder / "deskgauge.toml").read_text(encoding="utf-8") == DEFAULT_TOML
    status, _ = on_a_terminal(["init", str(tmp_path / "defaults"), "--defaults"], "")
    assert status == 0
    assert (tmp_path / "defaults" / "deskgauge.toml").read_text(encoding="utf-8") == DEFAULT_TOML


def test_the_questions_on_a_terminal_pick_the_metrics(tmp_path: Path) -> None:
    """By number or by name; a wrong answer is asked for again, an empty one takes what is offered."""
    answers = ["1", "fast, 4", "Europe/Warszawa", "Europe/Warsaw", "", "pl", "mon-fri 9-5", "mon-fri 09:00-17:00"]
    status, written = on_a_terminal(["init", str(tmp_path / "ours")], "\n".join(answers) + "\n")
    assert status == 0, written
    assert "There is no time zone 'Europe/Warszawa'. Did you mean 'Europe/Warsaw'" in written
    assert "'9-5' is no span such as '09:00-17:00'" in written
    assert "The first wait is the one that customers remember." in written
    settings = load_settings(tmp_path / "ours" / "deskgauge.toml")
    assert (settings.profile, settings.aims) == ("shop", ("fast", "warm"))
    assert (settings.time_zone, settings.currency, settings.language) == ("Europe/Warsaw", "EUR", "pl")
    assert settings.calendar == "office"


def test_questions_left_empty_choose_nothing(tmp_path: Path) -> None:
    """The scorecard then shows every metric, as it does without questions."""
    status, written = on_a_terminal(["init", str(tmp_path / "ours")], "\n" * 6, TZ="Asia/Kathmandu")
    assert status == 0, written
    settings = load_settings(tmp_path / "ours" / "deskgauge.toml")
    assert (settings.profile, settings.aims, settings.calendar) == (None, (), None)
    assert settings.time_zone == "Asia/Kathmandu"


def test_questions_that_are_broken_off_make_nothing(tmp_path: Path) -> None:
    """Ctrl-D is told as wrong usage."""
    status, written = on_a_terminal(["init", str(tmp_path / "ours")], "1\n\x04")
    assert status == 2
    assert "nothing was made. --defaults asks none." in written
    assert not (tmp_path / "ours").exists()


def test_the_zone_of_this_computer_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    """UTC where it tells none, or one that nobody knows."""
    for told, offered in (("Europe/Belgrade", "Europe/Belgrade"), (":Asia/Tehran", "Asia/Tehran"), ("XYZ9", "UTC")):
        monkeypatch.setenv("TZ", told)
        assert questions.zone_here() == offered


def test_the_list_of_profiles_holds_every_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """On the page, and a row for each in the formats for programs; nothing is made."""
    assert app(["init", str(tmp_path / "ours"), "--list-profiles"]) == 0
    page = capsys.readouterr().out
    assert app(["init", "--list-profiles", "--format", "json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert app(["init", "--list-profiles", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["why"] for row in rows] == [record["why"] for record in records]
    assert {(one["kind"], one["name"]) for one in records} == {
        *(("profile", name) for name in BUSINESSES), *(("aim", name) for name in AIMS),
    }  # fmt: skip
    assert len(records) == sum(len(choices) for _, choices in EVERY)
    assert all(str(one["why"]) in page for one in records)
    assert not (tmp_path / "ours").exists()


# ------------------------------------------------------------------- the scorecard
def _card(folder: Path, scorecard: Mapping[str, object] | None, **question: Any) -> dict[str, Any]:
    settings = {} if scorecard is None else {"scorecard": scorecard}
    with company(folder, TABLES, settings) as workspace:
        return dict(workspace.scorecard(**MARCH, **question).to_dict())


def test_a_scorecard_without_a_choice_is_what_it_was(tmp_path: Path) -> None:
    """All metrics, in the same shape; so it is with a choice where all are asked for."""
    plain = _card(tmp_path / "plain", None)
    assert "chosen" not in plain
    assert plain == _card(tmp_path / "all", {"profile": "shop", "aims": ["fast"]}, all=True)


def test_a_scorecard_keeps_to_the_choice(tmp_path: Path) -> None:
    """The same rows, those of the choice alone, and of what is missing too."""
    plain = _card(tmp_path / "plain", None)
    card = _card(tmp_path / "shop", {"profile": "shop", "metrics": ["backlog_age"]})
    names = {one.metric for one in chosen("shop")} | {"backlog_age"}
    assert card["chosen"] == {"profile": "shop", "metrics": ["backlog_age"]}
    assert card["rows"] == [row for row in plain["rows"] if row["metric"] in names]
    assert card["missing"] == [one for one in plain["missing"] if one["metric"] in names]
    assert {row["metric"] for row in card["rows"]} >= {"ticket_volume", "csat", "backlog_age"}


def test_the_page_says_whose_choice_it_shows(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """And how to see the rest."""
    company(tmp_path, TABLES, {"scorecard": {"metrics": ["csat", "ticket_volume"]}}).close()
    project = ["--project", str(tmp_path), "--from", "2026-03-01", "--to", "2026-04-01"]
    assert app(["scorecard", *project]) == 0
    out = capsys.readouterr().out
    assert f"2 of {len(builtin())} metrics, by the project's choice (metrics csat, ticket_volume); --all shows" in out
    assert "Active tickets" not in out
    assert app(["scorecard", "--all", *project]) == 0
    out = capsys.readouterr().out
    assert "project's choice" not in out
    assert "Active tickets" in out


def test_a_choice_that_the_data_do_not_allow_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With the tables, and how to see what there is."""
    company(tmp_path, TABLES, {"scorecard": {"metrics": ["service_level"]}}).close()
    assert app(["scorecard", "--project", str(tmp_path)]) == 2
    err = capsys.readouterr().err
    assert "can be shown: service_level needs calls. --all shows all." in err


def test_a_wrong_choice_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    """All at once, when the project is opened."""
    choice = {"profile": "shopp", "aims": ["warmth"], "metrics": ["csaat"]}
    (tmp_path / "deskgauge.toml").write_text(
        f'[scorecard]\nprofile = "{choice["profile"]}"\naims = ["warmth"]\nmetrics = ["csaat"]\n', encoding="utf-8"
    )
    with pytest.raises(ProjectError) as caught:
        deskgauge.open(tmp_path)
    assert [line.strip().partition(" or ")[0].rstrip("?") for line in str(caught.value).splitlines()[1:]] == [
        "scorecard.profile: There is no profile 'shopp'. Did you mean 'shop'",
        "scorecard.aims: There is no aim 'warmth'. Did you mean 'warm'",
        "scorecard.metrics: There is no metric 'csaat'. Did you mean 'csat'",
    ]
    with pytest.raises(NotFoundError):
        chosen("shopp")


def on_a_terminal(words: list[str], typed: str, **environment: str) -> tuple[int, str]:
    """Run a command with a terminal at both ends; return its status and what stood on the terminal."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "dumb", **environment}
    command = [sys.executable, "-m", "deskgauge", *words]
    done = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    os.write(ours, typed.encode())
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    return done.wait(timeout=60), written.decode()
