"""One import under way: each file opened by its format, then loaded by name, by mapping or by a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ParamSpec

from deskgauge.errors import ImportFailedError, UsageError
from deskgauge.language import _
from deskgauge.model.tables import TABLES, Table
from deskgauge.sources import mapping as mappings
from deskgauge.sources.canonical import load_of, match
from deskgauge.sources.columnar import open_parquet, open_workbook
from deskgauge.sources.delimited import open_delimited
from deskgauge.sources.guess_file import guess_part
from deskgauge.sources.inputs import InputFile, table_of
from deskgauge.sources.json_files import open_json, open_json_lines
from deskgauge.sources.mapping_run import assign, by_kind, recognised, run_mapping
from deskgauge.sources.raw import Part
from deskgauge.sources.reading import read_in, with_faults
from deskgauge.sources.report import BrokenFile, FileReport, StageReport
from deskgauge.sources.rows import Reader, Reading
from deskgauge.sources.staging import Stage

READERS: Mapping[str, Reader] = {
    "csv": open_delimited,
    "json": open_json,
    "jsonl": open_json_lines,
    "parquet": open_parquet,
    "excel": open_workbook,
}

P = ParamSpec("P")
Found = dict[str, list[Part]]


@dataclass(frozen=True, slots=True)
class Company:
    """What the company's settings say that an import needs: its zone and its words for labels."""

    zone: str | None
    labels: Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Importer:
    """Opens files and loads them; ``named`` are the files that were named one by one."""

    reading: Reading
    stage: Stage
    report: StageReport
    company: Company
    named: frozenset[str]
    loads: list[int] = field(default_factory=list)
    errors: list[UsageError] = field(default_factory=list)

    def by_mapping(self, files: Sequence[InputFile], mapping: mappings.Mapping) -> None:
        """Load files by a mapping; those that it has no use for are listed."""
        parts = list(self.open(files, mapping.encoding))
        if mapping.canonical:
            found = {part.shown: [part] for part in parts if table_of(part.rows.name)}
        else:
            found = assign(mapping, parts)
        used = {part.shown for own in found.values() for part in own}
        self.report.unused += [part.shown for part in parts if part.shown not in used]
        if parts or not self.errors:
            self._run(mapping, found, guessed=False)

    def by_themselves(self, files: Sequence[InputFile], known: Callable[[], Sequence[mappings.Mapping]]) -> None:
        """Load each file by its name, or by a mapping that knows its columns, or by a guess."""
        strange: list[Part] = []
        for part in self.open(files):
            table = table_of(part.rows.name)
            if table is None:
                strange.append(part)
            else:
                self._guarded(part.shown, self._canonical, part, TABLES[table])
        if not strange:
            return
        sure, rest = self.sort(strange, known(), alone=not self.report.files and not self.errors)
        for mapping, parts in sure:
            self._guarded(", ".join(part.shown for part in parts), self._reopened, mapping, parts, files)
        for part in rest:
            self._guarded(part.shown, self._guessed, part)

    def sort(
        self, parts: Sequence[Part], known: Sequence[mappings.Mapping], *, alone: bool
    ) -> tuple[list[tuple[mappings.Mapping, list[Part]]], list[Part]]:
        """Return the parts that a mapping knows, and the others.

        In a folder with files that were recognised (it is then not ``alone``), the others are listed as not used.
        """
        rest, sure = list(parts), []
        for mapping in (one for one in known if one.automatic):
            own = recognised(mapping, rest)
            if own:
                # Files of the mapping that are known by their names only come along.
                named = by_kind(mapping, [part for part in rest if part not in own])
                own += [part for kind in named.values() for part in kind]
                rest = [part for part in rest if part not in own]
                sure.append((mapping, own))
        if sure or not alone:
            self.report.unused += [part.shown for part in rest if part.shown not in self.named]
            rest = [part for part in rest if part.shown in self.named]
        return sure, rest

    def open(self, files: Sequence[InputFile], encoding: str | None = None) -> Iterator[Part]:
        """Open each file as it is needed; one that cannot be opened is noted and stops no other."""
        reading = replace(self.reading, encoding=self.reading.encoding or encoding)
        for file in files:
            try:
                rows = READERS[file.format](reading, file)
            except UsageError as error:
                self._broken(file.shown, error)
                continue
            for one in rows:
                yield Part(file.shown if len(rows) == 1 else f"{file.shown}:{one.name}", one)

    def finish(self) -> StageReport:
        """Keep one row a key and return the report; raise where nothing at all could be read."""
        if self.errors and not self.report.files:
            if len(self.errors) == 1:
                raise self.errors[0]
            raise ImportFailedError("Nothing could be imported. " + " ".join(str(one) for one in self.errors))
        if not self.report.files:
            raise UsageError(_("None of the files is one to import: {names}.", names=", ".join(self.report.unused)))
        duplicates = self.stage.finish()
        self.report.files = [
            replace(one, duplicates=duplicates.get(number, 0))
            for number, one in zip(self.loads, self.report.files, strict=True)
        ]
        return self.report

    def _canonical(self, part: Part, table: Table) -> None:
        matched = match(part.rows, table, part.shown)
        self.reading.starts(part.shown)
        rows, loaded = read_in(
            self.stage, part.rows, part.shown, lambda found: load_of(found, table, matched, part.shown)
        )
        self.stage.add_faults(table.name, part.shown, rows.faults)
        if rows.raw:
            self.reading.con.execute(f"DROP TABLE {rows.raw}")
        self.loads.append(loaded.number)
        broken = len(rows.faults)
        self.report.files.append(
            FileReport(
                part.shown, table.name, loaded.read + broken, loaded.read - loaded.rejected, loaded.rejected + broken,
                unknown_columns=matched.unknown, encoding=rows.encoding,
                reasons=with_faults(loaded.reasons, rows.faults),
            )
        )  # fmt: skip

    def _reopened(self, mapping: mappings.Mapping, parts: Sequence[Part], files: Sequence[InputFile]) -> None:
        """Run a mapping that was recognised; one that knows the encoding has its files opened anew."""
        if mapping.encoding:
            shown = {part.shown for part in parts}
            parts = [part for part in self.open(files, mapping.encoding) if part.shown in shown]
        self._run(mapping, assign(mapping, parts), guessed=True)

    def _guessed(self, part: Part) -> None:
        mapping = guess_part(self.reading, part, self.company.zone, self.company.labels)
        if mapping.zone == "":
            raise UsageError(
                _(
                    "The times of {shown} have no offset, and no zone is known to read them in: save the "
                    "mapping that --dry-run prints with its zone filled in, and give it with --mapping.",
                    shown=part.shown,
                )
            )
        self.report.notes += [f"{part.shown}: {remark}" for remark in mapping.remarks]
        self._run(mapping, {"data": [part]}, guessed=True)

    def _run(self, mapping: mappings.Mapping, found: Found, *, guessed: bool) -> None:
        company = {"company_zone": self.company.zone or ""}
        full = replace(mapping, parameters={**company, **mapping.parameters})
        for number, report in run_mapping(self.reading, self.stage, full, found, guessed=guessed):
            self.loads.append(number)
            self.report.files.append(report)
        if mapping.note:
            self.report.notes.append(" ".join(mapping.note.split()))

    def _guarded(self, shown: str, work: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            work(*args, **kwargs)
        except UsageError as error:
            self._broken(shown, error)

    def _broken(self, shown: str, error: UsageError) -> None:
        self.errors.append(error)
        self.report.broken.append(BrokenFile(shown, str(error)))
