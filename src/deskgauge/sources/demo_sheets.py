"""The files of the demo company: one CSV per canonical table, written row by row as things happen."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deskgauge.model.opening_hours import DAY_S
from deskgauge.model.tables import TABLES, Type

_EPOCH = date(1970, 1, 1)


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return (_EPOCH + timedelta(days=number)).isoformat()


@lru_cache(maxsize=DAY_S)
def _time(second: int) -> str:
    return f"T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def instant_text(at: float) -> str:
    """Write an instant, seconds since 1970, as ISO 8601 with ``Z``."""
    days, second = divmod(int(at), DAY_S)
    return _day(days) + _time(second)


def _boolean_text(value: object) -> str:
    return "true" if value else "false"


def _json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _number_text(value: float) -> str:
    return f"{value:.10g}"


def _money_text(value: float) -> str:
    return f"{value:.2f}"


_WRITERS: dict[Type, Callable[[Any], str]] = {
    Type.INSTANT: instant_text,
    Type.BOOLEAN: _boolean_text,
    Type.JSON: _json_text,
    Type.NUMBER: _number_text,
    Type.MONEY: _money_text,
    Type.DATE: date.isoformat,
}


class Sheets:
    """One open CSV file per canonical table in a folder; use it in a ``with`` statement."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()
        self._rows: dict[str, Callable[[list[object]], object]] = {}
        self._names = {name: dict.fromkeys(column.name for column in table.columns) for name, table in TABLES.items()}
        self._texts = {
            name: [(place, _WRITERS[one.type]) for place, one in enumerate(table.columns) if one.type in _WRITERS]
            for name, table in TABLES.items()
        }

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, columns in self._names.items():
            path = self._folder / f"{name}.csv"
            file = self._files.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            self._rows[name] = writer.writerow
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def add(self, table: str, **values: object) -> None:
        """Write a row; columns left out are empty, instants are seconds since 1970. An unknown column is a mistake."""
        if not values.keys() <= self._names[table].keys():
            raise ValueError(f"table {table} has no column {sorted(values.keys() - self._names[table].keys())}")
        row = list(map(values.get, self._names[table]))
        for place, text in self._texts[table]:
            if row[place] is not None:
                row[place] = text(row[place])
        self._rows[table](row)
