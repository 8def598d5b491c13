"""What is wrong with an own metric is told with file, metric, key and the nearest right name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import deskgauge
from deskgauge.catalogue.metric import GROUPS
from deskgauge.cli.main import app
from deskgauge.engine.own import columns_of, open_frames
from deskgauge.errors import ProjectError
from deskgauge.report.own_facts import GIVES
from own_support import GOOD, as_toml, written

OTHER: Mapping[str, Mapping[str, object]] = {
    "duration": {"kind": "duration", "from": "created_at", "to": "first_reply_at", "hit": None},
    "mean": {"kind": "mean", "value": "replies", "hit": None},
    "sum": {"kind": "sum", "value": "replies", "unit": "count", "hit": None},
    "level": {"kind": "level", "from": "created_at", "to": "solved_at", "at": None, "hit": None},
    "count": {"kind": "count", "hit": None},
}


def problems(folder: Path, text: str) -> list[str]:
    """Open a project with this file of own metrics; return what is told of it."""
    (folder / "deskgauge.toml").write_text("", encoding="utf-8")
    written(folder, text)
    with pytest.raises(ProjectError) as caught:
        deskgauge.open(folder)
    first, *told = str(caught.value).splitlines()
    assert first == f"The own metrics in {folder / 'metrics'} cannot be used as they are:"
    return [one.strip() for one in told]


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"hitt": "x"}, "m: there is no key 'hitt'. Did you mean 'hit'?"),
        ({"kind": "shares"}, "m.kind: There is no kind 'shares'. Did you mean 'share'?"),
        ({"kind": None}, "m: it has no kind. Known: count, share, ratio, mean, duration, sum, distinct, level."),
        ({"fact": "ticket"}, "m.fact: There is no fact 'ticket'. Did you mean 'tickets'"),
        ({"at": "createdat"}, "m.at: There is no instant 'createdat' in tickets. Did you mean 'created_at'"),
        ({"at": "channel"}, "m.at: There is no instant 'channel' in tickets. Known: created_at"),
        ({"at": None}, "m: a share needs at: the instant that places a row in a period."),
        ({"title": None}, "m: a share needs title: its name on pages"),
        ({"title": " "}, "m.title: ' ' is no text."),
        ({"title": {"de": "x"}}, "m.title: There is no language 'de'. Known: en, fa, ne, pl, sr, zh."),
        ({"title": "a\x1b[31mb"}, "m.title: 'a\\x1b[31mb' holds signs that cannot be printed."),
        ({"text": {}}, "m.text: it is empty."),
        ({"hit": "segmnt = 'vip'"}, "m.hit: There is no column 'segmnt' in tickets. Did you mean 'segment'?"),
        ({"hit": "replies"}, "m.hit: 'replies' gives a number, and true or false is needed."),
        ({"hit": "replies > "}, "m.hit: 'replies > ' cannot be read as an expression."),
        ({"hit": 5}, "m.hit: 5 is no expression, such as \"replies > 1\"."),
        ({"hit": "replies > $backlog"}, "m.hit: There is no setting 'backlog'. Did you mean 'backlog_after'?"),
        ({"hit": "LOWR(channel) = 'x'"}, "m.hit: There is no function 'LOWR' in the list of those allowed."),
        ({"hit": "channel > 5"}, "m.hit: 'channel > 5' makes no sense: Cannot compare values of type VARCHAR"),
        ({"hit": "created_at > DATE '2026-13-01'"}, "m.hit: '2026-13-01' is no date such as '2026-01-31'."),
        ({"hit": "NUMBER(channel, 1) > 1"}, "m.hit: NUMBER takes 1 arguments, and 2 are given."),
        ({"hit": None}, "m: a share needs hit: which counted rows are a hit"),
        ({"condition": "created_at"}, "m.condition: 'created_at' gives an instant, and true or false is needed."),
        ({"excluded": "spam"}, "m.excluded: 'spam' is no table of reasons"),
        ({"excluded": {"Not ours": "TRUE"}},
         "m.excluded: 'Not ours' is no reason; it is of small letters, digits and _."),
        ({"excluded": {"odd": "replies"}}, "m.excluded: 'replies' gives a number, and true or false is needed."),
        ({"value": "replies"}, "m.value: a share has no value; it belongs to ratio and mean and sum and distinct."),
        ({"unit": "shares"}, "m.unit: There is no unit 'shares'. Did you mean 'share'?"),
        ({"unit": "money"}, "m.unit: a share is a share, and no money."),
        ({"direction": "better"}, "m.direction: There is no direction 'better'. Did you mean 'neither'?"),
        ({"group": "speeds"}, "m.group: There is no group 'speeds'. Did you mean 'speed'?"),
        ({"needs": ["tickts"]}, "m.needs: There is no table 'tickts'. Did you mean 'tickets'"),
        ({"needs": "tickets"}, "m.needs: 'tickets' is no list of names, such as [\"tickets\"]."),
        ({"pairs": ["csaat"]}, "m.pairs: There is no metric 'csaat'. Did you mean 'csat'"),
        ({"survey": "yes"}, "m.survey: 'yes' is neither true nor false."),
        ({"min_n": 0}, "m.min_n: 0 is no whole number of 1 or more."),
        ({"min_n": True}, "m.min_n: True is no whole number of 1 or more."),
        ({"target": 80}, "m.target: 80 % is 0.8: it is a share."),
        ({"target": "soon"}, "m.target: value: 'soon' is neither a number nor a length of time such as \"4h\"."),
        ({"target": True}, "m.target: True is neither a number nor a length of time such as \"4h\"."),
        ({"targets": [{"value": 0.8, "team": "x"}]}, "m.targets: there is no key 'team'. Did you mean 'team_id'"),
        ({"targets": 0.8}, "m.targets: they are tables, each with a value."),
        ({"hit_working": "TRUE", "fact": "reviews", "at": "reviewed_at", "hit": "TRUE"},
         "m.hit_working: reviews has no working clock."),
        ({**OTHER["duration"], "to": None}, "m: a duration needs either from and to, or seconds."),
        ({**OTHER["duration"], "seconds": "1"}, "m: a duration needs either from and to, or seconds."),
        ({**OTHER["duration"], "to": "channel"}, "m.to: 'channel' gives a text, and an instant is needed."),
        ({**OTHER["duration"], "headline": "p99"},
         "m.headline: There is no headline 'p99'. Did you mean 'p95' or 'p90'?"),
        ({**OTHER["duration"], "at": "replies"}, "m.at: There is no instant 'replies' in tickets."),
        ({**OTHER["mean"], "value": "solved_at - created_at"},
         "m.value: 'solved_at - created_at' gives a length of time of SQL; SECONDS(a, b)"),
        ({**OTHER["mean"], "value": "channel"}, "m.value: 'channel' gives a text, and a number is needed."),
        ({**OTHER["sum"], "unit": None}, "m: a sum needs unit: count or money."),
        ({**OTHER["level"], "at": "created_at"}, "m.at: a level has no at; it belongs to"),
        ({**OTHER["level"], "to": None}, "m: a level needs from and to: when a row enters and when it leaves."),
        ({**OTHER["count"], "fact": "customers", "at": "from_at"}, "m.fact: There is no fact 'customers'."),
        ({**OTHER["count"], "fact": "staff_surveys", "at": "answered_at"}, "m.fact: There is no fact 'staff_surveys'."),
        ({**OTHER["count"], "fact": "headcount", "at": "from_at"}, "m.fact: There is no fact 'headcount'."),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_metric_and_key(over: Mapping[str, object], told: str, tmp_path: Path) -> None:
    """And with the nearest right name; nothing else is told beside it."""
    found = problems(tmp_path, as_toml({**GOOD, **over}))
    assert len(found) == 1, found
    start = f"metrics/ours.toml, {told}"
    assert found[0][: len(start)] == start


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("m = 5\n", "metrics/ours.toml, m: a metric is a table, [m], and no value such as 5."),
        (as_toml(GOOD, "csat"), "metrics/ours.toml, csat: this is the id of a built-in metric; choose another one."),
        (as_toml(GOOD, '"My metric"'),
         "metrics/ours.toml, My metric: an id is of small letters, digits and _, and begins with a letter."),
        ("[m]\ntitle = x\n", "metrics/ours.toml is no TOML: Invalid value (at line 2, column 9)."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told(text: str, told: str, tmp_path: Path) -> None:
    """And an id that cannot be one."""
    assert problems(tmp_path, text) == [told]


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Those of one metric too, and an id that two files have."""
    wrong = {**GOOD, "hit": "replis > 1", "condition": "segmnt = 'x'", "direction": "upp"}
    right = {**wrong, "direction": "up"}
    written(tmp_path, as_toml(GOOD, "twice"), "again.toml")
    (tmp_path / "metrics" / "bytes.toml").write_bytes(b"[x]\ntitle = '\xff'\n")
    assert problems(tmp_path, as_toml(wrong, "one") + as_toml(right, "two") + as_toml(GOOD, "twice")) == [
        "metrics/bytes.toml is not written in UTF-8: invalid start byte at byte 13.",
        "metrics/ours.toml, one.direction: There is no direction 'upp'. Did you mean 'up'?",
        "metrics/ours.toml, twice: metrics/again.toml has a metric of this id already.",
        "metrics/ours.toml, two.hit: There is no column 'replis' in tickets. Did you mean 'replies' or 'reopens'?",
        "metrics/ours.toml, two.condition: There is no column 'segmnt' in tickets. Did you mean 'segment'?",
    ]


