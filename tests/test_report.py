"""The report of the demo company in every form and language, read back by other programs."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

import deskgauge
from deskgauge.cli.main import app
from deskgauge.errors import WorkFailedError
from deskgauge.language import LANGUAGES, is_right_to_left
from deskgauge.report import fonts
from deskgauge.report.gather import Asked, Gathered, gather
from deskgauge.report.html import html
from deskgauge.report.numbers import native_digits
from deskgauge.report.paper import Paper, paper
from deskgauge.report.pdf import families_for, pdf
from deskgauge.report.reading import reading
from deskgauge.report.workbook import sheet_names, workbook

OCTOBER = {"from_": "2026-10-01", "to": "2026-11-01"}


@pytest.fixture(scope="module")
def gathered(demo_project: Path) -> Gathered:
    with deskgauge.open(demo_project) as workspace:
        return gather(workspace, Asked(where="channel != 'video'", happenings=workspace.holdings().happenings))


@pytest.fixture(scope="module", params=LANGUAGES)
def told(request: pytest.FixtureRequest, gathered: Gathered) -> Paper:
    return paper(gathered.in_language(request.param))


@pytest.fixture(scope="module")
def read(told: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(told)))


def outlines(entries: Any) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outlines(entry)
        else:
            yield str(entry.title)


# ------------------------------------------------------------------------------ PDF
def test_a_pdf_has_its_title_language_and_at_most_four_pages(told: Paper, read: PdfReader) -> None:
    assert read.metadata is not None
    assert read.metadata.title == told.title
    assert read.metadata.author == told.company
    root: Any = read.trailer["/Root"]
    assert str(root["/Lang"]).startswith(told.language)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/ViewerPreferences"].get("/Direction", "/L2R") == ("/R2L" if told.right_to_left else "/L2R")
    assert len(read.pages) <= 4
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [595, 842]


def test_a_pdf_has_a_bookmark_for_each_heading(told: Paper, read: PdfReader) -> None:
    chart = [told.chart.title] if told.chart else []
    assert list(outlines(read.outline)) == [
        told.title, *(column.title for column in told.columns), told.six_title, *chart, told.labels.metrics,
        told.breakdown.title if told.breakdown else "", told.labels.others, told.labels.trust, told.labels.definitions,
    ]  # fmt: skip


def test_a_pdf_has_its_text_in_the_fonts_of_its_script(told: Paper, read: PdfReader) -> None:
    used = {
        str(font.get_object()["/BaseFont"])
        for page in read.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]  # the dictionary of a page
    }
    assert all("Noto" in name for name in used), used
    own = families_for(told.language)[0].replace(" ", "")
    assert any(own in name for name in used)
    words = " ".join(page.extract_text() for page in read.pages)
    assert told.company in words
    # The reader turns the digits of a line from right to left round.
    assert [row.n for row in told.six if row.n not in words and row.n[::-1] not in words] == []


def test_every_page_of_a_pdf_says_which_it_is(told: Paper, read: PdfReader) -> None:
    last = len(read.pages)
    for number, page in enumerate(read.pages, 1):
        text = page.extract_text()
        assert native_digits(str(number), told.language) in text
        assert native_digits(str(last), told.language) in text


def tags(node: Any, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            tags(one, found)
    elif isinstance(node, dict) and ("/S" in node or "/K" in node):
        found.append((str(node.get("/S", "")), str(node.get("/Alt", ""))))
        if "/K" in node:
            tags(node["/K"], found)
    return found


def test_a_pdf_is_tagged_with_tables_and_the_sentence_of_its_chart(gathered: Gathered) -> None:
    written = paper(gathered)
    root: Any = PdfReader(io.BytesIO(pdf(written))).trailer["/Root"]
    found = tags(root["/StructTreeRoot"], [])
    names = [name for name, _alt in found]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= set(names)
    assert written.chart is not None
    assert written.chart.summary in [alt for name, alt in found if name == "/Figure"]


def test_letter_is_another_size(gathered: Gathered) -> None:
    page = PdfReader(io.BytesIO(pdf(paper(gathered), "letter"))).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [612, 792]


def test_the_same_numbers_give_the_same_bytes(gathered: Gathered) -> None:
    written = paper(gathered.in_language("fa"))
    assert pdf(written) == pdf(written)
    assert html(written) == html(written)
    assert workbook(gathered) == workbook(gathered)


def test_a_missing_font_is_one_sentence_with_its_package(gathered: Gathered, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.font_file.cache_clear()
    monkeypatch.setattr(fonts, "PLACES", ())
    monkeypatch.delenv(fonts.VARIABLE, raising=False)
    try:
        with pytest.raises(WorkFailedError, match=r"The font Noto Sans is missing.*apt install fonts-noto-core"):
            pdf(paper(gathered))
    finally:
        fonts.font_file.cache_clear()


# ------------------------------------------------------------------------------ what stands there
def test_the_page_tells_the_filter_and_every_metric_that_has_a_value(gathered: Gathered) -> None:
    written = paper(gathered)
    assert written.filters == "Only what meets this filter: channel != 'video'"
    rows = [row.id for group in (*written.first, *written.rest) for row in group.rows]
    assert rows == [line.metric.id for line in gathered.card.lines if line.row.get("value") is not None]
    assert len(written.six) == 6
    assert {label for label, _text in written.trust} >= {"Counted", "Surveys"}
    assert [title for title, _text in written.definitions][-1] == "95% interval"


def test_the_trend_shows_what_the_company_did(gathered: Gathered) -> None:
    happened = [one.title for one in gathered.asked.happenings]
    assert "Wren GPS watch on sale" in happened
    assert "Public holiday" not in happened
    chart = paper(gathered).chart
    assert chart is not None
    assert "Wren GPS watch on sale" in chart.text


def test_what_was_left_out_is_told_with_its_reasons(gathered: Gathered) -> None:
    counted = dict(paper(gathered).trust)["Counted"]
    named = [*gathered.digest.metrics, *gathered.six]
    first = next(name for name in named if gathered.card.answer.excluded.get(name))
    (line,) = [line for line in gathered.card.lines if line.metric.id == first]
    assert counted.startswith(f"{line.metric.title}: {line.row['n']:,} counted; left out: ")
    assert all(f"{n} " in counted for n in gathered.card.answer.excluded[first].values())


def test_a_report_compared_with_nothing_has_no_changes(demo_project: Path) -> None:
    with deskgauge.open(demo_project) as workspace:
        asked = Asked(from_=workspace.holdings().first, to=workspace.holdings().through, compare=None)
        written = paper(gather(workspace, asked))
    assert written.headline.startswith("The values of this period, compared with no other.")
    assert "compared with" not in written.dates
    assert not written.columns[0].items
    assert not any(row.was for row in written.six)


# ------------------------------------------------------------------------------ HTML
class Page(HTMLParser):
    """Collects what a page refers to, its headings and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.root: dict[str, str | None] = {}
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "html":
            self.root = dict(attrs)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_html_file_needs_nothing_else(told: Paper) -> None:
    text = html(told)
    page = Page(text)
    assert text.startswith("<!doctype html>")
    assert page.links == []
    assert "script" not in page.tags
    assert re.findall(r"url\((?!#)|@import|(?:https?|file):(?!//www\.w3\.org/2000/svg)", text) == []
    assert page.root == {"lang": told.language, "dir": "rtl" if told.right_to_left else "ltr"}
    assert page.tags.count("h1") == 1
    words = " ".join(page.words)
    for row in [row for group in (*told.first, *told.rest) for row in group.rows]:
        assert row.title in words
        assert row.value in words
    assert all(item.text in words for column in told.columns for item in column.items)


