"""JSON lines and JSON documents: each object is a row, its members the columns.

JSON lines are read as lines, so that a broken one is known by its number; DuckDB takes the members out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.sources import encodings
from deskgauge.sources.casts import literal
from deskgauge.sources.delimited import as_utf8
from deskgauge.sources.inputs import InputFile, table_of
from deskgauge.sources.rows import LINE, Fault, Reading, Rows, path_literal

_LONGEST = 100_000_000
_SHOWN = 1000
_NO_OBJECT = "no JSON object with members"
_NO_ROWS = f"(SELECT CAST(NULL AS BIGINT) AS {LINE} WHERE FALSE)"
_IS_OBJECT = (
    "CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' AND len(coalesce(json_keys(line), [])) > 0 END "
    "AS is_object"
)


def open_json_lines(reading: Reading, file: InputFile) -> list[Rows]:
    """Open a file of one JSON object a line; raise UsageError where it is empty or no text."""
    text_file, encoding, __, ___ = as_utf8(reading, file)
    reading.starts(file.shown)
    plain, faults = _plain(reading, text_file)
    return [_from_lines(reading, plain, encoding, faults)]


def open_json(reading: Reading, file: InputFile) -> list[Rows]:
    """Open a JSON document: a list of objects, an object of such lists, one object, or objects line by line."""
    text_file, encoding, head, complete = as_utf8(reading, file)
    start = head.lstrip("\ufeff \t\r\n")
    if not start:
        raise UsageError(_("{shown} is empty: it holds blanks only.", shown=file.shown))
    if start[0] not in "[{":
        raise UsageError(
            _(
                "{shown} is no JSON of rows: it begins with {start}, not with a list or an object.",
                shown=file.shown,
                start=repr(start[:20]),
            )
        )
    reading.starts(file.shown)
    plain, faults = _plain(reading, text_file)
    if start[0] == "{" and _is_lines(start, complete):
        return [_from_lines(reading, plain, encoding, faults)]
    return _from_document(reading, plain, encoding, start[0])


def _plain(reading: Reading, file: InputFile) -> tuple[InputFile, list[Fault]]:
    """Return the file without its compression, as far as it can be read, and where it breaks off.

    A compressed file has to be unpacked anyway: DuckDB wants to know the size of a document before it reads it.
    """
    if file.compression is None:
        return file, []
    copy = reading.temporary(".json")
    broken = encodings.copy_readable(file, copy)
    faults = [Fault(None, broken, "")] if broken else []
    return replace(file, path=copy, compression=None), faults


def _is_lines(start: str, complete: bool) -> bool:
    first, __, rest = start.partition("\n")
    try:
        json.loads(first)
    except ValueError:
        return False
    return bool(rest.strip()) or not complete


def _from_lines(reading: Reading, file: InputFile, encoding: str, faults: Iterable[Fault] = ()) -> Rows:
    raw = reading.temporary_table()
    options = (
        "auto_detect = false, columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false, "
        f"max_line_size = {_LONGEST}, compression = 'none'"
    )
    try:
        reading.con.execute(
            f"CREATE TABLE {raw} AS SELECT line, {_IS_OBJECT} FROM read_csv({path_literal(file.path)}, {options})"
        )
    except reading.errors as error:
        said = str(error).split("\n", 1)[0].rstrip(".")
        raise UsageError(_("{shown} cannot be read: {said}.", shown=file.shown, said=said)) from error
    return _from_objects(reading, raw, file.stem, encoding, faults)


def _from_objects(reading: Reading, raw: str, name: str, encoding: str, faults: Iterable[Fault] = ()) -> Rows:
    """Return the rows of a table of one JSON text a row, in the order of the file."""
    broken = reading.all(
        f"SELECT rowid + 1, left(line, {_SHOWN}) FROM {raw} "
        f"WHERE trim(line) <> '' AND NOT coalesce(is_object, FALSE) ORDER BY rowid"
    )
    found = reading.all(
        f"SELECT key, min(ordinal) FROM (SELECT unnest(json_keys(line)) AS key, rowid AS ordinal FROM {raw} "
        "WHERE is_object) GROUP BY key ORDER BY 2, 1"
    )
    columns, paths = _members([key for key, __ in found])
    members = ", ".join(f"x[{at + 1}] AS c{at}" for at in range(len(columns)))
    listed = ", ".join(literal(path) for path in paths)
    taken = f"SELECT rowid + 1 AS {LINE}, json_extract_string(line, [{listed}]) AS x FROM {raw} WHERE is_object"
    relation = f"(SELECT {LINE}{', ' if members else ''}{members} FROM ({taken}))" if columns else _NO_ROWS
    return Rows(
        name=name, raw=raw, columns=columns, relation=relation, has_line=True, encoding=encoding,
        faults=[*(Fault(line, _NO_OBJECT, text) for line, text in broken), *faults],
    )  # fmt: skip


def _members(keys: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the columns' names, each once without regard to case, and the JSON paths of the members."""
    names: list[str] = []
    seen: set[str] = set()
    for key in keys:
        name, count = key, 2
        while name.lower() in seen:
            name, count = f"{key}_{count}", count + 1
        seen.add(name.lower())
        names.append(name)
    pointers = ["/" + key.replace("~", "~0").replace("/", "~1") for key in keys]
    return tuple(names), pointers