def test_the_doctor_tells_of_wrong_metrics(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """As of settings, with what to do; and counts those that are right."""
    (tmp_path / "deskgauge.toml").write_text("", encoding="utf-8")
    written(tmp_path, as_toml(GOOD))
    assert app(["doctor", "--project", str(tmp_path), "--format", "json"]) == 0
    signs = {one["subject"]: one for one in json.loads(capsys.readouterr().out)}
    assert signs["own metrics"]["seen"] == "1 in metrics/"
    written(tmp_path, as_toml({**GOOD, "hit": "replis > 1"}))
    assert app(["doctor", "--project", str(tmp_path), "--format", "json"]) == 1
    signs = {one["subject"]: one for one in json.loads(capsys.readouterr().out)}
    assert "Did you mean 'replies'" in signs["own metrics"]["seen"]
    assert signs["own metrics"]["advice"] == f"Correct the files in {tmp_path / 'metrics'}."


def test_the_facts_are_listed_with_their_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Every one that a metric can be of; each column with what it holds and, mostly, what it means."""
    assert app(["metrics", "--facts", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["fact"] for one in listed] == list(open_frames())
    assert all(one["instants"] for one in listed)
    told = 0
    for one in listed:
        assert app(["metrics", one["fact"], "--facts", "--format", "json"]) == 0
        columns = json.loads(capsys.readouterr().out)
        assert [column["column"] for column in columns] == list(columns_of(one["fact"]))
        assert {column["holds"] for column in columns} <= set(GIVES.values())
        told += all(column["meaning"] for column in columns if column["column"] in ("created_at", "priority"))
    assert told == len(listed)
    assert app(["metrics", "tickets", "--facts"]) == 0
    assert re.search(
        r"^first_reply_at +instant +first reply; null where it has none", capsys.readouterr().out, re.MULTILINE
    )
    assert app(["metrics", "staff", "--facts"]) == 2
    assert "There is no fact 'staff'." in capsys.readouterr().err


def test_a_metric_may_stand_in_a_group_of_the_built_in_ones(tmp_path: Path) -> None:
    """After them; every group stays in one piece."""
    (tmp_path / "deskgauge.toml").write_text("", encoding="utf-8")
    written(tmp_path, as_toml({**GOOD, "group": "speed"}, "quick") + as_toml(GOOD, "last"))
    with deskgauge.open(tmp_path) as workspace:
        groups = [metric.group for metric in workspace.metrics().values()]
        names = list(workspace.metrics())
    assert list(dict.fromkeys(groups)) == [group for group in GROUPS if group in groups]
    assert groups == sorted(groups, key=list(GROUPS).index)
    assert names[groups.index("speed") + groups.count("speed") - 1] == "quick"
    assert names[-1] == "last"
