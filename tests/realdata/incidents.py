"""A naive reading of ServiceNow's audit log of incidents, update by update, with the traps of the file named.

The log has one line for each update of an incident, with the incident's whole state in it. What misleads in it:

- Most lines change no state: they are notes and the like. Lines also follow after ``Resolved``; the incident stays
  solved, and the automatic ``Closed`` days later is no second solve. Only ``Active`` (or ``Awaiting …``) after
  ``Resolved`` is a reopening.
- ``resolved_at``, ``closed_at``, ``closed_code`` and ``resolved_by`` are filled in on every line, the first included:
  they were written back from the end. ``resolved_at`` is the time of the last line in ``Resolved``, not of the solve.
- ``made_sla``, ``reopen_count`` and ``reassignment_count`` run along: a line says what was so until then.
- The order is that of ``sys_mod_count``. Five incidents have lines out of order in the file, with a count that occurs
  twice, four of them with a line that is stamped before the incident was opened (a fifth such line is in order).
- Times are minutes without zone, day first. In two of five incidents several updates share a minute, and nothing but
  the count tells their order.
- The first line may say ``Active`` or ``Resolved`` already: until then the incident was ``New``.
- A state of ``-100`` is an error of the log and no state. ``?`` is no value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

SOLVED = ("Resolved", "Closed")
SYSTEM = "Updated by 908"  # who closes incidents by itself and has no name in the log


@dataclass(frozen=True)
class Update:
    """One line of the log that counts."""

    at: datetime
    state: str
    group: str
    person: str
    priority: str
    by: str


@dataclass(frozen=True)
class Incident:
    """One incident with its updates in order."""

    number: str
    opened: datetime
    updates: list[Update]

    @cached_property
    def stretches(self) -> list[tuple[datetime, datetime | None, str]]:
        """From, to and state of each stretch; the last has no end."""
        begins = [(self.opened, "New")]
        for update in self.updates:
            if update.state not in ("-100", begins[-1][1]):
                begins.append((update.at, update.state))
        ends = [at for at, _ in begins[1:]]
        return [(at, to, state) for (at, state), to in zip(begins, [*ends, None], strict=True)]

    @property
    def solves(self) -> list[datetime]:
        """Every entry into Resolved or Closed from another state."""
        return [after[0] for before, after in self._pairs() if after[2] in SOLVED and before[2] not in SOLVED]

    @property
    def reopenings(self) -> list[datetime]:
        """Every exit from Resolved or Closed to another state."""
        return [after[0] for before, after in self._pairs() if before[2] in SOLVED and after[2] not in SOLVED]

    @property
    def solved(self) -> datetime | None:
        """The last solve, if it stayed."""
        return self.solves[-1] if self.stretches[-1][2] in SOLVED else None

    def _pairs(self) -> Iterator[tuple[tuple[datetime, datetime | None, str], tuple[datetime, datetime | None, str]]]:
        return zip(self.stretches, self.stretches[1:], strict=False)

    @cached_property
    def unsolved(self) -> list[tuple[datetime, datetime | None]]:
        """From and to of the stretches in which it was not solved."""
        return [(at, to) for at, to, state in self.stretches if state not in SOLVED]

    def is_active(self, moment: datetime) -> bool:
        """Say whether it was there and not solved just before a moment: a change at that moment has not happened."""
        return any(at < moment and (to is None or moment <= to) for at, to in self.unsolved)

    def looked_at(self, moment: datetime) -> datetime:
        """Return when a person worked on it last before a moment; nobody after its opening counts as its opening."""
        return max([self.opened, *(one.at for one in self.updates[1:] if one.by != SYSTEM and one.at < moment)])

    def seconds(self, *states: str) -> float:
        """Return how long it was in any of the states, without the stretch that has not ended."""
        spans = [to - at for at, to, state in self.stretches if to and state in states]
        return sum(spans, timedelta()).total_seconds()


def incidents(lines: Iterable[dict[str, str]]) -> list[Incident]:
    """Return the incidents of a log's lines."""
    own: dict[str, list[tuple[int, datetime, dict[str, str]]]] = defaultdict(list)
    for line in lines:
        own[line["number"]].append((int(line["sys_mod_count"]), minute(line["sys_updated_at"]), line))
    return [_incident(number, sorted(rows, key=lambda row: row[:2])) for number, rows in own.items()]


def _incident(number: str, rows: list[tuple[int, datetime, dict[str, str]]]) -> Incident:
    opened = minute(rows[0][2]["opened_at"])
    updates = [
        Update(
            at, line["incident_state"], line["assignment_group"], line["assigned_to"], line["priority"],
            line["sys_updated_by"],
        )
        for _, at, line in rows if at >= opened
    ]  # fmt: skip
    return Incident(number, opened, updates)


def minute(text: str) -> datetime:
    """Read a time of the log."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M")


def month(at: datetime) -> datetime:
    """Return the beginning of a moment's month."""
    return at.replace(day=1, hour=0, minute=0)
