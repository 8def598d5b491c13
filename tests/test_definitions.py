"""Definitions of others: what is declared, how an answer tells which was followed, and what differs by ticket."""

from __future__ import annotations

from pathlib import Path

import pytest

from deskgauge.catalogue.defined import all_definitions, not_known, untold
from deskgauge.catalogue.definition import PRESETS, Definition
from deskgauge.catalogue.registry import builtin
from deskgauge.engine.declared import check_declarations
from deskgauge.errors import NotFoundError
from support import company

TABLES = {
    "tickets": [{"ticket_id": "t", "created_at": "2026-03-02T09:00:00Z", "created_by": "agent"}],
    "messages": [
        {"message_id": "a", "ticket_id": "t", "at": "2026-03-02T09:00:00Z", "author_kind": "agent"},
        {"message_id": "b", "ticket_id": "t", "at": "2026-03-02T10:00:00Z", "author_kind": "agent"},
    ],
}
FIRST = "first_response_time"


def test_every_definition_fits_its_metric_and_the_facts() -> None:
    """No table, column, setting or function that is not there; a metric that is."""
    known = builtin()

    check_declarations([one.of(known[metric]) for metric, own in all_definitions().items() for one in own.values()])


def test_a_rule_that_is_ours_says_so() -> None:
    """And no other does: a vendor's name on our own rule is no news."""
    known = builtin()
    alike = {(metric, name) for metric, own in all_definitions().items() for name, one in own.items()
             if one.kind == known[metric].kind}  # fmt: skip
    said = {(metric, name) for metric, own in all_definitions().items() for name, one in own.items()
            if "our own rule" in one.text or "is ours" in one.text}  # fmt: skip

    assert alike == said


def test_every_preset_is_known_for_something() -> None:
    """A preset that knows no rule at all would be a name without a meaning."""
    known = {name for own in all_definitions().values() for name in own}

    assert set(PRESETS) - known == set()
    assert not_known("service_level") == list(PRESETS)


def test_an_answer_names_text_version_and_source_of_the_rule(tmp_path: Path) -> None:
    """And where a preset's rule is not known, says so and which was followed."""
    workspace = company(tmp_path / "company", TABLES)
    answer = workspace.query(FIRST, "ticket_volume", definition="zendesk")
    told, other = answer.definitions[FIRST], answer.definitions["ticket_volume"]

    assert [row["value"] for row in answer.rows] == [3600, 1]
    assert told["options"] == {"clock": "calendar", "stat": "median", "anchor": "created", "definition": "zendesk"}
    assert (told["version"], told["text"]) == ("1", all_definitions()[FIRST]["zendesk"].text)
    assert told["source"] == "Zendesk help centre, articles 4408834848154 and 4408821871642"
    assert "note" not in told
    assert other["options"] == {"anchor": "created", "definition": "deskgauge"}
    assert other["note"] == "Zendesk's rule is not known; this is ours."


def test_a_rule_of_one_metric_leaves_the_others_ours(tmp_path: Path) -> None:
    """A name that none of the metrics knows is refused with the nearest."""
    workspace = company(tmp_path / "company", TABLES)
    answer = workspace.query(FIRST, "ticket_volume", definition="agents_included")

    assert answer.definitions["ticket_volume"]["note"] == "There is no such rule for it; this is ours."
    with pytest.raises(NotFoundError, match="Did you mean 'agents_included'"):
        workspace.query(FIRST, definition="agent_included")
    with pytest.raises(NotFoundError, match="There is no definition 'agents_included'"):
        workspace.query("ticket_volume", definition="agents_included")


def test_a_rule_that_cannot_be_followed_says_why(tmp_path: Path) -> None:
    """It is known, so it is not called unknown; and it is not approximated."""
    workspace = company(tmp_path / "company", TABLES)
    note = workspace.query("active_tickets", definition="zendesk").definitions["active_tickets"]["note"]

    assert str(note).startswith("Zendesk's rule cannot be followed here: it is a picture taken once a night")
    assert "zendesk" not in not_known("active_tickets")
    for metric in ("active_tickets", "handle_time"):
        assert untold(metric).keys() == {"zendesk"}
        assert "zendesk" not in all_definitions()[metric]


def test_a_target_is_held_against_values_in_its_own_unit(tmp_path: Path) -> None:
    """A share of 85 % says nothing of a mean of 4.2 points."""
    rows = [
        {"response_id": "a", "kind": "csat", "answered_at": "2026-03-02T09:00:00Z", "score": 4},
        {"response_id": "b", "kind": "csat", "answered_at": "2026-03-02T09:00:00Z", "score": 3},
    ]
    settings = {"targets": [{"metric": "csat", "value": 0.85}], "settings": {"min_n_survey": 1}}
    workspace = company(tmp_path / "company", {"survey_responses": rows}, settings)
    asked = {name: workspace.query("csat", definition=name).rows[0] for name in ("without_neutral", "mean_score")}

    assert asked["without_neutral"]["target"] == 0.85
    assert (asked["mean_score"]["value"], "target" in asked["mean_score"]) == (3.5, False)


def test_a_definition_without_its_source_cannot_be_declared() -> None:
    """Nor one under our own name."""
    kind = builtin()[FIRST].kind
    with pytest.raises(ValueError, match="lacks its text, its title or its source"):
        Definition(metric=FIRST, id="x", title="A", text="B", source="", kind=kind)
    with pytest.raises(NotFoundError, match="'deskgauge'"):
        Definition(metric=FIRST, id="deskgauge", title="A", text="B", source="C", kind=kind)
