"""Facts from tables: the labels' words, the working clock, "now", then every fact in the order of its needs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources

from deskgauge.engine.base import Engine, empty_table, literal, quoted, with_working_clock
from deskgauge.engine.local import make_local_days, with_local_dates
from deskgauge.engine.texts import make_texts
from deskgauge.errors import NotFoundError, UsageError
from deskgauge.model.calendar_layout import layout
from deskgauge.model.calendars import Calendar, calendars_from_rows
from deskgauge.model.settings import Settings, fingerprint
from deskgauge.model.tables import NOW_COLUMNS, TABLES, Type
from deskgauge.model.vocabulary import LABELLED, read

MADE_HERE = ("labels", "working_days", "local_days", "clock", "choices", "choice_words", "published_periods")
FACT_SETTINGS = ("calendar", "clock_team", "currency", "deflection_window", "ignore_reopen_under", "inactive_after")
"""The settings that facts may name, with a $ before."""
LAYOUT = "4"  # of the tables made here; a store with another one makes its facts anew
_SETTING = re.compile(r"\$(\w+)")
_EARLIEST, _LATEST = date(1970, 1, 1), date(2200, 1, 1)
_RANGE_COLUMNS = (
    *NOW_COLUMNS,
    ("work_logs", "ended_at"),
    ("quality_reviews", "reviewed_at"),
    ("survey_invites", "sent_at"),
    ("self_service_sessions", "started_at"),
    ("article_views", "viewed_at"),
    ("social_posts", "posted_at"),
    ("social_posts", "responded_at"),
)
"""The columns whose span is a question's range where it names none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name, what a row is, its key, what it is made from, its columns' meanings, its query.

    ``made`` is table, view, or "while building" for one that only other facts read.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    needs: tuple[str, ...]
    columns: Mapping[str, str]
    query: str
    made: str = "table"


