"""Which files an import reads: paths and folders to files with a format, a compression and perhaps a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _, either
from deskgauge.model.tables import TABLES

FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".parquet": "parquet", ".pq": "parquet", ".xlsx": "excel", ".xlsm": "excel", ".xls": "excel", ".ods": "excel",
}  # fmt: skip
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}

_NUMBERED = re.compile(r"(?P<stem>.*?)[-_. ]*\d[\d\-_.T]*")


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file to read: where it is, how it is shown, its bare name, format, compression, and whether it was named."""

    path: Path
    shown: str
    stem: str
    format: str
    compression: str | None = None
    named: bool = False

    @property
    def table(self) -> str | None:
        """The canonical table that the file is named after, with or without a number or date behind it."""
        return table_of(self.stem)


def table_of(stem: str) -> str | None:
    """Return the canonical table of a bare file or sheet name: ``tickets``, ``Work-Logs``, ``tickets_2024-01``."""
    name = stem.strip().lower()
    numbered = _NUMBERED.fullmatch(name)
    for candidate in (name, numbered["stem"] if numbered else name):
        if (folded := re.sub(r"[\s\-]+", "_", candidate)) in TABLES:
            return folded
    return None


def describe(path: Path, shown: str) -> InputFile | None:
    """Return the file with its format by the name's endings, or None where no reader knows them."""
    name, compression = path.name, None
    ending = Path(name).suffix.lower()
    if ending in COMPRESSIONS:
        name, compression = name[: -len(ending)], COMPRESSIONS[ending]
        ending = Path(name).suffix.lower()
    if ending not in FORMATS:
        return None
    return InputFile(path, shown, name[: -len(ending)], FORMATS[ending], compression)


def find_inputs(paths: Sequence[Path | str]) -> tuple[list[InputFile], list[str]]:
    """Return the files to read, in reading order, and the names of those that no reader knows.

    A folder is read with its subfolders, names in order, hidden ones left out. Raises NotFoundError for a path that
    is not there and UsageError for a named file of an unknown format or a folder that holds no file to read.
    """
    if not paths:
        raise UsageError(_("An import needs at least one file or folder."))
    files: list[InputFile] = []
    unused: list[str] = []
    for path in map(Path, paths):
        if path.is_dir():
            found, unknown = _in_folder(path)
            files += found
            unused += unknown
        else:
            files.append(_named(path))
    return list({one.path.resolve(): one for one in files}.values()), unused


def _named(path: Path) -> InputFile:
    if not path.exists():
        siblings = (one.name for one in path.parent.iterdir()) if path.parent.is_dir() else ()
        raise NotFoundError("file", path.name, siblings, f"{path.parent}")
    if not path.is_file():
        raise UsageError(_("{path} is neither a file nor a folder.", path=path))
    file = describe(path, path.name)
    if file is None:
        raise UsageError(
            _("{name} is of no format that can be read; readable are {endings}.", name=path.name, endings=_endings())
        )
    return replace(file, named=True)


def _in_folder(folder: Path) -> tuple[list[InputFile], list[str]]:
    files: list[InputFile] = []
    unused: list[str] = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts) or not path.is_file():
            continue
        file = describe(path, relative.as_posix())
        if file is None:
            unused.append(relative.as_posix())
        else:
            files.append(file)
    if not files:
        raise UsageError(
            _(
                "The folder {folder} holds no file that can be read; readable are {endings}.",
                folder=folder,
                endings=_endings(),
            )
        )
    return files, unused


def _endings() -> str:
    plain: Iterable[str] = dict.fromkeys(FORMATS)
    return _("{names}, each also with {compressions}", names=", ".join(plain), compressions=either(COMPRESSIONS))
