"""The answer: one row per metric, period and slice, with its definition and what was left out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from deskgauge.catalogue.slices import DIMENSIONS

T = TypeVar("T")
Row = dict[str, object]


def rounded(value: T) -> T:
    """Round a float to twelve significant digits: the same data give the same text on every engine."""
    if isinstance(value, float):
        number = float(f"{value:.12g}")
        return 0.0 if number == 0 else number  # type: ignore[return-value]  # T is float here
    return value


def json_ready(value: object) -> object:
    """Return a value of a row as JSON holds it; instants as ISO 8601 text."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _further(rows: Sequence[Row], name: str) -> str:
    """Return the type of a column that only some metrics bring: a number where every value is one."""
    values = [row[name] for row in rows if row.get(name) is not None]
    numbers = values and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in values)
    return "DOUBLE" if numbers else "VARCHAR"


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of an answer, tidy; durations in seconds, shares 0..1, instants aware in the company's zone."""

    rows: Sequence[Row]
    columns: Sequence[str]
    definitions: Mapping[str, Mapping[str, object]]
    excluded: Mapping[str, Mapping[str, int]]
    data_through: datetime | None
    as_of: datetime | None = None
    more: Mapping[str, object] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """Return the answer in the shape of the interface, ready for JSON."""
        rows = []
        for row in self.rows:
            ready = {name: json_ready(value) for name, value in row.items()}
            for name in ("period_start", "period_end"):
                at = row[name]
                if isinstance(at, datetime):
                    ready[name] = at.isoformat()
            rows.append(ready)
        return {
            "rows": rows,
            "definitions": {name: dict(one) for name, one in self.definitions.items()},
            "excluded": {name: dict(one) for name, one in self.excluded.items()},
            "data_through": json_ready(self.data_through),
            "as_of": json_ready(self.as_of),
            **self.more,
        }

    def to_json(self, indent: int | None = 2) -> str:
        """Return the answer as JSON text."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def __arrow_c_stream__(self, requested_schema: object = None) -> Any:  # noqa: ANN401 - a PyCapsule, which has no type
        """Hand the rows to Arrow, Polars or pandas."""
        return self._relation().__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:  # noqa: ANN401 - a pyarrow.Table; pyarrow is the caller's
        """Return the rows as an Arrow table."""
        return self._relation().to_arrow_table()

    def _relation(self) -> Any:  # noqa: ANN401 - a relation of duckdb, imported when needed
        import duckdb

        kinds = {"period_start": "TIMESTAMPTZ", "period_end": "TIMESTAMPTZ", "n": "BIGINT", "n_open": "BIGINT"}
        kinds |= dict.fromkeys(("provisional", "too_few"), "BOOLEAN")
        numbers = ("value", "low", "high", "target", "previous", "change", "change_low", "change_high", "p_value")
        kinds |= dict.fromkeys(numbers, "DOUBLE")
        kinds |= dict.fromkeys((name for name, one in DIMENSIONS.items() if one.numeric), "INTEGER")
        kinds |= {name: _further(self.rows, name) for name in self.columns if name not in kinds}
        text = json.dumps([{name: json_ready(row.get(name)) for name in self.columns} for row in self.rows])
        fields = {name: kinds.get(name, "VARCHAR") for name in self.columns}
        connection = duckdb.connect()
        # A struct's names and types are ours; the values travel as one text.
        shape = json.dumps([fields])
        query = "SELECT unnest(from_json($text, $shape), recursive := true)"
        return connection.sql(query, params={"text": text, "shape": shape})

    def _repr_html_(self) -> str:
        from html import escape

        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{escape(str(json_ready(row.get(name, ''))))}</td>" for name in self.columns)
            + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
