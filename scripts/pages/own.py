"""What the pages on own metrics and on profiles list: the facts to choose from, and every choice with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deskgauge.catalogue.profiles import Choice, aims, profiles
from deskgauge.catalogue.registry import builtin
from deskgauge.engine.build import facts
from deskgauge.engine.own import columns_of, open_frames
from deskgauge.model.tables import TABLES
from deskgauge.report.own_facts import GIVES


def own_facts() -> Iterator[str]:
    """Yield the facts that a metric can be of: what each is made of, its columns, what it can be cut by."""
    yield "\n## The facts\n"
    yield "What `fact` may name, with the columns that an expression may use; [the facts](facts/index.md) say more."
    for frame in open_frames().values():
        yield f"\n### {frame.name}\n"
        made_of = ", ".join(map(_linked, frame.facts))
        told_by = ", ".join(f"`{name}`" for name in frame.key)
        yield f"Made of {made_of}; a row is told from every other by {told_by}.\n"
        yield "| | |"
        yield "| --- | --- |"
        columns = columns_of(frame.name)
        for kind in sorted(set(columns.values()), key=lambda one: (one != "TIMESTAMP", one)):
            names = ", ".join(f"`{name}`" for name, held in columns.items() if held == kind)
            yield f"| {GIVES.get(kind.partition('(')[0], kind.lower())} | {names} |"
        yield f"| cut by | {', '.join(frame.dimensions)} |"


def _linked(name: str) -> str:
    """Return the name of a fact or table with its page; what is made only while building has none."""
    folder = "facts" if name in facts() else "tables" if name in TABLES else None
    return f"[{name}]({folder}/{name}.md)" if folder else f"`{name}`"


def every_choice() -> Iterator[str]:
    """Yield every profile and every aim with its metrics and the reason for each."""
    yield "\n## The profiles"
    for business in profiles().values():
        yield f"\n### {business.id}\n\n{business.title}. {business.about}\n"
        yield from _choices([(one, "") for one in business.choices])
    yield "\n## The aims"
    for aim in aims().values():
        yield f"\n### {aim.id}\n\n{aim.title}.\n"
        yield from _choices([*((one, "shows it") for one in aim.shows), *((one, "guards it") for one in aim.guards)])


def _choices(choices: Iterable[tuple[Choice, str]]) -> Iterator[str]:
    yield "| metric | | why |"
    yield "| --- | --- | --- |"
    for one, role in choices:
        only = f" Only {', '.join(one.only)}." if one.only else ""
        metric = f"[{one.metric}](metrics/{one.metric}.md)" if one.metric in builtin() else one.metric
        yield f"| {metric} | {role} | {one.why}{only} |"
