"""The deskgauge.toml of a new project: every setting with its default and what it means."""

from __future__ import annotations

from deskgauge.model.settings import FIRST_RESPONSE, SETTINGS, SettingSpec

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


def _line(spec: SettingSpec) -> str:
    """Write one setting; those of the company stand as they are, the others as comments."""
    value = (
        '"office"' if spec.default is None else f'"{spec.default}"' if isinstance(spec.default, str) else spec.default
    )
    mark = "" if spec.section == "company" and spec.default is not None else "# "
    return f"{mark}{spec.key} = {value}".ljust(34) + f"# {spec.meaning}\n"


def _section(name: str) -> str:
    note = "# Any channel may have one; false takes one away. On the business clock it is working time.\n"
    head = f"[{name}]\n" + (note if name == FIRST_RESPONSE else "")
    return head + "".join(_line(spec) for spec in SETTINGS if spec.section == name)


DEFAULT_TOML = "\n".join(
    (
        _HEAD,
        _section("company"),
        _CALENDAR,
        _section("settings"),
        _section(FIRST_RESPONSE),
        _section("store"),
        _TARGETS,
        _LABELS,
    )
)
