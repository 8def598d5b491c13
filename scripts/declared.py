"""The texts that stand in declarations: of metrics, rules, profiles, checks, settings, and the words of lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from deskgauge.catalogue.defined import all_definitions, untold
from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.metric import GROUPS, UNITS
from deskgauge.catalogue.options import ANCHORS, CLOCKS, OPEN_QUANTILES, QUANTILES
from deskgauge.catalogue.profiles import aims, profiles
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import DIMENSIONS
from deskgauge.engine.exclusions import REASONS
from deskgauge.engine.ticket import EVENTS
from deskgauge.model.checks import CHECKS
from deskgauge.model.checks_declare import Severity
from deskgauge.model.periods import GRAINS
from deskgauge.model.settings import SETTINGS
from deskgauge.model.tables import TABLES
from deskgauge.model.vocabulary import WORDS
from deskgauge.report.labels import spelled


class Declared(NamedTuple):
    """A declared text, what it is, for whoever translates it, and the context that tells it from others alike."""

    text: str
    what: str
    context: str | None = None


def declared() -> Iterator[Declared]:
    """Give every declared text in a lasting order; the same text may come several times."""
    for texts in (_metrics, _definitions, _starters, _checks, _settings, _tables, _words):
        yield from (one for one in texts() if one.text)


def _metrics() -> Iterator[Declared]:
    yield from (Declared(title, "heading of a group of metrics") for title in GROUPS.values())
    for one in builtin().values():
        yield Declared(one.title, f"metric {one.id}: its title")
        yield Declared(one.text, f"metric {one.id}: how it is defined")
        yield Declared(one.why, f"metric {one.id}: what a reader learns from it")
        yield Declared(one.interval or str(getattr(one.kind, "INTERVAL", "")), f"metric {one.id}: its interval")
    for dimension in DIMENSIONS.values():
        name = spelled(dimension.id)
        yield Declared(dimension.title, f"dimension {dimension.id}: its title")
        yield Declared(name.capitalize(), f"dimension {dimension.id}: heading of its column")
        yield Declared(name, f"dimension {dimension.id}: its name within a sentence", "dimension")


def _definitions() -> Iterator[Declared]:
    for metric, found in all_definitions().items():
        for one in found.values():
            yield Declared(one.title, f"rule {one.id} for {metric}: its title")
            yield Declared(one.text, f"rule {one.id} for {metric}: how it is defined")
            yield Declared(one.source, f"rule {one.id} for {metric}: where it can be read; names stay as they are")
    for metric in builtin():
        yield from (
            Declared(why, f"why the rule of {PRESETS[preset]} for {metric} cannot be followed here")
            for preset, why in untold(metric).items()
        )


def _starters() -> Iterator[Declared]:
    for business in profiles().values():
        yield Declared(business.title, f"profile {business.id}: its title")
        yield Declared(business.about, f"profile {business.id}: what it is about")
        for choice in business.choices:
            yield Declared(choice.why, f"profile {business.id}: why it begins with {choice.metric}")
        for one in business.suggestions:
            yield Declared(one.said, f"profile {business.id}: where the suggested target of {one.metric} comes from")
    for known_for in aims().values():
        yield Declared(known_for.title, f"aim {known_for.id}: its title")
        for choice in (*known_for.shows, *known_for.guards):
            yield Declared(choice.why, f"aim {known_for.id}: why it looks at {choice.metric}")


def _checks() -> Iterator[Declared]:
    yield from (Declared(one.text, f"check {one.id}: what it found in the data") for one in CHECKS)
    yield from (Declared(one.value, "how grave a finding in the data is", "severity") for one in Severity)


def _settings() -> Iterator[Declared]:
    for one in SETTINGS:
        yield Declared(one.meaning, f"setting {one.section}.{one.key}: what it means")


def _tables() -> Iterator[Declared]:
    for table in TABLES.values():
        yield Declared(spelled(table.name), "name of a table of the data, within a sentence", "table")


def _words() -> Iterator[Declared]:
    """Give the codes of closed lists, spelled as words."""
    for kind, words in WORDS.items():
        yield Declared(spelled(kind), "a kind of words")
        yield from (Declared(spelled(word), f"a word of the list {spelled(kind)}", kind) for word in words)
    lists = {
        "reason": (REASONS, "why a row is left out"),
        "unit": (UNITS, "unit of a metric"),
        "clock": (CLOCKS, "clock that a duration is measured on"),
        "stat": (("headline", "mean", *QUANTILES, *OPEN_QUANTILES), "statistic of a duration"),
        "anchor": (ANCHORS, "which instant dates a ticket"),
        "grain": (GRAINS, "step of time"),
        "event": (EVENTS, "what happened to a ticket"),
        "better": (("up", "down", "neither"), "which way is good for a metric"),
    }
    for context, (codes, what) in lists.items():
        yield from (Declared(spelled(code), what, context) for code in codes)