@lru_cache(maxsize=1)
def facts() -> dict[str, Fact]:
    """Return the declared facts by name, each after those that it is made from."""
    found = {}
    for file in resources.files("deskgauge.facts").iterdir():
        if file.name.endswith(".sql"):
            fact = _parse(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
            found[fact.name] = fact
    return {name: found[name] for name in _ordered(found)}


def _parse(name: str, text: str) -> Fact:
    head: dict[str, str] = {}
    columns: dict[str, str] = {}
    lines = text.splitlines()
    body = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    for line in lines[:body]:
        key, _, value = line.removeprefix("--").partition(":")
        if line.startswith("--   "):
            columns.update({column.strip(): value.strip() for column in key.split(",")})
        else:
            head[key.strip()] = value.strip()
    query = "\n".join(line for line in lines[body:])
    return Fact(
        name,
        head["grain"],
        tuple(head["key"].split()),
        tuple(head["needs"].split()),
        columns,
        query,
        head.get("made", "table"),
    )


def _ordered(found: Mapping[str, Fact]) -> list[str]:
    done: list[str] = []

    def visit(name: str) -> None:
        for need in found[name].needs:
            if need in found and need not in done:
                visit(need)
            elif need not in found and need not in TABLES and need not in MADE_HERE:
                raise ValueError(f"fact {name} needs {need}, which is neither a table nor a fact")
        if name not in done:
            done.append(name)

    for name in sorted(found):
        visit(name)
    return done


def build(engine: Engine, settings: Settings, as_of: datetime | None = None) -> None:
    """Make all facts anew from the tables that ``engine`` sees; "now" is ``as_of`` where given (rule 2)."""
    width = prepare(engine, settings, as_of)
    make_facts(engine, settings, width, facts())
    _note(engine, settings, width)


def prepare(engine: Engine, settings: Settings, as_of: datetime | None = None) -> int:
    """Make what facts read beside the tables; return how many spans a day of the working clock has."""
    now, first, last = _span(engine)
    through, now = now, as_of or now
    instants = {"now_at": now, "through_at": through, "first_at": first, "last_at": last}
    listed = (f"CAST({literal(at)} AS TIMESTAMP) AS {name}" for name, at in instants.items())
    engine.create_table("clock", f"SELECT {', '.join(listed)}")
    _make_labels(engine, settings)
    make_texts(engine, settings)
    width = _make_working_days(engine, settings, first, max((at for at in (last, now) if at), default=None))
    make_local_days(engine, settings.time_zone, now)
    return width


def make_facts(engine: Engine, settings: Settings, width: int, names: Iterable[str]) -> None:
    """Make these facts, each after those that it is made from, which must be there or among them."""
    values = {name: _setting(getattr(settings, name)) for name in FACT_SETTINGS}
    wanted = set(names)
    for fact in facts().values():
        if fact.name not in wanted:
            continue
        query = _SETTING.sub(lambda match: values[match.group(1)], fact.query)
        query = with_local_dates(with_working_clock(query, width), settings.time_zone)
        if fact.made == "view":
            engine.create_view(fact.name, query)
        else:
            engine.create_table(fact.name, query, lasting=fact.made == "table")


def _note(engine: Engine, settings: Settings, width: int) -> None:
    """Write down what a reader of the facts must know: rows by table, the clock's width, the settings they rest on."""
    counts = engine.rows(" UNION ALL ".join(f"SELECT 'rows.{name}', COUNT(*) FROM {name}" for name in TABLES))
    text = engine.types[Type.TEXT]
    empty_table(engine, "store_meta", {"name": text, "value": text})
    rows = [(str(name), str(count)) for name, count in counts]
    engine.insert("store_meta", [*rows, ("width", str(width)), ("facts", made_from(settings))])


def made_from(settings: Settings) -> str:
    """Return what facts must be made anew for when it changes: the settings and the declarations of the facts."""
    declared = "".join((LAYOUT, *(fact.query for fact in facts().values())))
    return fingerprint(settings) + hashlib.sha256(declared.encode()).hexdigest()[:16]


def _setting(value: str | float | None) -> str:
    return literal(value) if isinstance(value, float) else f"CAST({literal(value)} AS VARCHAR)"


def _span(engine: Engine) -> tuple[datetime | None, datetime | None, datetime | None]:
    """Return "now" (rule 2) and the first and last instants that a question without a range covers."""
    # Each branch says which column it is about: the rows of a union come in any order.
    query = " UNION ALL ".join(
        f"SELECT {(table, name) in NOW_COLUMNS} AS moves_now, MIN({quoted(name)}), MAX({quoted(name)}) FROM {table}"
        for table, name in dict.fromkeys(_RANGE_COLUMNS)
    )
    found = engine.rows(query)
    now = max((high for moves_now, _, high in found if moves_now and isinstance(high, datetime)), default=None)
    first = min((low for _, low, _ in found if isinstance(low, datetime)), default=None)
    last = max((high for _, _, high in found if isinstance(high, datetime)), default=None)
    return now, first, last


def _make_labels(engine: Engine, settings: Settings) -> None:
    """Lay out what each label found in the data stands for, so that facts read words by an equality join."""
    query = " UNION ".join(
        f"SELECT '{one.kind}' AS kind, {one.column} AS label FROM {one.table} WHERE {one.column} IS NOT NULL"
        + (f" AND field = '{one.field}'" if one.field else "")
        for one in LABELLED
    )
    found = [(str(kind), str(label)) for kind, label in engine.rows(query)]
    words = [(kind, label, read(kind, label, settings.labels.get(kind, {}))) for kind, label in sorted(found)]
    text = engine.types[Type.TEXT]
    empty_table(engine, "labels", {"kind": text, "label": text, "word": text})
    engine.insert("labels", [row for row in words if row[2] is not None])


def known_calendars(engine: Engine, settings: Settings) -> dict[str, Calendar]:
    """Return the calendars by id: those in the data, and over them those of the project file (rule 5)."""
    names = ("calendar_id", "time_zone", "valid_from", "valid_to", "weekly_hours", "holidays")
    rows = engine.rows(f"SELECT {', '.join(names)} FROM calendars")
    known = {**_readable([dict(zip(names, row, strict=True)) for row in rows]), **settings.calendars}
    if settings.calendar is not None and settings.calendar not in known:
        raise NotFoundError(
            "calendar", settings.calendar, known, "deskgauge.toml and the data, though [company] names it"
        )
    return known


def _readable(rows: Sequence[Mapping[str, object]]) -> dict[str, Calendar]:
    """Return the calendars of the data that make sense; `check` tells of the others, whose teams have no clock."""
    found: dict[str, Calendar] = {}
    for name in dict.fromkeys(row["calendar_id"] for row in rows):
        with suppress(UsageError):
            found |= calendars_from_rows([row for row in rows if row["calendar_id"] == name])
    return found


def _make_working_days(engine: Engine, settings: Settings, first: datetime | None, last: datetime | None) -> int:
    """Lay the working clock out as rows and return how many spans a day has at most."""
    calendars = known_calendars(engine, settings)
    begin = max((first or datetime(2000, 1, 1)).date() - timedelta(days=1), _EARLIEST)
    end = min((last or first or datetime(2000, 1, 1)).date() + timedelta(days=2), _LATEST)
    newest = [later for one in calendars.values() if (later := one.with_last_hours())]
    laid = layout([*calendars.values(), *newest], begin, end)
    integer = engine.types[Type.INTEGER]
    columns = {"calendar_id": engine.types[Type.TEXT], "day": "DATE", "before_us": integer}
    for i in range(1, laid.width + 1):
        columns |= {f"open{i}_us": integer, f"close{i}_us": integer}
    empty_table(engine, "working_days", columns)
    engine.insert("working_days", laid.rows)
    return laid.width
