"""A mapping over files: which file is which, raw tables, loads, and what the report says of them."""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import replace

from deskgauge.errors import UsageError
from deskgauge.language import _, both, either
from deskgauge.model.tables import TABLES
from deskgauge.sources.canonical import match
from deskgauge.sources.inputs import table_of
from deskgauge.sources.mapped import Worker
from deskgauge.sources.mapping import ColumnSpec, FileSpec, LoadSpec, Mapping
from deskgauge.sources.raw import Part, RawTable, empty, materialise
from deskgauge.sources.reading import with_faults
from deskgauge.sources.report import FileReport
from deskgauge.sources.rows import Reading
from deskgauge.sources.staging import Stage

_NUMBER_BEHIND = re.compile(r"[-_. ]*\d[\d\-_.T]*$")


def assign(mapping: Mapping, parts: Sequence[Part]) -> dict[str, list[Part]]:
    """Return the parts of each kind of file of a mapping that was given; one file for one kind needs no likeness."""
    found = by_kind(mapping, parts)
    needed = [spec for spec in mapping.files.values() if spec.required]
    if not found and len(parts) == 1 and len(needed) == 1:
        found[needed[0].id] = [parts[0]]  # the person said which mapping: a missing column is then named
    return found


def by_kind(mapping: Mapping, parts: Sequence[Part]) -> dict[str, list[Part]]:
    """Return the parts of each kind of file of a mapping: by name, else by the columns it is known by."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        spec = _kind_of(mapping, part)
        if spec is not None:
            found.setdefault(spec.id, []).append(part)
    return found


def _kind_of(mapping: Mapping, part: Part) -> FileSpec | None:
    plain = _NUMBER_BEHIND.sub("", part.rows.name)
    by_columns = [spec for spec in mapping.files.values() if spec.fits_columns(part.rows.columns)]
    by_name = [spec for spec in mapping.files.values() if spec.fits_name(part.rows.name) or spec.fits_name(plain)]
    both = [spec for spec in by_name if spec in by_columns]
    candidates = both or by_name or by_columns
    return max(candidates, key=lambda spec: len(spec.header), default=None)


def recognised(mapping: Mapping, parts: Sequence[Part]) -> list[Part]:
    """Return the parts that a mapping surely is for: by their columns, all its required files among them."""
    found = {id(part): _kind_of(mapping, part) for part in parts}
    sure = [part for part in parts if (spec := found[id(part)]) and spec.fits_columns(part.rows.columns)]
    present = {spec.id for part in sure if (spec := found[id(part)])}
    needed = {spec.id for spec in mapping.files.values() if spec.required}
    return sure if needed and needed <= present else []


def run_mapping(
    reading: Reading, stage: Stage, mapping: Mapping, found: Map[str, Sequence[Part]], *, guessed: bool
) -> list[tuple[int, FileReport]]:
    """Load all that a mapping makes of its files; return the number of each load, -1 for none, with its report.

    Raises UsageError where a file that it needs is missing or one of its columns.
    """
    if mapping.canonical:
        mapping, found = _canonical(mapping, found)
    for spec in mapping.files.values():
        if spec.required and spec.id not in found:
            named = either(spec.patterns) or _("any name")
            raise UsageError(
                _(
                    "The mapping {name} needs a file {id} (named {named}, with the columns {names}), and "
                    "none of the files is one.",
                    name=mapping.name,
                    id=repr(spec.id),
                    named=named,
                    names=", ".join(spec.header),
                )
            )
    raws = {
        spec.id: materialise(reading, found[spec.id], spec, mapping.null) if spec.id in found else empty(reading, spec)
        for spec in mapping.files.values()
    }
    worker = Worker(reading, mapping, _parameters(mapping, found), raws)
    return [*_faults(stage, mapping, raws, guessed=guessed), *_loads(stage, worker, guessed=guessed)]


def _loads(stage: Stage, worker: Worker, *, guessed: bool) -> list[tuple[int, FileReport]]:
    reports = []
    for spec in worker.mapping.loads:
        if not worker.is_there(spec):
            continue  # it is made of optional files, and none of them was given
        made = worker.make(spec)
        loaded = stage.load(made.load)
        encodings = {part.rows.encoding for part in worker.parts(spec) if part.rows.encoding}
        reports.append((
            loaded.number,
            FileReport(
                made.load.file, spec.table.name, loaded.read, loaded.read - loaded.rejected, loaded.rejected,
                skipped=made.skipped, moved_forward=loaded.moved_forward, first_pass=loaded.first_pass,
                encoding=", ".join(sorted(encodings)) or None, mapping=worker.mapping.name, guessed=guessed,
                reasons=loaded.reasons, unknown_columns=(),
            ),
        ))  # fmt: skip
    return reports


def _faults(stage: Stage, mapping: Mapping, raws: Map[str, RawTable], *, guessed: bool) -> list[tuple[int, FileReport]]:
    """Report the lines that are no rows, of each file by itself."""
    reports = []
    for part in (part for raw in raws.values() for part in raw.parts if part.rows.faults):
        stage.add_faults(None, part.shown, part.rows.faults)
        count = len(part.rows.faults)
        reports.append((
            -1,
            FileReport(
                part.shown, None, count, 0, count, encoding=part.rows.encoding, mapping=mapping.name, guessed=guessed,
                reasons=with_faults((), part.rows.faults),
            ),
        ))  # fmt: skip
    return reports


def _parameters(mapping: Mapping, found: Map[str, Sequence[Part]]) -> dict[str, str]:
    """Return the parameters' values; those in a file's name are looked for in the names of all files."""
    values = dict(mapping.parameters)
    shown = [part.shown for parts in found.values() for part in parts]
    for name, pattern in mapping.patterns_of.items():
        hits = {hit[1] for one in shown if (hit := re.search(pattern, one))}
        if len(hits) != 1:
            said = _("holds none") if not hits else _("holds several ({names})", names=", ".join(sorted(hits)))
            raise UsageError(
                _(
                    "The mapping {name} needs the parameter {parameter}, and the name of {names} {said}: name "
                    "the file so that {pattern} finds it, or set it in a mapping that extends this one.",
                    name=mapping.name,
                    parameter=repr(name),
                    names=both(shown),
                    said=said,
                    pattern=pattern,
                )
            )
        values[name] = hits.pop()
    return values


def _canonical(mapping: Mapping, found: Map[str, Sequence[Part]]) -> tuple[Mapping, dict[str, list[Part]]]:
    """Return a mapping for canonical files, whose zone, labels and prefix are the only news: one load a file."""
    files, loads = {}, []
    parts = [part for own in found.values() for part in own]
    for part in parts:
        table = TABLES[table_of(part.rows.name) or part.rows.name]
        matched = match(part.rows, table, part.shown)
        files[part.shown] = FileSpec(part.shown)
        columns = {name: ColumnSpec(any=(part.rows.columns[at],)) for name, at in matched.positions.items()}
        loads.append(LoadSpec(table, part.shown, columns))
    return replace(mapping, files=files, loads=tuple(loads)), {part.shown: [part] for part in parts}
