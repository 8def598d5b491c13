"""The conformance suite's pages: what it is, and each company's story with its questions and answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conformance.form import Asked, read_expected


def suite_page(suite: Path) -> Iterator[str]:
    """Yield the page of the suite, with links as they lead in the site, and the list of all companies."""
    text = (suite / "README.md").read_text(encoding="utf-8")
    yield text.replace("/README.md)", ".md)").replace("](companies/", "](").replace("](../docs/", "](../").rstrip()
    yield from ("", "## All stories", "")
    yield from (f"- [{title(company)}]({company.name}.md)" for company in companies(suite))


def company_page(company: Path) -> Iterator[str]:
    """Yield a company's page: its story and working, and what is expected of an answer."""
    yield (company / "README.md").read_text(encoding="utf-8").rstrip()
    yield from ("", "## Questions and answers", "")
    yield "| question | asked | period | slice | value | n |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in read_expected(company).values():
        yield from _rows(one)


def _rows(asked: Asked) -> Iterator[str]:
    question = asked.question
    options = ("grain", "by", "where", "clock", "stat", "anchor", "compare", "as_of")
    told = "; ".join(f"{name} {question[name]}" for name in options if question[name])
    for row in asked.rows.values():
        cells = row.cells
        yield (
            f"| `{asked.id}` | {question['metric']}, {told} | {cells['period_start']} | {cells['slice']} "
            f"| {cells['value']} | {cells['n']} |"
        )


def companies(suite: Path) -> list[Path]:
    """Return the companies' folders by name."""
    return sorted(path for path in (suite / "companies").iterdir() if path.is_dir())


def title(company: Path) -> str:
    """Return the title of a company's story."""
    return (company / "README.md").read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
