"""Agents set against each other: four figures of each, fair to those with few tickets, with rank and reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, stdev
from typing import ClassVar

from deskgauge.catalogue.kinds import Base, Slice
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Part, Value
from deskgauge.shrinkage import Drawn, Sample, Standing, shrunk, standings
from deskgauge.stats import Z95

TOO_FEW = "too few tickets solved to rank"
ALONE = "nobody to compare with"
NO_RANK: Mapping[str, object] = dict.fromkeys(("rank", "rank_low", "rank_high", "top3_share", "reasons"))
TELLING = 0.2  # a part is named as a reason from this many standard deviations on


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _count(value: float) -> str:
    return f"{value:.0f}"


def _minutes(value: float) -> str:
    return f"{value / 60:.1f} min"


@dataclass(frozen=True, slots=True)
class Component:
    """One of the four figures: where its cells are, which way is good, its words for better and worse.

    ``kind`` is share (cells k, n), count (n: Poisson) or mean (n, mean, spread).
    """

    part: str
    kind: str
    weight: str  # the setting
    words: tuple[str, str]
    shown: Callable[[float], str]
    sign: int = 1
    k: str = "k"
    n: str = "n"

    def sample(self, cells: Cells, group: str) -> Sample:
        """Return an agent's figure."""
        n = cells.count(self.part, self.n)
        if self.kind == "count":
            return Sample(float(n), 1.0, group)
        if not n:
            return Sample(None, 0.0, group)
        if self.kind == "share":
            return Sample(cells.count(self.part, self.k) / n, float(n), group)
        return Sample(cells.maybe(self.part, "mean"), float(n), group)

    def unit(self, cells: Sequence[Cells]) -> Callable[[float], float]:
        """Return the variance of a figure of size 1 as a function of its group's mean."""
        if self.kind == "share":
            return lambda centre: centre * (1 - centre)
        if self.kind == "count":
            return lambda centre: centre
        freedoms = [max(0, one.count(self.part, self.n) - 1) for one in cells]
        squares = sum(f * (one.maybe(self.part, "spread") or 0.0) ** 2 for f, one in zip(freedoms, cells, strict=True))
        within = squares / sum(freedoms) if sum(freedoms) else 0.0
        return lambda _: within


COMPONENTS = (
    Component(
        "solved", "share", "weight_first_contact", ("more solved first time", "less solved first time"), _percent,
        k="first", n="followed",
    ),
    Component("csat", "share", "weight_csat", ("more satisfied customers", "fewer satisfied customers"), _percent),
    Component("solved", "count", "weight_solved", ("more tickets solved", "fewer tickets solved"), _count),
    Component("time", "mean", "weight_handle_time", ("quicker", "slower"), _minutes, sign=-1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scored:
    """One component over all agents compared: standardised and shrunk values, the raw ones, their mean."""

    values: list[Drawn]
    raw: list[float | None]
    centre: float


def scored(component: Component, cells: Sequence[Cells], groups: Sequence[str]) -> Scored:
    """Return a component's values in standard deviations of the raw figures, high is good; 0 where all are alike."""
    samples = [component.sample(one, group) for one, group in zip(cells, groups, strict=True)]
    raw = [one.value for one in samples]
    there = [value for value in raw if value is not None]
    spread = stdev(there) if len(there) > 1 else 0.0
    centre = mean(there) if there else 0.0
    if spread <= 0:
        return Scored([Drawn(0.0, 0.0)] * len(samples), raw, centre)
    pulled = shrunk(samples, component.unit(cells))
    values = [Drawn(component.sign * (one.value - centre) / spread, one.variance / spread**2) for one in pulled]
    return Scored(values, raw, centre)


@dataclass(frozen=True, slots=True)
class Performers(Base):
    """Each agent's weighted mean of the standardised components; the parts are given, by the components' names."""

    INTERVAL: ClassVar[str] = "normal, from the variance that is left after shrinking"
    made_of: Mapping[str, Part] | None = None

    @property
    def carries(self) -> tuple[str, ...]:
        return ("agent",)

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        return self.made_of or {}

    def value(self, cells: Cells, reading: Reading) -> Value:
        return Value(None, cells.count("solved", "n"), note=ALONE, more=NO_RANK)

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        place = dimensions.index("agent")
        found: dict[Slice, Value] = {}
        compared: dict[Slice, list[Slice]] = {}
        for slice_, one in cells.items():
            found[slice_] = Value(None, one.count("solved", "n"), note=TOO_FEW, more=NO_RANK)
            if slice_[place] is None:
                found[slice_] = Value(None, 0)
            elif one.count("solved", "n") >= reading.settings.min_n_agent:
                compared.setdefault(slice_[:place] + slice_[place + 1 :], []).append(slice_)
        for slices in compared.values():
            slices.sort(key=lambda slice_: str(slice_[place]))
            found |= zip(slices, ranked([cells[slice_] for slice_ in slices], reading), strict=True)
        return found


def ranked(cells: Sequence[Cells], reading: Reading) -> list[Value]:
    """Return the values of agents that are compared with each other, in their order."""
    sizes = [one.count("solved", "n") for one in cells]
    if len(cells) < 2:
        return [Value(None, n, note=ALONE, more=NO_RANK) for n in sizes]
    groups = [str(one.now["solved"].get("team")) for one in cells]
    parts = [scored(component, cells, groups) for component in COMPONENTS]
    weights = [float(getattr(reading.settings, component.weight)) for component in COMPONENTS]
    whole = sum(weights)
    if whole <= 0:
        return [Value(None, n, note="all weights are 0", more=NO_RANK) for n in sizes]
    shares = [weight / whole for weight in weights]
    scores = [
        Drawn(
            sum(share * part.values[i].value for share, part in zip(shares, parts, strict=True)),
            sum(share**2 * part.values[i].variance for share, part in zip(shares, parts, strict=True)),
        )
        for i in range(len(cells))
    ]
    return [
        _value(score, n, standing, reasons(parts, shares, i))
        for i, (score, n, standing) in enumerate(zip(scores, sizes, standings(scores), strict=True))
    ]


def _value(score: Drawn, n: int, standing: Standing, why: str) -> Value:
    arm = Z95 * score.variance**0.5
    more = {
        "rank": standing.rank, "rank_low": standing.low, "rank_high": standing.high, "top3_share": standing.top_share,
        "reasons": why,
    }  # fmt: skip
    return replace(Value(score.value, n, score.value - arm, score.value + arm), more=more)


def reasons(parts: Sequence[Scored], shares: Sequence[float], agent: int) -> str:
    """Return in words what speaks for an agent and what against, the strongest first, with the figures compared."""
    told = []
    for component, part, share in zip(COMPONENTS, parts, shares, strict=True):
        pulled, own = part.values[agent].value, part.raw[agent]
        if own is not None and share > 0 and abs(pulled) >= TELLING:
            if (own - part.centre) * component.sign * pulled < 0:
                continue  # drawn to the team's mean past the middle: what stands there says the opposite
            words = component.words[0 if pulled > 0 else 1]
            figures = f"{component.shown(own)} against {component.shown(part.centre)}"
            told.append((-share * abs(pulled), f"{words} ({figures})"))
    return "; ".join(text for _, text in sorted(told)) or "close to the others in everything"
