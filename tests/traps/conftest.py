"""What every trap starts from: a company of a few rows, on each store, closed when the test is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from deskgauge.project import Workspace
from support import Tables, company

Open = Callable[..., Workspace]


@pytest.fixture
def opened(store: str, tmp_path: Path) -> Iterator[Open]:
    """A function that makes a company of the tables (and settings) it is given and opens it."""
    workspaces: list[Workspace] = []

    def make(tables: Tables, settings: Mapping[str, object] | None = None) -> Workspace:
        workspaces.append(company(tmp_path / "company", tables, settings, store))
        return workspaces[-1]

    yield make
    for workspace in workspaces:
        workspace.close()
