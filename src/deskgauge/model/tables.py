"""The canonical tables: what every source is brought into and all that a metric may read.

One declaration per table; the store's columns, the import's casts, the as-of view, the data-quality
checks and the documentation page are made from it.
"""

from __future__ import annotations

from deskgauge.errors import NotFoundError
from deskgauge.model import tables_company, tables_customers, tables_desk
from deskgauge.model.table import BOOKKEEPING, Column, Table, Type

__all__ = ["BOOKKEEPING", "NOW_COLUMNS", "TABLES", "Column", "Table", "Type", "table"]

_DECLARED = (*tables_desk.DECLARED, *tables_customers.DECLARED, *tables_company.DECLARED)

TABLES: dict[str, Table] = {table.name: table for table in _DECLARED}

NOW_COLUMNS: tuple[tuple[str, str], ...] = (
    ("tickets", "created_at"), ("tickets", "status_at"), ("ticket_events", "at"), ("messages", "at"),
    ("calls", "queued_at"), ("calls", "ended_at"), ("survey_responses", "answered_at"),
    ("orders", "ordered_at"), ("visits", "started_at"),
)  # fmt: skip
"""The columns whose newest instant is "now" (rule 2)."""


def table(name: str) -> Table:
    """Return the canonical table of that name; raise NotFoundError with the nearest names."""
    try:
        return TABLES[name]
    except KeyError:
        raise NotFoundError("table", name, TABLES) from None
