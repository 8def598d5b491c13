"""Answers held against expectations: each question agrees, differs (in what, by how much), or is not answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from conformance.form import ANSWER, NONE, NUMBERS, Asked, Row, reasons_of
from conformance.numbers import meets, read_number, shown

AGREES, DIFFERS, NOT_ANSWERED = "agrees", "differs", "not answered"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one question; ``differences`` are sentences, ``not_given`` the columns that were left empty."""

    question: Mapping[str, str]
    outcome: str
    differences: list[str] = field(default_factory=list)
    not_given: tuple[str, ...] = ()


def judge(expected: Mapping[str, Asked], given: Mapping[str, Asked]) -> list[Verdict]:
    """Return the verdict on every question of a company, in the order of its expectations."""
    return [_verdict(one, given.get(name, Asked(one.question))) for name, one in expected.items()]


def _verdict(expected: Asked, given: Asked) -> Verdict:
    if not any(row.cells["value"] for row in given.rows.values()):
        return Verdict(expected.question, NOT_ANSWERED)
    differences: list[str] = []
    not_given: dict[str, None] = {}
    for place, want in expected.rows.items():
        have = given.rows.get(place)
        if have is None or not have.cells["value"]:
            differences.append(f"{want.where()}: expected {want.cells['value']}, and there is no answer")
            continue
        differences += [f"{want.where()}: {text}" for text in _differences(want, have)]
        not_given |= dict.fromkeys(name for name in ANSWER if want.cells[name] and not have.cells.get(name))
    differences += [
        f"{row.where()}: {row.cells['value']} was given, and there is no such period or slice"
        for place, row in given.rows.items()
        if place not in expected.rows and not _is_empty_slice(row)
    ]
    return Verdict(expected.question, DIFFERS if differences else AGREES, differences, tuple(not_given))


def _is_empty_slice(row: Row) -> bool:
    """Whether a row only says that nothing was counted in a slice, as a tool may that lists every slice there is."""
    value = row.cells["value"]
    return value in ("", NONE) or (bool(row.place[1]) and read_number(value).value == 0)


def _differences(want: Row, have: Row) -> Iterator[str]:
    """Tell each cell that is expected, given and not the same."""
    for name in ANSWER:
        expected, given = want.cells[name], have.cells.get(name, "")
        if not expected or not given or expected == given:
            continue
        by = ""
        if name == "excluded" and reasons_of(expected) == reasons_of(given):
            continue
        if name in NUMBERS and NONE not in (expected, given):
            one, other = read_number(expected), read_number(given)
            if meets(other, one):
                continue
            by = f", off by {shown(other.value - one.value)}"
        yield f"{name} expected {expected}, given {given}{by}"
