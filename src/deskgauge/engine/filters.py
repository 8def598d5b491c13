"""Filter expressions over dimensions: parsed, checked, and rewritten over the columns of a frame.

What is not a comparison of a dimension with plain values is refused, so a filter stays data whatever it says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.catalogue.slices import DIMENSIONS, dimension
from deskgauge.engine.base import literal
from deskgauge.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from sqlglot import exp

Column = Callable[[str], str]
FORMS = "a filter compares dimensions with values: channel = 'email' and team in ('a', 'b') and agent is not null"


@dataclass(frozen=True, slots=True)
class Filter:
    """A checked filter: the dimensions it names, and how to write it over a frame's columns."""

    text: str = ""
    dimensions: frozenset[str] = frozenset()
    _tree: exp.Expr | None = None

    def sql(self, column: Column, tagged: Callable[[str], str]) -> str | None:
        """Return the condition; ``column`` gives a dimension's SQL, ``tagged`` wraps a condition on one tag."""
        return None if self._tree is None else _write(self._tree, column, tagged)


def parse_filter(text: str | None) -> Filter:
    """Read a filter; raise UsageError for anything that is not a comparison, NotFoundError for a wrong dimension."""
    if text is None or not text.strip():
        return Filter()
    import sqlglot
    from sqlglot import exp

    try:
        tree = sqlglot.parse_one(text, read="duckdb")
    except sqlglot.errors.SqlglotError:
        raise UsageError(f"The filter {text!r} cannot be read: {FORMS}.") from None
    named: set[str] = set()

    def column(name: str) -> str:
        named.add(dimension(name).id)
        return name

    if tree.find(exp.Query):
        raise UsageError(f"The filter {text!r} cannot be used: {FORMS}.")
    _write(tree, column, lambda condition: condition)
    return Filter(text, frozenset(named), tree)


def _write(node: exp.Expr, column: Column, tagged: Callable[[str], str]) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return f"({_write(node.this, column, tagged)})"
    if isinstance(node, (exp.And, exp.Or)):
        word = "AND" if isinstance(node, exp.And) else "OR"
        return f"({_write(node.left, column, tagged)} {word} {_write(node.right, column, tagged)})"
    if isinstance(node, exp.Not):
        return f"NOT ({_write(node.this, column, tagged)})"
    name, build = _comparison(node)
    condition = build(column(name))
    return tagged(condition) if dimension(name).id == "tag" else condition


def _comparison(node: exp.Expr) -> tuple[str, Callable[[str], str]]:
    """Return the dimension that a comparison is about and how to write it over a column."""
    from sqlglot import exp

    signs: dict[type[exp.Expr], str] = {
        exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=", exp.Like: "LIKE",
    }  # fmt: skip
    if type(node) in signs:
        name, value = _name(node.this), _value(node.expression, node)
        _fit(name, value)
        return name, lambda column: f"{column} {signs[type(node)]} {literal(value)}"
    if isinstance(node, exp.In) and node.expressions:
        name, values = _name(node.this), [_value(one, node) for one in node.expressions]
        for value in values:
            _fit(name, value)
        return name, lambda column: f"{column} IN ({', '.join(map(literal, values))})"
    if isinstance(node, exp.Between):
        name, low, high = _name(node.this), _value(node.args["low"], node), _value(node.args["high"], node)
        return name, lambda column: f"{column} BETWEEN {literal(low)} AND {literal(high)}"
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return _name(node.this), lambda column: f"{column} IS NULL"
    raise UsageError(f"The filter's part {node.sql(dialect='duckdb')!r} cannot be used: {FORMS}.")


def _name(node: exp.Expr) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Column) and not node.table:
        return dimension(node.name.lower()).id
    raise UsageError(f"The filter's part {node.sql(dialect='duckdb')!r} is no dimension: {FORMS}.")


def _value(node: exp.Expr, whole: exp.Expr) -> str | int | float:
    from sqlglot import exp

    if isinstance(node, exp.Neg):
        return -float(node.this.name)
    if isinstance(node, exp.Literal):
        if node.is_string:
            return str(node.this)
        return int(node.this) if str(node.this).isdigit() else float(node.this)
    if isinstance(node, exp.Column):
        raise NotFoundError(
            "quoted value", node.sql(), [], f"the filter {whole.sql(dialect='duckdb')!r}; write '{node.name}'"
        )
    raise UsageError(f"The filter's part {node.sql(dialect='duckdb')!r} is no plain value: {FORMS}.")


def _fit(name: str, value: str | float) -> None:
    if DIMENSIONS[name].numeric and isinstance(value, str):
        raise UsageError(f"The dimension {name!r} holds numbers; {value!r} is none.")
