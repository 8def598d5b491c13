"""The scorecard, a metric, its rows and a ticket as pages: what stands there, where links lead, what errors say."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import httpx2
import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

import deskgauge
from deskgauge.model.settings import FILE_NAME
from deskgauge.web.access import LOCAL, Viewer
from deskgauge.web.app import create_app
from deskgauge.web.pages.assets import assets
from deskgauge.web.pages.page import pages
from support import company

VOID = {"meta", "link", "input", "br", "path", "circle", "rect", "line", "polyline", "hr", "img", "col"}
METRICS = ("first_response_time", "csat", "ticket_backlog", "abandonment_rate", "cost_per_resolution")


@pytest.fixture(scope="module")
def pages_of(demo_project: Path) -> Iterator[TestClient]:
    """The dashboard of the demo company."""
    with TestClient(create_app(demo_project), base_url="http://localhost") as client:
        client.headers["accept"] = "text/html"
        yield client


class Tree(HTMLParser):
    """A page read strictly: every element is closed where it should be, every id there once."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{one}> is never closed" for one in self.open]
        self.faults += [f"id {one} twice" for one in set(self.ids) if self.ids.count(one) > 1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        for name in given:
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}=…> is against the policy")
        if tag == "style" or (tag == "script" and "src" not in given):
            self.faults.append(f"inline <{tag}>")
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def read(answer: httpx2.Response) -> Tree:
    assert answer.status_code == 200, (answer.url, answer.text[:400])
    return Tree(answer.text)


@pytest.mark.parametrize(
    "address",
    ["/", "/?sort=-n&period=2026-10", *(f"/metric/{name}" for name in METRICS), "/metric/channel_share",
     "/metric/csat?view=why", "/metric/csat?view=rules&compare=none", "/metric/csat/tickets", "/ticket/T005000"],
)  # fmt: skip
def test_a_page_is_sound_html_and_small(pages_of: TestClient, address: str) -> None:
    answer = pages_of.get(address)
    tree = read(answer)
    assert tree.faults == []
    assert tree.headings.count(1) == 1
    # The filter bar's dialog stands last; between two headings no level is left out.
    assert all(later - first <= 1 for first, later in zip(tree.headings, tree.headings[1:], strict=False))
    assert len(gzip.compress(answer.content)) < 60_000
    assert answer.text.lower().startswith("<!doctype html>")


def test_every_link_of_the_scorecard_and_of_a_metric_leads_somewhere(pages_of: TestClient) -> None:
    known = {"/flow", "/hours", "/topics", "/people", "/voice", "/selfservice", "/money", "/quality", "/settings",
             "/report", "/me"}  # fmt: skip
    for address in ("/?period=7d&team=returns&sort=n", "/metric/csat?period=7d&team=returns"):
        links = {urljoin("/", link.partition("#")[0]) for link in read(pages_of.get(address)).links} - {""}
        some = [link for link in sorted(links) if link.partition("?")[0] not in known][::23]
        for link in some:
            assert pages_of.get(link).status_code == 200, link


def test_links_hold_all_filters(pages_of: TestClient) -> None:
    page = read(pages_of.get("/?period=7d&team=returns&compare=year&lang=pl"))
    to_metrics = [link for link in page.links if link.startswith("/metric/csat?")]
    assert to_metrics
    assert set(to_metrics) == {"/metric/csat?period=7d&compare=year&team=returns&lang=pl"}


def test_the_numbers_of_a_page_are_those_of_the_project(pages_of: TestClient, demo_project: Path) -> None:
    from datetime import datetime

    with deskgauge.open(demo_project) as project:
        span = (datetime(2026, 10, 1), datetime(2026, 11, 1))
        (row,) = project.query("first_response_time", from_=span[0], to=span[1], where="channel = 'email'", stat="p90",
                               clock="calendar", compare="previous").rows  # fmt: skip
    address = "/metric/first_response_time{}?period=2026-10&channel=email&stat=p90&clock=calendar"
    assert f'value="{row["value"]}"' in pages_of.get(address.format("")).text
    told = pages_of.get(address.format(".json")).json()["rows"][0]
    assert (told["value"], told["n"], told["previous"]) == (row["value"], row["n"], row["previous"])
    (line,) = csv.DictReader(io.StringIO(pages_of.get(address.format(".csv")).text))
    assert float(line["value"]) == row["value"]
    book = load_workbook(io.BytesIO(pages_of.get(address.format(".xlsx")).content))
    assert book.worksheets[0].freeze_panes == "A2"


