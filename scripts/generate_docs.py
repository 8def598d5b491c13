"""Lay out the documentation's pages: those of docs/ as they are, and the reference from the declarations.

``python scripts/generate_docs.py build/docs`` writes the pages into that folder and mkdocs.yml beside it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from deskgauge.catalogue.metric import GROUPS
from deskgauge.catalogue.registry import builtin
from deskgauge.model.tables import BOOKKEEPING, TABLES, Column, Table

ROOT = Path(__file__).parent.parent
FROM_ROOT = {"changelog.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md"}


def main(folder: Path) -> None:
    """Write every page into ``folder`` and the site's settings beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder)
    for page, source in FROM_ROOT.items():
        write(folder / page, [(ROOT / source).read_text(encoding="utf-8").replace("](docs/", "](").rstrip()])
    write(folder / "tables.md", tables_page(TABLES.values()))
    described = [metric.describe() for metric in builtin().values()]
    for one in described:
        write(folder / "metrics" / f"{one['id']}.md", metric_page(one, known={str(other["id"]) for other in described}))
    write(folder / "metrics" / "index.md", metrics_page(described))
    index = folder / "decisions" / "index.md"
    write(index, decisions_page(index))
    settings = {
        "INHERIT": "../mkdocs.yml",
        "docs_dir": folder.name,
        "site_dir": "../site",
        "nav": navigation(folder, described),
    }
    (folder.parent / "mkdocs.yml").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    print(f"{folder}: {len(list(folder.rglob('*.md')))} pages")


def write(path: Path, lines: Iterable[str]) -> None:
    """Write the lines of one page."""
    text = "\n".join(lines) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def tables_page(tables: Iterable[Table]) -> Iterator[str]:
    """Yield the page of the canonical tables: each with its grain, its key and its columns."""
    yield "# The tables"
    yield ""
    yield (
        "What every source is brought into, and all that a metric may read. A file named after a table, with these "
        "columns in any order, is imported as it is: `deskgauge import FOLDER`. A row without a required column is "
        "rejected and listed; every other column may be missing."
    )
    for table in tables:
        yield from table_section(table)
    yield "\n## In every table\n"
    yield from columns_table(BOOKKEEPING, ())


def table_section(table: Table) -> Iterator[str]:
    """Yield one table's part of the page."""
    yield f"\n## {table.name}\n"
    keys = ", ".join(f"`{name}`" for name in table.key)
    yield f"A row is {table.grain}. Key: {keys}."
    if table.event_time:
        yield f"A question as of an earlier instant does not see rows whose `{table.event_time}` is later."
    yield ""
    yield from columns_table(table.columns, table.key)


def columns_table(columns: Sequence[Column], key: Sequence[str]) -> Iterator[str]:
    """Yield a table of columns, and what is said of each."""
    yield "| column | type | meaning | |"
    yield "| --- | --- | --- | --- |"
    for column in columns:
        marks = {"key": column.name in key, "required": column.required, "personal": column.personal}
        said = ", ".join(mark for mark, holds in marks.items() if holds)
        unit = f", {column.unit}" if column.unit else ""
        yield f"| `{column.name}` | {column.type.value}{unit} | {column.meaning} | {said} |"


def metrics_page(described: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """Yield the catalogue: every metric with its first sentence, by group."""
    yield "# The metrics"
    for group, title in groups(described).items():
        yield f"\n## {title}\n"
        yield "| metric | | unit | better |"
        yield "| --- | --- | --- | --- |"
        for one in in_group(described, group):
            sentence = str(one["definition"]).split(". ")[0].rstrip(".").replace("|", "\\|")
            yield f"| [{one['id']}]({one['id']}.md) | {sentence} | {one['unit']} | {one['direction']} |"


def metric_page(one: Mapping[str, object], known: set[str]) -> Iterator[str]:
    """Yield one metric's page: its definition, what it needs, what may be chosen, what to read beside it."""
    facts = {
        "id": f"`{one['id']}`",
        "unit": one["unit"],
        "better": one["direction"],
        "headline": one["headline"],
        "needs": ", ".join(f"[{name}](../tables.md#{name})" for name in names(one["needs"])),
        "may be chosen": options(one["options"]),
        "read it beside": ", ".join(f"[{name}]({name}.md)" if name in known else name for name in names(one["pairs"])),
        "version": one["version"],
    }
    yield f"# {one['title']}"
    yield f"\n{one['definition']}\n"
    yield "| | |"
    yield "| --- | --- |"
    yield from (f"| {name} | {value} |" for name, value in facts.items() if value)
    yield f"\n```\ndeskgauge metrics {one['id']}\ndeskgauge query {one['id']} --grain month\n```"


def options(value: object) -> str:
    """Write a metric's options: each name with what may be said, or the names alone."""
    if isinstance(value, Mapping):
        return "; ".join(f"`{name}`: {', '.join(names(choices))}" for name, choices in value.items() if choices)
    return ", ".join(f"`{name}`" for name in names(value))


def names(value: object) -> list[str]:
    """Return a list of names from one name or several."""
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [str(one) for one in value]
    return [str(value)] if value else []


def groups(described: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """Return the groups that have metrics, in the order they are read in, each with its title."""
    present = {one["group"] for one in described}
    return {group: title for group, title in GROUPS.items() if group in present}


def in_group(described: Sequence[Mapping[str, object]], group: str) -> list[Mapping[str, object]]:
    """Return a group's metrics in the order of the catalogue."""
    return [one for one in described if one["group"] == group]


def decisions_page(index: Path) -> Iterator[str]:
    """Yield the page that says how decisions are written, followed by the list of them."""
    yield index.read_text(encoding="utf-8").rstrip()
    yield ""
    for page in decisions(index.parent):
        yield f"- [{heading(page)}]({page.name})"


def decisions(folder: Path) -> list[Path]:
    """Return the pages of decisions in the order of their numbers."""
    return sorted(folder.glob("[0-9]*.md"))


def heading(page: Path) -> str:
    """Return a page's first heading."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("# ") for line in lines if line.startswith("# "))


def navigation(folder: Path, described: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Return the site's table of contents; a page that somebody adds to docs/ stands in it by itself."""
    by_group = [
        {title: [{str(one["title"]): f"metrics/{one['id']}.md"} for one in in_group(described, group)]}
        for group, title in groups(described).items()
    ]
    placed = {"index.md", "rules.md", "tables.md", "architecture.md", *FROM_ROOT}
    others: list[dict[str, object]] = [
        {heading(page): page.name} for page in sorted(folder.glob("*.md")) if page.name not in placed
    ]
    recorded = [{heading(page): f"decisions/{page.name}"} for page in decisions(folder / "decisions")]
    return [
        {"Deskgauge": "index.md"},
        {"Metrics": ["metrics/index.md", *by_group]},
        {"Rules": "rules.md"},
        {"Tables": "tables.md"},
        *others,
        {"Architecture": "architecture.md"},
        {"Decisions": ["decisions/index.md", *recorded]},
        {"Contributing": "contributing.md"},
        {"Changes": "changelog.md"},
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
