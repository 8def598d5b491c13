"""The pages about people: fair to each, and no more than the viewer may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import deskgauge
from deskgauge.project import Workspace
from deskgauge.web.access import LOCAL, Viewer
from deskgauge.web.app import create_app

PERIOD = {"from_": "2026-01-01", "to": "2026-04-01", "clock": "calendar"}
ASKED = "period=2026-01-01..2026-03-31&clock=calendar"


@contextmanager
def seen_by(folder: Path, viewer: Viewer) -> Iterator[TestClient]:
    with TestClient(create_app(folder, who=lambda _request: viewer), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def workspace(demo_project: Path) -> Iterator[Workspace]:
    with deskgauge.open(demo_project) as opened:
        yield opened


def test_people_stand_against_their_team(demo_project: Path, workspace: Workspace) -> None:
    rows = workspace.query("top_performers", by="team", **PERIOD).rows
    judged = [row for row in rows if row["rank"] is not None]
    names = workspace.staff()
    with seen_by(demo_project, LOCAL) as client:
        page = client.get(f"/people?{ASKED}").text
        told = client.get(f"/people.json?{ASKED}").json()["Estimates"]["rows"]
    assert all(escape(names[str(row["agent"])]) in page for row in judged)
    below = sum(float(str(row["high"])) < 0 for row in judged)
    above = sum(float(str(row["low"])) > 0 for row in judged)
    assert (page.count("below the team"), page.count("above the team")) == (below, above)
    assert [row["value"] for row in told] == [row["value"] for row in rows]


def test_names_are_told_to_those_who_may_know_them(demo_project: Path, workspace: Workspace) -> None:
    names = workspace.staff()
    with seen_by(demo_project, Viewer("v", "viewer", ("front",))) as client:
        page = client.get(f"/people?{ASKED}").text
        assert client.get("/people", headers={"accept": "text/html"}).status_code == 200
    assert not any(escape(name) in page for name in names.values())
    assert "Returns desk" not in page


def test_an_agent_sees_the_own_page_and_no_other(demo_project: Path, workspace: Workspace) -> None:
    rows = workspace.query("tickets_solved", by="agent", **PERIOD).rows
    busiest = max((row for row in rows if row["agent"] is not None), key=lambda row: int(str(row["value"])))
    agent = str(busiest["agent"])
    team = str(
        workspace.query("tickets_solved", by=("team", "agent"), where=f"agent = '{agent}'", **PERIOD).rows[0]["team"]
    )
    with seen_by(demo_project, Viewer("a", "agent", (team,), agent)) as client:
        page = client.get(f"/me?{ASKED}").text
        assert client.get("/people").status_code == 403
    assert f'value="{float(str(busiest["value"]))}"' in page
    assert "Middle half of your colleagues" in page
    assert not any(escape(name) in page for name in workspace.staff().values())
    with seen_by(demo_project, LOCAL) as client:
        assert "who is no agent in the data" in client.get("/me").text
