"""Files into the stage: finds them, opens each with its format's reader, and loads its rows into their tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from deskgauge.errors import ImportFailedError, UsageError
from deskgauge.model.tables import TABLES, Table
from deskgauge.sources.canonical import load_of, match
from deskgauge.sources.columnar import open_parquet, open_workbook
from deskgauge.sources.delimited import open_delimited
from deskgauge.sources.inputs import InputFile, find_inputs, table_of
from deskgauge.sources.json_files import open_json, open_json_lines
from deskgauge.sources.reading import read_in, with_faults
from deskgauge.sources.report import BrokenFile, FileReport, StageReport
from deskgauge.sources.rows import Connection, Reader, Reading, Rows
from deskgauge.sources.staging import Stage

__all__ = ["BrokenFile", "FileReport", "Progress", "StageReport", "stage_files"]

READERS: Mapping[str, Reader] = {
    "csv": open_delimited,
    "json": open_json,
    "jsonl": open_json_lines,
    "parquet": open_parquet,
    "excel": open_workbook,
}

Progress = Callable[[str, int, int], None]
"""Called before each file and once at the end: what is being read, bytes done, bytes in all."""


def stage_files(
    con: Connection,
    paths: Sequence[Path | str],
    *,
    mapping: str | Path | None = None,
    encoding: str | None = None,
    mappings_dir: Path | None = None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    progress: Progress | None = None,
) -> StageReport:
    """Read files into typed tables of the schema ``stage`` and say what was read, stored and rejected.

    Each ``stage.<table>`` has all canonical columns and one row a key, the last read; ``stage.rejects`` holds what
    could not be read. Raises UsageError where a path, a column or the only file is wrong, and ImportFailedError
    where none of several files could be read.
    """
    files, unused = find_inputs(paths)
    with tempfile.TemporaryDirectory(prefix="deskgauge-import-") as scratch:
        reading = Reading(con, Path(scratch), encoding)
        stage = Stage(reading, datetime.now(UTC).replace(tzinfo=None))
        run = _Run(reading, stage, StageReport(unused=unused))
        run.canonical(files, progress or _silent)
        return run.finish()


def _silent(text: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass(slots=True)
class _Run:
    """One import under way."""

    reading: Reading
    stage: Stage
    report: StageReport
    loads: list[int] = field(default_factory=list)

    def canonical(self, files: Sequence[InputFile], progress: Progress) -> None:
        """Load files in the canonical form, each by itself: one that breaks stops no other."""
        sizes = [one.path.stat().st_size for one in files]
        errors: list[UsageError] = []
        for at, file in enumerate(files):
            progress(file.shown, sum(sizes[:at]), sum(sizes))
            try:
                self._file(file)
            except UsageError as error:
                errors.append(error)
                self.report.broken.append(BrokenFile(file.shown, str(error)))
        progress("", sum(sizes), sum(sizes))
        if errors and not self.report.files:
            if len(errors) == 1:
                raise errors[0]
            raise ImportFailedError("Nothing could be imported. " + " ".join(str(one) for one in errors))

    def finish(self) -> StageReport:
        """Keep one row a key and return the report."""
        duplicates = self.stage.finish()
        self.report.files = [
            replace(one, duplicates=duplicates.get(number, 0))
            for number, one in zip(self.loads, self.report.files, strict=True)
        ]
        return self.report

    def _file(self, file: InputFile) -> None:
        parts = READERS[file.format](self.reading, file)
        known = [(part, table_of(part.name)) for part in parts]
        loaded = [(part, TABLES[name]) for part, name in known if name]
        if not loaded:
            raise UsageError(f"{file.shown} is named after none of the tables, and no mapping was given for it.")
        for part, table in loaded:
            self._part(part, table, file.shown if len(parts) == 1 else f"{file.shown}:{part.name}")

    def _part(self, rows: Rows, table: Table, shown: str) -> None:
        matched = match(rows, table, shown)
        rows, loaded = read_in(self.stage, rows, shown, lambda found: load_of(found, table, matched, shown))
        self.stage.add_faults(table.name, shown, rows.faults)
        self.loads.append(loaded.number)
        self.report.files.append(
            FileReport(
                shown,
                table.name,
                read=loaded.read + len(rows.faults),
                stored=loaded.read - loaded.rejected,
                rejected=loaded.rejected + len(rows.faults),
                unknown_columns=matched.unknown,
                moved_forward=loaded.moved_forward,
                first_pass=loaded.first_pass,
                encoding=rows.encoding,
                reasons=with_faults(loaded.reasons, rows.faults),
            )
        )
