"""The names that a project's settings give to metrics, profiles and aims: which of them are not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from deskgauge.catalogue import profiles, registry
from deskgauge.catalogue.metric import Metric
from deskgauge.errors import NotFoundError
from deskgauge.model.settings import Settings


def wrong_names(settings: Settings, known: Mapping[str, Metric]) -> list[str]:
    """Say which names of the settings are not there, and which targets cannot be one."""
    return _wrong_targets(settings, known) + _wrong_choices(settings, known)


def _wrong_targets(settings: Settings, known: Mapping[str, Metric]) -> list[str]:
    """Say which targets are of no metric, or of a value that its unit cannot take."""
    problems = []
    for target in settings.targets:
        try:
            metric = registry.metric(target.metric, known)
        except NotFoundError as error:
            problems.append(f"targets: {error}")
            continue
        if metric.unit == "share" and not -1 <= target.value <= 1:
            problems.append(f"targets: {target.metric} is a share: {target.value:g} % is {target.value / 100:g}.")
    return problems


def _wrong_choices(settings: Settings, known: Mapping[str, Metric]) -> list[str]:
    """Say which names under [scorecard] are not there."""
    looked_up: list[tuple[str, Callable[[str], object], Sequence[str]]] = [
        ("profile", profiles.profile, [settings.profile] if settings.profile else []),
        ("aims", profiles.aim, settings.aims),
        ("metrics", lambda name: registry.metric(name, known), settings.scorecard_metrics),
    ]
    problems = []
    for key, find, names in looked_up:
        for name in names:
            try:
                find(name)
            except NotFoundError as error:
                problems.append(f"scorecard.{key}: {error}")
    return problems
