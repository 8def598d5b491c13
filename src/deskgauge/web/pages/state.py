"""The address of a page: read from a link, checked against what is there, and written into links again.

An address holds canonical texts by key; what is the default stands in no link. Values of a filter are ids with commas
between them, ``!`` before an id leaves it out, ``-`` stands for "not given"; a backslash takes the meaning from a sign
that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.metric import OURS
from deskgauge.catalogue.options import ANCHORS, CLOCKS, STATS
from deskgauge.catalogue.slices import DIMENSIONS, dimension
from deskgauge.errors import UsageError
from deskgauge.language import LANGUAGES, _
from deskgauge.model.named_periods import is_relative, named_period
from deskgauge.model.periods import GRAINS, parse_instant
from deskgauge.web.pages.address import AddressError, joined, parted

FILTERS: Mapping[str, str] = {
    "team": "team", "channel": "channel", "type": "request_type", "priority": "priority", "language": "language",
    "product": "product", "country": "country", "brand": "brand", "segment": "segment", "queue": "queue",
    "kind": "kind", "survey": "survey", "tag": "tag", "weekday": "weekday", "hour": "hour",
}  # fmt: skip
"""The keys that filter, and the dimension of each."""

KEYS_OF = {dimension_: key for key, dimension_ in FILTERS.items()}
PERIODS = ("28d", "7d", "90d", "month", "quarter", "year")
COMPARISONS = ("previous", "year", "target", "none")
NOT_GIVEN = "-"

DEFAULTS: Mapping[str, str] = {
    "period": "28d", "compare": "previous", "stat": "headline", "anchor": "", "definition": OURS, "as_of": "",
    "by": "", "grain": "", "sort": "", "page": "1", "view": "", "q": "", "lang": "", "theme": "", "calendar": "",
    "digits": "",
    **dict.fromkeys(FILTERS, ""),
}  # fmt: skip
"""What each key is where the address does not say; the clock's depends on the company's calendars."""

OF_PAGE = frozenset({"anchor", "definition", "by", "grain", "sort", "page", "view", "q"})
"""The keys that belong to one page, and stay behind on the way to another."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an address is checked against: the values of dimensions, "now" (local, naive), the week, the usual clock."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    now: datetime | None = None
    time_zone: str = "UTC"
    week_start: str = "monday"
    clock: str = "calendar"


@dataclass(frozen=True, slots=True)
class State:
    """One address: its path and what it says, canonical and without defaults; ``ignored`` are the keys not known."""

    path: str = "/"
    given: Mapping[str, str] = field(default_factory=dict)
    known: Known = field(default_factory=Known)
    ignored: tuple[str, ...] = ()

    def get(self, key: str) -> str:
        """Return what a key says, or its default."""
        if key == "clock":
            return self.given.get(key, self.known.clock)
        return self.given.get(key, DEFAULTS[key])

    def chosen(self, key: str) -> list[tuple[str, bool]]:
        """Return the values of a filter, each with whether it is left out."""
        return parted(self.given.get(key, ""))

    @property
    def page(self) -> int:
        """The page of a list, from 1."""
        return int(self.get("page"))

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions to break down by."""
        return tuple(name for name in self.get("by").split(",") if name)

    @property
    def filters(self) -> list[str]:
        """The filters that are set, in their order."""
        return [key for key in FILTERS if self.given.get(key)]

    # ------------------------------------------------------------------ links
    def link(self, path: str | None = None, /, **changes: str | int | None) -> str:
        """Return the address with changes, None for the default; keys of one page stay behind where the path is new."""
        kept = {key: text for key, text in self.given.items() if path in (None, self.path) or key not in OF_PAGE}
        if "page" not in changes:
            kept.pop("page", None)
        for key, value in changes.items():
            kept[key] = "" if value is None else str(value)
        query = {key: kept[key] for key in ORDER if kept.get(key) and kept[key] != self.default(key)}
        written = urlencode(query, quote_via=quote, safe="!,:.")
        return quote(path or self.path, safe="/") + (f"?{written}" if written else "")

    def with_value(self, key: str, value: str, *, out: bool = False) -> str:
        """Return the link that filters by one value alone, or leaves it out."""
        return self.link(**{key: joined([(value, out)])})

    def without_value(self, key: str, value: str) -> str:
        """Return the link without one of a filter's values."""
        return self.link(**{key: joined([one for one in self.chosen(key) if one[0] != value])})

    def without_filters(self) -> str:
        """Return the link with no filter set."""
        return self.link(**dict.fromkeys(FILTERS))

    def default(self, key: str) -> str:
        """Return what a key is where the address does not say."""
        return self.known.clock if key == "clock" else DEFAULTS[key]

    # ------------------------------------------------------------------ the question
    def span(self) -> tuple[datetime, datetime]:
        """Return the local midnights that the period begins and ends at."""
        return named_period(self.get("period"), self.known.now, self.known.week_start)

    @property
    def compare(self) -> str | None:
        """What the question is compared with: previous, year, target or nothing."""
        return None if self.get("compare") == "none" else self.get("compare")

    def where(self, but: str = "") -> str | None:
        """Return the filter expression, ``but`` without the filter of one key; None where nothing is filtered."""
        parts = [_condition(FILTERS[key], self.chosen(key)) for key in self.filters if key != but]
        return " AND ".join(part for part in parts if part) or None

    def question(self) -> dict[str, object]:
        """Return the parts of a question that the address decides, without metrics, dimensions and grain."""
        start, end = self.span()
        return {
            "from_": start,
            "to": end,
            "where": self.where(),
            "clock": self.get("clock"),
            "stat": self.get("stat"),
            "anchor": self.get("anchor") or None,
            "definition": self.get("definition"),
            "compare": self.compare,
            "as_of": self.get("as_of") or None,
        }


