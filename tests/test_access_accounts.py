"""Accounts: users, passwords, sessions, links, tokens and the log; on SQLite and on PostgreSQL."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy

from access_support import PASSWORD, accounts_at, with_users
from deskgauge.errors import NotFoundError, UsageError, WorkFailedError
from deskgauge.model.settings import Settings
from deskgauge.web.access import RIGHTS, RefusedError
from deskgauge.web.access.accounts import Accounts
from deskgauge.web.access.models import Base, Token, User
from deskgauge.web.access.passwords import is_common
from deskgauge.web.access.refusals import TooManyError


@pytest.fixture(params=["sqlite", "postgresql"])
def accounts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Accounts]:
    url = str(request.getfixturevalue("postgres_database")) if request.param == "postgresql" else None
    found = accounts_at(tmp_path, replace(Settings(), accounts_url=url))
    assert found.db.engine.dialect.name == request.param
    yield found
    found.close()


def later(accounts: Accounts, monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    at = accounts.now() + timedelta(**by)
    monkeypatch.setattr(accounts, "now", lambda: at)


def actions(accounts: Accounts) -> list[tuple[str, str]]:
    return [(one.who, one.action) for one in reversed(accounts.audit())]


def test_the_migrations_make_what_the_models_say_and_run_again_without_harm(accounts: Accounts, tmp_path: Path) -> None:
    accounts.add_user("Ana", PASSWORD, "admin")
    accounts_at(tmp_path, accounts.settings).close()
    found = sqlalchemy.inspect(accounts.db.engine)
    for table in Base.metadata.sorted_tables:
        columns = {str(one["name"]): bool(one["nullable"]) for one in found.get_columns(table.name)}
        assert columns == {one.name: bool(one.nullable) for one in table.columns}, table.name
    assert [user.name for user in accounts.users()] == ["Ana"]


def test_users_are_found_by_their_name_however_it_is_written(accounts: Accounts) -> None:
    with pytest.raises(UsageError, match="first user has to be an admin"):
        accounts.add_user("Ana", PASSWORD, "viewer")
    accounts.add_user(" Ana  Marić ", PASSWORD, "admin")
    assert accounts.user("ANA MARIĆ").name == "Ana Marić"
    with pytest.raises(UsageError, match="already"):
        accounts.add_user("ana marić", PASSWORD)
    with pytest.raises(NotFoundError, match="Ana Marić"):
        accounts.user("Ana Maric")
    with pytest.raises(NotFoundError, match="viewer"):
        accounts.add_user("Ben", PASSWORD, "viewr")
    with pytest.raises(UsageError, match="id that they have in the data"):
        accounts.add_user("Ben", PASSWORD, "agent")
    for name in ("", " ", "a\nb\0", "x" * 81):
        with pytest.raises(UsageError, match="1 to 80 signs"):
            accounts.add_user(name, PASSWORD)


def test_the_last_admin_stays(accounts: Accounts) -> None:
    with_users(accounts)
    with pytest.raises(UsageError, match="only admin"):
        accounts.set_disabled("admin", True)
    with pytest.raises(UsageError, match="only admin"):
        accounts.set_role("admin", "viewer")
    accounts.set_role("analyst", "admin")
    accounts.set_disabled("admin", True)
    with pytest.raises(UsageError, match="only admin"):
        accounts.set_role("analyst", "viewer")
    assert ("command line", "user disabled") in actions(accounts)


def test_signing_in_takes_name_and_password_and_tells_not_which_is_wrong(accounts: Accounts) -> None:
    with_users(accounts)
    accounts.set_disabled("viewer", True)
    told = set()
    for name, password in (("admin", "wrong"), ("nobody", PASSWORD), ("viewer", PASSWORD), ("", "")):
        with pytest.raises(UsageError) as caught:
            accounts.sign_in(name, password, address="10.0.0.9")
        told.add(str(caught.value))
    assert len(told) == 1
    assert all("nobody" not in line for pair in actions(accounts) for line in pair)
    viewer = accounts.session_viewer(accounts.sign_in("Leader", PASSWORD))
    assert viewer is not None
    assert (viewer.name, viewer.role, viewer.teams, viewer.scopes) == ("leader", "viewer", ("t1",), None)
    assert viewer.csrf


def test_too_many_attempts_are_refused_for_a_while(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    with_users(accounts)
    for _again in range(5):
        with pytest.raises(UsageError, match="not right"):
            accounts.sign_in("admin", "wrong", address="10.0.0.9")
    with pytest.raises(TooManyError):
        accounts.sign_in("ADMIN", PASSWORD, address="10.0.0.9")
    assert accounts.sign_in("admin", PASSWORD, address="10.0.0.8")
    for name in range(15):
        with pytest.raises(UsageError, match="not right"):
            accounts.sign_in(f"guess {name}", "wrong", address="10.0.0.9")
    with pytest.raises(TooManyError):
        accounts.sign_in("viewer", PASSWORD, address="10.0.0.9")
    later(accounts, monkeypatch, minutes=16)
    assert accounts.sign_in("admin", PASSWORD, address="10.0.0.9")


def test_sessions_end_with_time_idleness_and_what_changes(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    with_users(accounts)

    def ends(change: Callable[[], object]) -> None:
        cookie = accounts.sign_in("viewer", PASSWORD)
        assert accounts.session_viewer(cookie) is not None
        change()
        assert accounts.session_viewer(cookie) is None

    ends(lambda: accounts.set_role("viewer", "analyst"))
    ends(lambda: accounts.set_password("viewer", PASSWORD))
    ends(lambda: accounts.set_disabled("viewer", True))
    accounts.set_disabled("viewer", False)
    ends(lambda: later(accounts, monkeypatch, seconds=accounts.settings.session_idle))
    first = accounts.sign_in("viewer", PASSWORD)
    second = accounts.sign_in("viewer", PASSWORD, before=first)
    assert accounts.session_viewer(first) is None
    for _hours in range(0, 7 * 24, 11):  # used all the time, and over all the same
        assert accounts.session_viewer(second) is not None
        later(accounts, monkeypatch, hours=11)
    assert accounts.session_viewer(second) is None
    assert accounts.session_viewer("made up") is None


def test_nothing_secret_is_kept_as_it_is(accounts: Accounts) -> None:
    with_users(accounts)
    link = accounts.one_time_link("http://x").partition("=")[2]
    secrets = [PASSWORD, accounts.sign_in("admin", PASSWORD), accounts.add_token("viewer", "bi"), link]
    with accounts.db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            kept = str(connection.execute(sqlalchemy.select(table)).all())
            assert not [one for one in secrets if one in kept], table.name
    assert accounts.user("admin").password.startswith("$argon2id$")


def test_a_link_opens_once_for_a_while_and_only_where_nobody_is_a_user(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def token() -> str:
        return accounts.one_time_link("http://127.0.0.1:1/").partition("?token=")[2]

    first = token()
    second = token()
    for wrong in (first, "", "x"):  # a newer link takes the place of the one before
        with pytest.raises(RefusedError, match="users link"):
            accounts.open_link(wrong)
    cookie = accounts.open_link(second)
    viewer = accounts.session_viewer(cookie)
    assert viewer is not None
    assert (viewer.role, viewer.user_id) == ("admin", None)
    with pytest.raises(RefusedError):
        accounts.open_link(second)
    old = token()
    later(accounts, monkeypatch, hours=25)
    with pytest.raises(RefusedError):
        accounts.open_link(old)
    fresh, cookie = token(), accounts.open_link(token())
    with_users(accounts)
    assert accounts.session_viewer(cookie) is None
    with pytest.raises(RefusedError):
        accounts.open_link(fresh)


def test_beyond_this_machine_it_is_served_with_users_only(accounts: Accounts) -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        accounts.check_bind(host)
        assert accounts.is_local
    cookie = accounts.open_link(accounts.one_time_link("http://x").partition("=")[2])
    with pytest.raises(UsageError, match="deskgauge users add"):
        accounts.check_bind("0.0.0.0")
    assert accounts.session_viewer(cookie) is None
    with_users(accounts)
    accounts.check_bind("0.0.0.0")


def test_tokens_hold_for_a_while_for_some_rights_and_never_for_more_than_their_owners(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_users(accounts)
    for scopes, word in ((["personal"], "no right to"), (["manage"], "scope 'manage'"), ([], "without a scope")):
        with pytest.raises(UsageError, match=word):
            accounts.add_token("viewer", "x", scopes)
    for days in (0, -1, 10_000):
        with pytest.raises(UsageError, match="1 to 3650 days"):
            accounts.add_token("viewer", "x", days=days)
    text = accounts.add_token("analyst", "nightly", ["read", "personal"], days=2)
    viewer = accounts.token_viewer(text)
    assert viewer is not None
    assert viewer.rights == {"read", "personal"}
    assert viewer.session_id is None
    accounts.set_role("analyst", "viewer")
    viewer = accounts.token_viewer(text)
    assert viewer is not None
    assert viewer.rights == {"read"}
    (token,) = accounts.tokens("analyst")
    with pytest.raises(NotFoundError):
        accounts.revoke(token.id, owner_id=accounts.user("viewer").id)
    accounts.set_disabled("analyst", True)
    assert accounts.token_viewer(text) is None
    accounts.set_disabled("analyst", False)
    assert accounts.token_viewer(text) is not None
    accounts.revoke(token.id)
    assert accounts.token_viewer(text) is None
    other = accounts.add_token("viewer", "x", days=2)
    later(accounts, monkeypatch, days=3)
    assert accounts.token_viewer(other) is None
    assert accounts.token_viewer("dg_made-up") is None
    assert [action for _who, action in actions(accounts)][-3:] == ["user enabled", "token revoked", "token added"]


def test_who_is_removed_takes_sessions_and_tokens_along(accounts: Accounts) -> None:
    with_users(accounts)
    accounts.add_token("viewer", "x")
    with accounts.db.begin() as session:
        session.delete(session.get_one(User, accounts.user("viewer").id))
    with accounts.db.begin() as session:
        assert session.scalars(sqlalchemy.select(Token)).all() == []


# --------------------------------------------------------------------------- without a database
@pytest.mark.parametrize(
    ("password", "common"),
    [
        ("P@ssw0rd1234", True), ("Anamaria2026!", True), ("aaaaaaaaaaaa", True), ("1234567890", True),
        ("qwertyuiop", True), ("Deskgauge123", True), ("ana12345678", True), ("0987654321", True),
        ("correct horse battery", False), ("83649172650", False), ("зелени чајник на крову", False),
        ("passwordless garden", False), ("密码是一只绿色的水壶呀", False),
    ],
)  # fmt: skip
def test_passwords_that_are_guessed_first(password: str, common: bool) -> None:
    assert is_common(password, "Ana Maria") is common


def test_a_password_has_its_length(tmp_path: Path) -> None:
    accounts = accounts_at(tmp_path)
    for password, word in (
        ("short", "fewer than 10"),
        ("x1" * 101, "more than 200"),
        ("password1234", "guessed first"),
    ):
        with pytest.raises(UsageError, match=word):
            accounts.add_user("Ana", password, "admin")
    accounts.close()


def test_only_the_owner_may_read_the_files(tmp_path: Path) -> None:
    accounts_at(tmp_path).close()
    for name in ("accounts.sqlite", "server.key"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600


def test_what_cannot_be_opened_is_told_in_a_sentence_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(WorkFailedError, match="accounts_url") as caught:
        accounts_at(tmp_path, replace(Settings(), accounts_url="postgresql://me:hush@127.0.0.1:1/x"))
    assert "hush" not in str(caught.value)
    accounts_at(tmp_path).close()
    (tmp_path / "data" / "server.key").write_text("no secret")
    with pytest.raises(WorkFailedError, match=r"server\.key"):
        accounts_at(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkFailedError, match="cannot be written"):
        accounts_at(tmp_path / "file")


def test_instants_come_back_as_they_went_in(tmp_path: Path) -> None:
    accounts = accounts_at(tmp_path)
    accounts.add_user("Ana", PASSWORD, "admin")
    assert abs(accounts.user("Ana").created_at - datetime.now(UTC)) < timedelta(seconds=60)
    accounts.close()


def test_an_admin_has_every_right() -> None:
    assert set(RIGHTS) == {"read", "rows", "export", "sql", "people", "personal", "manage"}
