"""Profiles and aims: which metrics a kind of business begins with, and which show what it wants to be known for.

Every module in ``catalogue/starters`` brings its declarations as ``PROFILES`` and ``AIMS``. A choice always has its
reason, and every aim names the metrics that guard it: what can be bought by letting something else go is shown
beside what it would be paid with.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from deskgauge.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Choice:
    """A metric and the reason for it, one sentence; ``only`` names the profiles that it is for, by default all."""

    metric: str
    why: str
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A target that may be a beginning, in the metric's unit, and where the figure comes from; never in force."""

    metric: str
    value: float | str
    said: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of business and the metrics that it begins with."""

    id: str
    title: str
    about: str
    choices: tuple[Choice, ...]
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Aim:
    """What a business wants to be known for: the metrics that show it, and those that guard it against gaming."""

    id: str
    title: str
    shows: tuple[Choice, ...]
    guards: tuple[Choice, ...]


@lru_cache(maxsize=1)
def _declared() -> tuple[dict[str, Profile], dict[str, Aim]]:
    from deskgauge.catalogue import starters

    found: tuple[list[Profile], list[Aim]] = [], []
    for one in pkgutil.iter_modules(starters.__path__):
        module = importlib.import_module(f"{starters.__name__}.{one.name}")
        found[0].extend(getattr(module, "PROFILES", ()))
        found[1].extend(getattr(module, "AIMS", ()))
    return {one.id: one for one in found[0]}, {one.id: one for one in found[1]}


def profiles() -> dict[str, Profile]:
    """Return the profiles by id."""
    return _declared()[0]


def aims() -> dict[str, Aim]:
    """Return the aims by id."""
    return _declared()[1]


def profile(name: str) -> Profile:
    """Return a profile by id; raise NotFoundError with the nearest ids."""
    if name not in profiles():
        raise NotFoundError("profile", name, profiles())
    return profiles()[name]


def aim(name: str) -> Aim:
    """Return an aim by id; raise NotFoundError with the nearest ids."""
    if name not in aims():
        raise NotFoundError("aim", name, aims())
    return aims()[name]


def chosen(profile_id: str | None, aim_ids: Iterable[str] = (), further: Iterable[str] = ()) -> tuple[Choice, ...]:
    """Return the metrics of a choice with their reasons, each once: the aims' first, the profile's, then ``further``.

    Raise NotFoundError for a profile or an aim that is not there.
    """
    found: list[Choice] = []
    for one in map(aim, aim_ids):
        found += [choice for choice in (*one.shows, *one.guards) if _fits(choice, profile_id)]
    if profile_id is not None:
        found += profile(profile_id).choices
    found += [Choice(metric, "Named in the project's settings.") for metric in further]
    return tuple({choice.metric: choice for choice in reversed(found)}[name] for name in _first(found))


def suggestions(profile_id: str | None, metrics: Sequence[str]) -> tuple[Suggestion, ...]:
    """Return the targets that a profile suggests for these metrics."""
    if profile_id is None:
        return ()
    return tuple(one for one in profile(profile_id).suggestions if one.metric in metrics)


def _fits(choice: Choice, profile_id: str | None) -> bool:
    return not choice.only or profile_id is None or profile_id in choice.only


def _first(found: Iterable[Choice]) -> list[str]:
    return list(dict.fromkeys(choice.metric for choice in found))
