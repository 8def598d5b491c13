"""The page of definitions, and the part of a metric's page that says who defines it otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from deskgauge.catalogue.defined import all_definitions, definitions_of, not_known, untold
from deskgauge.catalogue.definition import PRESETS, Definition
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.registry import builtin


def definitions_page(page: Path) -> Iterator[str]:
    """Yield what is written about definitions, then every metric with all of its own."""
    yield page.read_text(encoding="utf-8").rstrip()
    yield "\n## Who is known for what\n"
    yield f"| metric | {' | '.join(PRESETS.values())} | others |"
    yield f"| --- | {' | '.join('---' for _ in PRESETS)} | --- |"
    known = builtin()
    for name, own in all_definitions().items():
        cells = ["known" if preset in own else "–" for preset in PRESETS]
        others = ", ".join(f"`{one.id}`" for one in own.values() if not one.is_preset)
        yield f"| [{name}](metrics/{name}.md) | {' | '.join(cells)} | {others} |"
    for name, own in all_definitions().items():
        yield f"\n## {known[name].title}\n"
        yield f"Ours: {known[name].text}\n"
        yield from table(own.values())


def otherwise(metric: Metric) -> Iterator[str]:
    """Yield who defines a metric otherwise; nothing where nobody is known to."""
    own = definitions_of(metric.id)
    if own:
        yield "\n## Who defines it otherwise\n"
        yield from table(own.values())
        yield from (
            f"\n{PRESETS[one]}'s rule cannot be followed here: {why}." for one, why in untold(metric.id).items()
        )
        yield f"\nNot known: {', '.join(PRESETS[one] for one in not_known(metric.id)) or 'none'}."
        yield f"\n```\ndeskgauge compare-definitions {metric.id}\n```"


def table(definitions: Iterable[Definition]) -> Iterator[str]:
    """Yield definitions, a row each: what to ask for, the rule, its source and version."""
    yield "| `--definition` | rule | source | version |"
    yield "| --- | --- | --- | --- |"
    for one in definitions:
        yield row(one)


def row(one: Definition) -> str:
    """Write one definition as a row of a table."""
    cells = (f"`{one.id}`", f"**{one.title}.** {one.text}", one.source, one.version)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
