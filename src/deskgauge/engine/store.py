"""Where a project's tables and facts live, and how they are read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from deskgauge.engine.base import Engine, literal, quoted
from deskgauge.engine.question import Span
from deskgauge.engine.run import Knowledge
from deskgauge.engine.upsert import Ask, Counts, Run
from deskgauge.errors import UsageError, WorkFailedError
from deskgauge.language import _
from deskgauge.model.tables import TABLES, Table, Type

if TYPE_CHECKING:
    import duckdb

REJECTS = "rejects"
FORMER, REPLACED_AT = "former_", "_replaced_at"  # the earlier versions of a table's rows, and until when each stood
REJECT_COLUMNS = ("table_name", "file", "line", "reason", "row")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed: by table, and whether other rows were rejected than before."""

    counts: Mapping[str, Counts]
    rejected_others: bool = False

    @property
    def is_news(self) -> bool:
        """Whether anything in the store is new or other than it was."""
        return self.rejected_others or any(count.inserted or count.updated for count in self.counts.values())


class Writer(Protocol):
    """An open write: a stage to fill, the tables to load it into, the engine to build facts with."""

    @property
    def engine(self) -> Engine:
        """The engine that sees the tables and makes the facts."""
        ...

    @property
    def stage(self) -> duckdb.DuckDBPyConnection:
        """The connection that files are staged in."""
        ...

    def load(self, tables: Sequence[str], files: Sequence[str] = ()) -> Loaded:
        """Bring the staged rows of these tables into the store; ``files`` are those whose rejected rows are anew."""
        ...

    def keep(self) -> None:
        """Let the write take effect when it ends; without this it leaves no trace."""
        ...


class Store(Protocol):
    """A store: many read what is whole, one writes what comes next."""

    def exists(self) -> bool:
        """Say whether anything was ever written."""
        ...

    def read(self, as_of: datetime | None = None, *, facts: bool = True) -> AbstractContextManager[Engine]:
        """Open the newest whole state.

        With ``as_of`` its tables as they stood then, and without ``facts`` as they stand now: facts can be made from
        them that go when the block ends. Raise WorkFailedError where the store cannot be read.
        """
        ...

    def write(self) -> AbstractContextManager[Writer]:
        """Open a write; raise StoreBusyError where another process writes, WorkFailedError where nobody can."""
        ...

    def describe(self) -> str:
        """Say in a few words where and in what state the store is."""
        ...

    def generation(self) -> str | None:
        """Return the name of the newest whole state, another for each that ever was; None where there is none."""
        ...

    def hold(self) -> Generation:
        """Take hold of the newest whole state; raise WorkFailedError where there is none or it cannot be read."""
        ...


class Generation(Protocol):
    """One whole state of a store, to be read by many threads until it is let go."""

    @property
    def name(self) -> str:
        """What ``Store.generation`` called it."""
        ...

    def read(self, as_of: datetime | None = None, *, facts: bool = True) -> AbstractContextManager[Engine]:
        """Open an engine over this state, as ``Store.read`` does; raise GoneError where it can be read no longer."""
        ...

    def close(self) -> None:
        """Let the state go."""
        ...


class GoneError(WorkFailedError):
    """A generation is no longer the newest and was not kept for its readers."""


def open_store(url: str, folder: Path) -> Store:
    """Return the store of a URL; ``folder`` is the project's data folder."""
    if url == "duckdb":
        from deskgauge.engine.embedded import EmbeddedStore

        return EmbeddedStore(folder)
    if url.split(":", 1)[0] in ("postgresql", "postgres"):
        from deskgauge.engine.served import PostgresStore

        return PostgresStore(url)
    raise UsageError(
        _("The store {value} is not there. Known: duckdb, postgresql://….", value=repr(url.split(":", 1)[0]))
    )


def create_tables(native_types: Mapping[Type, str], prefix: str = "") -> Iterable[str]:
    """Return the statements that create the canonical tables, and the one of rejected rows, where missing."""
    for table in TABLES.values():
        columns = ", ".join(f"{quoted(column.name)} {native_types[column.type]}" for column in table.all_columns)
        yield f"CREATE TABLE IF NOT EXISTS {prefix}{table.name} ({columns})"
        replaced = f"{REPLACED_AT} {native_types[Type.INSTANT]}"
        yield f"CREATE TABLE IF NOT EXISTS {prefix}{FORMER}{table.name} ({columns}, {replaced})"
    text, integer = native_types[Type.TEXT], native_types[Type.INTEGER]
    kinds = [integer if name == "line" else text for name in REJECT_COLUMNS]
    listed = ", ".join(f"{name} {kind}" for name, kind in zip(REJECT_COLUMNS, kinds, strict=True))
    yield f"CREATE TABLE IF NOT EXISTS {prefix}{REJECTS} ({listed})"


