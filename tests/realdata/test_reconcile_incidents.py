"""ServiceNow's own columns against what we make of its log: when it says an incident was resolved, closed, reopened."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from deskgauge.insight.reconcile import Reconciliation
from deskgauge.project import Workspace
from realdata.asking import Line, lines_of, project

Export = tuple[Workspace, Path]
HEADER = ["number", "resolution time (minutes)", "closed after (minutes)", "reopened"]


def instant(text: str) -> datetime | None:
    """Read a time of the log: day first, no zone; ``?`` is none."""
    return None if text == "?" else datetime.strptime(text, "%d/%m/%Y %H:%M")


def after(line: Line, column: str) -> object:
    """Return the minutes from the opening to another instant of the incident."""
    opened, until = instant(line["opened_at"]), instant(line[column])
    return "" if opened is None or until is None else int((until - opened).total_seconds() // 60)


@pytest.fixture(scope="module")
def export(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """The imported log, and a vendor's export of it: the last line of each incident, by its own columns."""
    path = real_data / "servicenow_incidents" / "incident_event_log_until_2016-04-15.csv.gz"
    folder = tmp_path_factory.mktemp("incidents")
    desk = project(folder / "desk")
    desk.import_files([path], mapping="servicenow_incident_log")
    last: dict[str, Line] = {}
    for line in lines_of(path):
        known = last.get(line["number"])
        if known is None or int(line["sys_mod_count"]) >= int(known["sys_mod_count"]):
            last[line["number"]] = line
    with (folder / "export.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = [
            [number, after(line, "resolved_at"), after(line, "closed_at"), "yes" if int(line["reopen_count"]) else "no"]
            for number, line in last.items()
        ]
        csv.writer(stream).writerows([HEADER, *rows])
    return desk, folder / "export.csv"


def reconciled(export: Export, metric: str, column: str) -> Reconciliation:
    """Hold one column of the export against a metric."""
    desk, file = export
    return desk.reconcile(file, metric, value=column)


def test_when_it_was_resolved(export: Export) -> None:
    """Its column holds the last line in Resolved, which in 1.4 % of the incidents is later than the solve."""
    found = reconciled(export, "resolution_time", HEADER[1])
    told = {one.id: one.count for one in found.causes}

    assert found.columns_used == ("number", HEADER[1])
    assert (found.equal, found.compared) == (12_126, 12_292)
    assert told["theirs_none"] == 1_010
    assert sum(told.values()) == 13_302
    assert 150 <= told["unexplained"] <= 166


def test_the_closing_is_recognised_as_another_instant(export: Export) -> None:
    """Five days after the solve, and in the ticket as the time of its last change of status: in every one."""
    found = reconciled(export, "resolution_time", HEADER[2])
    told = {one.id: one.count for one in found.causes}

    assert told == {"equal": 29, "span:created:status": 13_273}
    assert found.agreement[0] == ("from the creation to the last change of status that the ticket itself names", 1.0)


def test_reopened_by_its_count_and_by_our_events(export: Export) -> None:
    """All 13,302 alike."""
    found = reconciled(export, "reopen_rate", HEADER[3])

    assert [(one.id, one.count) for one in found.causes] == [("equal", 13_302)]
