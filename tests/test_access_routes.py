"""Every route of the app, those that come later as well, with every role, without one, and with forms of others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.testclient import TestClient

from access_support import accounts_at, client_of, signed_in, with_users
from deskgauge.model.settings import FILE_NAME
from deskgauge.web.access import RIGHTS, ROLES, Viewer, rights_of, unguarded
from deskgauge.web.access.accounts import Accounts
from deskgauge.web.access.gate import is_public
from deskgauge.web.app import create_app

TABLE: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (pattern, frozenset(rights.split()))
    for pattern, rights in (
        (r"/settings/(users|audit)(/.*)?", "manage"),
        (r"/settings/(password|look|tokens)(/.*)?|/logout|/settings", ""),
        (r"/people", "people"),
        (r"/ticket/{id}|/metric/{id}/tickets|/api/v1/(explain/{metric}|tickets/{ticket_id})", "rows"),
        (r"/api/v1/export", "export"),
        (r"/api/v1/(health|quality|query|scorecard|metrics|metrics/{metric})", "read"),
        (r"/api/v1/(contributors|compare-definitions|distribution)/{metric}", "read"),
        (r"/|/(scorecard|flow|hours|topics|voice|selfservice|money|quality|definitions|wall|report|me)", "read"),
        (r"/wall/events|/(metric|definitions)/{id}", "read"),
    )
)
"""The least that each route takes: the first line that fits. A route that no line fits has no place here yet."""

ENDLESS = ("/wall/events",)  # an answer to them does not end
PERSONS = ("admin", "analyst", "viewer", "leader", "agent")
JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An app over a project without data: what is refused is refused all the same."""
    folder: Path = tmp_path_factory.mktemp("project")
    (folder / FILE_NAME).write_text("", encoding="utf-8")
    accounts = accounts_at(folder)
    with_users(accounts)
    yield create_app(folder, accounts=accounts)
    accounts.close()


def routes(app: FastAPI, method: str) -> list[RouteContext]:
    found = [one for one in iter_route_contexts(app.routes) if method in (one.methods or ())]
    assert found
    return found


def address(route: RouteContext) -> str:
    return re.sub(r"{\w+}", "csat", str(route.path))


def least(route: RouteContext) -> frozenset[str]:
    """Return the rights that the table says a route takes; a file takes the right to export as well."""
    plain = re.sub(r"\.(json|csv|xlsx|pdf|html)$", "", str(route.path))
    rights = next((rights for pattern, rights in TABLE if re.fullmatch(pattern, plain)), None)
    assert rights is not None, f"{route.path} has no line in the table"
    return rights | {"export"} if str(route.path).endswith((".csv", ".xlsx")) else rights


def role_of(person: str) -> str:
    return "viewer" if person == "leader" else person


def may(person: str, rights: frozenset[str], path: str) -> bool:
    role = role_of(person)
    return rights - {""} <= ROLES[role] and Viewer(person, role).may_open(path)


def test_every_route_takes_at_least_what_the_table_says(app: FastAPI) -> None:
    assert unguarded(app) == []
    for route in iter_route_contexts(app.routes):
        if is_public(str(route.path)):
            continue
        rights = rights_of(route)
        assert rights is not None, route.path
        assert least(route) <= rights | {""}, route.path
        assert rights <= {*RIGHTS, ""}, route.path


def test_what_anybody_may_ask_for_is_how_to_get_in(app: FastAPI) -> None:
    found = {str(one.path) for one in iter_route_contexts(app.routes) if is_public(str(one.path))}
    assert found == {"/api/v1/openapi.json", "/login", "/open", "/static/{name}"}


def test_without_somebody_nothing_is_told(app: FastAPI) -> None:
    accounts: Accounts = app.state.accounts
    expired = accounts.add_token("admin", "old", ["read", "rows", "export", "people"], days=1)
    with accounts.db.begin() as session:
        token = accounts.tokens("admin")[0]
        token.expires_at = accounts.now() - timedelta(seconds=1)
        session.merge(token)
    askers: Mapping[str, dict[str, str]] = {
        "nobody": {},
        "an expired token": {"authorization": f"Bearer {expired}"},
        "no token": {"authorization": "Bearer "},
        "another way": {"authorization": "Basic YWRtaW46eA=="},
        "a made-up session": {"cookie": f"{accounts.cookie}=made-up"},
    }
    client = client_of(app)
    for who, headers in askers.items():
        for method in ("GET", "POST"):
            for route in routes(app, method):
                if not is_public(str(route.path)):
                    response = client.request(method, address(route), headers=JSON | headers)
                    assert response.status_code == 401, (who, method, route.path)
    response = client.get("/flow?period=7d", headers={"accept": "text/html"})
    assert (response.status_code, response.headers["location"]) == (303, "/login?next=/flow%3Fperiod%3D7d")
    assert client.get("/open", headers=JSON).status_code == 403


