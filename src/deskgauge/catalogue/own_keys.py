"""The keys of a company's own metric, declared once: the reader, its messages and the documentation go through KEYS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from deskgauge.catalogue.metric import DIRECTIONS, GROUPS
from deskgauge.catalogue.options import QUANTILES
from deskgauge.model.settings import LANGUAGES
from deskgauge.model.tables import TABLES

KINDS: Mapping[str, str] = {
    "count": "how many rows",
    "share": "the rows that are a hit, among the rows counted",
    "ratio": "the sum of a value, divided by the sum of another one or by the number of rows",
    "mean": "the mean of a value",
    "duration": "a length of time, with median, mean, p90 and p95",
    "sum": "the sum of a value",
    "distinct": "how many different values",
    "level": "how many rows stand at the period's end: entered before it and not left before it",
}
"""The kinds that an own metric can be of, and what each gives."""

UNITS_OF: Mapping[str, tuple[str, ...]] = {
    "count": ("count",),
    "share": ("share",),
    "ratio": ("ratio", "money"),
    "mean": ("score", "ratio", "money"),
    "duration": ("duration",),
    "sum": ("count", "money"),
    "distinct": ("count",),
    "level": ("count",),
}
"""The units that a kind's values can have, its own first."""

STATS = ("mean", *QUANTILES)


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it holds, which kinds have it (none named: all) and which of them need it, what it says.

    Held are: words (a text, or one for each language), text, name (one of ``known``), names, number (whole, 1 or
    more), flag, truth, numeric, anything and instant (expressions over one row), column (an instant's), truths (a
    table of reasons), target, targets.
    """

    name: str
    holds: str
    meaning: str
    kinds: tuple[str, ...] = ()
    needed: bool = False
    default: str = ""
    known: tuple[str, ...] = ()

    def fits(self, kind: str) -> bool:
        """Say whether a metric of this kind has the key."""
        return not self.kinds or kind in self.kinds


_DATED = tuple(kind for kind in KINDS if kind != "level")
_UNITS = tuple(dict.fromkeys(unit for units in UNITS_OF.values() for unit in units))
_SPANS = ("duration", "level")
_LANGUAGES = ", ".join(LANGUAGES)

KEYS: tuple[Key, ...] = (
    Key("title", "words", f"its name on pages; a text, or a table of one by language ({_LANGUAGES})", needed=True),
    Key("text", "words", "its definition in words, one or more sentences; a text or a table like title", needed=True),
    Key("kind", "name", "what is computed", needed=True, known=tuple(KINDS)),
    Key("fact", "name", "what a row is: tickets, calls, surveys, …", needed=True),
    Key("at", "column", "the instant that places a row in a period", _DATED, needed=True),
    Key("condition", "truth", "which rows it is about", default="all rows"),
    Key("excluded", "truths", "rows that it is about and that do not count, by reason; they are counted and told"),
    Key("with_invalid", "flag", "count spam, deleted and merged tickets too", default="false"),
    Key("hit", "truth", "which counted rows are a hit; where it is unknown, the row is none", ("share",), needed=True),
    Key("hit_working", "truth", "the same on the business clock", ("share",)),
    Key(
        "value", "numeric", "what is added up, averaged or, for distinct, told apart; a row without it does not count",
        ("ratio", "mean", "sum", "distinct"), needed=True,
    ),
    Key("per", "numeric", "the value whose sum it is divided by", ("ratio",), default="1 for each row"),
    Key("from", "instant", "when the time begins; for a level, when a row enters", _SPANS),
    Key("to", "instant", "when it ends; for a level, when a row leaves", _SPANS),
    Key("open", "truth", "rows whose time has not ended yet", ("duration",), default="those without a to"),
    Key("seconds", "numeric", "the time in seconds, in the place of from and to", ("duration",)),
    Key(
        "seconds_working", "numeric", "the same on the business clock", ("duration",),
        default="from from and to, where the fact has their readings of the working clock",
    ),
    Key("headline", "name", "the statistic shown first", ("duration",), default="median", known=STATS),
    Key("unit", "name", "the unit of its values", default="that of its kind; a sum needs it", known=_UNITS),
    Key("direction", "name", "which way is good", default="neither", known=DIRECTIONS),
    Key("target", "target", "the value to reach, for all; a number in its unit, or a length of time such as \"4h\""),
    Key("targets", "targets", "targets with team_id, channel, priority, from and to, as in deskgauge.toml"),
    Key("group", "name", "the group that it stands in", default="own", known=tuple(GROUPS)),
    Key("needs", "names", "tables without which there is no answer", default="those of its fact", known=tuple(TABLES)),
    Key("pairs", "names", "metrics to read it with, which show what it costs to improve it alone"),
    Key("survey", "flag", "it rests on answers and is judged by min_n_survey", default="false"),
    Key("min_n", "number", "below so many rows it is marked too few", default="the project's"),
    Key("why", "words", "what a reader learns from it; a text or a table like title"),
    Key("source", "text", "who defines it so", default="own"),
    Key("version", "text", "to be raised where the definition changes; answers print it", default="1"),
)  # fmt: skip
"""Every key, in the order of the documentation."""
