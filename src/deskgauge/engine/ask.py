"""A question over an open store: resolved, computed, judged, and put into the shape of an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deskgauge.catalogue.defined import untold
from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells
from deskgauge.engine import judge
from deskgauge.engine.answer import Answer, Row
from deskgauge.engine.base import Engine
from deskgauge.engine.exclusions import excluded
from deskgauge.engine.question import Question, Resolved, Span, compared, resolve
from deskgauge.engine.run import Knowledge, Line, check_data, compute, cut_of, slice_order
from deskgauge.engine.scan import names_of, statement
from deskgauge.language import _
from deskgauge.model.settings import Settings, Target
from deskgauge.model.vocabulary import read


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
            own = session.settings.labels
            target = replace(
                target,
                channel=read("channel", target.channel, own.get("channel", {})),
                priority=read("priority", target.priority, own.get("priority", {})),
            )
            if (target.metric, target.team_id, target.channel, target.priority) not in named:
                found.append(target)
    return found


def answer(session: Session, question: Question) -> Answer:
    """Answer a question."""
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    check_data(resolved.metrics, session.knowledge.rows)
    lines = compute(session.engine, resolved, session.settings, session.knowledge)
    # A target is set in the metric's own unit; a rule that measures in another cannot be held against it.
    alike = {one.id for one in resolved.metrics if one.unit == session.catalogue[one.id].unit}
    set_against = [one for one in targets(session) if one.metric in alike]
    rows = made_rows(session, resolved, lines, set_against)
    return put_together(session, resolved, lines, rows, targets_=bool(set_against))


def put_together(
    session: Session, resolved: Resolved, lines: Sequence[Line], rows: Sequence[Row], *, targets_: bool
) -> Answer:
    """Return rows as an answer: with the definition of each metric and what it left out."""
    cut = cut_of(resolved, session.settings, session.knowledge)
    left_out: dict[str, Mapping[str, int]] = {}
    definitions: dict[str, Mapping[str, object]] = {}
    for metric in resolved.metrics:
        reading = metric.reading(resolved.clock, resolved.stat, resolved.anchor, by_agent=resolved.by_agent)
        left_out[metric.id] = excluded(session.engine, cut, metric, reading)
        definitions[metric.id] = described(metric, reading, resolved.definition, chosen(session.settings))
    for metric in resolved.metrics:
        _say_why(metric.id, rows, left_out[metric.id])
    columns = judge.columns(resolved, lines, targets=targets_ or resolved.compare == "target")
    return Answer(rows, columns, definitions, left_out, session.span.through, session.as_of)


def described(metric: Metric, reading: Reading, asked: str, further: Mapping[str, str]) -> dict[str, object]:
    """Return the definition in force: version, text and options; of another's rule its source."""
    told: dict[str, object] = {
        "version": metric.version,
        "text": _(metric.text),
        "options": {**reading.options(metric.definition), **further},
    }
    if metric.defined_by:
        told["source"] = _(metric.defined_by)
    if metric.definition != asked:
        told["note"] = _why_ours(metric.id, asked)
    return told


def _why_ours(metric: str, asked: str) -> str:
    if asked not in PRESETS:
        return _("There is no such rule for it; this is ours.")
    why = untold(metric).get(asked)
    return (
        _("{vendor}'s rule cannot be followed here: {why}; this is ours.", vendor=PRESETS[asked], why=_(why))
        if why
        else (_("{vendor}'s rule is not known; this is ours.", vendor=PRESETS[asked]))
    )


def chosen(settings: Settings) -> dict[str, str]:
    """Return the choices of the project file that change what is counted, where they are not the usual ones."""
    usual = Settings()
    named = {name: str(getattr(settings, name)) for name in ("clock_team", "reply_agent")}
    return {name: value for name, value in named.items() if value != getattr(usual, name)}


def _say_why(metric: str, rows: Sequence[Row], left_out: Mapping[str, int]) -> None:
    """Where a metric has no value at all, note the reason that most of its rows were left out for."""
    own = [row for row in rows if row["metric"] == metric]
    if left_out and all(row["value"] is None for row in own):
        reason = max(left_out, key=lambda name: left_out[name])
        for row in own:
            if row["note"] == judge.NO_ROWS:
                row["note"] = reason


def made_rows(session: Session, resolved: Resolved, lines: Sequence[Line], targets_: Sequence[Target]) -> list[Row]:
    """Return the rows of computed lines, with target and comparison where asked."""
    earlier: dict[tuple[str, int, tuple[object, ...]], Line] = {}
    if resolved.compare in ("previous", "year"):
        other = resolved.over(compared(resolved, session.settings, resolved.compare))
        before_lines = compute(session.engine, other, session.settings, session.knowledge)
        earlier = {(line.metric.id, line.period, line.slice): line for line in before_lines}
        lines = with_vanished(resolved, lines, before_lines)
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
            before = earlier.get((line.metric.id, line.period, line.slice)) or empty(line)
            # A metric that is a change brings the p-value of itself.
            own = {"p_value": row["p_value"]} if "p_value" in row else {}
            row = {**row, **judge.compare_columns(line, before), **own}
        rows.append({**row, "note": note})
    return rows


def empty(line: Line) -> Line:
    """Return the line of the same place without any row."""
    return replace(line, value=line.metric.kind.value(Cells(), line.reading))


def with_vanished(resolved: Resolved, lines: Sequence[Line], before: Sequence[Line]) -> list[Line]:
    """Return the lines, and empty ones for slices that had rows only in the periods compared with."""
    known = {(line.metric.id, line.slice) for line in lines}
    gone = [empty(line) for line in before if (line.metric.id, line.slice) not in known]
    order = {metric.id: number for number, metric in enumerate(resolved.metrics)}
    return sorted([*lines, *gone], key=lambda line: (order[line.metric.id], line.period, slice_order(line.slice)))


def statements(session: Session, question: Question) -> list[str]:
    """Return the statements, in our dialect, that a question of one metric runs."""
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    metric = resolved.metrics[0]
    reading = metric.reading(resolved.clock, resolved.stat, resolved.anchor, by_agent=resolved.by_agent)
    cut = cut_of(resolved, session.settings, session.knowledge)
    return [statement(cut, part, names_of(part)) for part in metric.kind.parts(reading).values()]
