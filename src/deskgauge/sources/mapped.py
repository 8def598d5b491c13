"""A mapping at work: its loads as SQL over the raw tables, ready for the stage."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.model.tables import Column, Table, Type
from deskgauge.model.vocabulary import LABELLED
from deskgauge.sources.casts import LocalTimes, literal, local_time, quoted
from deskgauge.sources.expressions import Scope, words
from deskgauge.sources.mapping import ColumnSpec, LoadSpec, Mapping
from deskgauge.sources.raw import Part, RawTable
from deskgauge.sources.rows import LINE, Reading
from deskgauge.sources.staging import Load
from deskgauge.sources.zoned import local_times


@dataclass(frozen=True, slots=True)
class Mapped:
    """One load made ready: what goes to the stage, and how many rows its filter left out."""

    load: Load
    skipped: int


@dataclass(slots=True)
class Worker:
    """Turns the loads of one mapping into SQL over its raw tables."""

    reading: Reading
    mapping: Mapping
    parameters: Map[str, str]
    raws: Map[str, RawTable]
    _relations: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    _bases: dict[str, RawTable] = field(default_factory=dict)  # whose rows' places a file or view holds

    def make(self, spec: LoadSpec) -> Mapped:
        """Return a load over a table of its rows, each canonical column as text; raise UsageError where it cannot."""
        self._make_views()
        scope = self._scope(spec)
        raw = self._bases.get(spec.source)
        columns = {name: column for name, column in spec.columns.items() if self._wanted(spec, scope, name, column)}
        made = self.reading.temporary_table()
        select = self._changes(spec, scope, columns) if spec.changes else self._select(spec, scope, columns)
        names = self._names(spec, columns)
        finished = ", ".join(f"{self._finished(spec.table, name, names)} AS {quoted(name)}" for name in names)
        try:
            self.reading.con.execute(f"CREATE TABLE {made} AS SELECT {LINE}, {finished} FROM ({select})")
            skipped = self._skipped(spec, scope)
        except duckdb.Error as error:
            said = str(error).strip().split("\n", 1)[0].rstrip(".")
            raise UsageError(
                _(
                    "The load of {name} in {origin} does not work: {said}.",
                    name=spec.table.name,
                    origin=self.mapping.origin,
                    said=said,
                )
            ) from error
        source = raw.source(self.mapping.name) if raw else literal(self.mapping.name)
        return Mapped(
            Load(
                table=spec.table, file=", ".join(part.shown for part in self.parts(spec)), source=source,
                relation=made, texts={name: f"r.{quoted(name)}" for name in names}, has_line=True,
                row_json=None if raw else _json_of(names), rows=raw.as_json() if raw else None,
                places=raw.places if raw else None, local=self._local(made, spec.table, names),
                formats=dict.fromkeys(self._dates(spec.table, names), self.mapping.formats),
            ),
            skipped,
        )  # fmt: skip

    def parts(self, spec: LoadSpec) -> list[Part]:
        """Return the parts of the files that a load is made of, those that its views read included."""
        names, found = [spec.source], []
        for name in names:
            if name in self.raws:
                found += list(self.raws[name].parts)
            else:
                scope = Scope(name, {}, self.parameters, self.mapping.lookups)
                names += [one for one in scope.sources(self.mapping.views[name]) if one not in names]
        return found

    def is_there(self, spec: LoadSpec) -> bool:
        """Say whether any file that a load is made of was given."""
        return bool(self.parts(spec))

    def _wanted(self, spec: LoadSpec, scope: Scope, name: str, column: ColumnSpec) -> bool:
        """Say whether a column takes part: one that is given by several names may be missing, unless rows need it."""
        return scope.has(column) or len(column.any) == 1 or spec.table.column(name).required

    def _names(self, spec: LoadSpec, columns: Map[str, ColumnSpec]) -> list[str]:
        names = list(columns)
        if spec.changes:
            made = ["event_id", "ticket_id", "at", "field", "old_value", "new_value"]
            names = [*made, *(["actor_id"] if spec.changes.actor else []), *(one for one in names if one not in made)]
        return names

    def _make_views(self) -> None:
        if self._relations:
            return
        for name, raw in self.raws.items():
            self._relations[name] = (raw.relation, raw.columns)
            self._bases[name] = raw
        for name, text in self.mapping.views.items():
            scope = Scope(f"{name} in {self.mapping.origin}", {}, self.parameters, self.mapping.lookups)
            view = self.reading.temporary_table()
            sql = scope.query(text, {one: relation for one, (relation, __) in self._relations.items()})
            try:
                self.reading.con.execute(f"CREATE VIEW {view} AS {sql}")
            except duckdb.Error as error:
                said = str(error).strip().split("\n", 1)[0].rstrip(".")
                raise UsageError(
                    _(
                        "The view {name} of {origin} does not work: {said}.",
                        name=name,
                        origin=self.mapping.origin,
                        said=said,
                    )
                ) from error
            found = [str(row[0]) for row in self.reading.all(f"DESCRIBE SELECT * FROM {view}")]
            self._relations[name] = (view, tuple(one for one in found if one != LINE))
            base = scope.base(text)
            if LINE in found and base in self._bases:
                self._bases[name] = self._bases[base]

    def _scope(self, spec: LoadSpec) -> Scope:
        columns = {spec.source: self._relations[spec.source][1]}
        columns |= {join.name: self._relations[join.file][1] for join in spec.joins}
        raw = self._bases.get(spec.source)
        where = _(
            "{file}, which {origin} maps to {name}",
            file=raw.shown if raw else spec.source,
            origin=self.mapping.origin,
            name=spec.table.name,
        )
        return Scope(where, columns, self.parameters, self.mapping.lookups)

    def _from(self, spec: LoadSpec, scope: Scope) -> str:
        """Return the FROM and WHERE of a load: its file, the joined rows, its filter."""
        relation = self._relations[spec.source][0]
        base = relation if spec.source in self._bases else f"(SELECT NULL AS {LINE}, * FROM {relation})"
        parts = [f"FROM {base} AS {quoted(spec.source)}"]
        for join in spec.joins:
            other, names = self._relations[join.file]
            key = quoted(next((one for one in names if one.lower() == join.key.lower()), join.key))
            order = f" ORDER BY {LINE} DESC" if join.file in self._bases else ""
            last = f"SELECT * FROM {other} QUALIFY row_number() OVER (PARTITION BY {key}{order}) = 1"
            name = quoted(join.name)
            parts.append(f"LEFT JOIN ({last}) AS {name} ON {name}.{key} = {scope.sql(join.to)}")
        conditions = [f"({scope.sql(spec.where)})"] if spec.where else []
        conditions += [f"({scope.sql(one)}) IS NOT NULL" for one in spec.distinct]
        if conditions:
            parts.append("WHERE " + " AND ".join(conditions))
        return " ".join(parts)

    def _select(self, spec: LoadSpec, scope: Scope, columns: Map[str, ColumnSpec]) -> str:
        line = f"{quoted(spec.source)}.{LINE}"
        texts = [f"CAST({scope.column(column)} AS VARCHAR) AS {quoted(name)}" for name, column in columns.items()]
        qualify = ""
        if spec.latest_by:
            order = [f"{scope.sql(one)} DESC NULLS LAST" for one in spec.latest_order]
            qualify = _one_each([scope.sql(one) for one in spec.latest_by], [*order, f"{line} DESC"])
        elif spec.distinct:
            qualify = _one_each([scope.sql(one) for one in spec.distinct], [line])
        return f"SELECT {line} AS {LINE}, {', '.join(texts)} {self._from(spec, scope)}{qualify}"

    def _changes(self, spec: LoadSpec, scope: Scope, columns: Map[str, ColumnSpec]) -> str:
        """Return the rows of events: one for each tracked column that differs from the row before of its case."""
        changes = spec.changes
        assert changes is not None  # noqa: S101 - narrows the type; the caller has looked
        line = f"{quoted(spec.source)}.{LINE}"
        order = ", ".join([*(scope.sql(one) for one in changes.order), line])
        case = scope.sql(changes.case)
        parts = [f"{line} AS {LINE}", f"{case} AS k", f"{scope.sql(changes.at)} AS moment"]
        parts.append(f"row_number() OVER (PARTITION BY {case} ORDER BY {order}) AS seq")
        parts += [f"{scope.sql(changes.actor)} AS actor"] if changes.actor else []
        for name, column in columns.items():
            parts.append(f"CAST({scope.column(column)} AS VARCHAR) AS {quoted(name)}")
        values, before, listed = ["*"], ["*"], []
        for at, one in enumerate(changes.tracked):
            kind = next((label.kind for label in LABELLED if label.field == one.field), None)
            meanings = self.mapping.labels.get(kind, {}) if kind else {}
            parts.append(f"{words(f'CAST({scope.column(one.value)} AS VARCHAR)', meanings)} AS w{at}")
            known = f"last_value(w{at} IGNORE NULLS) OVER (PARTITION BY k ORDER BY seq ROWS UNBOUNDED PRECEDING)"
            values.append(f"{known if one.skip_null else f'w{at}'} AS v{at}")
            before.append(f"lag(v{at}) OVER (PARTITION BY k ORDER BY seq) AS p{at}")
            listed.append(_change(at, one.field, one.start, meanings))
        inner = f"SELECT {', '.join(parts)} {self._from(spec, scope)}"
        compared = f"SELECT {', '.join(before)} FROM (SELECT {', '.join(values)} FROM ({inner}))"
        events = f"SELECT *, unnest([{', '.join(listed)}]) AS c FROM ({compared})"
        actor = ", CAST(actor AS VARCHAR) AS actor_id" if changes.actor else ""
        own = "".join(f", {quoted(name)}" for name in columns)
        return (
            f"SELECT {LINE}, k || ':' || lpad(CAST(seq AS VARCHAR), 6, '0') || ':' || c.field AS event_id, "
            f'CAST(k AS VARCHAR) AS ticket_id, CAST(moment AS VARCHAR) AS "at", c.field AS field, '
            f"c.old_value AS old_value, c.new_value AS new_value{actor}{own} FROM ({events}) WHERE c.changed"
        )

    def _finished(self, table: Table, name: str, names: Sequence[str]) -> str:
        """Return a column with the mapping's words for its labels and its prefix for keys."""
        value = quoted(name)
        for label in LABELLED:
            if (label.table, label.column) == (table.name, name) and label.kind in self.mapping.labels:
                worded = words(value, self.mapping.labels[label.kind])
                if label.field is None:
                    value = worded
                elif "field" in names:
                    value = f"CASE WHEN field = {literal(label.field)} THEN {worded} ELSE {value} END"
        prefix = self._given(self.mapping.prefix)
        if not prefix:
            return value
        prefixed = f"{literal(prefix + ':')} || {value}"
        if name.endswith("_id") or name == "merged_into":
            return prefixed
        if name in {"old_value", "new_value"}:
            return f"CASE WHEN field LIKE '%\\_id' ESCAPE '\\' THEN {prefixed} ELSE {value} END"
        return value

    def _local(self, made: str, table: Table, names: Sequence[str]) -> dict[str, LocalTimes]:
        zone = self._given(self.mapping.zone or "")
        if not zone:
            return {}
        found = {}
        for column in (table.column(name) for name in names):
            if column.type is Type.INSTANT:
                wall = local_time(quoted(column.name), self.mapping.formats)
                first, last = self.reading.all(f"SELECT min({wall}), max({wall}) FROM {made}")[0]
                found[column.name] = local_times(zone, first, last, self.mapping.formats)
        return found

    def _dates(self, table: Table, names: Sequence[str]) -> list[str]:
        columns: list[Column] = [table.column(name) for name in names]
        return [column.name for column in columns if column.type is Type.DATE]

    def _skipped(self, spec: LoadSpec, scope: Scope) -> int:
        if not spec.where:
            return 0
        relation = self._relations[spec.source][0]
        # Joins never multiply rows, so the difference is what the filter left out.
        kept = self.reading.count(f"SELECT count(*) {self._from(spec, scope)}")
        return self.reading.count(f"SELECT count(*) FROM {relation}") - kept

    def _given(self, text: str) -> str:
        return self.parameters.get(text[1:], "") if text.startswith(":") else text


def _one_each(keys: Sequence[str], order: Sequence[str]) -> str:
    return f" QUALIFY row_number() OVER (PARTITION BY {', '.join(keys)} ORDER BY {', '.join(order)}) = 1"


def _change(at: int, name: str, start: str | None, meanings: Map[str, str]) -> str:
    """Return one event of a row as a struct; a case's first row is a change only where a start is declared."""
    first, old = "FALSE", f"p{at}"
    if start is not None:
        begun = words(literal(start), meanings)
        first = f"v{at} IS NOT NULL AND v{at} IS DISTINCT FROM {begun}"
        old = f"CASE WHEN seq = 1 THEN {begun} ELSE p{at} END"
    changed = f"CASE WHEN seq = 1 THEN {first} ELSE v{at} IS DISTINCT FROM p{at} END"
    return f"{{'field': {literal(name)}, 'old_value': {old}, 'new_value': v{at}, 'changed': {changed}}}"


def _json_of(names: Sequence[str]) -> str:
    pairs = ", ".join(f"{literal(name)}, {quoted('x_' + name)}" for name in names)
    return f"CAST(json_object({pairs}) AS VARCHAR)"
