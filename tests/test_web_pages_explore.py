"""The pages to explore with: each shows the project's own numbers, within its filters, and says what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import deskgauge
from deskgauge.project import Workspace
from deskgauge.web.app import create_app
from support import company

PERIOD = {"from_": "2026-09-01", "to": "2026-10-01", "clock": "calendar"}
ASKED = "period=2026-09&clock=calendar"
PAGES = {
    "/flow": ("tickets_solved", "channel"),
    "/topics": ("ticket_volume", "channel"),
    "/voice": ("csat", "channel"),
    "/selfservice": ("deflection_rate", ""),
    "/money": ("contact_conversion_rate", "channel"),
}
POST = {"post_id": "p1", "posted_at": "2026-03-02T09:00:00Z", "network": "any", "kind": "mention"}
"""A row that no page of these can show anything of."""
"""Each page, a metric that it shows, and a dimension that it can be filtered by."""


@pytest.fixture(scope="module")
def pages(demo_project: Path) -> Iterator[TestClient]:
    with TestClient(create_app(demo_project), base_url="http://127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def workspace(demo_project: Path) -> Iterator[Workspace]:
    with deskgauge.open(demo_project) as opened:
        yield opened


@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_the_project_s_own_numbers(pages: TestClient, workspace: Workspace, path: str) -> None:
    metric, dimension = PAGES[path]
    for chosen in ("", "email") if dimension else ("",):
        where = f"{dimension} = '{chosen}'" if chosen else None
        by = "channel" if path == "/topics" else ()
        value = workspace.query(metric, by=by, where=where, **PERIOD).rows[0]["value"]
        page = pages.get(f"{path}?{ASKED}" + (f"&{dimension}={chosen}" if chosen else ""))
        assert page.status_code == 200
        assert f'value="{float(str(value))}"' in page.text


def test_the_hours_are_those_of_the_project(pages: TestClient, workspace: Workspace) -> None:
    page = pages.get("/hours?period=2026-01-01..2026-03-31&clock=calendar").text
    rows = workspace.query("first_response_time", by="weekday", from_="2026-01-01", to="2026-04-01").rows
    minutes = f"{float(str(rows[0]['value'])) / 60:,.0f}"
    assert f'<td class="tot">{minutes}</td>' in page
    assert "People there" in page
    assert "People there" not in pages.get("/hours?channel=email").text


def test_who_is_on_shift_counts_by_the_hour(tmp_path: Path) -> None:
    shifts = [
        {"shift_id": "1", "agent_id": "a", "started_at": "2026-03-02T08:30:00Z", "ended_at": "2026-03-02T10:00:00Z"},
        {"shift_id": "2", "agent_id": "b", "started_at": "2026-03-09T09:00:00Z", "ended_at": "2026-03-09T10:00:00Z"},
    ]
    agents = [{"agent_id": "a", "team_id": "x"}, {"agent_id": "b", "team_id": "y"}]
    workspace = company(tmp_path, {"shifts": shifts, "agents": agents})
    two_weeks = datetime(2026, 3, 2), datetime(2026, 3, 16)
    assert workspace.presence(*two_weeks) == [
        {"weekday": 1, "hour": 8, "people": 0.25},
        {"weekday": 1, "hour": 9, "people": 1.0},
    ]
    assert workspace.presence(*two_weeks, teams=["y"]) == [{"weekday": 1, "hour": 9, "people": 0.5}]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_without_its_data_says_what_it_needs(tmp_path: Path, path: str) -> None:
    company(tmp_path, {"social_posts": [POST]})
    with TestClient(create_app(tmp_path), base_url="http://127.0.0.1") as client:
        page = client.get(path)
    assert page.status_code == 200
    assert "Nothing of this page can be measured yet." in page.text
    assert "/quality" in page.text


def test_downloads_hold_what_the_page_shows(pages: TestClient, workspace: Workspace) -> None:
    told = pages.get(f"/topics.json?{ASKED}").json()["ticket_volume by channel"]["rows"]
    asked = workspace.query("ticket_volume", by="channel", **PERIOD).rows
    counted = {row["channel"]: row["value"] for row in told if row["metric"] == "ticket_volume"}
    assert counted == {row["channel"]: row["value"] for row in asked}
    assert pages.get(f"/voice.csv?{ASKED}").text.startswith("metric,")
    assert pages.get(f"/money.xlsx?{ASKED}").content.startswith(b"PK")


def test_what_is_picked_beside_the_tickets_must_be_there(pages: TestClient) -> None:
    assert "Reopen rate" in pages.get("/topics?view=reopen_rate").text
    wrong = pages.get("/topics?view=reopen_rat", headers={"accept": "text/html"})
    assert wrong.status_code == 400
    assert "reopen_rate" in wrong.text


def test_a_page_that_knows_no_such_filter_says_so_once(pages: TestClient) -> None:
    page = pages.get(f"/selfservice?{ASKED}&priority=high").text
    assert page.count("None of these numbers can be told") == 1
