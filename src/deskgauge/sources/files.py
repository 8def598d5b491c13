"""The import's front: files into typed tables of the schema ``stage``, and what would be done with them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from deskgauge.errors import UsageError
from deskgauge.sources import mapping as mappings
from deskgauge.sources.guess import guess
from deskgauge.sources.importing import Company, Importer, Progress
from deskgauge.sources.inputs import InputFile, find_inputs, table_of
from deskgauge.sources.mapping_files import available, find_mapping, read_mapping
from deskgauge.sources.mapping_toml import to_toml
from deskgauge.sources.report import BrokenFile, FileReport, StageReport
from deskgauge.sources.rows import Connection, Reading
from deskgauge.sources.staging import Stage

__all__ = [
    "BrokenFile", "FileReport", "Preview", "Progress", "StageReport", "guess_mapping", "preview_files", "stage_files",
    "to_toml",
]  # fmt: skip

Labels = Mapping[str, Mapping[str, str]]


def stage_files(
    con: Connection,
    paths: Sequence[Path | str],
    *,
    mapping: str | Path | None = None,
    encoding: str | None = None,
    mappings_dir: Path | None = None,
    labels: Labels | None = None,
    zone: str | None = None,
    progress: Progress | None = None,
) -> StageReport:
    """Read files into typed tables of the schema ``stage`` and say what was read, stored and rejected.

    Each ``stage.<table>`` has all canonical columns and one row a key, the last read; ``stage.rejects`` holds what
    could not be read. Files are canonical by their name, of a mapping that is given or recognised by its columns, or
    guessed, with the company's ``labels`` and, for times without an offset, its ``zone``. Raises UsageError where a
    path, a mapping, a column or the only file is wrong, and ImportFailedError where none of several could be read.
    """
    chosen = find_mapping(mapping, mappings_dir) if mapping is not None else None
    files, unused = find_inputs(paths)
    with _importer(con, paths, encoding, Company(zone, labels or {}), progress) as importer:
        importer.report.unused += unused
        if chosen is not None:
            importer.by_mapping(files, chosen)
        else:
            importer.by_themselves(files, _known(mappings_dir))
        return importer.finish()


def guess_mapping(
    con: Connection,
    path: Path | str,
    *,
    encoding: str | None = None,
    labels: Labels | None = None,
    zone: str | None = None,
) -> mappings.Mapping:
    """Guess a mapping for one file by its header and values; ``to_toml`` writes it down.

    ``zone`` is the company's, for times without an offset; without it the mapping's zone is "" and must be filled in.
    Raises UsageError where the file cannot be read or no key and time were found in it.
    """
    files, _ = find_inputs([path])
    company = Company(zone, labels or {})
    with _importer(con, [path], encoding, company, None) as importer:
        parts = list(importer.open(files))
        if not parts:
            raise importer.errors[0]
        return guess(importer.reading, parts[0], company.zone, company.labels)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do with a file: ``how`` is canonical, mapping, guess, unused or broken.

    ``name`` is the table, the mapping or the reason; ``toml`` the guessed mapping, ready to be saved.
    """

    file: str
    how: str
    name: str
    toml: str | None = None


def preview_files(
    con: Connection,
    paths: Sequence[Path | str],
    *,
    encoding: str | None = None,
    mappings_dir: Path | None = None,
    labels: Labels | None = None,
    zone: str | None = None,
) -> list[Preview]:
    """Return what an import without a mapping would do with each file, without storing anything."""
    files, unused = find_inputs(paths)
    company = Company(zone, labels or {})
    with _importer(con, paths, encoding, company, None) as importer:
        return [*_previews(importer, files, _known(mappings_dir)), *(Preview(one, "unused", "") for one in unused)]


def _previews(importer: Importer, files: Sequence[InputFile], known: Sequence[mappings.Mapping]) -> Iterator[Preview]:
    strange = []
    for part in importer.open(files):
        table = table_of(part.rows.name)
        if table is None:
            strange.append(part)
        else:
            yield Preview(part.shown, "canonical", table)
    sure, rest = importer.sort(strange, known, alone=len(strange) == len(files))
    yield from (Preview(part.shown, "mapping", mapping.name) for mapping, own in sure for part in own)
    for part in rest:
        try:
            guessed = guess(importer.reading, part, importer.company.zone, importer.company.labels)
        except UsageError as error:
            yield Preview(part.shown, "broken", str(error))
        else:
            yield Preview(part.shown, "guess", guessed.loads[0].table.name, to_toml(guessed))
    yield from (Preview(one.file, "broken", one.reason) for one in importer.report.broken)
    yield from (Preview(one, "unused", "") for one in importer.report.unused)


def _known(mappings_dir: Path | None) -> list[mappings.Mapping]:
    return [read_mapping(path, mappings_dir) for path in available(mappings_dir).values()]


@contextmanager
def _importer(
    con: Connection, paths: Sequence[Path | str], encoding: str | None, company: Company, progress: Progress | None
) -> Iterator[Importer]:
    """Give an importer with an empty stage and a folder for temporary files that goes with it."""
    named = frozenset(Path(one).name for one in paths if Path(one).is_file())
    with tempfile.TemporaryDirectory(prefix="deskgauge-import-") as scratch:
        reading = Reading(con, Path(scratch), encoding)
        stage = Stage(reading, datetime.now(UTC).replace(tzinfo=None))
        yield Importer(reading, stage, StageReport(), company, named, progress or _silent)


def _silent(text: str, done: int, total: int) -> None:
    """Show no progress."""
