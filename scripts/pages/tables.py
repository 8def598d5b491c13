"""The pages of tables and of facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from deskgauge.engine.build import Fact
from deskgauge.model.tables import BOOKKEEPING, TABLES, Column, Table


def tables_page(tables: Iterable[Table]) -> Iterator[str]:
    """Yield the overview of the canonical tables."""
    yield "# The tables"
    yield ""
    yield (
        "What every source is brought into, and all that a metric may read. A file named after a table, with these "
        "columns in any order, is imported as it is: `deskgauge import FOLDER`. A row without a required column is "
        "rejected and listed; every other column may be missing."
    )
    yield "\n| table | a row is |"
    yield "| --- | --- |"
    yield from (f"| [{table.name}]({table.name}.md) | {table.grain} |" for table in tables)
    yield "\n## In every table\n"
    yield from columns_table(BOOKKEEPING, ())


def table_page(table: Table, metrics: Sequence[str], facts: Sequence[str]) -> Iterator[str]:
    """Yield one table's page: its grain, key and columns, and what is made of it."""
    yield f"# {table.name}\n"
    keys = ", ".join(f"`{name}`" for name in table.key)
    yield f"A row is {table.grain}. Key: {keys}."
    if table.event_time:
        yield f"A question as of an earlier instant does not see rows whose `{table.event_time}` is later."
    yield ""
    yield from columns_table(table.columns, table.key)
    yield from listed("Metrics that need it", metrics, "../metrics")
    yield from listed("Facts made of it", facts, "../facts")


def listed(title: str, names: Sequence[str], folder: str) -> Iterator[str]:
    """Yield a line of links, where there is anything to link."""
    if names:
        yield f"\n**{title}:** " + ", ".join(f"[{name}]({folder}/{name}.md)" for name in names)


def columns_table(columns: Sequence[Column], key: Sequence[str]) -> Iterator[str]:
    """Yield a table of columns, and what is said of each."""
    yield "| column | type | meaning | |"
    yield "| --- | --- | --- | --- |"
    for column in columns:
        marks = {"key": column.name in key, "required": column.required, "personal": column.personal}
        said = ", ".join(mark for mark, holds in marks.items() if holds)
        unit = f", {column.unit}" if column.unit else ""
        yield f"| `{column.name}` | {column.type.value}{unit} | {column.meaning} | {said} |"


def facts_page(facts: Iterable[Fact]) -> Iterator[str]:
    """Yield the overview of the facts."""
    yield "# The facts"
    yield ""
    yield (
        "Derived once from the tables at import, read by all metrics. Each is one query in DuckDB's dialect, with a "
        "few functions of our own, that an analyst can read and run."
    )
    yield "\n| fact | grain |"
    yield "| --- | --- |"
    yield from (f"| [{fact.name}]({fact.name}.md) | {fact.grain} |" for fact in facts)


def fact_page(fact: Fact, facts: Mapping[str, Fact], columns: Sequence[str], metrics: Sequence[str]) -> Iterator[str]:
    """Yield one fact's page: its grain, key, columns and query, and what it is made of and read by."""
    yield f"# {fact.name}\n"
    yield f"{fact.grain[0].upper()}{fact.grain[1:]}. Key: {', '.join(f'`{name}`' for name in fact.key)}."
    if fact.made == "while building":
        yield "It lasts only while facts are made."
    yield "\n| column | meaning |"
    yield "| --- | --- |"
    yield from (f"| `{name}` | {fact.columns.get(name, '')} |" for name in columns)
    yield from listed("Made of the tables", [one for one in fact.needs if one in TABLES], "../tables")
    yield from listed("Made of the facts", [one for one in fact.needs if one in facts], ".")
    yield from listed("Metrics that read it", metrics, "../metrics")
    yield f"\n```sql\n{fact.query.strip()}\n```"
