"""The settings of a project: every default that a metric's definition names, declared once.

The dataclass below is the declaration: the reader of deskgauge.toml, the file that ``deskgauge init`` writes
and the documentation all go through ``SETTINGS``.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any

from deskgauge.language import _
from deskgauge.model.calendars import Calendar

FILE_NAME = "deskgauge.toml"
LANGUAGES = ("en", "sr", "zh", "fa", "ne", "pl")
CLOCK_TEAMS = ("current", "first")
REPLY_AGENTS = ("author", "ticket")
FIRST_RESPONSE = "settings.first_response_target"
PERFORMERS = "settings.top_performers"
BRAND_WORDS = "settings.brand_words"
FIRST_RESPONSE_TARGETS: Mapping[str, str] = {"email": "24h", "web": "24h", "chat": "1m", "phone": "3m", "social": "1h"}

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw])")
_IN_FACTS = (
    "name", "calendar", "calendars", "labels", "ignore_reopen_under", "inactive_after", "currency", "time_zone",
    "clock_team",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting: the section and key of deskgauge.toml, the field of Settings, kind, default as written, meaning.

    Kinds: text, names (a list of them), date, zone, currency, language, duration (0 or more), window (a duration above
    0), count (a whole number, 1 or more), weight (a number, 0 or more), weekday, store, port,
    accounts (the URL of a database), switch (true or false), address (of mail), addresses (a list of them), and those
    named after the one setting that takes its words.
    ``example`` is what the file of a new project shows where there is no default.
    """

    section: str
    key: str
    field: str
    kind: str
    default: str | int | tuple[str, ...] | None
    meaning: str
    example: str | tuple[str, ...] = ""

    @property
    def unit(self) -> str:
        """The unit of the value in Settings; empty for texts."""
        return {"duration": "seconds", "window": "seconds", "count": "rows"}.get(self.kind, "")


def parse_duration(value: object) -> float:
    """Return the seconds of ``3d``, ``2h``, ``1m``, ``20s``, ``1w`` or a number; raise ValueError with a sentence."""
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        if value < 0:
            raise ValueError(_("{value} is negative; a length of time is 0 or more.", value=value))
        return float(value)
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        return float(match[1]) * _SECONDS[match[2]]
    if isinstance(value, str) and _DURATION.fullmatch(value.strip().removeprefix("-")):
        raise ValueError(_("{value} is negative; a length of time is 0 or more.", value=repr(value)))
    raise ValueError(
        _(
            '{value} is no length of time; write "20s", "1m", "24h", "3d", "1w" or a number of seconds.',
            value=repr(value),
        )
    )


def _setting(
    section: str,
    kind: str,
    default: str | int | tuple[str, ...] | None,
    meaning: str,
    *,
    key: str = "",
    example: str | tuple[str, ...] = "",
) -> Any:  # noqa: ANN401  # a field stands for a value of its own type
    value = parse_duration(default) if kind in ("duration", "window") else default
    return field(default=value, metadata={"declared": (section, key, kind, default, meaning, example)})


def _default_first_response() -> Mapping[str, float]:
    return {channel: parse_duration(text) for channel, text in FIRST_RESPONSE_TARGETS.items()}


