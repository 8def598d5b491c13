"""No rule changes silently: each stands with its version and its fingerprint in docs/fingerprints.json."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from deskgauge.catalogue.population import Population
from deskgauge.catalogue.registry import builtin

NOTES = """
| metric | definition | version | since | what changed |
| --- | --- | --- | --- | --- |
| csat | deskgauge | 2 | 0.2.0 | a 3 of 5 counts as well |
| `nps` | all | 3 | 0.2.0 | blanks count |
"""


@pytest.fixture(scope="module")
def versions(script: Callable[[str], ModuleType]) -> ModuleType:
    """The program behind `make versions`."""
    return script("versions")


def test_every_rule_is_the_one_written_down(versions: ModuleType) -> None:
    """Whoever changed one finds here what to do."""
    notes = versions.NOTES.read_text(encoding="utf-8")

    assert versions.complaints(versions.recorded(), versions.current(), notes) == []


def record(version: str, hash_: str) -> dict[str, dict[str, str]]:
    """Return a record of one rule."""
    return {"rules": {"csat": f"{version} {hash_}"}, "facts": {}, "settings": {}}


@pytest.mark.parametrize(
    ("before", "now", "sentence"),
    [
        (record("1", "a"), record("1", "b"), "csat counts otherwise than its version 1 did: raise its version"),
        (record("2", "a"), record("3", "b"), "csat has version 3; docs/definitions.md, Changes of rules, needs"),
        (record("1", "a"), record("2", "b"), "csat is now version 2: run `make versions`"),
        ({}, record("1", "a"), "csat is new: run `make versions`"),
        (record("1", "a"), {**record("1", "a"), "rules": {}}, "csat has gone: run `make versions`"),
        (record("1", "a"), {**record("1", "a"), "facts": {"x": "1"}}, "the fact x changed: raise the version of what"),
        (
            record("1", "a"),
            {**record("1", "a"), "settings": {"min_n": "9"}},
            "the default of the setting min_n changed: raise the version",
        ),
        (record("2", "a"), record("2", "a"), None),
    ],
)
def test_a_change_is_told_with_what_to_do(versions: ModuleType, before: Any, now: Any, sentence: str | None) -> None:
    """A rule that changed under its old version cannot be written down at all."""
    found = versions.complaints(before, now, NOTES)

    assert len(found) == (0 if sentence is None else 1)
    assert sentence is None or found[0].startswith(sentence)


def test_a_note_is_of_the_metric_the_definition_and_the_version(versions: ModuleType) -> None:
    """A row for all definitions is one for each."""
    assert versions.noted(NOTES, "csat", "2")
    assert versions.noted(NOTES, "nps five_point", "3")
    assert not versions.noted(NOTES, "csat", "1")
    assert not versions.noted(NOTES, "csat zendesk", "2")


def test_a_fingerprint_is_of_the_rule_and_not_of_its_layout(versions: ModuleType) -> None:
    """Another condition, text or unit is another rule; what it is to be read with is not."""
    metric = builtin()["tickets_solved"]
    first = versions.fingerprint(metric)
    others = [
        replace(metric, text="Tickets."),
        replace(metric, better="down"),
        replace(metric, kind=replace(metric.kind, population=Population("is_solved"))),  # type: ignore[type-var]  # a dataclass
        replace(metric, kind=replace(metric.kind, at="created_at", anchors={})),  # type: ignore[type-var]  # a dataclass
    ]

    assert versions.fingerprint(replace(metric, pairs=(), title="Solved")) == first
    assert len({first, *map(versions.fingerprint, others)}) == 5
    assert versions.fingerprint(builtin()["net_flow"]) == versions.fingerprint(builtin()["net_flow"])


def test_nothing_is_written_down_of_a_silent_change(
    versions: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make versions` says which and leaves the file as it was."""
    changed = {**versions.current(), "rules": {"csat": "1 other"}}
    monkeypatch.setattr(versions, "RECORD", tmp_path / "fingerprints.json")
    versions.RECORD.write_text(versions.json.dumps(changed), encoding="utf-8")

    assert versions.main() == 1
    assert "csat counts otherwise than its version 1 did" in capsys.readouterr().err
    assert versions.recorded() == changed