# ------------------------------------------------------------------------------ Excel
@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_workbook_holds_numbers_as_numbers(gathered: Gathered, language: str) -> None:
    found = gathered.in_language(language)
    book = openpyxl.load_workbook(io.BytesIO(workbook(found)))
    written = paper(found)
    groups = [*written.first, *written.rest]
    assert len(book.sheetnames) == len(groups) + 3
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)
    for sheet in book:
        assert sheet.freeze_panes
        assert bool(sheet.sheet_view.rightToLeft) == is_right_to_left(language)
    lines = {line.metric.id: reading(line.row) for line in found.card.lines}
    for group, name in zip(groups, book.sheetnames[1:], strict=False):
        rows = list(book[name].iter_rows(min_row=2))
        assert [row[0].value for row in rows] == [one.title for one in group.rows]
        for row, one in zip(rows, group.rows, strict=True):
            assert row[1].value == pytest.approx(lines[one.id].value)
            assert row[1].number_format == {"share": "0.0%" if lines[one.id].n >= 100 else "0%"}.get(
                lines[one.id].unit, row[1].number_format
            )
            assert row[11].value == lines[one.id].n


def test_sheets_have_names_that_excel_takes() -> None:
    long = "A very long title of a group of metrics"
    names = sheet_names(["Speed", "speed", long, long, "Money/customers [all]", "", "'"])
    assert names == [
        "Speed", "speed 2", "A very long title of a group of", "A very long title of a group 2",
        "Money customers  all", "–", "– 2",
    ]  # fmt: skip


# ------------------------------------------------------------------------------ the command
def test_the_command_writes_every_form_at_once(
    demo_project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = [tmp_path / name for name in ("october.pdf", "october.html", "october.xlsx", "october.eml")]
    words = ["--project", str(demo_project), "report", "--period", "2026-10", "--language", "sr", "--clock", "business"]
    words += [part for place in places[:3] for part in ("--to", str(place))]
    assert app([*words, "--to", "email", "--output", str(places[3])]) == 0
    assert [place.read_bytes()[:4] for place in places] == [b"%PDF", b"<!do", b"PK\x03\x04", b"Subj"]
    told = capsys.readouterr().err.splitlines()
    assert [line for line, place in zip(told, places, strict=True) if str(place) not in line] == []


def test_a_package_that_is_not_installed_is_named(
    demo_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    words = ["report", "--to", str(tmp_path / "r.pdf"), "--where", "team = 'workshop'", "--compare", "none"]
    assert app(["--project", str(demo_project), *words]) == 1
    assert "needs the package typst: pip install 'deskgauge[report]'." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["--to", "report.docx"], 2, "--to takes a file that ends in .pdf, .html or .xlsx, or the word email, not"),
        (["--to", "r.pdf", "--output", "x.eml"], 2, "--output goes with --to email"),
        (["--to", "/nowhere/at/all/r.html"], 1, "/nowhere/at/all/r.html cannot be written: there is no such folder."),
        (["--to", "r.pdf", "--period", "2026-13"], 2, "'2026-13' is no period"),
        (["--to", "r.pdf", "--language", "fe"], 2, "There is no language 'fe'"),
        (["--to", "r.pdf", "--paper", "a5"], 2, "There is no size of paper 'a5'"),
        (["--to", "r.pdf", "--where", "chanel = 'x'"], 2, "There is no dimension 'chanel'. Did you mean 'channel'"),
        (["--to", "email"], 2, 'write from = "reports@example.com" under [smtp]'),
        ([], 2, "deskgauge report: missing: --to."),
    ],
)
def test_what_is_wrong_is_one_sentence(
    words: list[str],
    status: int,
    sentence: str,
    demo_project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert app(["--project", str(demo_project), "report", *words]) == status
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())
