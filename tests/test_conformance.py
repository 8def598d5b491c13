"""The conformance suite: its form, that ours passes it on both stores, and that its runner finds what is wrong."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from conformance import numbers
from conformance.__main__ import COMPANIES, main, verdicts_on
from conformance.form import ANSWER, COLUMNS, EXPECTED, NUMBERS, FormError, read_expected
from conformance.judge import AGREES
from conformance.ours import SETTINGS
from deskgauge.catalogue.registry import builtin
from deskgauge.model.tables import TABLES

ROOT = Path(__file__).parent.parent
NAMES = sorted(path.name for path in COMPANIES.iterdir())
Change = Mapping[str, str] | None


# ---------------------------------------------------------------------- the companies
@pytest.mark.parametrize("name", NAMES)
def test_form(name: str) -> None:
    """A company has its story, its settings, tables that exist, questions about metrics that exist, and is small."""
    folder = COMPANIES / name
    asked = read_expected(folder)
    files = {path.name for path in folder.iterdir()}
    tables = files - {"README.md", SETTINGS, EXPECTED}

    assert {"README.md", SETTINGS, EXPECTED} < files
    assert {file.partition(".")[0] for file in tables} <= set(TABLES)
    assert {file.partition(".")[2] for file in tables} <= {"csv", "jsonl"}
    assert asked
    assert {one.question["metric"] for one in asked.values()} <= set(builtin())
    assert sum(path.stat().st_size for path in folder.iterdir()) < 12_000


@pytest.mark.parametrize("name", NAMES)
def test_the_working_of_every_question_is_shown(name: str) -> None:
    """A line of the company's page for each question, in the order of the questions, and for no other."""
    page = (COMPANIES / name / "README.md").read_text(encoding="utf-8")
    story, _, working = page.partition("\n## The numbers\n")

    assert story.startswith("# ")
    assert re.findall(r"^- `([\w-]+)`: \S", working, re.MULTILINE) == list(read_expected(COMPANIES / name))


def test_the_readme_leads_to_companies_that_exist() -> None:
    """Every error seen elsewhere has its company, and every column its meaning."""
    text = (ROOT / "conformance" / "README.md").read_text(encoding="utf-8")
    cited = re.findall(r"\[([\w-]+)\]\(companies/([\w-]+)/README\.md\)", text)
    described = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)))

    assert len(cited) >= 22
    assert [pair for pair in cited if pair[0] != pair[1] or pair[0] not in NAMES] == []
    assert set(COLUMNS) <= set(described)


