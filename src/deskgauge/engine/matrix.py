"""Several definitions of a metric side by side: for each ticket, call or answer what each of them makes of it.

Built on the views of ``engine.view``: the conditions and values of a thing are those that the number is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.engine.answer import rounded
from deskgauge.engine.base import Engine, with_working_clock
from deskgauge.engine.cut import Cut
from deskgauge.engine.view import View, view

N, HIT, AMOUNT, OPEN = "n", "hit", "amount", "open"
_CELLS = {
    "n": N, "level": N, "k": HIT, "mean": AMOUNT, "q": AMOUNT, "total": AMOUNT, "open": OPEN,
}  # fmt: skip
_ADDED = ("mean", "sum", "quantile")  # functions whose values can be told by thing
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Side:
    """One definition of the metric: its reading, the rows that it is made of, and what it makes of each thing.

    ``made`` maps what can be told by thing (n, hit, amount, open) to SQL; ``thing`` is the thing's id, ``inside`` the
    condition of a counted row where the view has it as a column of its own.
    """

    metric: Metric
    reading: Reading
    rows: View
    thing: str
    made: dict[str, str]
    inside: str = ""

    @property
    def name(self) -> str:
        """The id of the definition."""
        return self.metric.definition


@dataclass(frozen=True, slots=True)
class Said:
    """What one definition makes of a thing; ``seen`` is False where it has no row of it in the range."""

    seen: bool
    n: int
    hit: int | None
    amount: float | None
    open: int
    reason: str | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """How many things any definition counts, on how many of them any differs, on how many each does, and the things.

    None in ``each`` stands for a definition that measures something else.
    """

    things: int
    differing: int
    each: Sequence[int | None]
    rows: Sequence[tuple[str, Sequence[Said]]]


def sides(cut: Cut, plans: Sequence[tuple[Metric, Reading]]) -> list[Side]:
    """Return the definitions that can be told by thing: those whose first part counts rows of one thing each."""
    views = []
    for metric, reading in plans:
        parts = metric.kind.parts(reading)
        name = "rows" if "rows" in parts else next(iter(parts))
        rows = view(cut, metric.kind, parts[name], reading)
        made = _made(rows)
        if N in made:
            inside = str(getattr(parts[name], "where", "")) if "thing" in rows.shown else ""
            views.append(Side(metric, reading, rows, "", made, inside))
    key = (
        [name for name in views[0].rows.frame.key if all(name in one.rows.frame.key for one in views)] if views else []
    )
    named = [replace(one, thing=_thing(one.rows, key)) for one in views]
    return [one for one in named if one.thing]  # of other things there is nothing to lay side by side


def _thing(rows: View, key: Sequence[str]) -> str:
    own = rows.shown.get("thing")
    return own or " || ':' || ".join(f"f.{name}" for name in key)


def _made(rows: View) -> dict[str, str]:
    """Return what a view makes of each of its rows, added up by thing."""
    made: dict[str, str] = {}
    for name, cell in rows.cells.items():
        told = _CELLS.get(name)
        if told and cell.function == "count":
            made[told] = f"COUNT(CASE WHEN {cell.where} THEN 1 END)"
        elif told and cell.function in _ADDED:
            made[told] = f"SUM(CASE WHEN {cell.where} THEN {cell.value} END)"
    if "promoters" in rows.cells:
        up, down = rows.cells["promoters"].where, rows.cells["detractors"].where
        made[AMOUNT] = f"SUM(CASE WHEN {up} THEN 1 WHEN {down} THEN -1 WHEN {rows.cells['n'].where} THEN 0 END)"
    return made


@dataclass(frozen=True, slots=True)
class Matrix:
    """The definitions joined by thing; the first of ``sides`` is the one that the others are held against."""

    cut: Cut
    sides: Sequence[Side]

    def _every(self) -> str:
        """Return the tables of all things: those of the same rows in one scan, joined, with what differs."""
        scans: dict[tuple[str, str, str], list[int]] = {}
        for number, side in enumerate(self.sides):
            scans.setdefault((side.rows.source, side.rows.where, side.thing), []).append(number)
        tables = []
        for place, ((source, where, thing), numbers) in enumerate(scans.items()):
            listed = [f"{thing} AS thing", *(one for number in numbers for one in self._columns(number))]
            tables.append(f"g{place} AS (SELECT {', '.join(listed)} FROM {source} WHERE {where} GROUP BY 1)")
        joined = "g0" + "".join(f" FULL JOIN g{place} USING (thing)" for place in range(1, len(scans)))
        flags = [f"({self._differs(number)}) AS differs{number}" for number in range(1, len(self.sides))]
        flags.append(f"({self._about()}) AS is_about")
        return f"WITH {', '.join(tables)}, every AS MATERIALIZED (SELECT *, {', '.join(flags)} FROM {joined})"

    def _columns(self, number: int) -> list[str]:
        side = self.sides[number]
        reason = f"MAX(CAST(CASE WHEN NOT ({side.rows.counted}) THEN {side.rows.reason} END AS VARCHAR))"
        made = [f"{side.made.get(one, 'NULL')} AS {one}{number}" for one in (N, HIT, AMOUNT, OPEN)]
        return [*made, f"{reason} AS reason{number}", f"TRUE AS seen{number}"]

    def _rows(self, engine: Engine, sql: str) -> list[tuple[object, ...]]:
        return engine.rows(with_working_clock(self.cut.fill(f"{self._every()} {sql}"), self.cut.width))

    def _about(self) -> str:
        counts = [f"COALESCE(n{number}, 0) > 0" for number in range(len(self.sides))]
        counts += [f"COALESCE(open{number}, 0) > 0" for number, one in enumerate(self.sides) if OPEN in one.made]
        return " OR ".join(counts)

    def alike(self, number: int) -> bool:
        """Say whether a definition measures what the first one does: a share by hits, a mean in the same unit."""
        ours, other = self.sides[0], self.sides[number]
        return ours.metric.unit == other.metric.unit and (AMOUNT in ours.made) == (AMOUNT in other.made)

    def _differs(self, number: int) -> str:
        """Return the condition that a definition makes something else of a thing than the first one does."""
        ours, other = self.sides[0], self.sides[number]
        if not self.alike(number):
            return "FALSE"
        both = [one for one in (N, HIT, OPEN) if one in ours.made and one in other.made]
        found = [f"COALESCE({one}0, 0) <> COALESCE({one}{number}, 0)" for one in both]
        if AMOUNT in ours.made:
            found.append(f"ABS(COALESCE(amount0, 0) - COALESCE(amount{number}, 0)) > {_SAME}")
        return " OR ".join(found)

    def _any(self) -> str:
        return " OR ".join(["FALSE", *(f"differs{number}" for number in range(1, len(self.sides)))])

    def read(self, engine: Engine, limit: int | None) -> Differences:
        """Return what differs: how much in all, and thing by thing, by id, at most ``limit``."""
        each = [f"COUNT(CASE WHEN differs{number} THEN 1 END) AS d{number}" for number in range(1, len(self.sides))]
        counts = ["COUNT(*) AS things", f"COUNT(CASE WHEN {self._any()} THEN 1 END) AS differing", *each]
        columns = [
            f"seen{i}, {N}{i}, {HIT}{i}, {AMOUNT}{i}, {OPEN}{i}, reason{i}, "
            + (f"differs{i}" if i else "FALSE AS differs0")
            for i in range(len(self.sides))
        ]
        most = "" if limit is None else f" LIMIT {limit}"
        rows = self._rows(
            engine,
            f", totals AS (SELECT {', '.join(counts)} FROM every WHERE is_about), "
            f"told AS (SELECT thing, {', '.join(columns)} FROM every WHERE is_about AND ({self._any()}) "
            f"ORDER BY thing{most}) SELECT totals.*, told.* FROM totals LEFT JOIN told ON TRUE ORDER BY told.thing",
        )
        width = len(counts)
        numbers = [int(str(one)) for one in rows[0][:width]]
        differing = [one if self.alike(number) else None for number, one in enumerate(numbers[2:], 1)]
        found = [
            (str(row[width]), [self._said(side, row[width + 1 + 7 * i :]) for i, side in enumerate(self.sides)])
            for row in rows
            if row[width] is not None
        ]
        return Differences(numbers[0], numbers[1], [0, *differing], found)

    def totals(self, engine: Engine) -> list[int]:
        """Return how many rows each definition counts, added up over the things."""
        sums = ", ".join(f"SUM(n{number})" for number in range(len(self.sides)))
        (row,) = self._rows(engine, f"SELECT {sums} FROM every")
        return [int(str(one or 0)) for one in row]

    def _said(self, side: Side, cells: Sequence[object]) -> Said:
        seen, n, hit, amount, opened, reason, differs = cells[:7]
        return Said(
            bool(seen),
            int(str(n or 0)),
            int(str(hit or 0)) if HIT in side.made else None,
            None if amount is None else rounded(float(str(amount))),
            int(str(opened or 0)),
            None if reason is None else str(reason),
            bool(differs),
        )
