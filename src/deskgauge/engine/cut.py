"""How parts are cut: by periods, dimensions and a filter, each written over a frame's columns in our dialect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from deskgauge.catalogue.slices import BROUGHT_BY_TICKET, FROM_TIME, Frame
from deskgauge.engine.base import LITERAL, literal
from deskgauge.engine.filters import Filter
from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.model.periods import WEEKDAYS, Period
from deskgauge.model.settings import Settings
from deskgauge.model.zones import offsets

CUTS = "cuts"  # a grain of our own: any periods that follow one another, keyed by their number
_NAMED = re.compile(rf"{LITERAL}|\$(\w+)")  # what stands in quotes may be a filter's value: it is no name


@dataclass(frozen=True, slots=True)
class Cut:
    """How parts are cut: the periods, the dimensions, the filter, and what ``$`` names stand for."""

    grain: str
    periods: Sequence[Period]
    by: tuple[str, ...]
    filter: Filter
    settings: Settings
    now: datetime | None
    width: int  # spans a day of the working clock

    def numbers(self) -> dict[object, int]:
        """Return the number of each period by its key."""
        if self.grain in ("total", CUTS):
            return {number: number for number in range(len(self.periods))}
        return {period.key: number for number, period in enumerate(self.periods)}

    @property
    def start(self) -> datetime:
        """The beginning of the first period."""
        return self.periods[0].start

    @property
    def end(self) -> datetime:
        """The end of the last period."""
        return self.periods[-1].end

    @property
    def end_of_last(self) -> str:
        """The instant that what stands at the last period's end came before, as a literal."""
        return literal(self.moment(self.periods[-1])[1])

    def moment(self, period: Period) -> tuple[datetime, datetime]:
        """Return a period's end and the instant that what stands there came before.

        At "now", where a running period stands, everything known has happened; at a period's end what happens at
        that very instant has not yet (rule 1).
        """
        if self.now is not None and period.end > self.now:
            return self.now, self.now + timedelta(microseconds=1)
        return period.end, period.end

    def fill(self, sql: str) -> str:
        """Put the values of settings and "now" in place of their names."""

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name is None:
                return match.group()
            if name == "now":
                return f"CAST({literal(self.now)} AS TIMESTAMP)"
            if name == "reply_agent":
                return {"author": "author_id", "ticket": "agent_id"}[self.settings.reply_agent]
            if name == "first_response_target":
                targets = self.settings.first_response_target
                cases = " ".join(f"WHEN {literal(one)} THEN {float(s)!r}" for one, s in targets.items())
                return f"(CASE channel {cases} END)" if targets else "CAST(NULL AS DOUBLE)"
            return literal(float(getattr(self.settings, name)))

        return _NAMED.sub(value, sql)

    # ------------------------------------------------------------------ time
    def range_of(self, at: str) -> list[str]:
        """Return the conditions that an instant lies in the range asked for."""
        return [f"{at} >= {literal(self.start)}", f"{at} < {literal(self.end)}"]

    def local(self, at: str) -> str:
        """Return the local wall time of an instant, by the zone's changes of offset in the span asked for."""
        return self._shifted(at, at, 1)

    def _shifted(self, what: str, at: str, sign: int) -> str:
        changes = offsets(self.settings.time_zone, self.start, self.end)
        if len(changes) == 1:
            return f"({what} + INTERVAL '{sign * changes[0][1]} seconds')" if changes[0][1] else what
        pairs = zip(changes[1:], changes[:-1], strict=True)
        cases = " ".join(
            f"WHEN {at} < {literal(since)} THEN INTERVAL '{sign * seconds} seconds'"
            for (since, __), (___, seconds) in pairs
        )
        return f"({what} + CASE {cases} ELSE INTERVAL '{sign * changes[-1][1]} seconds' END)"

    def key(self, at: str) -> str:
        """Return the key of the period that an instant lies in, as ``model.periods`` makes it."""
        if self.grain == "total":
            return "0"
        if self.grain == CUTS:
            cases = " ".join(f"WHEN {at} < {literal(period.end)} THEN {i}" for i, period in enumerate(self.periods))
            return f"CASE {cases} END"
        local = self.local(at)
        if self.grain == "hour":
            return self._shifted(f"DATE_TRUNC('hour', {local})", at, -1)
        days = WEEKDAYS.index(self.settings.week_start) if self.grain == "week" else 0
        if days:
            return f"(DATE_TRUNC('week', {local} - INTERVAL '{days} days') + INTERVAL '{days} days')"
        return f"DATE_TRUNC('{self.grain}', {local})"

    # ------------------------------------------------------------------ dimensions
    def columns(self, frame: Frame, at: str | None) -> list[str]:
        """Return the SQL of the asked dimensions over a frame, those that it shares left out."""
        return [self._column(frame, name, at) for name in self.dimensions(frame)]

    def dimensions(self, frame: Frame) -> tuple[str, ...]:
        """Return the asked dimensions that cut this frame."""
        return tuple(name for name in self.by if frame.has(name) or not frame.shared)

    def _column(self, frame: Frame, name: str, at: str | None) -> str:
        if name in frame.dimensions:
            return frame.dimensions[name]
        if name in FROM_TIME and at and frame.timed:
            part = "ISODOW" if name == "weekday" else "HOUR"
            return f"CAST(EXTRACT({part} FROM {self.local(at)}) AS INTEGER)"
        known = [*frame.dimensions, *(FROM_TIME if at and frame.timed else ())]
        raise UsageError(
            _(
                "These rows ({frame}) cannot be cut or filtered by {name}. They can by {names}.",
                frame=frame.name,
                name=name,
                names=", ".join(known),
            )
        )

    def source(self, frame: Frame) -> str:
        """Return the rows of a frame, one for each tag where tags are asked for."""
        if BROUGHT_BY_TICKET in self.by and BROUGHT_BY_TICKET in frame.dimensions:
            tags = "LEFT JOIN ticket_tags AS g ON g.ticket_id = r.ticket_id"
            return f"(SELECT r.*, g.tag FROM ({frame.query}) AS r {tags}) AS f"
        return f"({frame.query}) AS f"

    def condition(self, frame: Frame, at: str | None) -> list[str]:
        """Return the filter over a frame's columns; of a shared frame only the conditions on what cuts it."""

        def tagged(condition: str) -> str:
            if BROUGHT_BY_TICKET in self.by:
                return f"COALESCE({condition}, FALSE)"  # the rows are cut by tag: each has its own
            return f"EXISTS (SELECT 1 FROM ticket_tags AS x WHERE x.ticket_id = f.ticket_id AND x.{condition})"

        def written(part: Filter) -> str | None:
            return part.sql(lambda name: self._column(frame, name, at), tagged)

        if frame.shared:
            own = (part for part in self.filter.parts() if all(frame.has(name) for name in part.dimensions))
            return [sql for part in own if (sql := written(part))]
        sql = written(self.filter)
        return [sql] if sql else []
