"""What stands at a moment: a row whose entry is unknown was always there, until it left."""

from __future__ import annotations

from pathlib import Path

from own_support import as_toml, written
from support import company
from test_explain import differences, explained, faults

MEMBERS = {
    "title": "Customers", "text": "Customers at the period's end.", "kind": "level", "fact": "members",
    "from": "from_at", "to": "to_at",
}  # fmt: skip
CUSTOMERS = [
    {"customer_id": "c1", "is_contractual": True, "ended_at": "2026-02-15T00:00:00Z"},
    {"customer_id": "c2", "is_contractual": True},
    {"customer_id": "c3", "is_contractual": True, "created_at": "2026-01-10T00:00:00Z"},
]
NOW = [{"visit_id": "v1", "started_at": "2026-06-20T00:00:00Z"}]


def test_a_row_whose_entry_is_unknown_stands_until_it_leaves(store: str, tmp_path: Path) -> None:
    """c1 to the middle of February, c2 always, c3 from January on."""
    written(tmp_path, as_toml(MEMBERS, "customers"))
    with company(tmp_path, {"customers": CUSTOMERS, "visits": NOW}, store=store) as desk:
        rows = desk.query("customers", grain="month", from_="2026-01-01", to="2026-04-01").rows
        assert [row["value"] for row in rows] == [3, 2, 2]
        for start, end, there in (("2026-01-01", "2026-02-01", 3), ("2026-02-01", "2026-03-01", 2)):
            found = explained(desk, "customers", {"from_": start, "to": end})
            assert found is not None
            assert [text for part in found.parts for text in faults(part)] + differences(found) == []
            assert found.parts[0].counted == there
