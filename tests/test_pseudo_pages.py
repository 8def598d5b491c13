"""Every text of the dashboard is translated: in a language of brackets only names, ids and data stand outside."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import deskgauge
from deskgauge.language import NAMES
from deskgauge.web.app import create_app
from pseudo import IDS, pseudo_language, untranslated

DIMENSIONS = ("team", "priority", "product", "brand", "segment", "request_type")
PAGES = ("/", "/metric/first_response_time", "/flow", "/hours", "/money", "/quality", "/definitions/csat", "/report")
TEAMS = ("Front desk", "Phone desk", "Returns desk", "Evening desk", "Workshop Kathmandu")
_UNSEEN = re.compile(r"<(script|style|code|kbd|bdi|pre)\b.*?</\1>", re.DOTALL)
_SAID = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"]*)"')


@pytest.fixture(scope="module")
def data(demo_project: Path) -> set[str]:
    """What the company calls its own things, and what the pages say as it is typed."""
    with deskgauge.open(demo_project) as workspace:
        rows = [row for name in DIMENSIONS for row in workspace.query("ticket_volume", by=name).rows]
        names = {str(row[name]) for row in rows for name in DIMENSIONS if row.get(name)}
    return {*names, *(name.capitalize() for name in names), *TEAMS, *IDS, *NAMES.values(), "gizmo", "none"}


@pytest.fixture(scope="module")
def pages(demo_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with (
        pseudo_language(tmp_path_factory.mktemp("locale")),
        TestClient(create_app(demo_project), base_url="http://127.0.0.1") as client,
    ):
        yield client


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_is_left_in_english(pages: TestClient, data: set[str], path: str) -> None:
    shown = pages.get(f"{path}?lang=sr").text
    said = " · ".join(_SAID.findall(shown))
    text = html.unescape(re.sub(r"<[^>]+>", " ", _UNSEEN.sub(" ", shown)))
    assert untranslated(f"{text} · {html.unescape(said)}", data) == []