@pytest.mark.parametrize("person", PERSONS)
def test_every_role_gets_what_it_may_and_is_refused_the_rest(app: FastAPI, person: str) -> None:
    client = signed_in(app, person)
    for route in routes(app, "GET"):
        rights, path = rights_of(route), address(route)
        if rights is None:
            continue
        if not may(person, rights, path):
            if path != "/":
                assert client.get(path, headers=JSON).status_code == 403, route.path
        elif path not in ENDLESS:
            status = client.get(path, headers=JSON).status_code
            assert status < 500 or status == 503, route.path
            assert status not in (401, 403) or (person == "agent" and status == 403), route.path
    if person == "agent":
        assert client.get("/").headers["location"] == "/me"


@pytest.mark.parametrize("person", ["admin", "agent", "nobody"])
def test_no_form_of_another_page_is_taken(app: FastAPI, person: str) -> None:
    client = client_of(app) if person == "nobody" else signed_in(app, person)
    accounts: Accounts = app.state.accounts
    before = [(user.key, user.role, user.password, user.is_disabled) for user in accounts.users()]
    lines = accounts.audit()[0].id
    viewer = accounts.session_viewer(client.cookies[accounts.cookie]) if person != "nobody" else None
    good = "" if viewer is None else viewer.csrf
    other = accounts.session_viewer(accounts.sign_in("viewer", "green kettle on the roof"))
    assert other is not None
    forged: list[tuple[dict[str, str], dict[str, str]]] = [
        ({}, {}),
        ({"csrf": ""}, {}),
        ({"csrf": other.csrf}, {}),
        ({"csrf": good}, {"origin": "https://elsewhere.example"}),
        ({"csrf": good}, {"origin": "null"}),
        ({"csrf": good}, {"referer": "https://elsewhere.example/page"}),
        ({"csrf": good}, {"sec-fetch-site": "cross-site"}),
        ({}, {"x-csrf-token": "0" * 32}),
    ]
    for route in routes(app, "POST"):
        for fields, headers in forged:
            form = {"user": "viewer", "name": "viewer", "password": "x" * 12, "role": "admin", **fields}
            status = client.post(address(route), data=form, headers=JSON | headers).status_code
            expected = 401 if person == "nobody" and not is_public(str(route.path)) else 403
            assert status == expected, (route.path, fields, headers)
    assert [(user.key, user.role, user.password, user.is_disabled) for user in accounts.users()] == before
    assert [one.action for one in accounts.audit() if one.id > lines] == ["signed in"]


@pytest.mark.parametrize("person", PERSONS)
def test_a_good_form_is_taken_only_from_who_has_the_right(app: FastAPI, person: str) -> None:
    client = signed_in(app, person)
    accounts: Accounts = app.state.accounts
    viewer = accounts.session_viewer(client.cookies[accounts.cookie])
    assert viewer is not None
    for route in routes(app, "POST"):
        rights = rights_of(route)
        if rights is None or route.path == "/logout":
            continue
        response = client.post(address(route), data={"csrf": viewer.csrf}, headers=JSON)
        refused = not may(person, rights, address(route))
        assert (response.status_code == 403) == refused, route.path
        assert response.status_code in ((403,) if refused else (200, 303, 400)), route.path
    assert client.post("/logout", data={"csrf": viewer.csrf}).status_code == 303
    assert accounts.session_viewer(client.cookies.get(accounts.cookie) or "") is None


@pytest.mark.parametrize("scope", sorted(set(RIGHTS) - {"manage"}))
def test_a_token_does_what_its_scopes_say(app: FastAPI, scope: str) -> None:
    accounts: Accounts = app.state.accounts
    client: TestClient = client_of(app)
    client.headers["authorization"] = f"Bearer {accounts.add_token('admin', scope, [scope])}"
    for route in routes(app, "GET"):
        rights = rights_of(route)
        if rights is None or str(route.path) in ENDLESS or not str(route.path).startswith("/api/"):
            continue
        status = client.get(address(route), headers=JSON).status_code
        if rights - {""} <= {scope}:
            assert status != 401, route.path
        else:
            assert status == 403, route.path
