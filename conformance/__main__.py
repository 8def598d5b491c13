"""``python -m conformance``: hold a tool's answers, or Deskgauge's own, against what was worked out by hand."""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from conformance import report
from conformance.form import COLUMNS, PLACE, QUESTION, Asked, FormError, nearest, read_answers, read_expected
from conformance.judge import Verdict, judge

COMPANIES = Path(__file__).parent / "companies"


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; return 0 all agree, 1 some differ, 2 wrong usage or unreadable, 3 some are not answered."""
    asked = _arguments().parse_args(words)
    try:
        expected = _expected(asked.company)
        if asked.write:
            _write(asked.write, expected, asked.store if asked.deskgauge else None)
            return report.ALL_AGREE
        if asked.deskgauge:
            with tempfile.TemporaryDirectory() as folder:
                _write(Path(folder), expected, asked.store)
                verdicts = verdicts_on(Path(folder), expected)
        else:
            verdicts = verdicts_on(asked.answers, expected)
    except FormError as error:
        _say(error.problems, sys.stderr)
        return report.UNREADABLE
    _say(list(report.lines(verdicts, brief=asked.brief)), sys.stdout)
    return report.status(verdicts)


def verdicts_on(folder: Path, expected: Mapping[str, Mapping[str, Asked]]) -> dict[str, list[Verdict]]:
    """Judge a folder of answers, one CSV file per company; raise FormError with all that is wrong in all files."""
    if not folder.is_dir():
        raise FormError([f"There is no folder {folder}."])
    every = [path.name for path in sorted(COMPANIES.iterdir()) if path.is_dir()]
    problems = [
        f"{path.name}: there is no company {path.stem!r}.{nearest(path.stem, every)}"
        for path in sorted(folder.glob("*.csv"))
        if path.stem not in every
    ]
    verdicts = {}
    for company, asked in expected.items():
        path = folder / f"{company}.csv"
        try:
            verdicts[company] = judge(asked, read_answers(path, asked) if path.exists() else {})
        except FormError as error:
            problems += error.problems
    if problems:
        raise FormError(problems)
    return verdicts


def _expected(names: Sequence[str]) -> dict[str, dict[str, Asked]]:
    """Read the expectations of the companies named, or of all."""
    every = {path.name: path for path in sorted(COMPANIES.iterdir()) if path.is_dir()}
    unknown = [f"There is no company {name!r}.{nearest(name, every)}" for name in names if name not in every]
    if unknown:
        raise FormError(unknown)
    return {name: read_expected(path) for name, path in every.items() if not names or name in names}


def _write(folder: Path, expected: Mapping[str, Mapping[str, Asked]], store: str | None) -> None:
    """Write one file per company: its questions without answers, or with ours where a store is named."""
    folder.mkdir(parents=True, exist_ok=True)
    for company, asked in expected.items():
        with (folder / f"{company}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(_blank(asked) if store is None else _ours(company, asked, store))


def _blank(asked: Mapping[str, Asked]) -> list[dict[str, str]]:
    return [
        {name: row.cells[name] for name in (*QUESTION, *PLACE)} for one in asked.values() for row in one.rows.values()
    ]


def _ours(company: str, asked: Mapping[str, Asked], store: str) -> list[dict[str, str]]:
    from conformance.ours import answers_of

    return answers_of(COMPANIES / company, asked, store)


def _say(lines: Sequence[str], stream: TextIO) -> None:
    stream.write("".join(f"{line}\n" for line in lines))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m conformance", description=__doc__)
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--answers", type=Path, metavar="FOLDER", help="judge a tool's answers, one CSV file per company")
    who.add_argument("--deskgauge", action="store_true", help="let Deskgauge answer")
    parser.add_argument(
        "--store", default="duckdb", metavar="URL", help="where Deskgauge keeps the companies: postgresql://…"
    )
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the questions, with --deskgauge answered")
    parser.add_argument("--company", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    parser.add_argument("--brief", action="store_true", help="show only what does not agree")
    return parser


if __name__ == "__main__":
    sys.exit(main())
