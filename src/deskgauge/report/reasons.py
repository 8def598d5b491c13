"""Why a row is left out, in words: the reason and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from deskgauge.language import N_, _
from deskgauge.report.dates import format_instant
from deskgauge.report.durations import format_duration
from deskgauge.report.format import NOTHING, format_value
from deskgauge.report.labels import word
from deskgauge.report.reading import Words

if TYPE_CHECKING:
    from deskgauge.engine.explain import Behind, Explanation

MEANINGS: Mapping[str, str] = {
    "spam": N_("no request"),
    "deleted": N_("taken away, so no request any more"),
    "merged": N_("counted with the ticket it was merged into"),
    "agent_created": N_("starts with our own message"),
    "no_reply_yet": N_("still waiting: its time is not known yet"),
    "solved_without_reply": N_("nobody waited for a reply"),
    "still_open": N_("not solved yet: its time is not known"),
    "window_running": N_("its time is not over yet"),
    "no_score": N_("an answer without a score"),
    "no_customer": N_("nobody knows whose it is"),
    "no_calendar": N_("no working hours are known for its team"),
    "no_rate": N_("no rate of exchange is known"),
    "no_time": N_("it says no time"),
    "failed": N_("it did not come through"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A reason with what it means and how many rows it leaves out; ``code`` as in the data."""

    code: str
    name: str
    meaning: str
    count: int
    written: str


def left_out(excluded: Mapping[str, int], words: Words) -> list[LeftOut]:
    """Return the reasons of an answer, the most frequent first."""
    return [
        LeftOut(
            code,
            _sentence(word("reason", code)),
            _(MEANINGS[code]) if code in MEANINGS else "",
            count,
            words.count(count).text,
        )
        for code, count in sorted(excluded.items(), key=lambda pair: -pair[1])
    ]


@dataclass(frozen=True, slots=True)
class Behaved:
    """One row behind a number: the thing and its ticket, when, its value, whether it counts and why or why not."""

    thing: str
    ticket: str
    team: str
    channel: str
    at: str
    value: str
    counted: bool
    reason: str


def rows_of(explained: Explanation, part: Behind, words: Words) -> list[Behaved]:
    """Return the fetched rows of one part of a number, written."""
    unit, clock = explained.metric.unit, explained.reading.clock or "calendar"
    return [_row(part.key, row, unit, clock, words) for row in part.rows]


def _row(key: Sequence[str], row: Mapping[str, object], unit: str, clock: str, words: Words) -> Behaved:
    ticket = row.get("ticket_id")
    counted = bool(row.get("counted"))
    return Behaved(
        thing=" ".join(str(row[name]) for name in key if row.get(name) is not None and name != "ticket_id")
        or str(ticket or NOTHING),
        ticket="" if ticket is None else str(ticket),
        team=str(row.get("team_id") or ""),
        channel=str(row.get("channel") or ""),
        at=_at(row.get("at"), words),
        value=_value(row, unit, clock, words),
        counted=counted,
        reason=_why(row, counted),
    )


def _why(row: Mapping[str, object], counted: bool) -> str:
    if not counted:
        return _sentence(word("reason", str(row["reason"]))) if row.get("reason") else _("not what the metric is about")
    if "hit" in row:
        return _("fulfils it") if row["hit"] else _("does not fulfil it")
    if row.get("in_open"):
        return _("still open, at its time so far")
    return ""


def _at(value: object, words: Words) -> str:
    if not isinstance(value, datetime):
        return NOTHING
    return format_instant(value.replace(tzinfo=UTC).astimezone(ZoneInfo(words.time_zone)), words.language)


def _value(row: Mapping[str, object], unit: str, clock: str, words: Words) -> str:
    value = row.get("value")
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    if unit == "duration":
        return format_duration(float(value), words.language, clock)
    return format_value(float(value), "score" if unit == "share" else unit, None, words.language)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
