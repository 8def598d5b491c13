"""What an import says of itself: rows read, stored and rejected by file and table, and what was odd."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file's rows for one table; ``read`` is always ``stored`` + ``rejected``.

    ``table`` is None for lines of a mapped file that are broken before any table is made of them. ``duplicates``
    are rows that were read well and whose key a later row has again: part of ``stored``, kept once. ``skipped`` are
    rows that a mapping leaves out by its own filter; they are not among ``read``. ``moved_forward`` and
    ``first_pass`` count the local times of a skipped and of a repeated hour.
    """

    file: str
    table: str | None
    read: int
    stored: int
    rejected: int
    duplicates: int = 0
    skipped: int = 0
    unknown_columns: tuple[str, ...] = ()
    moved_forward: int = 0
    first_pass: int = 0
    encoding: str | None = None
    mapping: str | None = None
    guessed: bool = False
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """A file of which nothing could be read, and why in one sentence."""

    file: str
    reason: str


@dataclass(slots=True)
class StageReport:
    """The whole import: a line for each file and table, the files that broke and those that nothing was made of."""

    files: list[FileReport] = field(default_factory=list)
    broken: list[BrokenFile] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Rows read; always ``stored`` + ``rejected``."""
        return sum(one.read for one in self.files)

    @property
    def stored(self) -> int:
        """Rows read well, duplicates among them."""
        return sum(one.stored for one in self.files)

    @property
    def rejected(self) -> int:
        """Rows that could not be read."""
        return sum(one.rejected for one in self.files)

    @property
    def duplicates(self) -> int:
        """Rows whose key came again later in the same import."""
        return sum(one.duplicates for one in self.files)

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables that the import filled, in the order of their first file."""
        return tuple(dict.fromkeys(one.table for one in self.files if one.table is not None))
