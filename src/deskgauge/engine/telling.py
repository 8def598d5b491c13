"""Why a definition makes of a thing what it makes of it, in figures: the conditions that do not hold, the values read.

The words come out of the very conditions that the number is computed with: each is split into the claims that it
makes, every claim is asked of the thing's row, and what does not hold is told with the columns that it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlglot
from sqlglot import exp

from deskgauge.engine.base import Engine, literal, quoted, with_working_clock
from deskgauge.engine.cut import Cut
from deskgauge.engine.matrix import AMOUNT, HIT, Side
from deskgauge.language import N_, _, pgettext
from deskgauge.model.zones import to_local

WORDS: Mapping[str, str] = {
    "next_contact_at": N_("further contact"),
    "first_reply_at": N_("first reply"),
    "customer_messages": N_("messages of the customer"),
    "first_customer_at": N_("customer's first message"),
    "first_touch_at": N_("first reply or note"),
    "first_answer_at": N_("first answer of anybody"),
    "agents_involved": N_("agents who replied"),
    "agent_comments": N_("public comments of agents"),
    "parked": N_("times pending or on hold"),
    "solves": N_("times solved"),
    "reopens": N_("times reopened"),
    "agent_wait_s": N_("pending"),
    "waiting_since_at": N_("waiting for the customer since"),
    "handoff_at": N_("handed over by the bot"),
    "is_top_box": N_("in the best boxes"),
}
"""What a column is called in a reason, where its name does not say it."""

_UNLIKE: Mapping[type[exp.Expr], str] = {exp.LT: "≥", exp.LTE: ">", exp.GT: "≤", exp.GTE: "<"}
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Claims:
    """What a side claims of a counted row and of a hit, and the columns that its amount is made of."""

    counted: Sequence[exp.Expr]
    hit: Sequence[exp.Expr]
    amount: Sequence[str]
    columns: Sequence[str]


def reasons(engine: Engine, cut: Cut, sides: Sequence[Side], things: Sequence[str]) -> list[dict[str, str]]:
    """Return for each side by thing why it makes of it what it does; sides of the same rows are asked together."""
    told: list[dict[str, list[str]]] = [{} for _ in sides]
    scans: dict[tuple[str, str, str], list[int]] = {}
    for number, side in enumerate(sides):
        scans.setdefault((side.rows.source, side.rows.where, side.thing), []).append(number)
    for numbers in scans.values():
        asked = [(number, sides[number], _claims(cut, sides[number])) for number in numbers]
        for at in range(0, len(things), _CHUNK):
            for number, thing, text in _told(engine, cut, asked, things[at : at + _CHUNK]):
                known = told[number].setdefault(thing, [])
                if text and text not in known:
                    known.append(text)
    return [{thing: "; ".join(texts) for thing, texts in one.items()} for one in told]


def _claims(cut: Cut, side: Side) -> Claims:
    cells = side.rows.cells
    counted = _parts(cut, side.inside or next(cells[name].where for name in ("n", "level") if name in cells))
    known = {one.sql() for one in counted}
    hit = [one for one in _parts(cut, cells["k"].where) if one.sql() not in known] if HIT in side.made else []
    amount: list[str] = []
    if AMOUNT in side.made:
        for name in ("mean", "q", "total", "promoters", "detractors"):
            if name in cells and cells[name].value != "*":
                amount += _columns(_parsed(cut, side.rows.shown.get("amount", cells[name].value)))
        if "promoters" in cells:
            amount.append("score")
    amount = [_instant(name) for name in amount if not name.startswith("now_")]
    read = [name for one in (*counted, *hit) for name in _columns(one)]
    return Claims(counted, hit, list(dict.fromkeys(amount)), list(dict.fromkeys([*amount, *read])))


def _parsed(cut: Cut, sql: str) -> exp.Expr:
    return sqlglot.parse_one(cut.fill(sql), read="duckdb")


def _parts(cut: Cut, condition: str) -> list[exp.Expr]:
    """Return the claims that a condition joins by AND."""
    return _parts_of(_parsed(cut, condition).unnest())


def _parts_of(tree: exp.Expr) -> list[exp.Expr]:
    if isinstance(tree, exp.And):
        return [part for one in tree.flatten() for part in _parts_of(one.unnest())]
    return [tree]


def _columns(tree: exp.Expr) -> list[str]:
    return list(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))


def _instant(name: str) -> str:
    """Return the column of an instant for that of its reading on the working clock: a person can read only the one."""
    return f"{name.removesuffix('_us').removesuffix('_last')}_at" if name.endswith("_us") else name


Asked = tuple[int, Side, Claims]


def _told(engine: Engine, cut: Cut, asked: Sequence[Asked], things: Sequence[str]) -> Iterable[tuple[int, str, str]]:
    """Ask the claims of several sides of each row of the things: the side's number, the thing, the reason in words."""
    blocks = [_block(side, claims) for __, side, claims in asked]
    side = asked[0][1]
    listed = [side.thing, *(sql for block in blocks for sql in block)]
    named = ", ".join(f"{sql} AS x{number}" for number, sql in enumerate(listed))
    among = ", ".join(literal(thing) for thing in things)
    order = ", ".join(["1", *(f"f.{quoted(name)}" for name in side.rows.frame.key)])
    sql = f"SELECT {named} FROM {side.rows.source} WHERE {side.rows.where} AND {side.thing} IN ({among})"
    for row in engine.rows(with_working_clock(cut.fill(f"{sql} ORDER BY {order}"), cut.width)):
        at = 1
        for (number, __, claims), block in zip(asked, blocks, strict=True):
            yield number, str(row[0]), _said(cut, claims, row[at : at + len(block)])
            at += len(block)


