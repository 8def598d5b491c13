"""Expressions over one row that a company writes: parsed, held against lists of what is allowed, written anew.

What reaches an engine is made from the checked tree, never the text as it was typed. Whatever a list does not name
is refused: queries, other tables, aggregates, functions that look outside of the row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache

import sqlglot
from sqlglot import exp

from deskgauge.engine.base import LITERAL
from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _
from deskgauge.model.settings import SETTINGS

FUNCTIONS: Mapping[type[exp.Expr], str] = {
    exp.Coalesce: "COALESCE", exp.Nullif: "NULLIF", exp.Abs: "ABS", exp.Floor: "FLOOR", exp.Ceil: "CEIL",
    exp.Least: "LEAST", exp.Greatest: "GREATEST", exp.Lower: "LOWER", exp.Upper: "UPPER", exp.Trim: "TRIM",
    exp.Length: "LENGTH", exp.StartsWith: "STARTS_WITH",
}  # fmt: skip
OWN: Mapping[str, int] = {"SECONDS": 2, "PLUS_SECONDS": 2, "NUMBER": 1}
"""Functions of ours that a row's expression may use, and how many arguments they take."""

_NODES: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Not, exp.And, exp.Or,
    exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is, exp.In, exp.Between,
    exp.Like, exp.ILike, exp.Escape, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.DPipe, exp.Case, exp.If,
)  # fmt: skip
_DATES = (exp.DataType.Type.DATE, exp.DataType.Type.TIMESTAMP, exp.DataType.Type.TIMESTAMPNTZ)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(rf"{_DAY.pattern}([ T][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\.[0-9]{{1,6}})?)?)?")
_WITH_OFFSET = re.compile(rf"{_INSTANT.pattern} ?(Z|z|[+-][0-9:]+)")
_NAMED = re.compile(rf"{LITERAL}|\$(\w+)")
_STANDS_FOR = "setting__"
_NUMBERS = ("duration", "window", "count")
SETTINGS_HERE = ("now", *dict.fromkeys(spec.field for spec in SETTINGS if spec.kind in _NUMBERS))
"""What ``$`` may name: "now", and the settings that are lengths of time or counts."""

ALLOWED = tuple(sorted({*FUNCTIONS.values(), *OWN}))


def row_expression(text: str, columns: Collection[str], rows: str) -> str:
    """Return an expression over the columns of one row in our dialect, as it was understood.

    Division by 0 gives no value. Raise UsageError or NotFoundError with what has no place in it; ``rows`` says in
    messages whose columns they are.
    """
    return _checked(text, tuple(columns), rows)


@lru_cache(maxsize=1024)
def _checked(text: str, columns: tuple[str, ...], rows: str) -> str:
    try:
        tree = _parsed(_without_settings(text), text)
        for node in tree.walk():
            _refuse_strange(node)
            if isinstance(node, exp.Column):
                _check_column(node, columns, rows)
        return _NAMED_BACK.sub(r"$\1", tree.transform(_written).sql("duckdb", comments=False))
    except RecursionError:
        raise UsageError(_("The expression is nested too deeply.")) from None


_NAMED_BACK = re.compile(rf"\b{_STANDS_FOR}(\w+)")


