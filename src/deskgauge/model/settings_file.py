"""Reading deskgauge.toml: every value is checked, and all that is wrong is told at once."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path

from deskgauge.errors import NotFoundError, ProjectError, UsageError, suggest
from deskgauge.language import _
from deskgauge.model import vocabulary
from deskgauge.model.calendars import Calendar, read_calendar
from deskgauge.model.opening_hours import parse_date
from deskgauge.model.public_holidays import public_holidays
from deskgauge.model.settings import (
    BRAND_WORDS,
    FIRST_RESPONSE,
    PERFORMERS,
    SETTINGS,
    Settings,
    SettingSpec,
    Target,
    parse_duration,
)
from deskgauge.model.settings_values import READERS, text, weight, window

Table = Mapping[str, object]

_PLAIN = ("company", "settings", "scorecard", "store", "server", "smtp")
_SECTIONS = (*_PLAIN, "calendars", "targets", "labels")
_BELOW = (FIRST_RESPONSE, PERFORMERS, BRAND_WORDS)  # sections within [settings]
_TARGET_KEYS = ("metric", "value", "team_id", "channel", "priority", "from", "to")
_CHECKED_YEAR = 2025


def load_settings(path: Path) -> Settings:
    """Read a deskgauge.toml; raise ProjectError with everything that is wrong in it.

    A country whose holidays are not known is told where the list of holidays is needed, that is at the first
    use of the calendar, and here only beside other mistakes: loading that list would slow down every start.
    """
    problems: list[str] = []
    settings = settings_from_table(_table(path), problems)
    if problems:
        problems += unknown_holidays(settings)
        lines = "".join(f"\n  {problem}" for problem in dict.fromkeys(problems))
        raise ProjectError(_("{path} cannot be used as it is:", path=path) + lines)
    return settings


def settings_from_table(table: Table, problems: list[str]) -> Settings:
    """Build settings from the tables of a deskgauge.toml, adding what is wrong to ``problems``."""
    problems += [
        _("There is no section [{key}].", key=key) + suggest(key, _SECTIONS) for key in table if key not in _SECTIONS
    ]
    sections = {name: _section(table, name, problems) for name in _PLAIN}
    waits = _subtable(sections["settings"], "first_response_target", FIRST_RESPONSE, problems)
    words = _subtable(sections["settings"], "brand_words", BRAND_WORDS, problems)
    sections[PERFORMERS] = _subtable(sections["settings"], "top_performers", PERFORMERS, problems)
    values: dict[str, object] = {"brand_words": _shares(words, problems)}
    for name, section in sections.items():
        values |= _values(name, section, problems)
    settings = replace(Settings(), **values, first_response_target=_first_response(waits, problems))  # type: ignore[arg-type]  # each value was read by its kind
    if settings.baseline_from and settings.baseline_to and settings.baseline_to < settings.baseline_from:
        problems.append(
            _("settings.baseline_to: {baseline_to} is before baseline_from.", baseline_to=settings.baseline_to)
        )
    labels = _labels(_section(table, "labels", problems), problems)
    calendars = _calendars(_section(table, "calendars", problems), settings.time_zone, problems)
    targets = _targets(table.get("targets", []), labels, problems)
    return replace(settings, calendars=calendars, targets=targets, labels=labels)


def read_value(name: str, value: object) -> object:
    """Return one setting as Settings holds it, by its field; raise ValueError or UsageError with a sentence."""
    spec = next(one for one in SETTINGS if one.field == name)
    return READERS[spec.kind](value)


def unknown_holidays(settings: Settings) -> list[str]:
    """Return a sentence for each country of the calendars whose public holidays are not known."""
    problems: list[str] = []
    for name, calendar in settings.calendars.items():
        for code in sorted({code for version in calendar.versions for code in version.countries}):
            try:
                public_holidays(code, _CHECKED_YEAR)
            except NotFoundError as error:
                problems.append(f"calendars.{name}, holidays: {error}")
    return problems


def _table(path: Path) -> Table:
    try:
        # Editors of some systems put a byte-order mark before the first letter.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ProjectError(_("There is no {path}; `deskgauge init` writes one.", path=path)) from None
    except UnicodeDecodeError as error:
        raise ProjectError(
            _(
                "{path} is not written in UTF-8: {reason} at byte {start}.",
                path=path,
                reason=error.reason,
                start=error.start,
            )
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(_("{path} is no TOML: {error}.", path=path, error=error)) from None
    except OSError as error:
        raise ProjectError(_("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror)) from None


def _section(table: Table, name: str, problems: list[str]) -> Table:
    return _subtable(table, name, name, problems)


def _subtable(table: Table, key: str, name: str, problems: list[str]) -> Table:
    value = table.get(key, {})
    if isinstance(value, Mapping):
        return value
    problems.append(_("{name}: it is a section, [{name}], and no value such as {value}.", name=name, value=repr(value)))
    return {}


def _values(section: str, table: Table, problems: list[str]) -> dict[str, object]:
    """Read the values of a section by the kinds of its settings; return them by the fields of Settings."""
    specs = {spec.key: spec for spec in SETTINGS if spec.section == section}
    values: dict[str, object] = {}
    for key, value in table.items():
        if key in specs:
            try:
                values[specs[key].field] = READERS[specs[key].kind](value)
            except (ValueError, UsageError) as error:
                problems.append(f"{section}.{key}: {error}")
        elif f"{section}.{key}" not in _BELOW:
            problems.append(
                _("{section}: there is no setting {key}.", section=section, key=repr(key))
                + _hint(key, list(specs.values()))
            )
    return values


def _hint(key: str, specs: list[SettingSpec]) -> str:
    elsewhere = [spec.section for spec in SETTINGS if spec.key == key and spec.section not in _BELOW]
    if not elsewhere:
        return suggest(key, [spec.key for spec in specs])
    return " " + _("It belongs to [{section}].", section=elsewhere[0])


def _first_response(table: Table, problems: list[str]) -> Mapping[str, float]:
    """Lay the table over the defaults; false takes a channel's target away."""
    found = dict(Settings().first_response_target)
    for channel, value in table.items():
        where = f"{FIRST_RESPONSE}.{channel}"
        if channel not in vocabulary.CHANNELS:
            problems.append(f"{FIRST_RESPONSE}: {NotFoundError('channel', channel, vocabulary.CHANNELS)}")
        elif value is False:
            found.pop(channel, None)
        else:
            try:
                found[channel] = window(value)
            except ValueError as error:
                problems.append(f"{where}: {error}")
    return found


