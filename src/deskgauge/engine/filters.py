"""Filter expressions over dimensions: parsed, checked, and rewritten over the columns of a frame.

What is not a comparison of a dimension with plain values is refused, so a filter stays data whatever it says.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deskgauge.catalogue.slices import BROUGHT_BY_TICKET, DIMENSIONS, dimension
from deskgauge.engine.base import literal
from deskgauge.errors import UsageError
from deskgauge.language import N_, _

if TYPE_CHECKING:
    from sqlglot import exp

Column = Callable[[str], str]
FORMS = N_("a filter compares dimensions with values: channel = 'email' and team in ('a', 'b') and agent is not null")
CURLED = "‘’‚“”„«»`"  # quotes that text programs put in the place of straight ones
LONGEST = 100  # how much of a filter a sentence repeats


@dataclass(frozen=True, slots=True)
class Filter:
    """A checked filter: the dimensions it names, and how to write it over a frame's columns."""

    text: str = ""
    dimensions: frozenset[str] = frozenset()
    tree: exp.Expr | None = None

    def parts(self) -> list[Filter]:
        """Return the conditions that all have to hold, each a filter of its own."""
        if self.tree is None:
            return []
        from sqlglot import exp

        tree = self.tree.unnest()
        if isinstance(tree, exp.And):
            halves = (Filter(self.text, self.dimensions, half) for half in (tree.left, tree.right))
            return [part for half in halves for part in half.parts()]
        names = frozenset(dimension(one.name.lower()).id for one in tree.find_all(exp.Column))
        return [Filter(self.text, names, tree)]

    def pinned(self) -> dict[str, str]:
        """Return the dimensions of which the filter leaves one value, with that value."""
        from sqlglot import exp

        trees = [part.tree for part in self.parts()]
        equal = [tree for tree in trees if isinstance(tree, exp.EQ) and isinstance(tree.this, exp.Column)]
        return {dimension(tree.this.name.lower()).id: str(tree.expression.name) for tree in equal}

    def sql(self, column: Column, tagged: Callable[[str], str]) -> str | None:
        """Return the condition; ``column`` gives a dimension's SQL, ``tagged`` wraps a condition on one tag."""
        return None if self.tree is None else _write(self.tree, column, tagged)


def parse_filter(text: str | None) -> Filter:
    """Read a filter; raise UsageError for anything that is not a comparison, NotFoundError for a wrong dimension."""
    if text is None or not text.strip():
        return Filter()
    tree = _parsed(text)
    named: set[str] = set()

    def column(name: str) -> str:
        named.add(name)
        return name

    try:
        _write(tree, column, lambda condition: condition)
    except RecursionError:
        raise UsageError(_("The filter {text} cannot be read: it is nested too deep.", text=_shown(text))) from None
    return Filter(text, frozenset(named), tree)


def _parsed(text: str) -> exp.Expr:
    import sqlglot
    from sqlglot import exp

    try:
        text.encode()  # what the command line could not decode is no text
        tree = sqlglot.parse_one(text, read="duckdb")
    except (sqlglot.errors.SqlglotError, UnicodeEncodeError):
        raise UsageError(_("The filter {text} cannot be read: {forms}.", text=_shown(text), forms=_(FORMS))) from None
    except RecursionError:
        raise UsageError(_("The filter {text} cannot be read: it is nested too deep.", text=_shown(text))) from None
    if "\0" in text or tree.find(exp.Query):
        raise UsageError(_("The filter {text} cannot be used: {forms}.", text=_shown(text), forms=_(FORMS)))
    return tree


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def _write(node: exp.Expr, column: Column, tagged: Callable[[str], str]) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return _write(node.this, column, tagged)
    if isinstance(node, (exp.And, exp.Or)):
        # A chain of one word is one list, however long; as nested pairs it would be too deep for some engines.
        word = " AND " if isinstance(node, exp.And) else " OR "
        return f"({word.join(_write(one, column, tagged) for one in node.flatten(unnest=False))})"
    if isinstance(node, exp.Not):
        return f"NOT ({_write(node.this, column, tagged)})"
    name, build = _comparison(node)
    condition = build(column(name))
    return _of_any(node, condition, tagged) if name == BROUGHT_BY_TICKET else condition


