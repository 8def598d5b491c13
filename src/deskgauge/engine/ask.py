"""A question over an open store: resolved, computed, judged, and put into the shape of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from deskgauge.catalogue.metric import Metric
from deskgauge.engine import judge
from deskgauge.engine.answer import Answer, Row
from deskgauge.engine.base import Engine
from deskgauge.engine.exclusions import excluded
from deskgauge.engine.question import Question, Resolved, Span, compared, resolve
from deskgauge.engine.run import Knowledge, Line, check_data, compute, cut_of
from deskgauge.engine.scan import names_of, statement
from deskgauge.model.settings import Settings, Target


@dataclass(frozen=True, slots=True)
class Session:
    """An open store with what a question needs beside it."""

    engine: Engine
    settings: Settings
    catalogue: Mapping[str, Metric]
    knowledge: Knowledge
    span: Span
    as_of: datetime | None = None


def targets(session: Session) -> list[Target]:
    """Return the targets of the project file, and those of the data for what the file says nothing of."""
    found = list(session.settings.targets)
    named = {(one.metric, one.team_id, one.channel, one.priority) for one in found}
    columns = "metric, value, team_id, channel, priority, from_date, to_date"
    if session.knowledge.rows.get("targets"):
        for row in session.engine.rows(f"SELECT {columns} FROM targets ORDER BY {columns}"):
            target = Target(*row)  # type: ignore[arg-type]  # the table's columns are the target's fields, typed alike
            if (target.metric, target.team_id, target.channel, target.priority) not in named:
                found.append(target)
    return found


def answer(session: Session, question: Question) -> Answer:
    """Answer a question."""
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    check_data(resolved.metrics, session.knowledge.rows)
    lines = compute(session.engine, resolved, session.settings, session.knowledge)
    set_against = [one for one in targets(session) if one.metric in {metric.id for metric in resolved.metrics}]
    rows = made_rows(session, resolved, lines, set_against)
    readings = {line.metric.id: line.reading for line in lines}
    cut = cut_of(resolved, session.settings, session.knowledge)
    left_out: dict[str, Mapping[str, int]] = {}
    definitions: dict[str, Mapping[str, object]] = {}
    for metric in resolved.metrics:
        reading = readings.get(metric.id) or metric.reading(
            resolved.clock, resolved.stat, resolved.anchor, by_agent=resolved.by_agent
        )
        left_out[metric.id] = excluded(session.engine, cut, metric, reading)
        definitions[metric.id] = {
            "version": metric.version,
            "text": metric.text,
            "options": reading.options(resolved.definition),
        }
    columns = judge.columns(resolved, lines, targets=bool(set_against) or resolved.compare == "target")
    return Answer(rows, columns, definitions, left_out, session.span.now, session.as_of)


def made_rows(session: Session, resolved: Resolved, lines: Sequence[Line], targets_: Sequence[Target]) -> list[Row]:
    """Return the rows of computed lines, with target and comparison where asked."""
    earlier: dict[tuple[str, int, tuple[object, ...]], Line] = {}
    if resolved.compare in ("previous", "year"):
        other = resolved.over(compared(resolved, session.settings, resolved.compare))
        for line in compute(session.engine, other, session.settings, session.knowledge):
            earlier[line.metric.id, line.period, line.slice] = line
    rows = []
    for line in lines:
        row = judge.row(resolved, line, session.settings)
        note = row.pop("note")
        if targets_ or resolved.compare == "target":
            # A target is set for the headline: a 90th percentile is not held against it.
            headline = line.reading.stat == line.metric.headline
            target = judge.target_of(targets_, line, resolved, session.settings.time_zone) if headline else None
            row["target"] = None if target is None else target.value
            row["status"] = None if target is None else judge.status(line.metric, row, target.value)
        if resolved.compare in ("previous", "year"):
            before = earlier.get((line.metric.id, line.period, line.slice))
            row |= judge.compare_columns(line, before)
        rows.append({**row, "note": note})
    return rows


def statements(session: Session, question: Question) -> list[str]:
    """Return the statements, in our dialect, that a question of one metric runs."""
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    metric = resolved.metrics[0]
    reading = metric.reading(resolved.clock, resolved.stat, resolved.anchor, by_agent=resolved.by_agent)
    cut = cut_of(resolved, session.settings, session.knowledge)
    return [statement(cut, part, names_of(part)) for part in metric.kind.parts(reading).values()]