def _shares(table: Table, problems: list[str]) -> Mapping[str, float]:
    """Read what share of the customers is expected to use each word, the words in lower case."""
    found: dict[str, float] = {}
    for word, value in table.items():
        try:
            share = weight(value)
            if share > 1:
                raise ValueError(_("{value} is more than all; a share is 0 to 1.", value=value))
            found[word.strip().casefold()] = share
        except ValueError as error:
            problems.append(f"{BRAND_WORDS}.{word}: {error}")
    return found


def _calendars(table: Table, company_zone: str, problems: list[str]) -> Mapping[str, Calendar]:
    return {
        name: read_calendar(name, _subtable(table, name, f"calendars.{name}", problems), problems, company_zone)
        for name in table
    }


def _labels(table: Table, problems: list[str]) -> Mapping[str, Mapping[str, str]]:
    """Read [labels.<kind>]: what a company's labels stand for."""
    found: dict[str, Mapping[str, str]] = {}
    for kind in table:
        where = f"labels.{kind}"
        if kind not in vocabulary.WORDS:
            problems.append(f"labels: {NotFoundError('kind of label', kind, vocabulary.WORDS)}")
            continue
        own = {label: word for label, word in _subtable(table, kind, where, problems).items() if isinstance(word, str)}
        found[kind] = own
        problems += [
            _("{where}.{label}: it is no text.", where=where, label=label)
            for label in _subtable(table, kind, where, [])
            if label not in own
        ]
        known = vocabulary.words(kind)
        problems += [
            _("{where}: {word} is no word for it.", where=where, word=repr(word)) + suggest(word, known)
            for word in vocabulary.wrong_words(kind, own)
        ]
    return found


