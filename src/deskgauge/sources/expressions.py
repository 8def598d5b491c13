"""A mapping's expressions: parsed, their columns checked against the files, their parameters put in."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _
from deskgauge.sources.casts import literal
from deskgauge.sources.mapping import ColumnSpec

_DIALECT = "duckdb"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression may name: files with their columns, the first one without its name, and parameters.

    ``where`` says for messages whose expression it is. ``lookups`` are word lists for LOOKUP('name', value).
    """

    where: str
    columns: Map[str, tuple[str, ...]]
    parameters: Map[str, str]
    lookups: Map[str, Map[str, str]]

    def column(self, spec: ColumnSpec) -> str:
        """Return the SQL of a column's source; raise NotFoundError where no such column is there."""
        if spec.expr is not None:
            return self.sql(spec.expr)
        base = next(iter(self.columns))
        found = find_column(spec, self.columns[base])
        if found is not None:
            return exp.column(found, table=base, quoted=True).sql(_DIALECT)
        raise NotFoundError("column", spec.any[0] if spec.any else "", self.columns[base], self.where)

    def has(self, spec: ColumnSpec) -> bool:
        """Say whether a source is there: an expression always, a column where one of its names is."""
        return spec.expr is not None or find_column(spec, next(iter(self.columns.values()))) is not None

    def sql(self, text: str) -> str:
        """Return an expression as SQL with its columns qualified and its parameters as literals."""
        return self._resolve(self._parse(text)).sql(_DIALECT)

    def query(self, text: str, relations: Map[str, str]) -> str:
        """Return a view's SELECT with the files in place of their names and the parameters as literals."""
        tree = self._parse(text)
        if not isinstance(tree, exp.Query):
            raise UsageError(f"The view {self.where} is no SELECT.")
        own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
        for table in tree.find_all(exp.Table):
            if not table.db and table.name and table.name not in own:
                if table.name not in relations:
                    raise NotFoundError("file or view", table.name, relations, self.where)
                alias = table.alias or table.name
                table.replace(exp.alias_(exp.to_table(relations[table.name], dialect=_DIALECT), alias, table=True))
        return self._parameters(tree).sql(_DIALECT)

    def base(self, text: str) -> str | None:
        """Return the file or view that a view's rows are those of: the first one of its outermost FROM."""
        tree = self._parse(text)
        clause = tree.args.get("from_")
        return clause.this.name if clause is not None and isinstance(clause.this, exp.Table) else None

    def sources(self, text: str) -> list[str]:
        """Return the names of the files and views that a view's SELECT reads."""
        tree = self._parse(text)
        own = {cte.alias_or_name for cte in tree.find_all(exp.CTE)}
        return [table.name for table in tree.find_all(exp.Table) if table.name not in own]

    def _parse(self, text: str) -> exp.Expr:
        try:
            return _parsed(text).copy()
        except SqlglotError as error:
            said = str(error).split("\n", 1)[0].rstrip(".")
            raise UsageError(
                _("The expression {text} of {where} is no SQL: {said}.", text=repr(text), where=self.where, said=said)
            ) from error

    def _resolve(self, tree: exp.Expr) -> exp.Expr:
        tree = self._parameters(tree)
        return tree.transform(lambda node: self._qualified(node) if isinstance(node, exp.Column) else node)

    def _qualified(self, column: exp.Column) -> exp.Expr:
        table = column.table or next(iter(self.columns))
        known = {name.lower(): name for name in self.columns}
        if table.lower() not in known:
            raise NotFoundError("file", table, self.columns, self.where)
        names = {name.lower(): name for name in self.columns[known[table.lower()]]}
        if column.name.lower() not in names:
            raise NotFoundError("column", column.name, names.values(), f"{table} ({self.where})")
        return exp.column(names[column.name.lower()], table=known[table.lower()], quoted=True)

    def _parameters(self, tree: exp.Expr) -> exp.Expr:
        return tree.transform(self._parameter).transform(self._lookup)

    def _parameter(self, node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Placeholder) or not node.this:
            return node
        name = str(node.this)
        if name not in self.parameters:
            raise NotFoundError("parameter", name, self.parameters, self.where)
        return exp.Literal.string(self.parameters[name])

    def _lookup(self, node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Anonymous) or str(node.this).upper() != "LOOKUP":
            return node
        name, value = node.expressions
        if name.name not in self.lookups:
            raise NotFoundError("lookup", name.name, self.lookups, self.where)
        return _parsed(words(value.sql(_DIALECT), self.lookups[name.name])).copy()


@lru_cache(maxsize=1024)
def _parsed(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, dialect=_DIALECT)


def find_column(spec: ColumnSpec, columns: Sequence[str]) -> str | None:
    """Return the first of a source's names that is there, without regard to case; of several also to separators."""
    normal = loose if len(spec.any) > 1 else str.lower
    present = {normal(name): name for name in reversed(columns)}
    return next((present[normal(name)] for name in spec.any if normal(name) in present), None)


def loose(name: str) -> str:
    """Return a column's name without case, blanks and separators: Ticket ID, ticket_id and ticketId are one."""
    return re.sub(r"[\s_\-./:]+", "", name.lower()) or name


def words(value: str, meanings: Map[str, str]) -> str:
    """Return the SQL that puts a meaning for each label, in whatever case, and leaves any other value as it is."""
    if not meanings:
        return value
    cases = " ".join(f"WHEN {literal(label.strip().lower())} THEN {literal(word)}" for label, word in meanings.items())
    return f"CASE lower(trim({value})) {cases} ELSE {value} END"
