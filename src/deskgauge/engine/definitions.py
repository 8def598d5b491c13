"""The same metric under every definition, on the same data: the values, and what differs ticket by ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from deskgauge.catalogue.defined import defined, definitions_of, not_known, untold
from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.metric import OURS, Metric
from deskgauge.catalogue.registry import metric as metric_of
from deskgauge.engine import judge
from deskgauge.engine.answer import Row, json_ready, rounded
from deskgauge.engine.ask import Session, chosen, described
from deskgauge.engine.matrix import Differences, Matrix, Said, Side, sides
from deskgauge.engine.question import Question, Resolved, resolve
from deskgauge.engine.run import Line, check_data, compute, cut_of, missing_tables
from deskgauge.engine.telling import reasons
from deskgauge.errors import UsageError
from deskgauge.language import N_, _, both

OUR_TITLE = "Deskgauge"
LIMIT = 10


@dataclass(frozen=True, slots=True)
class Told:
    """One definition's answer: its row, and on how many things it differs from ours.

    ``differing`` is None where it measures something else than ours, ``change`` where it does so in another unit.
    """

    id: str
    title: str
    preset: str | None
    about: Mapping[str, object]
    row: Row
    differing: int | None
    change: float | None

    def to_dict(self) -> dict[str, object]:
        """Return it ready for JSON."""
        return {"definition": self.id, "title": self.title, "preset": self.preset, **self.columns(), **self.about}

    def columns(self) -> dict[str, object]:
        """Return its figures by column."""
        names = ("value", "unit", "n", "n_open", "low", "high", "too_few", "note")
        found: dict[str, object] = {name: self.row.get(name) for name in names}
        return {**found, "difference": self.change, "differing": self.differing}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one definition says of one thing, and why."""

    thing: str
    definition: str
    says: str
    value: float | None
    differs: bool
    why: str

    def to_dict(self) -> dict[str, object]:
        """Return it as a row."""
        return {
            "id": self.thing,
            "definition": self.definition,
            "says": self.says,
            "value": self.value,
            "differs": self.differs,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """A metric under all its definitions over one range.

    ``things`` is how many tickets, calls or answers any of them counts (``thing`` names the kind), ``differing`` on
    how many of these any differs from ours; ``verdicts`` tell of the first of them, definition by definition.
    """

    metric: Metric
    definitions: Sequence[Told]
    not_known: Sequence[str]
    untold: Mapping[str, str]
    missing: Mapping[str, str]
    thing: str
    things: int
    differing: int
    verdicts: Sequence[Verdict]
    period: Row

    @property
    def share(self) -> float | None:
        """The share of things on which some definition differs from ours."""
        return self.differing / self.things if self.things else None

    def first(self, count: int) -> Comparison:
        """Return the same with the verdicts on so many things only."""
        kept = set(list(dict.fromkeys(one.thing for one in self.verdicts))[:count])
        return replace(self, verdicts=[one for one in self.verdicts if one.thing in kept])

    def to_dict(self) -> dict[str, object]:
        """Return everything ready for JSON."""
        return {
            "metric": self.metric.id,
            **{name: json_ready(value) for name, value in self.period.items()},
            "definitions": [one.to_dict() for one in self.definitions],
            "not_known": [PRESETS[one] for one in self.not_known],
            "untold": {PRESETS[one]: why for one, why in self.untold.items()},
            "missing": dict(self.missing),
            "thing": self.thing,
            "things": self.things,
            "differing": self.differing,
            "differing_share": self.share,
            "rows": [one.to_dict() for one in self.verdicts],
        }


def compare_definitions(session: Session, question: Question, *, limit: int | None = LIMIT) -> Comparison:
    """Answer a question of one metric under every definition of it; tell of at most ``limit`` differing things.

    Raise as a question does. A definition whose tables are empty is named as missing and has no value.
    """
    question = replace(question, by=(), grain="total", compare=None, definition=OURS)
    resolved = resolve(question, session.catalogue, session.settings, session.span)
    ours = resolved.metrics[0]
    if ours.kind.carries:
        text = _(
            "{id} has a row for each {dimensions}; nobody is known to define it otherwise.",
            id=ours.id,
            dimensions=both(ours.kind.carries),
        )
        raise UsageError(text)
    check_data([ours], session.knowledge.rows)
    asked, missing = [ours], {}
    for name in definitions_of(ours.id):
        other = defined(metric_of(ours.id, session.catalogue), name)
        lacking = missing_tables(other, session.knowledge.rows)
        if lacking:
            missing[name] = ", ".join(lacking)
        else:
            asked.append(other)
    lines = _lines(session, resolved, asked)
    cut = cut_of(resolved, session.settings, session.knowledge)
    told = sides(cut, [(line.metric, line.reading) for line in lines])
    comparable = bool(told) and told[0].name == OURS
    matrix = Matrix(cut, told if comparable else [])
    read = matrix.read(session.engine, limit) if comparable else Differences(0, 0, [], [])
    by_side = dict(zip((one.name for one in matrix.sides), read.each, strict=True))
    rows = [judge.row(resolved, line, session.settings) for line in lines]
    return Comparison(
        ours,
        [_told(session, line, row, rows[0], by_side) for line, row in zip(lines, rows, strict=True)],
        not_known(ours.id),
        untold(ours.id),
        missing,
        _thing_of(told),
        read.things,
        read.differing,
        list(_verdicts(session, matrix, read.rows)),
        {name: rows[0][name] for name in ("period_start", "period_end")},
    )


def _lines(session: Session, resolved: Resolved, asked: Sequence[Metric]) -> list[Line]:
    """Return the one value of each definition, all of them in the fewest scans."""
    named = tuple(replace(one, id=f"{one.id} {one.definition}") for one in asked)
    lines = compute(session.engine, replace(resolved, metrics=named), session.settings, session.knowledge)
    return [replace(line, metric=one) for line, one in zip(lines, asked, strict=True)]


def _thing_of(told: Sequence[Side]) -> str:
    """Return what the things are: ticket, call, answer, …, from the first column of their key."""
    if not told:
        return "row"
    name = told[0].rows.frame.key[0].removesuffix("_id")
    return {"response": "answer", "thing": "ticket or call"}.get(name, name)


def _told(session: Session, line: Line, row: Row, ours: Row, differing: Mapping[str, int | None]) -> Told:
    metric = line.metric
    own = definitions_of(metric.id).get(metric.definition)
    value, base = row["value"], ours["value"]
    change = None
    if isinstance(value, (int, float)) and isinstance(base, (int, float)) and row["unit"] == ours["unit"]:
        change = rounded(float(value) - float(base))
    return Told(
        metric.definition,
        own.title if own else OUR_TITLE,
        PRESETS.get(metric.definition),
        described(metric, line.reading, metric.definition, chosen(session.settings)),
        row,
        differing.get(metric.definition),
        change,
    )


def _verdicts(session: Session, matrix: Matrix, found: Sequence[tuple[str, Sequence[Said]]]) -> Iterator[Verdict]:
    ids = [thing for thing, __ in found]
    whys = reasons(session.engine, matrix.cut, matrix.sides, ids)
    for thing, said in found:
        for side, one, why in zip(matrix.sides, said, whys, strict=True):
            says, value = _says(one)
            reason = why.get(thing, "") if one.seen else _absent(matrix.sides[0], side)
            yield Verdict(thing, side.name, says, value, one.differs, reason)


def _absent(ours: Side, side: Side) -> str:
    """Say why a definition has no row of a thing: it dates it outside the range, or looks at other rows than ours."""
    if ours.rows.at == side.rows.at and ours.rows.frame != side.rows.frame:
        return _("none of its {name}", name=side.rows.frame.name.replace("_", " "))
    at = side.rows.at.strip('"').removeprefix("COALESCE(").split(",")[0]
    return _("outside the range by its {at}", at=at.replace("_", " "))


def _says(one: Said) -> tuple[str, float | None]:
    """Return what a definition makes of a thing in a word, and its value where it has one."""
    if not one.n:
        return (N_("still open"), None) if one.open else (N_("left out"), None)
    if one.hit is not None:
        return (N_("yes") if one.hit else N_("no")), float(one.hit)
    if one.amount is not None:
        return (N_("value"), one.amount) if one.n == 1 else (f"{one.n} values, on average", rounded(one.amount / one.n))
    return (N_("counted") if one.n == 1 else f"counted {one.n} times"), float(one.n)