def test_the_scorecard_shows_every_metric_of_the_answer(pages_of: TestClient) -> None:
    told = pages_of.get("/scorecard.json").json()
    page = read(pages_of.get("/"))
    linked = {link.partition("?")[0].removeprefix("/metric/") for link in page.links if link.startswith("/metric/")}
    assert {row["metric"] for row in told["rows"]} | {one["metric"] for one in told["apart"]} <= linked


def test_why_it_changed_adds_up(pages_of: TestClient) -> None:
    page = pages_of.get("/metric/csat?view=why&by=channel").text
    assert "parts add up to the change" in page
    assert 'data-late="why"' not in page
    assert 'data-late="why"' in pages_of.get("/metric/csat").text


def test_rows_behind_a_number_say_why_each_counts_and_lead_to_their_ticket(pages_of: TestClient) -> None:
    page = read(pages_of.get("/metric/first_response_time/tickets?period=2026-10"))
    tickets = [link for link in page.links if link.startswith("/ticket/")]
    assert tickets
    assert "Counted" in pages_of.get("/metric/first_response_time/tickets").text
    story = pages_of.get(tickets[0])
    assert "What each metric makes of it" in story.text
    rows = list(csv.DictReader(io.StringIO(pages_of.get("/metric/first_response_time/tickets.csv").text)))
    told = pages_of.get("/metric/first_response_time.json").json()
    counted = [row for row in rows if row["counted"] == "true"]
    assert len(counted) == told["rows"][0]["n"]
    assert {row["reason"] for row in rows} - {""} == set(told["excluded"]["first_response_time"])


# ---------------------------------------------------------------------- what is said where something is not there
@pytest.mark.parametrize(
    ("address", "status", "nearest"),
    [
        ("/?team=retruns", 400, 'href="/?team=returns"'),
        ("/?period=lastyear&team=returns", 400, 'href="/?period=year&amp;team=returns"'),
        ("/metric/csatt?period=7d", 404, 'href="/metric/csat?period=7d"'),
        ("/metric/csat?definition=zendsk", 400, "definition=zendesk"),
        ("/metric/first_response_time?team='; DROP TABLE tickets", 400, "team=returns"),
        ("/ticket/T0", 404, 'href="/"'),
        ("/nowhere", 404, 'href="/"'),
        ("/metric/ticket_backlog?kind=chat", 400, "kind"),
    ],
)
def test_a_wrong_address_offers_the_nearest_right_one(
    pages_of: TestClient, address: str, status: int, nearest: str
) -> None:
    answer = pages_of.get(address)
    assert answer.status_code == status
    assert nearest in answer.text
    assert Tree(answer.text).faults == []


def test_an_unknown_key_is_left_out_and_told(pages_of: TestClient) -> None:
    answer = pages_of.get("/metric/csat?utm_source=mail")
    assert answer.status_code == 200
    assert "Not understood in this address, and left out: utm_source" in answer.text


def test_what_an_address_says_is_never_markup(pages_of: TestClient) -> None:
    for address in ("/?<script>=1", "/?team=<script>alert(1)</script>", "/metric/<script>", '/?product="><script>'):
        assert "<script>" not in pages_of.get(address).text


def test_filters_that_leave_nothing_can_be_taken_away(pages_of: TestClient) -> None:
    answer = pages_of.get("/metric/csat?team=returns&channel=chat&product=headlamp&period=2026-10-04")
    assert "No tickets match" in answer.text
    links = read(answer).links
    assert "/metric/csat?period=2026-10-04&channel=chat&product=headlamp" in links
    assert "/metric/csat?period=2026-10-04" in links


def test_too_few_are_grey_and_without_a_change(pages_of: TestClient) -> None:
    page = pages_of.get("/metric/customer_experience_score?period=7d").text
    if "of the 30 needed" in page:
        assert "Too few to judge" in page


