"""Signing in and the screens of the accounts, as a browser without script uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from access_support import HTML, PASSWORD, accounts_at, client_of, form_token, signed_in, with_users
from deskgauge.errors import WorkFailedError
from deskgauge.web.access.accounts import Accounts
from deskgauge.web.access.screens import here
from deskgauge.web.app import create_app


@pytest.fixture
def app(demo_project: Path, tmp_path: Path) -> Iterator[FastAPI]:
    """The demo company's app; its accounts are the test's own."""
    accounts = accounts_at(tmp_path)
    yield create_app(demo_project, accounts=accounts)
    accounts.close()


def accounts_of(app: FastAPI) -> Accounts:
    found: Accounts = app.state.accounts
    return found


def log(app: FastAPI) -> list[tuple[str, str, int | None]]:
    return [(one.who, one.action, one.rows) for one in reversed(accounts_of(app).audit())]


def test_the_one_person_comes_in_by_the_link_and_adds_the_first_user(app: FastAPI) -> None:
    accounts, client = accounts_of(app), client_of(app)
    assert "users link" in client.get("/login", headers=HTML).text
    link = accounts.one_time_link("http://127.0.0.1")
    response = client.get(link, headers=HTML)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    stranger = client_of(app).get(link, headers=HTML)
    assert stranger.status_code == 403
    assert "deskgauge users link" in stranger.text
    page = client.get("/settings/users", headers=HTML)
    given = {"name": "Ana", "password": "short", "role": "admin", "csrf": form_token(page.text)}
    refused = client.post("/settings/users", data=given, headers=HTML)
    assert refused.status_code == 400
    assert 'value="Ana"' in refused.text
    assert "fewer than 10" in refused.text
    assert "short" not in refused.text
    assert client.post("/settings/users", data=given | {"password": PASSWORD}).status_code == 303
    assert client.get("/settings/users", headers=HTML).headers["location"] == "/login?next=/settings/users"


def test_signing_in_and_out_without_script(app: FastAPI) -> None:
    with_users(accounts_of(app))
    client = client_of(app)
    page = client.get("/login?next=/definitions", headers=HTML)
    given = {"name": "Analyst", "password": "wrong", "next": "/definitions", "csrf": form_token(page.text)}
    refused = client.post("/login", data=given, headers=HTML)
    assert (refused.status_code, "Name or password are not right" in refused.text) == (400, True)
    response = client.post("/login", data=given | {"password": PASSWORD}, headers=HTML)
    assert (response.status_code, response.headers["location"]) == (303, "/definitions")
    page = client.get("/settings/password", headers=HTML)
    assert "Signed in as analyst" in page.text
    assert page.headers["cache-control"] == "no-store"
    client.post("/logout", data={"csrf": form_token(page.text)})
    assert client.get("/settings/password", headers=HTML).status_code == 303
    assert [action for _who, action, _rows in log(app)][-2:] == ["sign-in failed", "signed in"]


def test_after_signing_in_one_stays_on_this_server() -> None:
    assert here("/flow?period=7d") == "/flow?period=7d"
    for elsewhere in (
        "https://x.example/",
        "//x.example/",
        "/\\x.example",
        "flow",
        "",
        "javascript:alert(1)",
        "/a\r\nb",
    ):
        assert here(elsewhere) == "/"


def test_over_https_cookies_stay_there(app: FastAPI) -> None:
    with_users(accounts_of(app))
    client = TestClient(app, base_url="https://127.0.0.1", follow_redirects=False)
    page = client.get("/login")
    answer = client.post("/login", data={"name": "admin", "password": PASSWORD, "csrf": form_token(page.text)})
    assert answer.headers["set-cookie"].count("Secure") >= 1


def test_the_own_password_is_changed_by_who_knows_it(app: FastAPI) -> None:
    with_users(accounts_of(app))
    client, other = signed_in(app, "viewer"), signed_in(app, "viewer")
    token = form_token(client.get("/settings/password", headers=HTML).text)
    new = {"new": "blue kettle on the stove", "again": "blue kettle on the stove", "csrf": token}
    for wrong in ({"old": "wrong"}, {"old": PASSWORD, "again": "other"}, {"old": PASSWORD, "new": "x", "again": "x"}):
        assert client.post("/settings/password", data=new | wrong, headers=HTML).status_code == 400
    assert client.post("/settings/password", data=new | {"old": PASSWORD}).status_code == 303
    assert client.get("/settings/password").status_code == 200
    assert other.get("/settings/password").status_code == 401


def test_language_and_appearance_are_kept_in_the_browser_and_with_the_user(app: FastAPI) -> None:
    with_users(accounts_of(app))
    client = signed_in(app, "viewer")
    token = form_token(client.get("/settings/password", headers=HTML).text)
    chosen = {"lang": "fa", "theme": "dark", "next": "/settings/password", "csrf": token}
    assert client.post("/settings/look", data=chosen).headers["location"] == "/settings/password"
    for browser in (client, signed_in(app, "viewer")):
        page = browser.get("/settings/password", headers=HTML).text
        assert '<html lang="fa" dir="rtl" class="dark"' in page
    client.post("/settings/look", data=chosen | {"lang": "xx", "theme": "neon", "next": "//x"})
    assert 'class="dark"' in client.get("/settings/password", headers=HTML).text


def test_a_token_of_ones_own_is_shown_once_and_works(app: FastAPI) -> None:
    with_users(accounts_of(app))
    client = signed_in(app, "viewer")
    token = form_token(client.get("/settings/tokens", headers=HTML).text)
    form = {"name": "nightly", "days": "30", "scope": ["read", "rows"], "csrf": token}
    made = client.post("/settings/tokens", data=form, headers=HTML).text
    text = made.partition('<code class="ltr">')[2].partition("<")[0]
    assert text not in client.get("/settings/tokens", headers=HTML).text
    program = client_of(app)
    program.headers["authorization"] = f"Bearer {text}"
    assert program.get("/api/v1/health").status_code == 200
    assert program.get("/api/v1/export?metrics=csat").status_code == 403
    number = str(accounts_of(app).tokens("viewer")[0].id)
    other = signed_in(app, "analyst")
    others = form_token(other.get("/settings/tokens", headers=HTML).text)
    assert other.post("/settings/tokens/revoke", data={"token": number, "csrf": others}).status_code == 400
    assert program.get("/api/v1/health").status_code == 200
    assert client.post("/settings/tokens/revoke", data={"token": number, "csrf": token}).status_code == 303
    assert program.get("/api/v1/health").status_code == 401
    mistakes: list[dict[str, object]] = [{"days": "soon"}, {"days": "0"}, {"scope": ["personal"]}, {"name": ""}]
    mistakes.append({"scope": []})
    for mistake in mistakes:
        assert client.post("/settings/tokens", data={**form, **mistake}, headers=HTML).status_code == 400


def test_what_leaves_as_a_file_is_written_down(app: FastAPI) -> None:
    with_users(accounts_of(app))
    client = signed_in(app, "viewer")
    lines = len(log(app))
    rows = client.get("/api/v1/query?metrics=ticket_volume&by=channel").json()["rows"]
    assert len(log(app)) == lines
    for _again in range(2):  # also where it was made before
        answer = client.get("/api/v1/export?metrics=ticket_volume&by=channel&format=csv")
        assert answer.status_code == 200
    assert log(app)[lines:] == [("viewer", "exported", len(rows))] * 2
    assert accounts_of(app).audit()[0].what == "/api/v1/export?metrics=ticket_volume&by=channel&format=csv"
    admin = signed_in(app, "admin").get("/settings/audit", headers=HTML).text
    assert "exported" in admin
    assert "by=channel" in admin


def test_limits_hold_over_http(app: FastAPI) -> None:
    accounts = accounts_of(app)
    desk = app.state.desk
    team = str(desk.query("tickets_solved", by="team").rows[0]["team"])
    with_users(accounts, teams=(team,))
    foreign = desk.explain("tickets_solved", where=f"team <> '{team}'", limit=1).parts[0].rows[0]["ticket_id"]
    leader = signed_in(app, "leader")
    teams = {row["team"] for row in leader.get("/api/v1/query?metrics=ticket_volume&by=team").json()["rows"]}
    assert teams == {team}
    assert leader.get(f"/api/v1/tickets/{foreign}").status_code == 404
    assert leader.get(f"/ticket/{foreign}", headers=HTML).status_code == 404
    assert leader.get("/api/v1/query?metrics=customer_retention").status_code == 403
    agent = signed_in(app, "agent")
    assert agent.get("/api/v1/query?metrics=top_performers").status_code == 403
    refused = agent.get("/flow", headers=HTML)
    assert refused.status_code == 403
    assert "You see your own numbers</h1>" in refused.text
    assert agent.get("/scorecard.csv").status_code == 403


def test_what_is_no_address_is_refused_without_a_failure(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    with_users(accounts_of(app))
    client = client_of(app)
    page = client.get("/login?next=//[", headers=HTML)
    assert page.status_code == 200
    given = {"name": "x", "password": "y", "csrf": form_token(page.text)}
    assert client.post("/login", data=given, headers={"origin": "http://["}).status_code == 403

    def away(_connection: object) -> None:
        raise WorkFailedError("The database is away.")

    monkeypatch.setattr(Accounts, "session_viewer", lambda _self, cookie: away(cookie))
    client.cookies.set(accounts_of(app).cookie, "x")
    assert client.get("/api/v1/health").status_code == 503


def test_a_token_takes_no_other_away(app: FastAPI) -> None:
    accounts = accounts_of(app)
    with_users(accounts)
    accounts.add_token("viewer", "other")
    text = accounts.add_token("viewer", "own")
    (other,) = (one.id for one in accounts.tokens("viewer") if one.name == "other")
    told = {"authorization": f"Bearer {text}"}
    assert client_of(app).post("/settings/tokens/revoke", data={"token": str(other)}, headers=told).status_code == 403
    assert all(one.revoked_at is None for one in accounts.tokens("viewer"))
