"""Viewers: what their roles let them do, and how their limits get into a filter that they write themselves."""

from __future__ import annotations

import pytest
from fastapi import Depends, FastAPI
from fastapi.routing import APIRouter

from deskgauge.engine.filters import parse_filter
from deskgauge.errors import UsageError
from deskgauge.web.access import RIGHTS, ROLES, Viewer, needs, unguarded

LEADER = Viewer("Ana", "viewer", teams=("orders", "o'brien's"))
AGENT = Viewer("Ben", "agent", teams=("orders",), agent_id="a-7")


def test_every_role_has_known_rights_and_an_admin_all() -> None:
    assert all(rights <= set(RIGHTS) for rights in ROLES.values())
    assert ROLES["admin"] == set(RIGHTS)
    assert not ROLES["agent"] & {"people", "personal", "manage", "sql", "export"}


def test_a_token_has_no_more_rights_than_its_owner_and_its_scopes() -> None:
    token = Viewer("Ana's script", "viewer", scopes=frozenset({"read", "manage"}))
    assert token.rights == {"read"}


@pytest.mark.parametrize(
    "where",
    [
        None,
        "channel = 'email'",
        "channel = 'email' or channel = 'web'",
        "team = 'returns'",
        "channel = 'email' -- ",
        "channel = 'email' /* x */",
        "channel = 'a''b'",
    ],
)
@pytest.mark.parametrize("viewer", [LEADER, AGENT])
def test_a_limit_is_a_condition_of_its_own_whatever_else_is_asked(viewer: Viewer, where: str | None) -> None:
    limit = parse_filter(viewer.limit()).sql(str, str)
    parts = [part.sql(str, str) for part in parse_filter(viewer.scope(where)).parts()]
    assert limit in parts
    assert len(parts) == (1 if where is None else 2)


@pytest.mark.parametrize("where", ["channel = 'x') or (1 = 1", "channel = 'x' or 1 = 1", "/* channel = 'x'", "a; b"])
def test_what_is_no_filter_by_itself_reaches_no_limit(where: str) -> None:
    with pytest.raises(UsageError):
        LEADER.scope(where)


def test_no_teams_at_all_is_a_limit_that_nothing_meets() -> None:
    assert Viewer("Cy", "viewer", teams=()).limit() == "team in ('')"
    assert Viewer("Di", "agent").limit() == "agent = ''"


def test_an_agent_opens_few_addresses() -> None:
    assert [
        path for path in ("/", "/me", "/metric/csat", "/mess", "/people", "/api/v1/query") if AGENT.may_open(path)
    ] == [
        "/me",
        "/metric/csat",
        "/api/v1/query",
    ]


def test_a_route_that_says_nothing_of_who_may_ask_is_found() -> None:
    app, router = FastAPI(docs_url=None, redoc_url=None, openapi_url=None), APIRouter(prefix="/x")

    @router.get("/said")
    def said(viewer: Viewer = Depends(needs("read"))) -> None: ...  # noqa: B008  # how FastAPI declares it

    @router.get("/unsaid")
    def unsaid() -> None: ...

    app.include_router(router)
    assert unguarded(app) == ["/x/unsaid"]
