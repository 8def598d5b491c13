"""The pages of metrics: what, why, formula, options, needs, interval, source, example."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from deskgauge.catalogue.metric import GROUPS, Metric
from deskgauge.catalogue.parts import Figure, Part, Quantile
from pages.definitions import otherwise

CASES = Path(__file__).parent.parent.parent / "tests" / "cases"
AT = (
    ("at", "dated by"), ("enter", "from"), ("leave", "until"), ("thing", "for each"), ("amount", "adding up"),
    ("order", "then by"), ("duration", "duration"), ("finished", "finished where"), ("where", "counted where"),
)  # fmt: skip


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


def metric_page(metric: Metric, known: set[str]) -> Iterator[str]:
    """Yield one metric's page: definition, reason, formula, options, needs, interval, source, a worked example."""
    one = metric.describe()
    yield f"# {metric.title}"
    yield f"\n{metric.text}\n"
    if metric.why:
        yield f"**Why read it.** {metric.why}\n"
    yield "| | |"
    yield "| --- | --- |"
    yield from (f"| {name} | {value} |" for name, value in facts_of(metric, one, known).items() if value)
    yield from formula(metric)
    yield from otherwise(metric)
    yield from example(metric)
    yield f"\n## Ask for it\n\n```\ndeskgauge metrics {metric.id}\ndeskgauge query {metric.id} --grain month\n```"


def facts_of(metric: Metric, one: Mapping[str, object], known: set[str]) -> dict[str, object]:
    """Return what is said of a metric in a table."""
    source = ", ".join(name if name == "beyond" else f"[{name}](../sources.md)" for name in metric.source.split())
    return {
        "id": f"`{metric.id}`",
        "unit": metric.unit,
        "better": metric.better,
        "shown first": one["headline"],
        "needs": ", ".join(f"[{name}](../tables/{name}.md)" for name in metric.needs),
        "no answer without": "; ".join(" or ".join(choice) for choice in metric.requires),
        "may be chosen": options(one["options"]),
        "interval (95 %)": one["interval"],
        "read it beside": ", ".join(f"[{name}]({name}.md)" for name in metric.pairs if name in known),
        "variant of": f"[{metric.of}]({metric.of}.md)" if metric.of in known else None,
        "named by": source,
        "version": metric.version,
    }


def formula(metric: Metric) -> Iterator[str]:
    """Yield what is computed, part by part, in the words of the facts."""
    reading = metric.reading(None, "headline", None, by_agent=False)
    yield "\n## How it is computed\n"
    for name, part in metric.kind.parts(reading).items():
        yield f"**{name}**: {type(part).__name__.lower()} over the rows of `{part.frame}`\n"
        yield "```sql"
        yield from lines_of(part)
        yield "```\n"


def lines_of(part: Part) -> Iterator[str]:
    """Yield a part's expressions and figures, a line each."""
    for field, words in AT:
        if getattr(part, field, None):
            yield f"-- {words}\n{getattr(part, field)}"
    for name, cell in getattr(part, "aggregates", {}).items():
        yield f"-- {name}\n{written(cell)}"


def written(cell: Figure | Quantile) -> str:
    """Write one figure as SQL; a quantile in words of our own."""
    if isinstance(cell, Figure):
        return cell.sql
    return f"QUANTILE({cell.value}, {cell.q}) FILTER (WHERE {cell.where})"


def example(metric: Metric) -> Iterator[str]:
    """Yield the first hand-worked case of a metric: the rows, the question, the answer, the working."""
    path = CASES / f"{metric.id}.yaml"
    if not path.exists():
        return
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"][0]
    yield f"\n## A worked example\n\nCase: {case['name']}.\n"
    for table, rows in case["tables"].items():
        yield f"`{table}`\n\n```"
        yield from (json.dumps(row, default=str, ensure_ascii=False) for row in rows)
        yield "```\n"
    for ask in case["asks"]:
        yield f"Asked: `{json.dumps(ask['ask'], default=str)}`\n"
        if ask.get("expect"):
            yield "```"
            yield from (json.dumps(row, default=str, ensure_ascii=False) for row in ask["expect"])
            yield "```\n"
        if ask.get("excluded"):
            yield f"Left out: `{json.dumps(ask['excluded'].get(metric.id, {}))}`\n"
    if case.get("working"):
        yield f"{case['working'].strip()}"


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
