"""Accounts for tests: cheap passwords, a company with teams, apps and clients of every role."""

from __future__ import annotations

import re
from pathlib import Path

from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from deskgauge.model.settings import Settings
from deskgauge.web.access import open_accounts, passwords
from deskgauge.web.access.accounts import Accounts

PASSWORD = "green kettle on the roof"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HTML = {"accept": "text/html"}


def accounts_at(folder: Path, settings: Settings | None = None, *, host: str = "127.0.0.1") -> Accounts:
    """Return accounts with hashes that cost little."""
    passwords.hasher = CHEAP
    found = open_accounts(settings or Settings(), folder)
    found.is_local = host == "127.0.0.1"
    return found


def with_users(accounts: Accounts, *, agent: str = "a1", teams: tuple[str, ...] = ("t1",)) -> None:
    """Add a user of every role, called by it, and a leader who sees one team."""
    accounts.add_user("admin", PASSWORD, "admin")
    accounts.add_user("analyst", PASSWORD, "analyst")
    accounts.add_user("viewer", PASSWORD, "viewer")
    accounts.add_user("leader", PASSWORD, "viewer", teams=teams)
    accounts.add_user("agent", PASSWORD, "agent", teams=teams, agent_id=agent)


def client_of(app: FastAPI) -> TestClient:
    """Return a browser that nobody has signed in with."""
    return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, raise_server_exceptions=False)


def form_token(page: str) -> str:
    """Return what the forms of a page carry."""
    found = re.search(r'name="csrf" value="(\w+)"', page)
    assert found, "the page has no form"
    return found[1]


def signed_in(app: FastAPI, name: str) -> TestClient:
    """Return a browser that a user has signed in with."""
    client = client_of(app)
    accounts: Accounts = app.state.accounts
    client.cookies.set(accounts.cookie, accounts.sign_in(name, PASSWORD))
    return client
