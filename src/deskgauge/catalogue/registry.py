"""Look-up of metrics. Every module in ``catalogue/metrics`` brings its declarations as ``METRICS``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache

from deskgauge.catalogue import metrics
from deskgauge.catalogue.metric import GROUPS, Metric
from deskgauge.errors import NotFoundError


@lru_cache(maxsize=1)
def builtin() -> dict[str, Metric]:
    """Return the built-in metrics by id, in the order of their groups and declarations."""
    found: list[Metric] = []
    for module in pkgutil.iter_modules(metrics.__path__):
        found += importlib.import_module(f"{metrics.__name__}.{module.name}").METRICS
    order = list(GROUPS)
    found.sort(key=lambda metric: order.index(metric.group))
    by_id = {metric.id: metric for metric in found}
    if len(by_id) != len(found):
        raise ValueError("a metric id is declared twice")
    return by_id


def with_own(own: Mapping[str, Metric]) -> dict[str, Metric]:
    """Return the built-in metrics and a project's own by id, in the order of their groups."""
    order = list(GROUPS)
    found = sorted([*builtin().values(), *own.values()], key=lambda one: order.index(one.group))
    return {one.id: one for one in found}


def metric(name: str, known: Mapping[str, Metric] | None = None) -> Metric:
    """Return one metric by id; raise NotFoundError with the nearest ids."""
    catalogue = builtin() if known is None else known
    try:
        return catalogue[name]
    except KeyError:
        raise NotFoundError("metric", name, catalogue) from None