def _of_any(node: exp.Expr, condition: str, tagged: Callable[[str], str]) -> str:
    """Return a condition on a ticket's tags, of which it has any number: one of them holds it.

    Not to have a tag is to have none that is it; to have no tag is to lack all.
    """
    from sqlglot import exp

    if isinstance(node, exp.NEQ):
        return f"NOT {tagged(condition.replace(' <> ', ' = ', 1))}"
    if isinstance(node, exp.Is):
        return f"NOT {tagged(condition.replace(' IS NULL', ' IS NOT NULL', 1))}"
    return tagged(condition)


def _comparison(node: exp.Expr) -> tuple[str, Callable[[str], str]]:
    """Return the dimension that a comparison is about and how to write it over a column."""
    from sqlglot import exp

    signs: dict[type[exp.Expr], str] = {
        exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
    }  # fmt: skip
    if type(node) in signs:
        name = _name(node.this)
        value = _fitting(name, node.expression, node)
        return name, lambda column: f"{column} {signs[type(node)]} {value}"
    if isinstance(node, exp.Like):
        name = _name(node.this)
        if DIMENSIONS[name].numeric:
            raise UsageError(_("The dimension {name} holds numbers; LIKE compares texts.", name=repr(name)))
        pattern = _fitting(name, node.expression, node)
        # Engines differ in what escapes a sign of the pattern unless told; here nothing does.
        return name, lambda column: f"{column} LIKE {pattern} ESCAPE ''"
    if isinstance(node, exp.In) and node.expressions:
        name = _name(node.this)
        values = ", ".join(_fitting(name, one, node) for one in node.expressions)
        return name, lambda column: f"{column} IN ({values})"
    if isinstance(node, exp.Between):
        name = _name(node.this)
        low, high = (_fitting(name, node.args[bound], node) for bound in ("low", "high"))
        return name, lambda column: f"{column} BETWEEN {low} AND {high}"
    if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
        return _name(node.this), lambda column: f"{column} IS NULL"
    raise UsageError(_("The filter's part {node} cannot be used: {forms}.", node=_part(node), forms=_(FORMS)))


def _name(node: exp.Expr) -> str:
    from sqlglot import exp

    if isinstance(node, exp.Column) and not node.table:
        return dimension(node.name.lower()).id
    raise UsageError(_("The filter's part {node} is no dimension: {forms}.", node=_part(node), forms=_(FORMS)))


def _fitting(name: str, node: exp.Expr, whole: exp.Expr) -> str:
    """Return a value as a literal of the dimension's own type: ``team = 7`` means the team '7'."""
    from sqlglot import exp

    sign, plain = ("-", node.this) if isinstance(node, exp.Neg) else ("", node)
    if isinstance(plain, exp.Column):
        right = literal(plain.name.strip(CURLED))
        raise UsageError(
            _(
                "The filter's value {plain} needs quotes in {whole}: write {right}.",
                plain=_part(plain),
                whole=_part(whole),
                right=right,
            )
        )
    if not isinstance(plain, exp.Literal) or (sign and plain.is_string):
        raise UsageError(_("The filter's part {node} is no plain value: {forms}.", node=_part(node), forms=_(FORMS)))
    text = sign + str(plain.this)
    if not DIMENSIONS[name].numeric:
        return literal(text)
    number = None if plain.is_string else _number(text)
    if number is None:
        raise UsageError(_("The dimension {name} holds numbers; {text} is none.", name=repr(name), text=_shown(text)))
    return literal(number)


def _number(text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _part(node: exp.Expr) -> str:
    return _shown(node.sql(dialect="duckdb"))
