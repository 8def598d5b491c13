"""What the commands about users, tokens and the audit log share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from deskgauge.cli.projects import PROJECT_FILE, folder_of
from deskgauge.errors import ProjectError, UnsupportedError, UsageError
from deskgauge.language import _
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Column, Row, Span, lay_out

if TYPE_CHECKING:
    from deskgauge.web.access.accounts import Accounts

TYPES = {"disabled": "BOOLEAN", "good": "BOOLEAN", "number": "BIGINT", "rows": "BIGINT"}
"""The types of columns that are no text."""


@contextmanager
def opened_accounts(args: argparse.Namespace) -> Iterator[Accounts]:
    """Open the accounts of the project for as long as the block runs; raise ProjectError where there is none."""
    folder = folder_of(args)
    if not (folder / PROJECT_FILE).is_file():
        raise ProjectError(
            _(
                "There is no project in {folder}: {file} is missing. Name its folder with --project.",
                folder=folder.resolve(),
                file=PROJECT_FILE,
            )
        )
    try:
        from deskgauge.web.access import open_accounts
    except ModuleNotFoundError as error:
        raise UnsupportedError(
            _("Users need the package {name}: pip install 'deskgauge[server]'.", name=error.name)
        ) from error
    from deskgauge.model.settings_file import load_settings

    accounts = open_accounts(load_settings(folder / PROJECT_FILE), folder)
    try:
        yield accounts
    finally:
        accounts.close()


def read_password() -> str:
    """Return a new password: asked for twice on a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline().rstrip("\r\n")
        if not line:
            raise UsageError(_("There is no password on standard input: its first line is the password."))
        return line
    from getpass import getpass

    password = getpass(_("Password: "))
    if getpass(_("Once more: ")) != password:
        raise UsageError(_("The two passwords are not the same. Nothing was changed."))
    return password


def table(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Document:
    """Return rows as a document in every format; instants in UTC."""
    records: list[dict[str, object]] = [dict(zip(columns, map(_plain, row), strict=True)) for row in rows]
    types = {column: TYPES.get(column, "VARCHAR") for column in columns}
    heads = [Column(column.replace("_", " ").capitalize(), flexible=column == "what") for column in columns]

    def grid() -> list[Row]:
        return [Row(tuple(Span(_written(value)) for value in one.values())) for one in records]

    return Document(
        data=lambda: records,
        page=lambda width: list(lay_out(heads, grid(), width).lines),
        grid=lambda: (heads, grid()),
        sheets=lambda: [Sheet(name, list(columns), records, types)],
    )


def _plain(value: object) -> object:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}Z" if isinstance(value, datetime) else value


def _written(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)
