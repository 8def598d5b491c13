"""A share of answers, reweighted to the population that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from deskgauge import stats, weights
from deskgauge.catalogue.kinds import Base, count_where
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Cross, Part, Value

NO_POPULATION = "nothing to weight by"
NO_FIT = "the answers cannot be weighted to the population"


@dataclass(frozen=True, slots=True)
class RakedShare(Base):
    """The share of answers that are hits, each weighted so that the answers are alike the ``population`` in margins.

    ``margins`` are the columns of an answer's row that the fitting goes over, ``like`` the Cross of the population
    by the same things, its figure being ``n``. ``n`` of the value is the number of answers, ``raw`` the share
    without weights, ``n_effective`` Kish's size, which the interval rests on.
    """

    INTERVAL: ClassVar[str] = "Wilson's score interval with Kish's effective number of answers"
    hit: str = "FALSE"
    margins: tuple[str, ...] = ()
    like: Cross | None = None

    def parts(self, reading: Reading) -> Mapping[str, Part]:
        counted = self.population.counted()
        cells = {"n": count_where(counted), "k": count_where(f"{counted} AND ({self.hit})")}
        found: dict[str, Part] = {"answers": Cross(self.frame, self.time(reading), self.margins, cells)}
        return found if self.like is None else {**found, "population": self.like}

    def value(self, cells: Cells, reading: Reading) -> Value:
        answers = [
            (group[:-2], int(str(group[-2])), int(str(group[-1]))) for group in cells.groups("answers") if group[-2]
        ]
        n, k = sum(one[1] for one in answers), sum(one[2] for one in answers)
        if not n:
            return Value(None, 0)
        raw = {"raw": k / n}
        population = {group[:-1]: float(str(group[-1])) for group in cells.groups("population") if group[-1]}
        if not population:
            return Value(None, n, note=NO_POPULATION, more={**raw, "n_effective": None})
        fit = weights.rake({cell: float(count) for cell, count, _ in answers}, population)
        if not fit.fits:
            return Value(None, n, note=NO_FIT, more={**raw, "n_effective": None})
        weighted = sorted((fit.weights[cell], count, hits) for cell, count, hits in answers)
        size = weights.effective_size([(weight, count) for weight, count, _ in weighted])
        total = sum(weight * count for weight, count, _ in weighted)
        value = min(1.0, sum(weight * hits for weight, _, hits in weighted) / total)
        low, high = stats.wilson(value * size, size)
        return Value(value, n, low, high, more={**raw, "n_effective": size})