@pytest.mark.parametrize("path", ["/", "/metric/csat", "/metric/csat.json", "/metric/csat/tickets"])
def test_a_project_without_data_says_what_to_do(tmp_path: Path, path: str) -> None:
    with company(tmp_path, {}) as project:
        folder = project.path
    with TestClient(create_app(folder), base_url="http://localhost") as client:
        answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code == 200
    assert path.endswith(".json") or "deskgauge import" in answer.text


def test_a_metric_whose_tables_are_empty_says_what_it_needs(tmp_path: Path) -> None:
    tickets = [{"ticket_id": "1", "created_at": "2026-03-02T10:00:00Z"}]
    with company(tmp_path, {"tickets": tickets}) as project:
        folder = project.path
    with TestClient(create_app(folder), base_url="http://localhost") as client:
        answer = client.get("/metric/abandonment_rate", headers={"accept": "text/html"})
        card = client.get("/", headers={"accept": "text/html"}).text
    assert "Not measured yet" in answer.text
    assert "needs calls" in answer.text
    assert "needs calls" in card


def test_every_page_stands_where_nothing_is_dated(tmp_path: Path) -> None:
    with company(tmp_path, {"teams": [{"team_id": "t1", "name": "One"}]}) as project:
        folder = project.path
    with TestClient(create_app(folder), base_url="http://localhost") as client:
        for page in pages():
            path = page.path.format(id="csat")
            status = client.get(path, headers={"accept": "text/html"}).status_code
            assert status == 200, path
        assert "deskgauge import" in client.get("/", headers={"accept": "text/html"}).text


def test_settings_that_cannot_be_read_are_told_of_on_a_page(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("this is [ no toml", encoding="utf-8")
    with TestClient(create_app(tmp_path), base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/", headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert FILE_NAME in answer.text
    assert answer.headers["cache-control"] == "no-store"


# ---------------------------------------------------------------------- around the pages
def test_an_unchanged_page_costs_nothing(pages_of: TestClient) -> None:
    first = pages_of.get("/metric/csat")
    again = pages_of.get("/metric/csat", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert pages_of.get("/metric/csat?period=7d").headers["etag"] != first.headers["etag"]


def test_what_pages_load_is_small_and_may_be_kept_forever(pages_of: TestClient) -> None:
    for kind, most in (("css", 8_000), ("js", 15_000)):
        name, content = assets()[kind]
        answer = pages_of.get(f"/static/{name}")
        assert answer.content == content
        assert "immutable" in answer.headers["cache-control"]
        assert len(gzip.compress(content) if kind == "css" else content) <= most
    assert pages_of.get("/static/../app.py").status_code == 404


def test_all_pages_lie_in_the_navigation_in_their_order() -> None:
    found = [page for page in pages() if page.nav]
    assert found[0].id == "scorecard"
    assert len({page.path for page in pages()}) == len(pages())
    assert len({page.key for page in pages() if page.key}) == len([page for page in pages() if page.key])


@pytest.mark.parametrize("language", ["en", "sr", "zh", "fa", "ne", "pl"])
def test_a_page_says_its_language_and_direction(pages_of: TestClient, language: str) -> None:
    answer = pages_of.get(f"/metric/csat?lang={language}")
    direction = "rtl" if language == "fa" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in answer.text
    assert answer.headers["content-language"] == language


def test_who_may_not_see_rows_gets_none(demo_project: Path) -> None:
    viewer = Viewer("reader", "viewer", scopes=frozenset({"read"}))
    with TestClient(create_app(demo_project, who=lambda _: viewer), base_url="http://localhost") as client:
        client.headers["accept"] = "text/html"
        page = client.get("/metric/csat").text
        assert "/ticket/" not in page
        assert "csat.csv" not in page
        assert client.get("/metric/csat/tickets").status_code == 403
        assert client.get("/metric/csat.csv").status_code == 403
        assert json.loads(client.get("/metric/csat.json").text)["rows"]
    assert LOCAL.may("rows")


def test_digits_and_calendar_of_a_link_hold_for_its_page(pages_of: TestClient) -> None:
    own = pages_of.get("/metric/csat?lang=fa&period=2026-10-01..2026-10-15").text
    other = pages_of.get("/metric/csat?lang=fa&period=2026-10-01..2026-10-15&digits=latin&calendar=gregorian").text
    assert "۱۴۰۵" in own
    assert "۱۴۰۵" not in other
    assert "2026" in other
