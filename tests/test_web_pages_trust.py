"""The pages that say what is measured, by which rule, and on which data."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import escape
from starlette.testclient import TestClient

import deskgauge
from deskgauge.web.app import create_app


@pytest.fixture(scope="module")
def pages(demo_project: Path) -> Iterator[TestClient]:
    with TestClient(create_app(demo_project), base_url="http://127.0.0.1") as client:
        yield client


def test_every_metric_is_found_by_its_words(pages: TestClient, demo_project: Path) -> None:
    metrics = deskgauge.open(demo_project).metrics()
    whole = pages.get("/definitions").text
    assert all(f'href="/definitions/{name}"' in whole for name in metrics)
    found = pages.get("/definitions?q=net+promoter").text
    assert 'href="/definitions/nps"' in found
    assert 'href="/definitions/reopen_rate"' not in found
    assert "No metric speaks of" in pages.get("/definitions?q=qwertz").text
    assert {one["id"] for one in pages.get("/definitions.json").json()} == set(metrics)


def test_one_definition_is_told_whole(pages: TestClient, demo_project: Path) -> None:
    with deskgauge.open(demo_project) as workspace:
        metric, sql = workspace.metrics()["first_response_time"], workspace.sql("first_response_time")
    page = pages.get("/definitions/first_response_time").text
    assert escape(metric.text) in page
    assert "Zendesk" in page
    assert "Intercom" in page
    assert html.escape(sql[0][:60], quote=False) in page.replace("&#39;", "'").replace("&#34;", '"')
    assert pages.get("/definitions/first_response_tme").status_code == 404


def test_the_quality_page_shows_what_the_checks_find(pages: TestClient, demo_project: Path) -> None:
    with deskgauge.open(demo_project) as workspace:
        findings, rows = workspace.check(), workspace.holdings().rows
    page = pages.get("/quality").text
    assert all(str(escape(one.text)) in page for one in findings)
    assert f"{rows['tickets']:,}" in page
    assert pages.get("/quality.json").json()["Check"][0]["check"] == findings[0].check


def test_without_data_these_pages_say_how_to_bring_some(tmp_path: Path) -> None:
    (tmp_path / "deskgauge.toml").write_text('[company]\nname = "Empty"\n', encoding="utf-8")
    with TestClient(create_app(tmp_path), base_url="http://127.0.0.1") as client:
        assert "deskgauge import" in client.get("/quality").text
        assert client.get("/definitions/csat").status_code == 200


def test_settings_stand_as_they_are_in_force(pages: TestClient, demo_project: Path) -> None:
    with deskgauge.open(demo_project) as workspace:
        settings = workspace.settings
    page = pages.get("/settings").text
    assert str(escape(settings.name)) in page
    assert all(f'href="/metric/{one.metric}"' in page for one in settings.targets)
    assert all(f"<li>{name}</li>" in page for name in settings.calendars)
    told = {row["setting"]: row["value"] for row in pages.get("/settings.json").json()["Settings"]}
    assert told["company.time_zone"] == settings.time_zone
    assert told["store.url"] == "duckdb"


def test_the_report_is_a_page_and_three_files(pages: TestClient, demo_project: Path) -> None:
    asked = "period=2026-09&clock=calendar"
    with deskgauge.open(demo_project) as workspace:
        card = workspace.scorecard(from_="2026-09-01", to="2026-10-01", clock="calendar", compare="previous")
    page = pages.get(f"/report?{asked}").text
    assert "What changed" in page
    created = next(line.row["value"] for line in card.lines if line.metric.id == "ticket_volume")
    assert f'<td class="v r">{created:,}</td>' in page
    assert pages.get(f"/report.pdf?{asked}").content.startswith(b"%PDF")
    assert pages.get(f"/report.html?{asked}").text.startswith("<!doctype html>")
    assert pages.get(f"/report.xlsx?{asked}").content.startswith(b"PK")
