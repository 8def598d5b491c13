"""What is put in the place of a piece of SQL leaves alone what stands in quotes."""

from __future__ import annotations

from datetime import datetime

from deskgauge.catalogue.parts import Figure, Things
from deskgauge.catalogue.registry import builtin
from deskgauge.engine.cut import Cut
from deskgauge.engine.filters import parse_filter
from deskgauge.engine.view import of_ticket, view
from deskgauge.model.periods import Period
from deskgauge.model.settings import Settings

MARCH = Period(datetime(2026, 3, 1), datetime(2026, 3, 1), datetime(2026, 4, 1))


def test_a_value_of_a_filter_or_of_a_condition_stays_as_it_is() -> None:
    """Whatever it reads like."""
    metric = builtin()["handle_time"]
    cut = Cut("total", (MARCH,), (), parse_filter("product = '(1 = 1)'"), Settings(), datetime(2026, 5, 1), 1)
    reading = metric.reading(None, "headline", None, by_agent=False)
    (part,) = metric.kind.parts(reading).values()
    assert isinstance(part, Things)
    odd = {"n": Figure("count", "amount > 1 AND product <> 'the amount'")}
    seen = view(cut, metric.kind, Things(part.frame, part.at, part.thing, part.amount, part.where, odd), reading)
    own = of_ticket(seen, "t1")

    assert "product = '(1 = 1)'" in own.source
    assert own.source.count("'t1'") == 1
    assert seen.cells["n"].where.endswith("x_total > 1 AND product <> 'the amount')")
