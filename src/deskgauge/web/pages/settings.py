"""Settings: what is in force as deskgauge.toml says it, read only, and the ways to users, tokens and the own look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from deskgauge.language import N_, _
from deskgauge.model.settings import FILE_NAME, SETTINGS, Settings, SettingSpec
from deskgauge.report.dates import format_date
from deskgauge.report.durations import format_duration
from deskgauge.report.export import Sheet
from deskgauge.report.format import format_target
from deskgauge.web.pages.bar import Option
from deskgauge.web.pages.page import Page, Shown

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View

SECTIONS: Mapping[str, str] = {
    "company": N_("Company"), "settings": N_("Rules of counting"), "scorecard": N_("Scorecard"),
    "settings.first_response_target": N_("How long a first reply may take"),
    "settings.top_performers": N_("What weighs how much in Top performers"),
    "store": N_("Where the data are kept"), "server": N_("Server"), "smtp": N_("Mail"),
}  # fmt: skip
"""The sections of the file with a heading each."""

OF_ADMIN = ("store", "server", "smtp")
"""Sections that only who manages the project sees: addresses of servers stand in them."""


@dataclass(frozen=True, slots=True)
class Set:
    """One setting: its name in the file, its value written, what it means, whether it is the usual one."""

    name: str
    value: str
    meaning: str
    is_usual: bool


def show(view: View) -> Shown:
    """Return the settings in force."""
    settings = view.settings
    sections = [(section, _(title), _section(view, section)) for section, title in SECTIONS.items()
                if section not in OF_ADMIN or view.viewer.may("manage")]  # fmt: skip
    values = {
        "sections": [(section, title, rows) for section, title, rows in sections if rows],
        "targets": [_target(view, one) for one in settings.targets],
        "calendars": [(name, len(one.versions)) for name, one in settings.calendars.items()],
        "labels": [(kind, label, word) for kind, words in settings.labels.items() for label, word in words.items()],
        "file": FILE_NAME,
        "ways": _ways(view),
    }
    sub = _("As they stand in {file} of the project. A change there is in force with the next look.", file=FILE_NAME)
    return Shown("settings.html", values, sub=sub, sheets=lambda: [_sheet(sections)])


def _section(view: View, section: str) -> list[Set]:
    return [
        Set(f"{one.section}.{one.key}", _written(view, one), _(one.meaning), _value(view.settings, one) == _usual(one))
        for one in SETTINGS
        if one.section == section
    ]


def _value(settings: Settings, one: SettingSpec) -> object:
    value = getattr(settings, one.field)
    return value.get(one.key) if isinstance(value, Mapping) else value


def _usual(one: SettingSpec) -> object:
    return _value(Settings(), one)


def _written(view: View, one: SettingSpec) -> str:
    value, language = _value(view.settings, one), view.words.language
    if value is None or value == ():
        return _("not set")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return format_date(datetime(value.year, value.month, value.day), language)
    if one.kind in ("duration", "window"):
        return format_duration(float(str(value)), language)
    if one.kind == "count" and isinstance(value, int):
        return view.words.count(value).text
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return text.rpartition("@")[2] if one.field.endswith("_url") else text  # never what signs in at a database


def _target(view: View, one: object) -> tuple[str, str, str, str]:
    """Return a target: its metric, the metric's page, what it is for, its value."""
    from deskgauge.model.settings import Target

    assert isinstance(one, Target)  # noqa: S101 - told to the type checker
    metric = view.metrics[one.metric]
    parts = (("team", one.team_id), ("channel", one.channel), ("priority", one.priority))
    of = ", ".join(view.name_of(dimension, value) for dimension, value in parts if value is not None)
    value = format_target(one.value, metric.unit, view.words.language, currency=view.words.currency)
    side = {"up": "≥ ", "down": "≤ "}.get(metric.better, "")
    return _(metric.title), view.metric_link(metric.id), of or _("all"), side + value


def _ways(view: View) -> list[Option]:
    """Return the pages that settings are changed on, as far as the viewer may open them."""
    viewer = view.viewer
    found = []
    if viewer.may("manage"):
        found += [Option(_("Users"), "/settings/users"), Option(_("Who took what away"), "/settings/audit")]
    if viewer.user_id is not None:
        found += [Option(_("Tokens"), "/settings/tokens"), Option(_("Password"), "/settings/password")]
    return found


def _sheet(sections: Sequence[tuple[str, str, Sequence[Set]]]) -> Sheet:
    rows = [
        {"setting": one.name, "value": one.value, "meaning": one.meaning} for _s, _t, own in sections for one in own
    ]
    return Sheet("Settings", ("setting", "value", "meaning"), rows, {})


PAGE = Page(id="settings", path="/settings", title=N_("Settings"), show=show, nav="trust", order=99, uses=(),
            needs_data=False)  # fmt: skip