def _from_document(reading: Reading, file: InputFile, encoding: str, first: str) -> list[Rows]:
    whole = max(file.path.stat().st_size + 1, 1 << 20)
    shape = "array" if first == "[" else "unstructured"
    source = f"read_json_objects({path_literal(file.path)}, format = '{shape}', maximum_object_size = {whole})"
    raw = reading.temporary_table()
    try:
        reading.con.execute(f"CREATE TABLE {raw} AS SELECT CAST(json AS VARCHAR) AS line, {_IS_OBJECT} FROM {source}")
    except reading.errors:
        return [_salvaged(reading, file, encoding)]
    if first == "[":
        return [_without_lines(_from_objects(reading, raw, file.stem, encoding))]
    return _from_lists(reading, raw, file, encoding)


def _from_lists(reading: Reading, raw: str, file: InputFile, encoding: str) -> list[Rows]:
    """Return the parts of an object of lists; of an object without a list, the object as the one row."""
    found = reading.all(
        f"SELECT key FROM (SELECT line, unnest(json_keys(line)) AS key FROM {raw}) "
        "WHERE json_type(line, '/' || replace(replace(key, '~', '~0'), '/', '~1')) = 'ARRAY'"
    )
    lists = [key for (key,) in found]
    if not any(table_of(key) for key in lists):
        lists = lists if len(lists) == 1 and not file.table else []
    if not lists:
        return [_without_lines(_from_objects(reading, raw, file.stem, encoding))]
    parts = []
    for key in lists:
        pointer = literal("/" + key.replace("~", "~0").replace("/", "~1"))
        table = reading.temporary_table()
        reading.con.execute(
            f"CREATE TABLE {table} AS SELECT line, {_IS_OBJECT} FROM (SELECT CAST("
            f"unnest(CAST(json_extract(line, {pointer}) AS JSON[])) AS VARCHAR) AS line FROM {raw})"
        )
        parts.append(_without_lines(_from_objects(reading, table, key, encoding)))
    return parts


def _without_lines(rows: Rows) -> Rows:
    """A document's rows have no line of their own: where its line breaks are means nothing."""
    hidden = rows.relation.replace(f"SELECT rowid + 1 AS {LINE}", f"SELECT CAST(NULL AS BIGINT) AS {LINE}", 1)
    return replace(rows, relation=hidden, faults=[replace(one, line=None) for one in rows.faults])


def _salvaged(reading: Reading, file: InputFile, encoding: str) -> Rows:
    """Return the whole elements of a broken document; what is behind the last one is the fault."""
    text = file.path.read_text("utf-8-sig")
    position = text.find("[") + 1
    decoder = json.JSONDecoder()
    copy: Path = reading.temporary(".jsonl")
    kept = 0
    with copy.open("w", encoding="utf-8") as out:
        while position < len(text):
            while position < len(text) and text[position] in " \t\r\n,":
                position += 1
            try:
                element, position = decoder.raw_decode(text, position)
            except ValueError:
                break
            out.write(json.dumps(element, ensure_ascii=False) + "\n")
            kept += 1
    if not kept:
        raise UsageError(_("{shown} is broken JSON: not one whole object could be read from it.", shown=file.shown))
    line = text.count("\n", 0, position) + 1
    fault = Fault(line, "the JSON is broken from here on", text[position : position + _SHOWN])
    plain = replace(file, path=copy, compression=None)
    rows = _without_lines(_from_lines(reading, plain, encoding))
    return replace(rows, faults=[*rows.faults, fault])