@dataclass(frozen=True, slots=True)
class Target:
    """A value to reach by a metric, for all or for one team, channel or priority, from and until days, both included.

    The value is in the metric's own unit: shares 0 to 1, durations in seconds.
    """

    metric: str
    value: float
    team_id: str | None = None
    channel: str | None = None
    priority: str | None = None
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a project says in its deskgauge.toml; durations are seconds."""

    name: str = _setting("company", "text", "My company", "the company's name, as it stands on reports")
    time_zone: str = _setting("company", "zone", "UTC", "the reporting zone: periods are cut in it; an IANA name")
    currency: str = _setting("company", "currency", "EUR", "the currency of all amounts shown, by ISO 4217")
    language: str = _setting("company", "language", "en", f"the language of pages: {', '.join(LANGUAGES)}")
    digits: str | None = _setting(
        "company", "digits", None, "digits on pages: native or latin; else as the language has it", example="latin"
    )
    dates: str | None = _setting(
        "company", "dates", None, "dates on Persian pages: jalali or gregorian; else jalali", example="gregorian"
    )
    calendar: str | None = _setting(
        "company",
        "text",
        None,
        "the working hours of whoever has none of their own: the name of a calendar",
        example="office",
    )
    backlog_after: float = _setting("settings", "duration", "3d", "an unsolved ticket older than this is backlog")
    review_every: float = _setting(
        "settings", "window", "2d", "an active ticket that no agent touched for this long is overdue for review"
    )
    repeat_window: float = _setting(
        "settings", "window", "7d", "another contact within this time is a repeat, and no first contact resolution"
    )
    conversion_window: float = _setting(
        "settings", "window", "7d", "an order within this time after a contact counts as its success"
    )
    deflection_window: float = _setting(
        "settings", "window", "24h", "self-service helped where no contact follows within this time"
    )
    service_level_within: float = _setting(
        "settings", "duration", "20s", "the service level counts calls answered within this time"
    )
    short_abandon: float = _setting(
        "settings", "duration", "5s", "a caller who gives up within this time is not counted as abandoned"
    )
    inactive_after: float = _setting(
        "settings", "window", "90d", "without contracts, a customer without an order for this long is lost"
    )
    baseline_from: date | None = _setting(  # noqa: RUF009  # a date cannot be changed
        "settings",
        "date",
        None,
        "the first day of the baseline, 100 of an index; else the data's first",
        example="2025-01-01",
    )
    baseline_to: date | None = _setting(  # noqa: RUF009  # a date cannot be changed
        "settings", "date", None, "the last day of the baseline; else its ninetieth", example="2025-03-31"
    )
    ignore_reopen_under: float = _setting(
        "settings", "duration", "0s", "a reopening this soon after the solve is not counted; 0s counts all"
    )
    min_n: int = _setting("settings", "count", 10, "below so many rows a share, mean or duration is marked too few")
    min_n_survey: int = _setting("settings", "count", 30, "the same for surveys")
    min_n_agent: int = _setting("settings", "count", 10, "the same for slices by agent")
    clock_team: str = _setting(
        "settings", "clock_team", "current", "whose hours a ticket's working clock follows: current team or first team"
    )
    reply_agent: str = _setting(
        "settings",
        "reply_agent",
        "author",
        "whose a reply is in slices by agent: author, or ticket for its agent",
    )
    week_start: str = _setting("settings", "weekday", "monday", "the first day of the week")
    profile: str | None = _setting(
        "scorecard", "text", None, "the kind of business whose starter set the scorecard shows", example="shop"
    )
    aims: tuple[str, ...] = _setting(
        "scorecard", "names", (), "what you want to be known for; its metrics are shown too", example=("fast", "warm")
    )
    scorecard_metrics: tuple[str, ...] = _setting(
        "scorecard", "names", (), "further metrics that the scorecard shows", key="metrics", example=("csat", "nps")
    )
    weight_first_contact: float = _setting(
        PERFORMERS, "weight", 1, "what first contact resolution weighs among the four", key="first_contact_resolution"
    )
    weight_csat: float = _setting(PERFORMERS, "weight", 1, "what customer satisfaction weighs", key="csat")
    weight_solved: float = _setting(PERFORMERS, "weight", 1, "what the tickets solved weigh", key="tickets_solved")
    weight_handle_time: float = _setting(PERFORMERS, "weight", 1, "what a short handle time weighs", key="handle_time")
    store_url: str = _setting(
        "store", "store", "duckdb", "duckdb (a file in data/ of the project) or the URL of a database", key="url"
    )
    server_host: str = _setting(
        "server",
        "text",
        "127.0.0.1",
        "where `deskgauge serve` listens; beyond this machine only with users",
        key="host",
    )
    server_port: int = _setting("server", "port", 8765, "the port it listens on", key="port")
    accounts_url: str | None = _setting(
        "server",
        "accounts",
        None,
        "where users and sessions are kept; else data/accounts.sqlite",
        example="postgresql://deskgauge@localhost/accounts",
    )
    secret_file: str = _setting(
        "server", "text", "server.key", "the file of the server's own secret, in data/ unless it is a whole path"
    )
    session_length: float = _setting("server", "window", "7d", "after this long one has to sign in again")
    session_idle: float = _setting("server", "window", "12h", "the same after this long without a request")
    smtp_host: str | None = _setting(
        "smtp", "text", None, "the mail server that `deskgauge report --to email` sends by", key="host",
        example="mail.example.com",
    )  # fmt: skip
    smtp_port: int = _setting("smtp", "port", 587, "its port", key="port")
    smtp_starttls: bool = _setting(
        "smtp", "switch", True, "whether the connection is made secure first", key="starttls"
    )
    smtp_user: str | None = _setting("smtp", "text", None, "who signs in there", key="user", example="reports")
    smtp_password_env: str = _setting(
        "smtp",
        "text",
        "DESKGAUGE_SMTP_PASSWORD",
        "the variable of the environment that holds the password",
        key="password_env",
    )
    smtp_from: str | None = _setting(
        "smtp", "address", None, "whom reports come from", key="from", example="reports@example.com"
    )
    smtp_to: tuple[str, ...] = _setting(
        "smtp", "addresses", (), "whom they go to", key="to", example=("support@example.com",)
    )
    first_response_target: Mapping[str, float] = field(default_factory=_default_first_response)
    brand_words: Mapping[str, float] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def with_targets(settings: Settings, further: Iterable[Target]) -> Settings:
    """Return the settings with further targets, for what they say nothing of themselves."""

    def of(target: Target) -> tuple[str | None, ...]:
        return (target.metric, target.team_id, target.channel, target.priority)

    said = {of(target) for target in settings.targets}
    return replace(settings, targets=settings.targets + tuple(one for one in further if of(one) not in said))


def _declared() -> tuple[SettingSpec, ...]:
    plain = []
    for one in fields(Settings):
        if "declared" in one.metadata:
            section, key, *rest = one.metadata["declared"]
            plain.append(SettingSpec(section, key or one.name, one.name, *rest))
    waits = (
        SettingSpec(FIRST_RESPONSE, channel, "first_response_target", "window", text, f"the first reply by {channel}")
        for channel, text in FIRST_RESPONSE_TARGETS.items()
    )
    return (*plain, *waits)


SETTINGS: tuple[SettingSpec, ...] = _declared()
"""Every setting with a default, in the order of the file."""


def fingerprint(settings: Settings) -> str:
    """Return a hash of all settings that facts depend on.

    All others only mark, name, cut or judge what is computed from facts. Lists of public holidays and
    of time zones are not part of it: an update of theirs is taken up with the next import.
    """
    kept = {one.name: getattr(settings, one.name) for one in fields(settings) if one.name in _IN_FACTS}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a setting holds {value!r}, which has no fixed text")
