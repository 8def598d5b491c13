"""Kinds about people: what is said of a group of them is said of no group of fewer than five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from deskgauge.catalogue.kinds import WILSON, Base, Share, Slice, count_where, share
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Figure, Part, Scan, Standing, Stretch, Value
from deskgauge.catalogue.things import KeptShare

FEWEST_PEOPLE = 5
UNDER_FIVE = "group under five"
WITHOUT_STAFF = "without the staff survey: group under five"
NOT_ALL_TOLD = (UNDER_FIVE, WITHOUT_STAFF)
HOUR_S = 3600


def is_group(dimensions: tuple[str, ...], reading: Reading) -> bool:
    """Say whether a value is about a part of the company: a slice of it, or what a filter leaves."""
    return bool(dimensions) or reading.filtered


def withheld(value: Value, people: float) -> Value:
    """Return the value, or of a group of fewer than five people nothing but how many rows it has."""
    if people >= FEWEST_PEOPLE or value.value is None:
        return value
    return Value(None, value.n, note=UNDER_FIVE)


@dataclass(frozen=True, slots=True)
class Turnover(Base):
    """Those who left in the period, by the mean headcount over its local days that have begun (rule 33)."""

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {
            "left": Scan("staff", "left_at", {"n": count_where("left_at <= $now")}),
            "days": Scan("days", "from_at", {"n": count_where("from_at <= $now")}),
            "heads": Scan("headcount", "from_at", {"n": count_where("from_at <= $now")}),
        }

    def value(self, cells: Cells, reading: Reading) -> Value:
        days, left = cells.count("days", "n"), cells.count("left", "n")
        heads = cells.count("heads", "n") / days if days else 0.0
        more = {"leavers": left, "headcount": heads}
        return Value(left / heads if heads else None, round(heads), more=more)

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        found = Base.across(self, cells, dimensions, reading)
        if not is_group(dimensions, reading):
            return found
        return {slice_: withheld(value, float(str(value.more["headcount"]))) for slice_, value in found.items()}


@dataclass(frozen=True, slots=True)
class StaffKept(KeptShare):
    """The share of the staff there at the period's beginning that is there at its end."""

    INTERVAL: ClassVar[str] = WILSON

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        found = Base.across(self, cells, dimensions, reading)
        if not is_group(dimensions, reading):
            return found
        return {slice_: withheld(value, value.n) for slice_, value in found.items()}


@dataclass(frozen=True, slots=True)
class StaffShare(Share):
    """A share of the staff's answers; fewer than five people who answered are told nothing of, in any slice."""

    INTERVAL: ClassVar[str] = WILSON
    person: str = "NULL"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        cells = {
            "n": count_where(counted),
            "k": count_where(f"{counted} AND ({self.hit})"),
            "people": Figure("distinct", counted, self.person),
        }
        return {"rows": Scan(self.frame, self.time(reading), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        found = share(cells.count("rows", "k"), cells.count("rows", "n"))
        return withheld(found, cells.count("rows", "people"))


@dataclass(frozen=True, slots=True)
class ResponseRate(Share):
    """The share of surveys sent that were answered; who of the staff answered is told of no group under five.

    In a slice, and under a filter, the surveys that hold ``staff`` are left out where they went to fewer than five
    people; where nothing is left, and of a whole company that asked nobody else, no value is told.
    """

    INTERVAL: ClassVar[str] = WILSON
    staff: str = "FALSE"
    person: str = "NULL"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        staff, answered = self.population.counted(self.staff), f"({self.hit})"
        cells = {
            "n": count_where(self.population.counted()),
            "k": count_where(f"{self.population.counted()} AND {answered}"),
            "staff": count_where(staff),
            "staff_k": count_where(f"{staff} AND {answered}"),
            "people": Figure("distinct", staff, self.person),
        }
        return {"rows": Scan(self.frame, self.time(reading), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        return self._told(cells, reading.filtered)

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        group = is_group(dimensions, reading)
        return {slice_: self._told(one, group) for slice_, one in cells.items()}

    def _told(self, cells: Cells, group: bool) -> Value:
        n, k, staff = (cells.count("rows", name) for name in ("n", "k", "staff"))
        if not 0 < cells.count("rows", "people") < FEWEST_PEOPLE or not (group or n == staff):
            return self._rate(k, n, cells)
        if n == staff:
            return replace(self._rate(0, n, cells), value=None, low=None, high=None, hits=None, note=UNDER_FIVE)
        return replace(self._rate(k - cells.count("rows", "staff_k"), n - staff, cells), note=WITHOUT_STAFF)

    def _rate(self, k: int, n: int, cells: Cells) -> Value:
        return share(k, n)


@dataclass(frozen=True, slots=True)
class ResponseRateOfAll(ResponseRate):
    """The answered of each slice by the part ``sent`` of ``by_all`` (cell ``n``); it has no interval."""

    INTERVAL: ClassVar[str] = Base.INTERVAL
    by_all: Mapping[str, Part] = field(default_factory=dict)

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {**ResponseRate.parts(self, reading), **self.by_all}

    def _rate(self, k: int, n: int, cells: Cells) -> Value:
        sent = cells.count("sent", "n")
        return Value(k / sent if sent else None, sent)


@dataclass(frozen=True, slots=True)
class PerPaidTime(Base):
    """Something done, by the paid time of those who did it; ``n`` is that time in whole hours (rule 35).

    The paid time is that of the shifts as far as they lie in the period, whatever they were for; a shift that has
    not begun by "now" is a plan. ``amount`` is added up; without it rows are counted, and an hour is the unit.
    """

    amount: str | None = None

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        done = Figure("count", counted) if self.amount is None else Figure("sum", counted, self.amount)
        return {
            "done": Scan(self.frame, self.at, {"done": done}),
            "paid": Stretch("shifts", "started_at", "ended_at", "TRUE"),
        }

    def value(self, cells: Cells, reading: Reading) -> Value:
        seconds, done = cells.maybe("paid", "seconds") or 0.0, cells.maybe("done", "done") or 0.0
        hours = seconds / HOUR_S
        if not seconds:
            return Value(None, 0, note="no paid time" if done else None)
        value = done / (hours if self.amount is None else seconds)
        over = self.amount is not None and value > 1
        return Value(value, round(hours), note="more work than paid time" if over else None)

    def there(self, value: Value) -> bool:
        """Keep a slice that has work but no paid time: its note says so."""
        return bool(value.n or value.note)


@dataclass(frozen=True, slots=True)
class HeldPerAgent(Base):
    """The rows that stand at the period's end and that an agent holds, by the agents who hold one."""

    enter: str = "NULL"
    leave: str = "NULL"

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted("agent_id IS NOT NULL")
        cells = {"held": Figure("count", "TRUE"), "agents": Figure("distinct", "TRUE", "agent_id")}
        return {"rows": Standing(self.frame, self.enter, self.leave, counted, cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        held, agents = cells.count("rows", "held"), cells.count("rows", "agents")
        return Value(held / agents if agents else None, agents)