def lacking_columns(
    found: Iterable[tuple[str, str]], native_types: Mapping[Type, str], prefix: str = ""
) -> Iterable[str]:
    """Return the statements that add what a store lacks that an earlier version made; ``found`` are its columns."""
    known = set(found)
    for table in TABLES.values():
        for name in (table.name, f"{FORMER}{table.name}"):
            for column in table.all_columns:
                if (name, column.name) not in known:
                    yield f"ALTER TABLE {prefix}{name} ADD COLUMN {quoted(column.name)} {native_types[column.type]}"


def replace_rejects(run: Run, ask: Ask, staged: str, target: str, files: Sequence[str]) -> bool:
    """Put the rejected rows of ``staged`` in the place of what was rejected of the same files and of ``files``.

    Return whether they are others than before.
    """
    listed = ", ".join(quoted(column) for column in REJECT_COLUMNS)
    read = "".join(f" OR file = {literal(file)}" for file in dict.fromkeys(files))
    of_these = f"file IN (SELECT file FROM {staged}){read}"
    now, before = f"SELECT {listed} FROM {staged}", f"SELECT {listed} FROM {target} WHERE {of_these}"
    if not ask(f"SELECT COUNT(*) FROM (({now} EXCEPT ALL {before}) UNION ALL ({before} EXCEPT ALL {now})) AS other"):
        return False
    run(f"DELETE FROM {target} WHERE {of_these}")
    run(f"INSERT INTO {target} ({listed}) {now}")
    return True


def is_kept(name: str) -> bool:
    """Say whether a table of the store is one that imports fill, which no generation makes anew."""
    return name.removeprefix(FORMER) in TABLES or name == REJECTS


def as_of_view(table: Table, prefix: str, as_of: datetime | None) -> str:
    """Return the rows of a table as they stood at an instant; without one it is the table as it stands.

    From the table's first import on, these are the versions that had been loaded by then and not yet replaced. Of an
    instant before it nothing had been loaded: there, event time alone tells, and what a ticket's status became later,
    by its own instant or by a change that is hidden, is hidden. In a row that is shown, what happened later is blank:
    such instants (``Table.later``) and what they tell. docs/decisions/0026 says what that can and cannot show.
    """
    source = f"{prefix}{table.name}"
    listed = [quoted(column.name) for column in table.all_columns]
    if as_of is None:
        return f"SELECT {', '.join(listed)} FROM {source}"
    at = literal(as_of)
    names = ", ".join(listed)
    loads = f"SELECT MIN(_loaded_at) FROM {source} UNION ALL SELECT MIN(_loaded_at) FROM {prefix}{FORMER}{table.name}"
    before_all = f"COALESCE((SELECT MIN(first) FROM ({loads}) AS l(first)) > {at}, FALSE)"
    versions = (
        f"SELECT {names}, {before_all} AS in_hindsight FROM {source} "
        f"WHERE _loaded_at IS NULL OR _loaded_at <= {at} OR {before_all} UNION ALL "
        f"SELECT {names}, FALSE FROM {prefix}{FORMER}{table.name} WHERE _loaded_at <= {at} AND {REPLACED_AT} > {at}"
    )
    if table.name == "tickets":
        changed = f"SELECT ticket_id FROM {prefix}ticket_events WHERE field = 'status' AND {quoted('at')} > {at}"
        later = f"in_hindsight AND (status_at > {at} OR ticket_id IN ({changed}))"
        for name in (quoted("status"), quoted("status_at")):
            listed[listed.index(name)] = f"CASE WHEN {later} THEN NULL ELSE {name} END AS {name}"
    for number, column in enumerate(table.all_columns):
        if instants := table.known_from(column.name):
            later = " OR ".join(f"{quoted(instant)} > {at}" for instant in instants)
            listed[number] = f"CASE WHEN {later} THEN NULL ELSE {listed[number]} END AS {listed[number]}"
    shown = f"SELECT {', '.join(listed)} FROM ({versions}) AS v"
    if table.event_time is None or table.planned:
        return shown
    # A row that says no time was always there; work in progress is there from its beginning.
    moment = "COALESCE(ended_at, started_at)" if table.name == "work_logs" else quoted(table.event_time)
    return f"{shown} WHERE {moment} IS NULL OR {moment} <= {at}"


def facts_rest_on(engine: Engine) -> str | None:
    """Return what a store's facts were made from, as ``build.made_from`` says it; None where nothing tells."""
    found = engine.rows("SELECT value FROM store_meta WHERE name = 'facts'")
    return str(found[0][0]) if found else None


def knowledge(engine: Engine) -> tuple[Knowledge, Span]:
    """Return what a store tells of itself: its rows and clock, and its time."""
    meta = {str(name): str(value) for name, value in engine.rows("SELECT name, value FROM store_meta")}
    rows = {name.removeprefix("rows."): int(value) for name, value in meta.items() if name.startswith("rows.")}
    ((now, first, last, through),) = engine.rows("SELECT now_at, first_at, last_at, through_at FROM clock")
    span = Span(*(at if isinstance(at, datetime) else None for at in (now, first, last, through)))
    return Knowledge(rows, int(meta["width"])), span
