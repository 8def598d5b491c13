"""Lay out the documentation's pages: those of docs/ as they are, and the reference from the declarations.

``PYTHONPATH=. python scripts/generate_docs.py build/docs`` writes the pages into that folder and mkdocs.yml beside it.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import FRAMES
from deskgauge.cli.main import COMMANDS
from deskgauge.engine.build import facts
from deskgauge.engine.declared import fact_columns
from deskgauge.model.settings import SETTINGS
from deskgauge.model.tables import TABLES
from pages.definitions import definitions_page
from pages.golden import companies, company_page, suite_page, title
from pages.metrics import groups, in_group, metric_page, metrics_page
from pages.own import every_choice, own_facts
from pages.settings import command_page, commands_page, settings_page
from pages.tables import fact_page, facts_page, table_page, tables_page

ROOT = Path(__file__).parent.parent
SUITE = ROOT / "conformance"
FROM_ROOT = {"changelog.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md"}


def main(folder: Path) -> None:
    """Write every page into ``folder`` and the site's settings beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder)
    for page, source in FROM_ROOT.items():
        write(folder / page, [(ROOT / source).read_text(encoding="utf-8").replace("](docs/", "](").rstrip()])
    described = [metric.describe() for metric in builtin().values()]
    for metric in builtin().values():
        write(folder / "metrics" / f"{metric.id}.md", metric_page(metric, known=set(builtin())))
    write(folder / "metrics" / "index.md", metrics_page(described))
    write_tables(folder)
    write_facts(folder)
    write(folder / "settings.md", settings_page(SETTINGS, {one.id: one.text for one in builtin().values()}))
    write(folder / "commands" / "index.md", commands_page())
    for name in COMMANDS:
        write(folder / "commands" / f"{name}.md", command_page(name))
    write_suite(folder / "conformance")
    for path, further in ((folder / "own-metrics.md", own_facts()), (folder / "profiles.md", every_choice())):
        write(path, [path.read_text(encoding="utf-8").rstrip(), *further])
    write(folder / "definitions.md", list(definitions_page(folder / "definitions.md")))
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


def write_tables(folder: Path) -> None:
    """Write the tables' pages, each with the metrics and facts that read it."""
    write(folder / "tables" / "index.md", tables_page(TABLES.values()))
    for table in TABLES.values():
        metrics = [one.id for one in builtin().values() if table.name in one.needs]
        made = [fact.name for fact in facts().values() if table.name in fact.needs]
        write(folder / "tables" / f"{table.name}.md", table_page(table, metrics, made))


def write_facts(folder: Path) -> None:
    """Write the facts' pages, each with the metrics that read it."""
    write(folder / "facts" / "index.md", facts_page(facts().values()))
    for fact in facts().values():
        reading = [one.id for one in builtin().values() if fact.name in read_by(one)]
        write(folder / "facts" / f"{fact.name}.md", fact_page(fact, facts(), fact_columns()[fact.name], reading))


def write_suite(folder: Path) -> None:
    """Write the pages of the conformance suite."""
    write(folder / "index.md", suite_page(SUITE))
    for company in companies(SUITE):
        write(folder / f"{company.name}.md", company_page(company))


def read_by(metric: Metric) -> set[str]:
    """Return the facts that a metric's frames read."""
    reading = metric.reading(None, "headline", None, by_agent=False)
    frames = {part.frame for part in metric.kind.parts(reading).values()} | {metric.kind.frame}
    return {fact for frame in frames for fact in FRAMES[frame].facts}


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
    placed = {"index.md", "rules.md", "settings.md", "architecture.md", *FROM_ROOT}
    others: list[dict[str, object]] = [
        {heading(page): page.name} for page in sorted(folder.glob("*.md")) if page.name not in placed
    ]
    recorded = [{heading(page): f"decisions/{page.name}"} for page in decisions(folder / "decisions")]
    stories = [{title(company): f"conformance/{company.name}.md"} for company in companies(SUITE)]
    return [
        {"Deskgauge": "index.md"},
        {"Metrics": ["metrics/index.md", *by_group]},
        {"Rules": "rules.md"},
        {"Tables": ["tables/index.md", *({name: f"tables/{name}.md"} for name in TABLES)]},
        {"Facts": ["facts/index.md", *({name: f"facts/{name}.md"} for name in facts())]},
        {"Settings": "settings.md"},
        {"Commands": ["commands/index.md", *({name: f"commands/{name}.md"} for name in COMMANDS)]},
        *others,
        {"Conformance": ["conformance/index.md", *stories]},
        {"Architecture": "architecture.md"},
        {"Decisions": ["decisions/index.md", *recorded]},
        {"Contributing": "contributing.md"},
        {"Changes": "changelog.md"},
    ]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
