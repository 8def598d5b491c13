"""A company in a folder from a few rows: what the cases, the traps and the other tests start from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import deskgauge
from deskgauge.project import Workspace

Tables = Mapping[str, Sequence[Mapping[str, object]]]

DEFAULTS: Mapping[str, object] = {"company": {"name": "Test company", "time_zone": "UTC", "currency": "EUR"}}


def company(
    folder: Path, tables: Tables, settings: Mapping[str, object] | None = None, store: str = "duckdb"
) -> Workspace:
    """Make a project of these canonical rows in ``folder``, import them and return it open.

    ``tables`` maps a canonical table's name to its rows; instants are datetimes (naive means UTC) or ISO text,
    lists and mappings become JSON. ``settings`` is nested as in deskgauge.toml and laid over a company in UTC
    without working hours. ``store`` is "duckdb" or the URL of another engine's database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    layers = merged(merged(DEFAULTS, {"store": {"url": store}}), settings or {})
    (folder / "deskgauge.toml").write_text(to_toml(layers), encoding="utf-8")
    files = write_tables(folder / "export", tables)
    workspace = deskgauge.open(folder)
    if files:
        workspace.import_files([folder / "export"])
    return workspace


def write_tables(folder: Path, tables: Tables) -> list[Path]:
    """Write one canonical JSON-lines file per table that has rows; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, rows in tables.items():
        if rows:
            path = folder / f"{name}.jsonl"
            path.write_text(
                "".join(json.dumps(cells(row), ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
            )
            files.append(path)
    return files


def cells(row: Mapping[str, object]) -> dict[str, object]:
    """Return the row with instants and dates as text."""
    return {name: _cell(value) for name, value in row.items()}


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        instant = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return instant.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Lay ``over`` on ``base``, mapping by mapping; everything that is no mapping is replaced."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        result[key] = merged(below, value) if both else value  # type: ignore[arg-type]  # both are mappings here
    return result


def to_toml(settings: Mapping[str, object], path: tuple[str, ...] = ()) -> str:
    """Write a nested mapping as TOML: values first, then the tables below, lists of mappings as arrays of tables."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in settings.items() if not _is_table(value)]
    text = "".join(line + "\n" for line in lines)
    for key, value in settings.items():
        below = (*path, key)
        name = ".".join(_key(part) for part in below)
        if isinstance(value, Mapping):
            text += f"\n[{name}]\n{to_toml(value, below)}"
        elif _is_table(value):
            text += "".join(f"\n[[{name}]]\n{to_toml(one, below)}" for one in _mappings(value))
    return text


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or bool(_mappings(value))


def _mappings(value: object) -> list[Mapping[str, object]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [one for one in value if isinstance(one, Mapping)]


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


MARCH: Mapping[str, str] = {"grain": "month", "from_": "2026-03-01", "to": "2026-04-01"}


def one_row(workspace: Workspace, metric: str, **question: Any) -> dict[str, Any]:
    """Ask for one metric, of March 2026 unless said otherwise; return the only row of the answer."""
    rows = workspace.query(metric, **{**MARCH, **question}).rows
    assert len(rows) == 1, rows
    return dict(rows[0])


def value(workspace: Workspace, metric: str, **question: Any) -> Any:
    """Ask as in ``one_row``; return the value."""
    return one_row(workspace, metric, **question)["value"]