def read_targets(value: object, labels: Mapping[str, Mapping[str, str]], problems: list[str]) -> tuple[Target, ...]:
    """Read targets as [[targets]] has them, adding what is wrong to ``problems``."""
    return _targets(value, labels, problems)


def _targets(value: object, labels: Mapping[str, Mapping[str, str]], problems: list[str]) -> tuple[Target, ...]:
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        problems.append("targets: they are tables, [[targets]], each with a metric and a value.")
        return ()
    read = [_target(table, f"targets[{number}]", labels, problems) for number, table in enumerate(value, 1)]
    found = tuple(target for target in read if target is not None)
    _refuse_two_targets(found, problems)
    return found


def _target(table: Table, where: str, labels: Mapping[str, Mapping[str, str]], problems: list[str]) -> Target | None:
    before = len(problems)
    problems += [
        _("{where}: there is no key {key}.", where=where, key=repr(key)) + suggest(key, _TARGET_KEYS)
        for key in table
        if key not in _TARGET_KEYS
    ]
    texts = {key: _optional_text(table, key, where, problems) for key in ("metric", "team_id", "channel", "priority")}
    dates = {key: parse_date(table[key], f"{where}.{key}", problems) for key in ("from", "to") if key in table}
    start, end = dates.get("from"), dates.get("to")
    if start and end and end < start:
        problems.append(_("{where}: it ends on {end}, before it begins on {start}.", where=where, end=end, start=start))
    if "metric" not in table:
        problems.append(_('{where}: it names no metric, such as metric = "csat".', where=where))
    value = _target_value(table, where, problems)
    channel, priority = (_word(kind, texts[kind], labels, where, problems) for kind in ("channel", "priority"))
    if len(problems) > before:
        return None
    return Target(texts["metric"] or "", value, texts["team_id"], channel, priority, start, end)


def _optional_text(table: Table, key: str, where: str, problems: list[str]) -> str | None:
    if key not in table:
        return None
    try:
        return text(table[key])
    except ValueError as error:
        problems.append(f"{where}.{key}: {error}")
        return None


def _target_value(table: Table, where: str, problems: list[str]) -> float:
    """Read a number, or a length of time into seconds."""
    value = table.get("value")
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if value is None:
        problems.append(_("{where}: it has no value, such as value = 0.85.", where=where))
        return math.nan
    try:
        return parse_duration(value)
    except ValueError:
        problems.append(
            _(
                '{where}.value: {value} is neither a number nor a length of time such as "4h".',
                where=where,
                value=repr(value),
            )
        )
        return math.nan


def _word(
    kind: str, label: str | None, labels: Mapping[str, Mapping[str, str]], where: str, problems: list[str]
) -> str | None:
    """Return what a label of the company stands for, so that a target meets the facts."""
    own = labels.get(kind, vocabulary.NO_LABELS)
    if not vocabulary.is_known(kind, label, own):
        problems.append(f"{where}: {NotFoundError(kind, label or '', vocabulary.words(kind, own))}")
    return vocabulary.read(kind, label, own)


def _refuse_two_targets(targets: tuple[Target, ...], problems: list[str]) -> None:
    """Tell targets that say two things about the same days; one without an end gives way to a later one."""

    def of(target: Target) -> tuple[str, ...]:
        return tuple(str(part) for part in (target.metric, target.team_id, target.channel, target.priority))

    def start(target: Target) -> date:
        return target.from_date or date.min

    for key, group in groupby(sorted(targets, key=lambda target: (of(target), start(target))), key=of):
        for one, other in pairwise(group):
            if start(one) == start(other) or (one.to_date and one.to_date >= start(other)):
                words = " ".join(part for part in key if part != "None")
                problems.append(
                    _("targets: {words} has two targets for {start}.", words=words, start=start(other))
                    if other.from_date
                    else _("targets: {words} has two targets for the same days.", words=words)
                )
