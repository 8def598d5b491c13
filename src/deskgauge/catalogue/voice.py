"""Kinds that put answers together: stages of an experience, three scores in one, words, and rivals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import ClassVar

from deskgauge import stats
from deskgauge.catalogue.kinds import Account, Base, Slice, count_where, moments, share
from deskgauge.catalogue.options import Asked, Reading
from deskgauge.catalogue.parts import Cells, Cross, Figure, Part, Scan, Value
from deskgauge.catalogue.population import Population


@dataclass(frozen=True, slots=True)
class GroupMean(Base):
    """The mean over groups of each group's mean, so that a group with many rows weighs no more than another.

    ``groups`` are the values of ``column`` that count; those without rows are named in the note.
    """

    INTERVAL: ClassVar[str] = "Student's t from the groups' own variances, degrees of freedom after Satterthwaite"
    score: str = "NULL"
    column: str = "NULL"
    groups: tuple[str, ...] = ()

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        at, of = self.time(reading), self.population.counted
        return {
            name: Scan(self.frame, at, dict(moments(self.score, of(f"{self.column} = '{name}'"))))
            for name in self.groups
        }

    def value(self, cells: Cells, reading: Reading) -> Value:
        found = {
            name: (mean, cells.maybe(name, "spread") or 0.0, cells.count(name, "n"))
            for name in self.groups
            if (mean := cells.maybe(name, "mean")) is not None
        }
        there = list(found.values())
        if not there:
            return Value(None, 0)
        value = fmean(mean for mean, _, _ in there)
        low, high = _interval(value, there)
        missing = [name for name in self.groups if name not in found]
        note = f"no answers for {', '.join(missing)}" if missing else None
        return Value(value, sum(n for _, _, n in there), low, high, note=note)


def _interval(value: float, groups: Sequence[tuple[float, float, int]]) -> tuple[float | None, float | None]:
    """Return the t interval of the mean of group means; none where a group has a single row."""
    if any(n < 2 for _, _, n in groups):
        return None, None
    parts = [(spread * spread / n, n) for _, spread, n in groups]
    variance = sum(part for part, _ in parts)
    if variance <= 0:
        return value, value
    freedom = variance**2 / sum(part**2 / (n - 1) for part, n in parts)
    arm = stats.t_quantile(0.975, freedom) * math.sqrt(variance) / len(groups)
    return value - arm, value + arm


@dataclass(frozen=True, slots=True)
class Together(Base):
    """The mean of the values of several kinds, each brought to 0..100, where each rests on min_n_survey answers.

    ``members`` map a name to a kind and to (a, b): the value counts as a + b times it.
    """

    members: Mapping[str, tuple[Base, tuple[float, float]]] = field(default_factory=dict)

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {name: kind.parts(reading)["rows"] for name, (kind, _) in self.members.items()}

    def accounts(self, reading: Reading) -> tuple[Account, ...]:
        return tuple(one for kind, _ in self.members.values() for one in kind.accounts(reading))

    def value(self, cells: Cells, reading: Reading) -> Value:
        values = {
            name: kind.value(Cells({"rows": cells.now.get(name, {})}), reading)
            for name, (kind, _) in self.members.items()
        }
        n = min(one.n for one in values.values())
        few = [name for name, one in values.items() if one.n < reading.settings.min_n_survey or one.value is None]
        if few:
            note = f"too few answers for {', '.join(few)}" if any(one.n for one in values.values()) else None
            return Value(None, n, note=note)
        scaled = [a + b * float(values[name].value or 0) for name, (_, (a, b)) in self.members.items()]
        return Value(fmean(scaled), n)

    def there(self, value: Value) -> bool:
        """Keep a slice that has some of the scores: its note says which are missing."""
        return bool(value.n or value.note)


WORDS = Scan("brand_words", "answered_at", {"k": Figure("distinct", "invalid_reason IS NULL", "respondent")})
RESPONDENTS = Scan(
    "brand_answers", "answered_at", {"n": Figure("distinct", "invalid_reason IS NULL AND has_word", "respondent")}
)
WORDLESS: Account = ("brand_answers", "answered_at", Population("TRUE", (("no_score", "NOT has_word"),)))


@dataclass(frozen=True, slots=True)
class WordShare(Base):
    """The share of respondents who use each word; it carries the dimension by itself."""

    INTERVAL: ClassVar[str] = "Wilson's score interval"

    @property
    def carries(self) -> tuple[str, ...]:
        return ("word",)

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {"words": WORDS, "all": RESPONDENTS}

    def accounts(self, reading: Reading) -> tuple[Account, ...]:
        return (WORDLESS,)

    def value(self, cells: Cells, reading: Reading) -> Value:
        return share(cells.count("words", "k"), cells.count("all", "n"))

    def there(self, value: Value) -> bool:
        return bool(value.value)


@dataclass(frozen=True, slots=True)
class WordMatch(Base):
    """The cosine of the shares of words observed and expected: 1 in proportion, 0 with none in common."""

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return {"words": Cross(WORDS.frame, WORDS.at, ("word",), WORDS.aggregates), "all": RESPONDENTS}

    def accounts(self, reading: Reading) -> tuple[Account, ...]:
        return (WORDLESS,)

    def value(self, cells: Cells, reading: Reading) -> Value:
        n, expected = cells.count("all", "n"), reading.settings.brand_words
        if not any(expected.values()):
            return Value(None, n, note="say in [settings.brand_words] which words you expect")
        found = {str(word): float(str(k)) for word, k in cells.groups("words") if k}
        if not found:
            return Value(None, n)
        both = math.fsum(found.get(word, 0.0) * wanted for word, wanted in expected.items())
        return Value(both / math.hypot(*found.values()) / math.hypot(*expected.values()), n)


@dataclass(frozen=True, slots=True)
class Gap(Base):
    """Our own value less a competitor's published one, of the same metric over the same published period.

    A score belongs to the period in which its published period begins; of several the differences are averaged.
    Theirs are taken as exact: the interval is that of our own value, shifted. ``rank`` is our own place among all.
    """

    INTERVAL: ClassVar[str] = "that of our own value; the competitor's is taken as exact"

    @property
    def carries(self) -> tuple[str, ...]:
        return ("company", "measure")

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        cells = {"n": count_where(counted), "value": Figure("mean", counted, "value")}
        return {"scores": Cross(self.frame, self.at, ("metric", "from_at", "to_at"), cells)}

    def value(self, cells: Cells, reading: Reading) -> Value:
        found, _, _ = _gap(cells, reading)
        return found

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        place = dimensions.index("measure")
        gaps = {slice_: _gap(one, reading) for slice_, one in cells.items()}
        found = {}
        for slice_, (value, theirs, better) in gaps.items():
            rivals = [one[1] for other, one in gaps.items() if other[place] == slice_[place] and one[1] is not None]
            own = value.more.get("own")
            if theirs is None or not isinstance(own, float) or better == "neither":
                found[slice_] = value
                continue
            ahead = sum(one > own if better == "up" else one < own for one in rivals)
            found[slice_] = replace(value, more={**value.more, "rank": ahead + 1, "among": len(rivals) + 1})
        return found

    def there(self, value: Value) -> bool:
        return bool(value.more)


def _gap(cells: Cells, reading: Reading) -> tuple[Value, float | None, str]:
    """Return a slice's value, the competitor's own, and which way is good."""
    scores = [one for one in cells.groups("scores") if one[3]]
    if not scores:
        return Value(None, 0), None, "neither"
    theirs = [float(str(one[4])) for one in scores]
    asked = [None if reading.ask is None else reading.ask(str(one[0]), one[1], one[2]) for one in scores]  # type: ignore[arg-type]  # the columns of published_periods are instants
    more = {"own": None, "theirs": fmean(theirs), "rank": None, "among": None}
    pairs = [
        (one, rival)
        for one, rival in zip(asked, theirs, strict=True)
        if isinstance(one, Asked) and one.value.value is not None
    ]
    if not pairs:
        unknown = all(one is None for one in asked)
        note = f"nothing here is called {scores[0][0]}, or no data for it" if unknown else "no value of our own"
        return Value(None, 0, note=note, more=more), fmean(theirs), "neither"
    own, rivals = [float(one.value.value or 0) for one, _ in pairs], fmean(rival for _, rival in pairs)
    only = pairs[0][0].value if len(pairs) == 1 else None
    low, high = (None, None) if only is None or only.low is None or only.high is None else (only.low, only.high)
    value = Value(
        fmean(own) - rivals,
        sum(one.value.n for one, _ in pairs),
        None if low is None else low - rivals,
        None if high is None else high - rivals,
        more={**more, "own": fmean(own), "theirs": rivals},
    )
    return value, rivals, pairs[0][0].better
