"""A small company of March 2026 with metrics of its own, and how one is written as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

OFFICE = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
SETTINGS = {
    "company": {"time_zone": "UTC", "calendar": "office", "currency": "EUR"},
    "calendars": {"office": OFFICE},
    "settings": {"min_n": 1, "min_n_survey": 1, "min_n_agent": 1},
}


def ticket(name: str, created: str, segment: str, **more: object) -> dict[str, object]:
    """A ticket of March 2026 of a customer of a segment."""
    return {"ticket_id": name, "created_at": f"2026-03-{created}Z", "customer_id": segment, "channel": "email", **more}


def reply(name: str, at: str) -> dict[str, object]:
    """An agent's public answer."""
    return {"message_id": f"{name} {at}", "ticket_id": name, "at": f"2026-03-{at}Z", "author_kind": "agent",
            "is_public": True, "author_id": "anna"}  # fmt: skip


def solve(name: str, at: str) -> dict[str, object]:
    """The status becomes solved."""
    return {"event_id": f"{name} {at}", "ticket_id": name, "at": f"2026-03-{at}Z", "field": "status",
            "old_value": "open", "new_value": "solved"}  # fmt: skip


# Monday 2 March 2026 and the two days after it; the office is open from 9 to 17.
TABLES: Mapping[str, list[dict[str, object]]] = {
    "customers": [{"customer_id": one, "segment": one} for one in ("vip", "plain")],
    "tickets": [
        ticket("a", "02T10:00:00", "vip", request_type="refund", priority="high", product="shoe"),
        ticket("b", "02T16:00:00", "vip", request_type="shipping", priority="low", product="shoe"),
        ticket("c", "03T10:00:00", "vip", request_type="shipping", priority="high", product="hat"),
        ticket("d", "03T11:00:00", "plain", request_type="refund", priority="low", product="test"),
        ticket("e", "03T12:00:00", "vip", request_type="refund", is_spam=True, priority="high", product="hat"),
    ],
    "messages": [
        reply("a", "02T11:00:00"), reply("a", "02T11:30:00"),
        reply("b", "03T10:00:00"),
        reply("d", "03T11:30:00"), reply("d", "03T11:40:00"), reply("d", "03T11:50:00"),
        reply("e", "03T12:30:00"),
    ],
    "ticket_events": [solve("a", "02T12:00:00"), solve("b", "04T10:00:00"), solve("d", "03T12:00:00")],
    "orders": [
        {"order_id": "o1", "customer_id": "vip", "ordered_at": "2026-03-02T09:00:00Z", "amount": 30, "currency": "EUR"},
        {"order_id": "o2", "customer_id": "plain", "ordered_at": "2026-03-03T09:00:00Z", "amount": 50,
         "currency": "EUR"},
    ],
}  # fmt: skip

GOOD = {
    "title": "x", "text": "x", "kind": "share", "fact": "tickets", "at": "created_at", "hit": "replies > 1",
}  # fmt: skip


def written(folder: Path, text: str, name: str = "ours.toml") -> None:
    """Lay a file of own metrics into a project's folder."""
    (folder / "metrics").mkdir(parents=True, exist_ok=True)
    (folder / "metrics" / name).write_text(text, encoding="utf-8")


def as_toml(said: Mapping[str, object], name: str = "m") -> str:
    """Write one metric; what is None is left out."""
    lines = [f"{key} = {inline(value)}" for key, value in said.items() if value is not None]
    return "\n".join((f"[{name}]", *lines, ""))


def inline(value: object) -> str:
    """Write a value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {inline(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps(value)
