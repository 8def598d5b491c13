"""The form of expectations and answers: one CSV row per metric, period and slice. Everything is checked on reading."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from conformance.numbers import read_number

QUESTION = (
    "question", "metric", "grain", "from", "to", "by", "where", "clock", "stat", "anchor", "compare", "as_of",
)  # fmt: skip
PLACE = ("period_start", "slice")
NUMBERS = ("value", "n", "n_open", "low", "high", "previous")
ANSWER = ("value", "n", "n_open", "low", "high", "too_few", "previous", "excluded")
COLUMNS = (*QUESTION, *PLACE, *ANSWER)
REQUIRED = ("question", "period_start", "value")
EXPECTED = "expected.csv"
NONE = "none"

Place = tuple[datetime, str]


class FormError(Exception):
    """What keeps answers from being judged, files that cannot be read above all: one sentence for each thing wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: where it stands, what it is about, and its cells as they were written."""

    line: int
    question: str
    place: Place
    cells: Mapping[str, str]

    def where(self) -> str:
        """The place in words: its period and, where there is one, its slice."""
        return self.cells["period_start"] + (f", {self.place[1]}" if self.place[1] else "")


@dataclass(slots=True)
class Asked:
    """One question of a company and the rows that answer it, by their places."""

    question: Mapping[str, str]
    rows: dict[Place, Row] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The question's name within its company."""
        return self.question["question"]


def read_expected(company: Path) -> dict[str, Asked]:
    """Read a company's expectations, by question; raise FormError where they are not in order."""
    problems: list[str] = []
    asked: dict[str, Asked] = {}
    path = company / EXPECTED
    for row in _rows(path, f"{company.name}/{EXPECTED}", problems, required=COLUMNS):
        one = asked.setdefault(row.question, Asked({name: row.cells[name] for name in QUESTION}))
        where = f"{company.name}/{EXPECTED}, line {row.line}"
        problems += [
            f"{where}: question {one.id!r} has {name} {one.question[name]!r} above and {row.cells[name]!r} here."
            for name in QUESTION
            if one.question[name] != row.cells[name]
        ]
        if not row.cells["value"]:
            problems.append(f"{where}: there is no value; one that does not exist is written none.")
        _add(one, row, where, problems)
    if problems:
        raise FormError(problems)
    return asked


def read_answers(path: Path, asked: Mapping[str, Asked]) -> dict[str, Asked]:
    """Read a tool's answers to a company's questions, by question; raise FormError with all that is wrong in them."""
    problems: list[str] = []
    given: dict[str, Asked] = {}
    for row in _rows(path, path.name, problems, required=REQUIRED):
        where = f"{path.name}, line {row.line}"
        if row.question not in asked:
            problems.append(f"{where}: there is no question {row.question!r}.{nearest(row.question, asked)}")
            continue
        question = asked[row.question].question
        problems += [
            f"{where}: question {row.question!r} has {name} {question[name]!r} and not {row.cells[name]!r}."
            for name in QUESTION
            if row.cells.get(name) not in (None, "", question[name])
        ]
        _add(given.setdefault(row.question, Asked(question)), row, where, problems)
    if problems:
        raise FormError(problems)
    return given


def nearest(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """Return a hint at the nearest right name, with a space before it, or nothing."""
    found = difflib.get_close_matches(name, list(known), 1)
    return f" Did you mean {found[0]!r}?" if found else ""


def _add(asked: Asked, row: Row, where: str, problems: list[str]) -> None:
    if row.place in asked.rows:
        first = asked.rows[row.place].line
        problems.append(f"{where}: {row.question} at {row.where()} is answered a second time, first on line {first}.")
    asked.rows.setdefault(row.place, row)


def _rows(path: Path, name: str, problems: list[str], required: Sequence[str]) -> Iterator[Row]:
    """Read the rows of a file, telling what is wrong with each; a row that has no place is left out."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except UnicodeDecodeError as error:
        problems.append(f"{name}: it is not written in UTF-8 ({error.reason} at byte {error.start}).")
        return
    except csv.Error as error:
        problems.append(f"{name}: it is no CSV: {error}.")
        return
    head = [cell.strip() for cell in lines[0]] if lines else []
    wrong = _head_faults(head, required)
    problems += [f"{name}: {fault}" for fault in wrong]
    if wrong:
        return
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(head):
            problems.append(f"{name}, line {number}: it has {len(line)} cells, and the head has {len(head)}.")
            continue
        row = _row(number, {column: cell.strip() for column, cell in zip(head, line, strict=True)})
        faults = [row] if isinstance(row, str) else _cell_faults(row.cells)
        problems += [f"{name}, line {number}: {fault}" for fault in faults]
        if isinstance(row, Row):
            yield row


def _head_faults(head: Sequence[str], required: Sequence[str]) -> list[str]:
    if not head:
        return ["it is empty; its first line names the columns."]
    found = [f"there is no column {name!r}; it is needed." for name in required if name not in head]
    found += [f"the column {name!r} is not known.{nearest(name, COLUMNS)}" for name in head if name not in COLUMNS]
    return found + [f"the column {name!r} stands twice." for name in dict.fromkeys(head) if head.count(name) > 1]


def _row(number: int, cells: Mapping[str, str]) -> Row | str:
    """Return the row, or what keeps it from having a place."""
    start = cells["period_start"]
    try:
        instant = datetime.fromisoformat(start)
    except ValueError:
        return f"period_start: {start!r} is no instant such as 2026-03-01T00:00:00+01:00."
    if instant.tzinfo is None:
        return f"period_start: {start!r} has no offset; write 2026-03-01T00:00:00+01:00."
    return Row(number, cells["question"], (instant, slice_of(cells.get("slice", ""))), cells)


def slice_of(text: str) -> str:
    """Return the values of a slice in one spelling, whatever the spaces around its semicolons."""
    return "; ".join(part.strip() for part in text.split(";"))


def _cell_faults(cells: Mapping[str, str]) -> list[str]:
    found = []
    for name in NUMBERS:
        text = cells.get(name, "")
        if text and text != NONE:
            try:
                read_number(text)
            except ValueError as error:
                found.append(f"{name}: {error}")
    if cells.get("too_few", "") not in ("", "yes", "no"):
        found.append(f"too_few: {cells['too_few']!r} is neither yes nor no.")
    try:
        reasons_of(cells.get("excluded", ""))
    except ValueError as error:
        found.append(f"excluded: {error}")
    return found


def reasons_of(text: str) -> dict[str, int]:
    """Read ``merged=1; spam=2``, or ``none``, into counts by reason; raise ValueError with a sentence."""
    if text in ("", NONE):
        return {}
    found: dict[str, int] = {}
    for part in text.split(";"):
        reason, sign, count = (piece.strip() for piece in part.partition("="))
        if not sign or not reason or not count.isdigit():
            raise ValueError(
                f"{part.strip()!r} is no reason with its count, such as merged=1; several are parted by ;."
            )
        found[reason] = int(count)
    return found
