"""The import's front: files into typed tables of the schema ``stage``."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from deskgauge.engine.engines.duckdb import guarded
from deskgauge.sources.importing import Company, Importer
from deskgauge.sources.inputs import InputFile, find_inputs
from deskgauge.sources.mapping_files import find_mapping, known_mappings
from deskgauge.sources.progress import Progress, Ticker
from deskgauge.sources.report import BrokenFile, FileReport, StageReport
from deskgauge.sources.rows import Connection, Reading
from deskgauge.sources.staging import Stage

__all__ = ["BrokenFile", "FileReport", "Progress", "StageReport", "stage_files"]


def stage_files(
    con: Connection,
    paths: Sequence[Path | str],
    *,
    mapping: str | Path | None = None,
    encoding: str | None = None,
    mappings_dir: Path | None = None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
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
    with importer(con, files, encoding, Company(zone, labels or {}), progress) as run:
        run.report.unused += unused
        if chosen is not None:
            run.by_mapping(files, chosen)
        else:
            run.by_themselves(files, lambda: known_mappings(mappings_dir))
        return run.finish()


@contextmanager
def importer(
    con: Connection, files: Sequence[InputFile], encoding: str | None, company: Company, progress: Progress | None
) -> Iterator[Importer]:
    """Give an importer with an empty stage and a folder for temporary files that goes with it."""
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="deskgauge-import-"))
        reading = Reading(guarded(con), Path(scratch), encoding)
        if progress is not None:
            sizes = {file.shown: file.path.stat().st_size for file in files}
            reading.starts = stack.enter_context(Ticker(con, progress, sizes)).starts
        stage = Stage(reading, datetime.now(UTC).replace(tzinfo=None))
        named = frozenset(file.shown for file in files if file.named)
        yield Importer(reading, stage, StageReport(), company, named)
