"""The mapping that files seem to need: the one that knows them, or one guessed from headers and values."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.model.tables import TABLES
from deskgauge.sources.canonical import match
from deskgauge.sources.files import importer
from deskgauge.sources.guess_file import guess_part
from deskgauge.sources.importing import Company, Importer
from deskgauge.sources.inputs import find_inputs, table_of
from deskgauge.sources.mapping import ColumnSpec, FileSpec, LoadSpec, Mapping
from deskgauge.sources.mapping_files import known_mappings
from deskgauge.sources.mapping_toml import to_toml
from deskgauge.sources.raw import Part
from deskgauge.sources.rows import Connection

__all__ = ["guess_mapping", "to_toml"]


def guess_mapping(
    con: Connection,
    paths: Path | str | Sequence[Path | str],
    *,
    encoding: str | None = None,
    mappings_dir: Path | None = None,
    labels: Map[str, Map[str, str]] | None = None,
    zone: str | None = None,
) -> Mapping:
    """Return the mapping that files seem to need, nothing stored; ``to_toml`` writes it down.

    A mapping that knows the files is extended; the others are read as their names or their headers and values say.
    ``zone`` is the company's, for times without an offset; without it the mapping's zone is "" and must be filled in.
    Raises UsageError where no file can be read, or no key and time is found in one.
    """
    files, __ = find_inputs([paths] if isinstance(paths, (Path, str)) else paths)
    with importer(con, files, encoding, Company(zone, labels or {}), None) as run:
        parts = list(run.open(files))
        if not parts:
            raise run.errors[0]
        canonical = [part for part in parts if table_of(part.rows.name)]
        strange = [part for part in parts if part not in canonical]
        sure, rest = run.sort(strange, known_mappings(mappings_dir), alone=not canonical)
        if sure:
            mapping, own = sure[0]
            used = ", ".join(part.shown for part in own)
            return replace(mapping, extends=mapping.name, remarks=(_("{used}: known by the columns.", used=used),))
        return _merged([*(_identity(part) for part in canonical), *_guesses(run, rest)])


def _guesses(run: Importer, parts: Sequence[Part]) -> list[Mapping]:
    return [guess_part(run.reading, part, run.company.zone, run.company.labels) for part in parts]


def _identity(part: Part) -> Mapping:
    """Return the mapping of a canonical file, which needs none: every column is its own."""
    table = TABLES[table_of(part.rows.name) or ""]
    matched = match(part.rows, table, part.shown)
    columns = {
        name: ColumnSpec(any=(part.rows.columns[at],), why="named so")
        for name, at in matched.positions.items()
    }  # fmt: skip
    spec = FileSpec("data", (part.rows.name,), tuple(part.rows.columns[at] for at in matched.positions.values()))
    return Mapping(
        name=part.rows.name, origin=part.shown,
        description=_("{shown} is canonical and needs no mapping.", shown=part.shown),
        files={"data": spec}, loads=(LoadSpec(table, "data", columns),), left=matched.unknown,
    )  # fmt: skip


def _merged(mappings: Sequence[Mapping]) -> Mapping:
    """Return one mapping for all files, each under the name of its table."""
    if not mappings:
        raise UsageError(_("None of the files is one to import."))
    files: dict[str, FileSpec] = {}
    loads: list[LoadSpec] = []
    for mapping in mappings:
        load = mapping.loads[0]
        name = load.table.name
        while name in files:
            name += "_"
        files[name] = replace(mapping.files["data"], id=name, required=len(mappings) == 1)
        loads.append(replace(load, source=name))
    zones = [one.zone for one in mappings if one.zone is not None]
    return replace(
        mappings[0], description=" ".join(one.description for one in mappings), files=files, loads=tuple(loads),
        zone=zones[0] if zones else None,
        null=tuple(dict.fromkeys(word for one in mappings for word in one.null)),
        formats=tuple(dict.fromkeys(form for one in mappings for form in one.formats)),
        remarks=tuple(remark for one in mappings for remark in one.remarks),
        left=tuple(name for one in mappings for name in one.left),
    )  # fmt: skip
