"""The project file of the demo company: its zone, its working hours, its settings and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskgauge.sources.demo_story import Story
from deskgauge.sources.demo_teams import RETURNS_LATER, WEEKS
from deskgauge.sources.demo_time import ZONE

NAME = "Brackenfold Outdoor"

_TEMPLATE = """\
# {name}: a made-up shop for mountain gear in Kraków, with a workshop in Kathmandu.
# Its files are in files/; what happens in them is told in the documentation, page "The demo company".

[company]
name = "{name}"
time_zone = "{zone}"
currency = "EUR"
language = "en"
calendar = "office"

{calendars}
# The calendar of the workshop, "kathmandu", comes with the data: files/calendars.csv.

[settings]
min_n = 10
min_n_survey = 30
min_n_agent = 10

[settings.first_response_target]
email = "24h"
web = "24h"
chat = "1m"
phone = "3m"
social = "12h"
messaging = "12h"

[settings.brand_words]  # the share of customers who should use each word
reliable = 0.4
friendly = 0.3
honest = 0.2
green = 0.1

[labels.request_type]  # the company's word = Deskgauge's word
repair = "technical"

[labels.role]  # whoever answers customers is an agent
lead = "agent"
quality = "agent"

{targets}"""

_TARGETS: tuple[tuple[str, float, str], ...] = (
    ("csat", 0.82, ""),
    ("csat", 0.75, 'team_id = "returns"'),
    ("first_response_within_target", 0.8, ""),
    ("first_contact_resolution", 0.7, ""),
    ("service_level", 0.8, ""),
    ("abandonment_rate", 0.05, ""),
    ("reopen_rate", 0.05, ""),
    ("repeat_contact_rate", 0.15, ""),
)


def project_file(story: Story) -> str:
    """Return the text of deskgauge.toml."""
    years = range(story.stage.first.year, story.stage.last.year + 1)
    new_year = [f"{year}-12-31 13:00-24:00" for year in years]
    calendars = [
        _calendar("office", WEEKS["office"], closed=new_year),
        _calendar("phones", WEEKS["phones"]),
        _calendar("returns", WEEKS["returns"]) + _changes(story),
        _calendar("evening", WEEKS["evening"]),
    ]
    targets = [f'[[targets]]\nmetric = "{metric}"\nvalue = {value}\n{more}\n' for metric, value, more in _TARGETS]
    return _TEMPLATE.format(
        name=NAME,
        zone=ZONE,
        calendars="\n".join(calendars),
        targets="\n".join(target.strip() + "\n" for target in targets),
    )


def _calendar(name: str, week: Mapping[str, Sequence[str]], closed: Sequence[str] = ()) -> str:
    lines = [f"[calendars.{name}]", f'time_zone = "{ZONE}"', *_days(week), 'holidays = "PL"']
    if closed:
        lines.append(f"closed = {_texts(closed)}")
    return "\n".join(lines) + "\n"


def _changes(story: Story) -> str:
    """Return the hours of the returns desk from the day of the new return rules on."""
    return "\n".join(["[[calendars.returns.changes]]", f'from = "{story.policy}"', *_days(RETURNS_LATER)]) + "\n"


def _days(week: Mapping[str, Sequence[str]]) -> list[str]:
    return [f"{day} = {_texts(spans)}" for day, spans in week.items()]


def _texts(texts: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"