ORDER = ("period", "compare", *FILTERS, "clock", "stat", "anchor", "definition", "as_of", "by", "grain", "sort",
         "page", "view", "q", "lang", "theme", "calendar", "digits")  # fmt: skip


def parse(path: str, pairs: Iterable[tuple[str, str]], known: Known) -> State:
    """Read an address; raise AddressError for a value that is not there, with the nearest that are."""
    said: dict[str, str] = {}
    ignored: list[str] = []
    for key, text in pairs:
        if key not in ORDER:
            ignored.append(key)
        elif key in FILTERS and said.get(key) and text:
            said[key] += f",{text}"  # a form with several boxes ticked
        elif text:
            said[key] = text
    state = State(path, {}, known, tuple(dict.fromkeys(ignored)))
    plain = {key: text if key in FILTERS else text.strip() for key, text in said.items()}
    given = {key: _CHECKS[key](key, plain[key], known) for key in ORDER if plain.get(key)}
    return replace(state, given={key: text for key, text in given.items() if text != state.default(key)})


# ---------------------------------------------------------------------- checks, one for each kind of key
Check = Callable[[str, str, Known], str]


def _one_of(*names: str) -> Check:
    def check(key: str, text: str, _known: Known) -> str:
        if text not in names:
            raise AddressError(key, text, names)
        return text

    return check


def _period(key: str, text: str, known: Known) -> str:
    try:
        named_period(text, known.now or datetime(2000, 1, 1), known.week_start)
    except UsageError as error:
        raise AddressError(key, text, PERIODS, str(error)) from None
    return text.lower() if is_relative(text) else text.upper()


def _values(key: str, text: str, known: Known) -> str:
    dimension_ = FILTERS[key]
    found = list(dict.fromkeys(parted(text)))
    if "!" in text.split(","):  # the box "all but these" of a form
        found = [(value, True) for value, _out in found]
    listed = known.values.get(dimension_)
    for value, _out in found:
        if DIMENSIONS[dimension_].numeric:
            _one_of(*map(str, range(1, 8) if key == "weekday" else range(24)))(key, value, known)
        elif listed is not None and value != NOT_GIVEN and value not in listed:
            raise AddressError(key, value, listed)
    return joined(found)


def _dimensions(key: str, text: str, _known: Known) -> str:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in KEYS_OF and name not in FILTERS and name not in DIMENSIONS:
            raise AddressError(key, name, DIMENSIONS)
    return ",".join(dict.fromkeys(dimension(FILTERS.get(name, name)).id for name in names))


def _number(key: str, text: str, _known: Known) -> str:
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text)):
        raise AddressError(key, text, ("1",), _("{value} is no page; pages are counted from 1.", value=text))
    return str(int(text))


def _plain(key: str, text: str, _known: Known) -> str:
    if len(text) > 64 or not all(one.isalnum() or one in "-_.:" for one in text):
        raise AddressError(key, text, ())
    return text


def _sought(_key: str, text: str, _known: Known) -> str:
    return text[:100]  # what is looked for is only compared with texts


def _instant(key: str, text: str, known: Known) -> str:
    try:
        parse_instant(text, known.time_zone)
    except UsageError as error:
        raise AddressError(key, text, (), str(error)) from None
    return text


_CHECKS: Mapping[str, Check] = {
    "period": _period,
    "compare": _one_of(*COMPARISONS),
    **dict.fromkeys(FILTERS, _values),
    "clock": _one_of(*CLOCKS),
    "stat": _one_of(*STATS),
    "anchor": _one_of(*ANCHORS),
    "definition": _one_of(OURS, *PRESETS),
    "as_of": _instant,
    "by": _dimensions,
    "grain": _one_of(*GRAINS),
    "sort": _plain,
    "page": _number,
    "view": _plain,
    "q": _sought,
    "lang": _one_of(*LANGUAGES),
    "theme": _one_of("system", "light", "dark"),
    "calendar": _one_of("gregorian", "jalali"),
    "digits": _one_of("native", "latin"),
}


# ---------------------------------------------------------------------- filter expressions
def _condition(name: str, values: Sequence[tuple[str, bool]]) -> str:
    """Return the condition on one dimension: any of those chosen, and none of those left out."""
    chosen = [value for value, out in values if not out]
    left_out = [value for value, out in values if out]
    parts = []
    if chosen:
        parts.append(f"({' OR '.join(_any_of(name, chosen))})")
    if left_out:
        # What has no value is none of those left out.
        kept = f"{name} IS NOT NULL" if NOT_GIVEN in left_out else f"{name} IS NULL"
        listed = [value for value in left_out if value != NOT_GIVEN]
        without = f"NOT {name} IN ({_literals(name, listed)})" if listed else ""
        sign = " AND " if NOT_GIVEN in left_out else " OR "
        parts.append(f"({sign.join(part for part in (without, kept) if part)})")
    return " AND ".join(parts)


def _any_of(name: str, values: Sequence[str]) -> list[str]:
    listed = [value for value in values if value != NOT_GIVEN]
    found = [f"{name} IN ({_literals(name, listed)})"] if listed else []
    return [*found, f"{name} IS NULL"] if NOT_GIVEN in values else found


def _literals(name: str, values: Sequence[str]) -> str:
    if DIMENSIONS[name].numeric:
        return ", ".join(values)
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