def _without_settings(text: str) -> str:
    """Put a name that parses in the place of each setting."""
    if _STANDS_FOR in text.lower():
        raise UsageError(
            _(
                "{stands_for} has no place in an expression; a setting is named by $ and its name.",
                stands_for=_STANDS_FOR,
            )
        )

    def stand_in(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group()
        if name not in SETTINGS_HERE:
            raise NotFoundError("setting", name, SETTINGS_HERE)
        return f"{_STANDS_FOR}{name}"

    return _NAMED.sub(stand_in, text)


def _parsed(text: str, typed: str) -> exp.Expr:
    """Return the tree of exactly one expression."""
    try:
        # In brackets, so that no word is taken for a statement; on lines, so that no comment swallows the bracket.
        found = sqlglot.parse(f"(\n{text}\n)", read="duckdb")
    except sqlglot.errors.SqlglotError:
        raise UsageError(_("{typed} cannot be read as an expression.", typed=repr(typed))) from None
    if len(found) != 1 or not isinstance(found[0], exp.Paren | exp.Subquery):
        raise UsageError(_("{typed} is not one expression.", typed=repr(typed)))
    if isinstance(found[0], exp.Subquery):
        raise UsageError(_("A query has no place here: an expression sees the columns of one row."))
    tree: exp.Expr = found[0].unnest()
    return tree


def _refuse_strange(node: exp.Expr) -> None:
    """Raise UsageError or NotFoundError for a part that has no place in a row's expression."""
    if isinstance(node, exp.Query | exp.Subquery | exp.Exists | exp.Table | exp.From):
        raise UsageError(_("A query has no place here: an expression sees the columns of one row."))
    if isinstance(node, exp.Window | exp.AggFunc | exp.Filter):
        name = node.find(exp.AggFunc) or node
        raise UsageError(
            _("{name} looks at more than one row; the kind of the metric does the adding up.", name=name.sql("duckdb"))
        )
    if isinstance(node, exp.Like | exp.ILike):
        _check_pattern(node)
    elif isinstance(node, exp.Anonymous):
        _check_function(node)
    elif type(node) is exp.Cast:  # TRY_CAST is one of its subclasses
        _date_of(node)
    elif isinstance(node, exp.DataType) and isinstance(node.parent, exp.Cast):
        return
    elif isinstance(node, exp.Func) and not isinstance(node, _NODES):
        if type(node) not in FUNCTIONS:
            raise NotFoundError("function", node.sql_name(), ALLOWED, "the list of those allowed")
    elif not isinstance(node, _NODES):
        raise UsageError(_("{node} has no place in an expression over one row.", node=repr(node.sql("duckdb"))))


def _check_function(node: exp.Anonymous) -> None:
    name = node.name.upper()
    if name not in OWN:
        raise NotFoundError("function", node.name, ALLOWED, "the list of those allowed")
    if len(node.expressions) != OWN[name]:
        raise UsageError(
            _("{name} takes {own} arguments, and {n} are given.", name=name, own=OWN[name], n=len(node.expressions))
        )


def _check_pattern(node: exp.Like | exp.ILike) -> None:
    """Refuse what one engine reads as a sign that escapes the next and another does not."""
    pattern = node.expression
    if not isinstance(pattern, exp.Literal):
        raise UsageError(_("A pattern is a text in quotes, such as 'shop%'."))
    if "\\" in pattern.name and not isinstance(node.parent, exp.Escape):
        raise UsageError(
            _("The pattern {name} has a backslash; say what it does with ESCAPE '\\'.", name=repr(pattern.name))
        )


def _date_of(node: exp.Cast) -> exp.Literal:
    """Return the date or instant of DATE '2026-01-31' or TIMESTAMP '2026-01-31 12:00', as all engines read it.

    Raise UsageError for any other change of type, and for what is no date or instant of UTC.
    """
    literal, kind = node.this, node.to.this
    if kind not in _DATES or not isinstance(literal, exp.Literal):
        raise UsageError(_("A change of type has no place here; NUMBER(x) reads the number in a text."))
    if _WITH_OFFSET.fullmatch(literal.name):
        raise UsageError(
            _("{name} has an offset; write the instant in UTC, such as '2026-01-31 12:00'.", name=repr(literal.name))
        )
    form, example = (_DAY, "2026-01-31") if kind == exp.DataType.Type.DATE else (_INSTANT, "2026-01-31 12:00")
    try:
        read = datetime.fromisoformat(literal.name) if form.fullmatch(literal.name) else None
    except ValueError:
        read = None
    if read is None:
        raise UsageError(
            _("{name} is no date such as {example}.", name=repr(literal.name), example=repr(example))
            if form is _DAY
            else _("{name} is no instant such as {example}.", name=repr(literal.name), example=repr(example))
        )
    return exp.Literal.string(read.date().isoformat() if form is _DAY else read.isoformat(sep=" "))


def _check_column(node: exp.Column, columns: Collection[str], rows: str) -> None:
    if node.table:
        raise UsageError(_("{node}: a column stands alone, without the name of a table.", node=node.sql("duckdb")))
    if not node.name.startswith(_STANDS_FOR) and node.name not in columns:
        raise NotFoundError("column", node.name, columns, rows)


def _written(node: exp.Expr) -> exp.Expr:
    """Write dates in one form, quote what some engine takes for a word, and let a division by 0 have no value."""
    if type(node) is exp.Cast:
        return exp.Cast(this=_date_of(node), to=node.to.copy())
    if isinstance(node, exp.Identifier):
        return exp.Identifier(this=node.this, quoted=node.this == "at")
    if isinstance(node, exp.Div) and not isinstance(node.expression, exp.Nullif):
        divisor = exp.Nullif(this=node.expression.copy(), expression=exp.Literal.number(0))
        return exp.Div(
            this=node.this.copy(), expression=divisor, typed=node.args.get("typed"), safe=node.args.get("safe")
        )
    return node