def _block(side: Side, claims: Claims) -> list[str]:
    """Return what is asked for one side: whether the row counts, why not, its claims, the columns that they read."""
    claimed = [f"({one.sql(dialect='duckdb')})" for one in (*claims.counted, *claims.hit)]
    columns = [f"f.{quoted(name)}" for name in claims.columns]
    return [f"({side.rows.counted})", f"CAST({side.rows.reason} AS VARCHAR)", *claimed, *columns]


def _said(cut: Cut, claims: Claims, cells: Sequence[object]) -> str:
    count = 2 + len(claims.counted) + len(claims.hit)
    zone = cut.settings.time_zone
    values = (to_local(one, zone) if isinstance(one, datetime) else one for one in cells[count:])
    return _why(claims, bool(cells[0]), cells[1], cells[2:count], dict(zip(claims.columns, values, strict=True)))


def _why(claims: Claims, counted: bool, reason: object, holds: Sequence[object], values: Mapping[str, object]) -> str:
    if reason is not None and not counted:
        return pgettext("reason", str(reason).replace("_", " "))
    count = len(claims.counted)
    asked, answers = (claims.hit, holds[count:]) if counted else (claims.counted, holds[:count])
    missed = [one for one, held in zip(asked, answers, strict=True) if not held]
    # A missing instant says less than what it follows from.
    missed = [one for one in missed if not _is_there(one)] or missed
    if missed:
        return ", ".join(dict.fromkeys(text for one in missed for text in _unlike(one, values)))
    read = claims.amount or [name for one in claims.hit for name in _columns(one)]
    return ", ".join(dict.fromkeys(_value(name, values[name]) for name in read))


def _is_there(claim: exp.Expr) -> bool:
    return isinstance(claim, exp.Not) and isinstance(claim.this.unnest(), exp.Is)


def _unlike(claim: exp.Expr, values: Mapping[str, object]) -> list[str]:
    """Tell a claim that does not hold: replies 2 > 1, not abandoned, or the values of the columns that it reads."""
    inner = claim.this.unnest() if isinstance(claim, exp.Not) else claim
    if isinstance(inner, exp.Coalesce):
        inner = inner.this.unnest()
    if isinstance(inner, exp.Column) and isinstance(values.get(inner.name), bool | None):
        name = _label(inner.name)
        return [name if isinstance(claim, exp.Not) else _("not {name}", name=name)]
    if isinstance(claim, exp.EQ | exp.LT | exp.LTE | exp.GT | exp.GTE):
        left, right = claim.this.unnest(), claim.expression.unnest()
        if isinstance(left, exp.Column) and isinstance(right, exp.Literal) and right.is_number:
            return [_compared(claim, left.name, values[left.name], right.name)]
    return [_value(name, values[name]) for name in _columns(claim)] or [claim.sql(dialect="duckdb")]


def _compared(claim: exp.Expr, name: str, value: object, limit: str) -> str:
    if value is None:
        return _("no {name}", name=_label(name))
    sign = _UNLIKE.get(type(claim)) or (">" if float(str(value)) > float(limit) else "<")
    unit = " s" if name.endswith("_s") else ""
    return f"{_label(name)} {_number(value)}{unit} {sign} {_number(float(limit))}{unit}"


def _label(name: str) -> str:
    if name in WORDS:
        return _(WORDS[name])
    return name.removeprefix("is_").removesuffix("_at").removesuffix("_s").replace("_", " ")


def _value(name: str, value: object) -> str:
    """Write a column with its value: first reply 2026-03-02 10:00, replies 2, not solved."""
    if value is None:
        if name.endswith("_at") and name not in WORDS:
            return _("never {name}", name=_label(name))
        return _("no {name}", name=_label(name))
    if isinstance(value, bool):
        return _label(name) if value else _("not {name}", name=_label(name))
    if isinstance(value, datetime):
        return f"{_label(name)} {value:%Y-%m-%d %H:%M:%S}"
    return f"{_label(name)} {_number(value)}{' s' if name.endswith('_s') else ''}"


def _number(value: object) -> str:
    try:
        number = float(str(value))
    except ValueError:
        return str(value)
    return f"{number:.12g}"
