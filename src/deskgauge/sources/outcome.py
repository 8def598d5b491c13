"""What became of an import: what was read by file, what changed in the tables, what was rejected and why."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from deskgauge.engine.store import REJECT_COLUMNS, Loaded
from deskgauge.engine.upsert import Counts
from deskgauge.errors import ImportFailedError
from deskgauge.language import _
from deskgauge.sources.report import FileReport, StageReport

Reject = tuple[str | None, str, int | None, str]


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One file's rows for one table; read = stored + rejected, and inserted, updated and unchanged are the table's.

    Where several files fill one table, what changed in it stands at the last of them.
    """

    file: str
    table: str
    read: int
    stored: int
    inserted: int
    updated: int
    unchanged: int
    rejected: int
    duplicates: int
    unknown_columns: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole import; ``rejects`` are (table, file, line, reason), kept whole in ``rejects_file`` and the store."""

    lines: list[ImportLine]
    rejects: list[Reject]
    rejects_file: Path | None
    notes: list[str]

    @property
    def read(self) -> int:
        """Rows read."""
        return sum(line.read for line in self.lines)

    @property
    def stored(self) -> int:
        """Rows stored; read = stored + rejected."""
        return sum(line.stored for line in self.lines)

    @property
    def rejected(self) -> int:
        """Rows rejected."""
        return sum(line.rejected for line in self.lines)

    def require_some(self) -> None:
        """Raise ImportFailedError where rows were read and none of them could be stored."""
        if self.read and not self.stored:
            table, file, line, reason = self.rejects[0] if self.rejects else (None, "", None, "nothing could be read")
            place = f"{file}{f', line {line}' if line else ''}{f' ({table})' if table else ''}"
            raise ImportFailedError(
                _(
                    "None of {read} rows could be stored. The first: {place}: {reason}",
                    read=self.read,
                    place=place,
                    reason=reason,
                )
            )

    @classmethod
    def of(cls, staged: StageReport, loaded: Loaded, rejects: Sequence[Sequence[object]], folder: Path) -> ImportReport:
        """Put the parts together and write the rejected rows to a file in ``folder``."""
        last = {file.table: number for number, file in enumerate(staged.files)}
        lines = [
            _line(file, loaded.counts.get(file.table or "", Counts()) if last[file.table] == number else Counts())
            for number, file in enumerate(staged.files)
        ]
        notes = [f"{one.file}: {one.reason}" for one in staged.broken]
        notes += [_("{name}: nothing was made of this file", name=name) for name in staged.unused]
        kept = [(row[0], str(row[1]), row[2], str(row[3])) for row in rejects]
        return cls(lines, kept, _write(rejects, folder), [*notes, *staged.notes])  # type: ignore[arg-type]  # the stage's column types

    def to_dict(self) -> dict[str, object]:
        """Return the report as JSON-ready values."""
        return {
            "read": self.read,
            "stored": self.stored,
            "rejected": self.rejected,
            "files": [asdict(line) for line in self.lines],
            "rejects": [dict(zip(("table", "file", "line", "reason"), one, strict=True)) for one in self.rejects],
            "rejects_file": None if self.rejects_file is None else str(self.rejects_file),
            "notes": self.notes,
        }


def _line(file: FileReport, counts: Counts) -> ImportLine:
    notes = []
    if file.mapping:
        notes.append(f"mapping {file.mapping}{' (guessed)' if file.guessed else ''}")
    if file.encoding and file.encoding.lower() not in ("utf-8", "utf8"):
        notes.append(_("read as {encoding}", encoding=file.encoding))
    if file.moved_forward:
        notes.append(_("{moved_forward} times in a skipped hour moved forward", moved_forward=file.moved_forward))
    if file.first_pass:
        notes.append(_("{first_pass} times in a repeated hour read as its first pass", first_pass=file.first_pass))
    if file.skipped:
        notes.append(_("{skipped} rows left out by the mapping", skipped=file.skipped))
    return ImportLine(
        file.file, file.table or "", file.read, file.stored, counts.inserted, counts.updated, counts.unchanged,
        file.rejected, file.duplicates, list(file.unknown_columns), notes,
    )  # fmt: skip


def _write(rejects: Sequence[Sequence[object]], folder: Path) -> Path | None:
    """Write the rejected rows beside those of earlier imports; None where there are none."""
    if not rejects:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    number = 1 + sum(1 for __ in folder.glob("rejects-*.csv"))
    path = folder / f"rejects-{number:04d}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(REJECT_COLUMNS)
        writer.writerows(rejects)
    return path
