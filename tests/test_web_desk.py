"""The desk: one generation for a request, equal questions once, what nobody waits for is stopped."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from deskgauge.web.desk import Desk
from support import company


def tickets(number: int) -> dict[str, list[dict[str, object]]]:
    return {
        "tickets": [
            {"ticket_id": f"t{one}", "created_at": datetime(2026, 3, 2, 9, one % 60), "channel": "email"}
            for one in range(number)
        ]
    }


def test_a_desk_answers_as_the_project_does_and_follows_its_data(tmp_path: Path) -> None:
    workspace = company(tmp_path, tickets(3))
    desk = Desk(tmp_path)
    assert desk.query("ticket_volume").to_dict() == workspace.query("ticket_volume").to_dict()
    before = desk.generation()
    company(tmp_path, tickets(5))
    assert desk.query("ticket_volume").rows[0]["value"] == 5
    assert desk.generation() != before
    desk.close()