@pytest.mark.parametrize("name", NAMES)
def test_deskgauge_agrees(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """On DuckDB, with every cell that is expected given."""
    status = main(["--deskgauge", "--company", name])
    told = capsys.readouterr().out

    assert status == 0, told
    assert "not given" not in told


@pytest.mark.parametrize("name", NAMES)
def test_deskgauge_agrees_on_postgres(name: str, postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The same on PostgreSQL."""
    status = main(["--deskgauge", "--company", name, "--store", postgres_url])
    told = capsys.readouterr().out

    assert status == 0, told
    assert "not given" not in told


# ---------------------------------------------------------------------- the runner
@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Answers that are right in every cell, as another tool would hand them in."""
    for name in NAMES:
        rows = [row.cells for one in read_expected(COMPANIES / name).values() for row in one.rows.values()]
        write(tmp_path / f"{name}.csv", [{key: value(key, cell) for key, cell in row.items()} for row in rows])
    return tmp_path


def value(name: str, cell: str) -> str:
    """A cell as a program writes it: digits instead of fractions."""
    is_ratio = name in NUMBERS and "/" in cell
    return repr(float(numbers.read_number(cell).value)) if is_ratio else cell


def read(path: Path) -> list[dict[str, str]]:
    """Read a file of answers."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a file of answers with the columns of its first row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def planted(folder: Path, company: str, question: str, change: Mapping[str, str]) -> None:
    """Change the first answer to a question."""
    rows = read(folder / f"{company}.csv")
    next(row for row in rows if row["question"] == question).update(change)
    write(folder / f"{company}.csv", rows)


def test_right_answers_agree(answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, and the summary counts them."""
    status = main(["--answers", str(answers)])
    last = capsys.readouterr().out.splitlines()[-1]

    assert status == 0
    assert re.fullmatch(rf"{len(NAMES)} companies, (\d+) questions: \1 agree, 0 differ, 0 not answered", last)


@pytest.mark.parametrize(
    ("company", "question", "change", "told"),
    [
        ("median-of-medians", "mean", {"value": "27.5"}, "value expected 38, given 27.5, off by -10.5"),
        ("median-of-medians", "median", {"value": "25"}, "value expected 40, given 25, off by -15"),
        ("merge", "volume", {"value": "3"}, "value expected 2, given 3, off by +1"),
        ("merge", "volume", {"excluded": "none"}, "excluded expected merged=1, given none"),
        ("merge", "first-reply", {"value": "3800", "n": "3"}, "n expected 2, given 3, off by +1"),
        ("no-calendar", "working-a", {"value": "0"}, "value expected none, given 0"),
        ("before-opening", "working", {"value": "none"}, "value expected 0, given none"),
        ("nps-dismissed", "score", {"value": "25", "n": "8"}, "value expected 100/3, given 25, off by -8.33333"),
        ("nps-dismissed", "score", {"low": "-26.32"}, "low expected -26.31, given -26.32, off by -0.01"),
        ("small-samples", "wait", {"too_few": "yes"}, "too_few expected no, given yes"),
        ("seconds-not-boundaries", "mean", {"value": "60"}, "value expected 30, given 60, off by +30"),
        ("reopen", "reopened", {"value": "0.6667"}, "value expected 2/3, given 0.6667, off by +3.33333e-05"),
        ("dst-autumn", "by-hour", {"period_start": "2026-10-25T02:00:00+01:00"}, "is answered a second time"),
        ("dst-autumn", "by-hour", {"period_start": "2026-10-25T05:00:00+01:00"}, "there is no such period or slice"),
        ("merge", "by-channel", {"slice": "web"}, "email: expected 2, and there is no answer"),
        ("one-hour-is-no-day", "a-week", {"previous": "6"}, "previous expected 7, given 6, off by -1"),
    ],
)
def test_a_planted_error_is_found(
    answers: Path, company: str, question: str, change: Mapping[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing else is complained of."""
    planted(answers, company, question, change)
    status = main(["--answers", str(answers), "--brief"])
    out, err = capsys.readouterr()

    assert told in out + err
    assert status == (2 if err else 1)
    assert err or re.search(r": \d+ agree, 1 differ, 0 not answered$", out.strip())


@pytest.mark.parametrize(
    "change",
    [
        {"value": "38.00000000001"},
        {"value": "3.8e1"},
        {"period_start": "2026-03-01T23:00:00-01:00"},
        {"n": ""},
        {"metric": "", "grain": "", "from": "", "to": ""},
    ],
)
def test_what_makes_no_difference(answers: Path, change: Mapping[str, str]) -> None:
    """The last digits of a computer, other ways to write a number or instant, columns that a tool does not have."""
    planted(answers, "median-of-medians", "mean", change)

    assert main(["--answers", str(answers)]) == 0


def test_a_slice_said_to_be_empty_does_no_harm(answers: Path) -> None:
    """A tool may list every channel there is."""
    rows = read(answers / "merge.csv")
    rows.append({**next(row for row in rows if row["question"] == "by-channel"), "slice": "web", "value": "0"})
    write(answers / "merge.csv", rows)

    assert main(["--answers", str(answers)]) == 0


def test_what_is_not_answered_is_told(answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A company without a file, a question without a value; a question answered by half differs."""
    (answers / "merge.csv").unlink()
    planted(answers, "nps-dismissed", "score", {"value": ""})
    status = main(["--answers", str(answers)])
    told = capsys.readouterr().out

    assert status == 3
    assert "score, nps: not answered" in told
    assert f"0 differ, {len(read_expected(COMPANIES / 'merge')) + 1} not answered" in told

    planted(answers, "reopen", "active", {"value": ""})

    assert main(["--answers", str(answers)]) == 1
    assert "2026-03-02T00:00:00+00:00: expected 1, and there is no answer" in capsys.readouterr().out


def test_columns_that_are_not_given_are_named(answers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tool without samples and intervals can still be held against the values."""
    rows = read(answers / "nps-dismissed.csv")
    write(
        answers / "nps-dismissed.csv",
        [{key: row[key] for key in ("question", "period_start", "value")} for row in rows],
    )
    status = main(["--answers", str(answers), "--company", "nps-dismissed"])

    assert status == 0
    assert "score, nps: agrees (n, low, high, too_few, excluded not given)" in capsys.readouterr().out


def test_the_questions_are_written_without_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them, to be filled in; as they are, nothing is answered."""
    status = main(["--write", str(tmp_path)])
    rows = [row for path in tmp_path.iterdir() for row in read(path)]

    assert status == 0
    assert {path.stem for path in tmp_path.iterdir()} == set(NAMES)
    assert {row[name] for row in rows for name in ANSWER} == {""}
    assert main(["--answers", str(tmp_path)]) == 3
    assert ": 0 agree, 0 differ, " in capsys.readouterr().out


def test_our_answers_are_written(tmp_path: Path) -> None:
    """As another tool's would be."""
    main(["--write", str(tmp_path), "--deskgauge", "--company", "merge"])
    asked = {"merge": read_expected(COMPANIES / "merge")}

    assert [path.name for path in tmp_path.iterdir()] == ["merge.csv"]
    assert {one.outcome for one in verdicts_on(tmp_path, asked)["merge"]} == {AGREES}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "merge.csv: it is empty; its first line names the columns."),
        ("question,period_start\n", "merge.csv: there is no column 'value'; it is needed."),
        (
            "question,period_start,value,exclude\n",
            "merge.csv: the column 'exclude' is not known. Did you mean 'excluded'?",
        ),
        ("question,period_start,value,n,n\n", "merge.csv: the column 'n' stands twice."),
        (
            "question,period_start,value\nvolumes,2026-03-01T00:00Z,2\n",
            "merge.csv, line 2: there is no question 'volumes'. Did you mean 'volume'?",
        ),
        (
            "question,period_start,value\nvolume,March,2\n",
            "merge.csv, line 2: period_start: 'March' is no instant such as 2026-03-01T00:00:00+01:00.",
        ),
        (
            "question,period_start,value\nvolume,2026-03-01,2\n",
            "merge.csv, line 2: period_start: '2026-03-01' has no offset; write 2026-03-01T00:00:00+01:00.",
        ),
        (
            'question,period_start,value\nvolume,2026-03-01T00:00Z,"1,5"\n',
            "merge.csv, line 2: value: '1,5' is no number; write digits with a point, a fraction such as 2/3, or none.",
        ),
        (
            "question,period_start,value\nvolume,2026-03-01T00:00Z,nan\n",
            "merge.csv, line 2: value: 'nan' is no number; write digits with a point, a fraction such as 2/3, or none.",
        ),
        (
            "question,period_start,value\nvolume,2026-03-01T00:00Z,2/0\n",
            "merge.csv, line 2: value: '2/0' divides by zero; a value that does not exist is written none.",
        ),
        (
            "question,period_start,value,too_few\nvolume,2026-03-01T00:00Z,2,maybe\n",
            "merge.csv, line 2: too_few: 'maybe' is neither yes nor no.",
        ),
        (
            "question,period_start,value,excluded\nvolume,2026-03-01T00:00Z,2,merged\n",
            "merge.csv, line 2: excluded: 'merged' is no reason with its count, such as merged=1; "
            "several are parted by ;.",
        ),
        (
            "question,period_start,value\nvolume,2026-03-01T00:00Z\n",
            "merge.csv, line 2: it has 2 cells, and the head has 3.",
        ),
        (
            "question,metric,period_start,value\nvolume,csat,2026-03-01T00:00Z,1\n",
            "merge.csv, line 2: question 'volume' has metric 'ticket_volume' and not 'csat'.",
        ),
        (
            "question,period_start,value\nvolume,2026-03-01T00:00Z,2\nvolume,2026-03-01T01:00+01:00,2\n",
            "merge.csv, line 3: volume at 2026-03-01T01:00+01:00 is answered a second time, first on line 2.",
        ),
    ],
)
def test_malformed_answers_are_refused(
    tmp_path: Path, text: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With one sentence that says where and what, and nothing judged."""
    (tmp_path / "merge.csv").write_text(text, encoding="utf-8")
    status = main(["--answers", str(tmp_path)])
    out, err = capsys.readouterr()

    assert (status, out, err) == (2, "", f"{sentence}\n")


def test_files_that_are_no_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A company that is not there, bytes that are no text, a folder that is not there: all told at once."""
    (tmp_path / "merg.csv").write_text("", encoding="utf-8")
    (tmp_path / "merge.csv").write_bytes("question,period_start,value\nvolume\xff".encode("latin-1"))

    assert main(["--answers", str(tmp_path)]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "merg.csv: there is no company 'merg'. Did you mean 'merge'?",
        "merge.csv: it is not written in UTF-8 (invalid start byte at byte 34).",
    ]
    assert main(["--answers", str(tmp_path / "gone")]) == 2
    assert main(["--write", str(tmp_path), "--company", "merg"]) == 2
    assert "There is no company 'merg'. Did you mean 'merge'?" in capsys.readouterr().err


def test_a_store_that_cannot_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence, and no traceback."""
    status = main(["--deskgauge", "--company", "merge", "--store", "postgresql://nobody@127.0.0.1:1/nothing"])
    out, err = capsys.readouterr()

    assert (status, out) == (2, "")
    assert err.startswith("--store: no database can be made there: ")
    assert err.count("\n") == 1


def test_expectations_out_of_order_are_refused(tmp_path: Path) -> None:
    """A question that changes between its rows, and one without a value."""
    head = ",".join(COLUMNS)
    rows = ["a,csat,day", "a,nps,day"]
    lines = [row + "," * 10 + f"2026-03-0{day}T00:00Z" + "," * 9 for day, row in enumerate(rows, 1)]
    (tmp_path / EXPECTED).write_text("\n".join([head, *lines]), encoding="utf-8")

    with pytest.raises(FormError) as raised:
        read_expected(tmp_path)

    assert [problem.partition(": ")[2] for problem in raised.value.problems] == [
        "there is no value; one that does not exist is written none.",
        "question 'a' has metric 'csat' above and 'nps' here.",
        "there is no value; one that does not exist is written none.",
    ]


def test_answers_are_judged_without_anything_installed(answers: Path) -> None:
    """By Python's standard library alone: no site-packages, and not this package either."""
    command = [sys.executable, "-S", "-E", "-m", "conformance", "--answers", str(answers), "--brief"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")
