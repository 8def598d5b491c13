"""The deskgauge.toml of a project that begins with a profile, with aims, or with answers to a few questions."""

from __future__ import annotations

from collections.abc import Mapping

from deskgauge.catalogue.profiles import Choice, aim, chosen, profile, suggestions
from deskgauge.model.opening_hours import read_hours
from deskgauge.model.settings_file import read_value
from deskgauge.model.settings_template import DEFAULT_TOML, calendar_toml, project_toml, written

HOURS = "hours"
"""What is said beside the fields of Settings: working hours, which become the calendar "office"."""


def read_said(name: str, value: object) -> object:
    """Return what was said of a setting, or of ``hours``, as the file can hold it.

    Raise ValueError or UsageError with a sentence.
    """
    if name == HOURS:
        return read_hours(str(value))
    found = read_value(name, value)
    if name == "profile":
        profile(str(found))
    if name == "aims" and isinstance(found, tuple):
        for one in found:
            aim(one)
    return found


def picked(said: Mapping[str, object]) -> tuple[Choice, ...]:
    """Return the metrics that what was said picks, each with its reason; none where it picks none."""
    business, known_for = said.get("profile"), said.get("aims")
    return chosen(business if isinstance(business, str) else None, known_for if isinstance(known_for, tuple) else ())


def starter_toml(said: Mapping[str, object]) -> str:
    """Return the project file: what was said in force, suggested targets as comments.

    ``said`` is by the fields of Settings, and ``hours``, each as ``read_said`` returns it.
    """
    if not said:
        return DEFAULT_TOML
    fields = {name: value for name, value in said.items() if name != HOURS}
    week = said.get(HOURS)
    business = said.get("profile")
    proposed = suggestions(business if isinstance(business, str) else None, [one.metric for one in picked(said)])
    lines = ["", "Suggested to begin with, and not in force:"] if proposed else []
    for one in proposed:
        lines += [
            "[[targets]]",
            f"metric = {written(one.metric)}",
            f"value = {written(one.value)}".ljust(44) + f"# {one.said}",
        ]
    if isinstance(week, dict):
        return project_toml({**fields, "calendar": "office"}, calendar_toml(week), targets=lines)
    return project_toml(fields, targets=lines)
