"""Look-up of definitions: which rules a metric can be answered under, and which presets have none for it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import lru_cache

from deskgauge.catalogue import definitions
from deskgauge.catalogue.definition import PRESETS, Definition
from deskgauge.catalogue.metric import OURS, Metric
from deskgauge.errors import NotFoundError


@lru_cache(maxsize=1)
def all_definitions() -> Mapping[str, Mapping[str, Definition]]:
    """Return the declared definitions by metric and id, vendors first."""
    found: dict[str, dict[str, Definition]] = {}
    for module in pkgutil.iter_modules(definitions.__path__):
        for one in importlib.import_module(f"{definitions.__name__}.{module.name}").DEFINITIONS:
            if found.setdefault(one.metric, {}).setdefault(one.id, one) is not one:
                raise ValueError(f"definition {one.id} of {one.metric} is declared twice")
    order = list(PRESETS)
    return {
        metric: dict(sorted(own.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))
        for metric, own in sorted(found.items())
    }


def definitions_of(metric: str) -> Mapping[str, Definition]:
    """Return the definitions of one metric by id, vendors first; none where nobody is known to differ."""
    return all_definitions().get(metric, {})


@lru_cache(maxsize=1)
def _untold() -> Mapping[tuple[str, str], str]:
    modules = [
        importlib.import_module(f"{definitions.__name__}.{one.name}")
        for one in pkgutil.iter_modules(definitions.__path__)
    ]
    return {(one.metric, one.id): one.why for module in modules for one in getattr(module, "UNTOLD", ())}


def untold(metric: str) -> dict[str, str]:
    """Return the presets whose rule for a metric is known and cannot be followed here, and why not."""
    return {preset: _untold()[metric, preset] for preset in PRESETS if (metric, preset) in _untold()}


def not_known(metric: str) -> list[str]:
    """Return the presets whose rule for a metric is not known."""
    return [preset for preset in PRESETS if preset not in definitions_of(metric) and preset not in untold(metric)]


def defined(metric: Metric, name: str) -> Metric:
    """Return a metric under a definition; under ours where it has none of that name."""
    found = definitions_of(metric.id).get(name)
    return metric if found is None else found.of(metric)


def check_definition(name: str, metrics: Iterable[Metric]) -> None:
    """Raise NotFoundError for a name that is neither ours nor a preset nor a definition of one of the metrics."""
    own = [one for metric in metrics for one in definitions_of(metric.id)]
    if name not in (OURS, *PRESETS, *own):
        raise NotFoundError("definition", name, {OURS, *PRESETS, *own})
