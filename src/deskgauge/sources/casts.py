"""Text to types in SQL: for each logical type the cast, the form that is expected and what rejects a value."""

from __future__ import annotations

from dataclasses import dataclass, field

from deskgauge.model.tables import Column, Type

EARLIEST, LATEST = "1900-01-01", "2200-01-01"

_ISO = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?"
_OFFSET = r"(Z|[+-][01]\d(:?[0-5]\d)?)"
# A country code may stand alone where a list of dates may stand as well.
_BARE_TEXT = {"holidays"}

_EXPECTED = {
    Type.INSTANT: (
        "expected a time with its offset, such as 2026-03-01T09:30:00Z or 2026-03-01T10:30:00+01:00; "
        "for times without one, import with a mapping that names their zone"
    ),
    Type.DATE: "expected a date as YYYY-MM-DD",
    Type.BOOLEAN: "expected true or false, t or f, yes or no, 1 or 0",
    Type.INTEGER: "expected a whole number",
    Type.NUMBER: "expected a number with a decimal point",
    Type.MONEY: "expected an amount with a decimal point, below 100,000,000,000,000",
    Type.JSON: "expected a JSON list or object",
}

_NUMBER = r"[+-]?(\d+[.]?\d*|[.]\d+)([eE][+-]?\d+)?"
_CASTS = {
    # No engine but DuckDB stores the character NUL.
    Type.TEXT: "CASE WHEN contains({text}, chr(0)) THEN replace({text}, chr(0), '') ELSE {text} END",
    # DuckDB's TIMESTAMP drops an offset in silence, so the zoned type reads it, and only where one is written.
    Type.INSTANT: f"CASE WHEN regexp_full_match(trim({{text}}), '{_ISO}{_OFFSET}') "
    "THEN make_timestamp(epoch_us(coalesce(TRY_CAST(replace({text}, ',', '.') AS TIMESTAMPTZ), "
    # DuckDB before 2.0 wants the seconds as well.
    "TRY_CAST(regexp_replace({text}, '(:[0-9]{2})([Z+-])', '\\1:00\\2') AS TIMESTAMPTZ)))) END",
    Type.BOOLEAN: "CASE WHEN lower(trim({text})) IN ('true', 't', 'yes', '1') THEN TRUE "
    "WHEN lower(trim({text})) IN ('false', 'f', 'no', '0') THEN FALSE END",
    # DuckDB's casts round 5.7 to 6 and read 0x10, so the form is judged first.
    Type.INTEGER: r"CASE WHEN regexp_full_match(trim({text}), '[+-]?\d+([.]0+)?') THEN TRY_CAST({text} AS BIGINT) END",
    Type.NUMBER: f"CASE WHEN regexp_full_match(trim({{text}}), '{_NUMBER}') THEN TRY_CAST({{text}} AS DOUBLE) END",
    Type.MONEY: f"CASE WHEN regexp_full_match(trim({{text}}), '{_NUMBER}') "
    "THEN TRY_CAST({text} AS DECIMAL(18,4)) END",
}


def literal(text: str) -> str:
    """Return the text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return the name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """How times without an offset are read: their zone, as a CASE from local time to UTC, and their formats.

    ``to_utc`` holds ``{local}``; ``skipped`` and ``repeated`` are conditions over it. ``formats`` are strptime
    formats tried in order before ISO 8601.
    """

    zone: str
    to_utc: str = "{local}"
    skipped: str = "FALSE"
    repeated: str = "FALSE"
    formats: tuple[str, ...] = field(default_factory=tuple)


def cast(column: Column, text: str, formats: tuple[str, ...] = ()) -> str:
    """Return the SQL that gives the typed value of a text expression, NULL where it cannot be read.

    ``formats`` are strptime formats for dates that are not written YYYY-MM-DD.
    """
    if column.type is Type.DATE:
        return _date(text, formats)
    if column.type is Type.JSON:
        return _json(column, text)
    return _CASTS[column.type].replace("{text}", text)


def local_time(text: str, formats: tuple[str, ...]) -> str:
    """Return the SQL that reads a wall time without an offset, as a naive timestamp; NULL where it cannot."""
    iso = (
        f"CASE WHEN regexp_full_match(trim({text}), '{_ISO}') THEN TRY_CAST(replace({text}, ',', '.') AS TIMESTAMP) END"
    )
    tried = [f"try_strptime(trim({text}), {literal(one)})" for one in formats]
    return f"coalesce({', '.join([*tried, iso])})" if tried else iso


def reason(column: Column, text: str, typed: str, zone: str | None = None, formats: tuple[str, ...] = ()) -> str | None:
    """Return ``WHEN … THEN …`` for the CASE that says why a row is rejected, or None where the column never rejects.

    ``text`` and ``typed`` name the column's text and its typed value.
    """
    rules = []
    if column.required:
        rules.append(f"WHEN {text} IS NULL THEN {literal(column.name + ' is empty, and a row needs it')}")
    if column.type is not Type.TEXT:
        expected = _expected(column, zone, formats)
        shown = f"{literal(column.name + ': ')} || left({text}, 100) || {literal(': ' + expected)}"
        rules.append(f"WHEN {text} IS NOT NULL AND {typed} IS NULL THEN {shown}")
    if column.type in {Type.INSTANT, Type.DATE}:
        shown = f"{literal(column.name + ': ')} || left({text}, 100) || {literal(': outside the years 1900 to 2199')}"
        rules.append(f"WHEN {typed} < TIMESTAMP '{EARLIEST}' OR {typed} >= TIMESTAMP '{LATEST}' THEN {shown}")
    return " ".join(rules) or None


def _expected(column: Column, zone: str | None, formats: tuple[str, ...]) -> str:
    written = f"as {' or '.join(formats)} or " if formats else ""
    if column.type is Type.INSTANT and zone is not None:
        return f"expected a time written {written}as 2026-03-01 09:30:00, in {zone}"
    if column.type is Type.DATE and formats:
        return f"expected a date written {written}as YYYY-MM-DD"
    return _EXPECTED[column.type]


def _date(text: str, formats: tuple[str, ...]) -> str:
    iso = rf"CASE WHEN regexp_full_match(trim({text}), '\d{{4}}-\d{{2}}-\d{{2}}') THEN TRY_CAST({text} AS DATE) END"
    tried = [f"CAST(try_strptime(trim({text}), {literal(one)}) AS DATE)" for one in formats]
    return f"coalesce({', '.join([*tried, iso])})" if tried else iso


def _json(column: Column, text: str) -> str:
    value = f"CASE WHEN ltrim({text})[1] IN ('[', '{{') AND json_valid({text}) THEN {text}"
    if column.name in _BARE_TEXT:
        value += rf" WHEN regexp_full_match({text}, '\w[\w-]*') THEN CAST(to_json({text}) AS VARCHAR)"
        value += f" WHEN json_valid({text}) THEN {text}"
    return f"{value} END"
