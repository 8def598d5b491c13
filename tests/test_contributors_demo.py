"""The causes that the demo company has on purpose are found where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

import deskgauge
from deskgauge.project import Workspace
from deskgauge.sources.demo import write_company


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A smaller company with the same story."""
    folder: Path = tmp_path_factory.mktemp("demo") / "company"
    write_company(folder, tickets=6_000)
    workspace = deskgauge.open(folder)
    workspace.import_files([folder / "files"])
    return workspace


def test_the_return_rules_sour_returns_by_mail_and_nothing_else(demo: Workspace) -> None:
    """From 1 February 2026: of all pairs of channel and type the first, and the only one that is no chance."""
    found = demo.contributors(
        "csat", ["channel", "request_type"], from_="2026-02-01", to="2026-11-01", compare="year"
    )  # fmt: skip
    rows = found.splits[0].contributors

    assert found.change < 0
    assert [one.slice for one in rows[:2]] == [("email", "return"), ("email", "refund")]
    assert [one.slice for one in rows if one.chance is False] == [("email", "return")]


def test_the_bonus_shortens_the_phone_desks_calls(demo: Workspace) -> None:
    """From April to June 2026, against the quarter before: the desk's own time more than its part of the work."""
    found = demo.contributors("handle_time", "team", from_="2026-04-01", to="2026-07-01")
    phone, *others = found.splits[0].contributors

    assert phone.slice == ("phone",)
    assert (phone.chance, phone.change is not None and phone.change < 0) == (False, True)
    assert (phone.share or 0) > 0.5
    assert (phone.rate or 0) < (phone.mix or 0) < 0
    assert all(abs(one.rate or 0) < abs(phone.rate or 0) / 3 for one in others)
