"""The deskgauge.toml of a new project: every setting with its default and what it means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from deskgauge.model.settings import BRAND_WORDS, FIRST_RESPONSE, PERFORMERS, SETTINGS, SettingSpec

_HEAD = """\
# The settings of this project. Lines that begin with # are examples and defaults; take the # away to set them.
# Lengths of time are written "20s", "1m", "24h", "3d", "1w", or as a number of seconds.
"""

_CALENDAR = """\
# Working hours. Business durations are measured on them and do not exist without them.
# [calendars.office]
# time_zone = "Europe/Warsaw"
# mon = ["09:00-17:00"]                       # any number of spans; "22:00-06:00" runs past midnight
# tue = ["09:00-13:00", "14:00-17:00"]
# wed = ["09:00-17:00"]                       # a day left out is closed
# holidays = "PL"                             # a country, a part of one ("DE-BY"), or a list of dates
# closed = ["2026-12-24", "2026-12-31 13:00-24:00"]
# [[calendars.office.changes]]                # other hours from a day on, the whole week anew; the rest stays
# from = "2027-01-01"
# mon = ["08:00-16:00"]
"""

_TARGETS = """\
# Targets: any number; team_id, channel, priority, from and to (the last day) are optional.
# [[targets]]
# metric = "csat"
# value = 0.85                                # in the metric's unit: a share from 0 to 1, seconds or "4h"
# team_id = "billing"
"""

_LABELS = """\
# What your own words stand for, where they are not understood: `deskgauge check` lists those.
# [labels.status]
# "With the customer" = "pending"
# [labels.request_type]
# "Where is my parcel" = "shipping"
"""


_SCORECARD = """\
# Without any of these the scorecard shows every metric that the data allow; so it does with --all.
# `deskgauge init --list-profiles` lists the profiles and the aims, each with its metrics and why.
"""

_BRAND_WORDS = f"""\
# Which words you expect your customers to use for you, each with the share of them that should.
# [{BRAND_WORDS}]
# friendly = 0.5
# reliable = 0.4
"""

_NOTES = {
    PERFORMERS: "# Weights of the four parts of top_performers: 2 counts twice, 0 leaves a part out.\n",
    FIRST_RESPONSE: "# Any channel may have one; false takes one away. On the business clock it is working time.\n",
    "scorecard": _SCORECARD,
}
_PLAIN = ("company", "settings", FIRST_RESPONSE, PERFORMERS, "scorecard", "store", "server", "smtp")


def project_toml(
    said: Mapping[str, object] | None = None, calendar: str = _CALENDAR, targets: Sequence[str] = ()
) -> str:
    """Return the deskgauge.toml of a new project.

    ``said`` are values by the fields of Settings: those stand in force, every other one is a comment with its
    default. ``calendar`` is the text of the working hours; ``targets`` are lines that are added as comments.
    """
    found = {name: _section(name, said or {}) for name in _PLAIN}
    proposed = "".join(f"# {line}".rstrip() + "\n" for line in targets)
    sections = [_HEAD, found["company"], calendar, found["settings"], found[FIRST_RESPONSE]]
    sections += [found[PERFORMERS], _BRAND_WORDS, found["scorecard"]]
    return "\n".join((*sections, found["store"], found["server"], found["smtp"], _TARGETS + proposed, _LABELS))


def calendar_toml(week: Mapping[str, Sequence[str]]) -> str:
    """Return the text of the calendar "office" with these spans by day, and what else one may say of it."""
    days = "".join(f"{day} = {written(tuple(spans))}\n" for day, spans in week.items())
    more = "\n".join(line for line in _CALENDAR.splitlines() if line.startswith(("# holidays", "# closed")))
    return f"# Working hours: business durations are measured on them.\n[calendars.office]\n{days}{more}\n"


def written(value: object) -> str:
    """Return a text, a number, true or false, or a list of texts as TOML."""
    if isinstance(value, str):
        # A JSON string is a TOML basic string but for the one control character that JSON lets through.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(written, value))}]"
    return str(value)


def _line(spec: SettingSpec, said: Mapping[str, object]) -> str:
    """Write one setting; what was said and the company's own stand as they are, the others as comments."""
    stands = spec.field in said or (spec.section == "company" and spec.default is not None)
    value = said.get(spec.field, spec.example or spec.default)
    return f"{'' if stands else '# '}{spec.key} = {written(value)}".ljust(34) + f"  # {spec.meaning}\n"


def _section(name: str, said: Mapping[str, object]) -> str:
    lines = (_line(spec, said) for spec in SETTINGS if spec.section == name)
    return f"[{name}]\n{_NOTES.get(name, '')}{''.join(lines)}"


DEFAULT_TOML = project_toml()
