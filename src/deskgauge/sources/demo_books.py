"""The books of the demo company: what its service costs, its cash, rates of exchange, rivals and targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_staff import Roster
from deskgauge.sources.demo_story import Story, months_before
from deskgauge.sources.demo_time import HOUR_S, Stage

_ON_COSTS = 1.21
_RATES = {"PLN": 0.233, "GBP": 1.17, "USD": 0.91}
_RIVALS = {"Peakstore": (0.79, 28), "Trailhaus": (0.85, 41), "Gór-Sklep": (0.74, 19)}


def write_books(sheets: Sheets, story: Story, roster: Roster) -> None:
    """Write costs, cash movements, rates, rivals' scores and targets."""
    _write_costs(sheets, story.stage, roster)
    _write_cash(sheets, story.stage)
    _write_rates(sheets, story.stage)
    _write_rivals(sheets, story.stage)
    _write_targets(sheets, story)


def _months(stage: Stage) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each month, clipped to the span at its beginning."""
    month = stage.first
    while month <= stage.last:
        after = months_before(month, -1)
        yield month, after - timedelta(days=1)
        month = after


def _write_costs(sheets: Sheets, stage: Stage, roster: Roster) -> None:
    """Write a month's costs: paid hours by team, the telephone by channel, the rest shared by all."""
    rng, number = stage.rng("costs"), 0
    paid: defaultdict[tuple[str, str], float] = defaultdict(float)
    for agent, start, stop in roster.stints:
        month = stage.days[stage.day(start)].strftime("%Y-%m")
        paid[agent.team_id, month] += (stop - start) / HOUR_S * agent.cost * _ON_COSTS
    for first, last in _months(stage):
        month = first.strftime("%Y-%m")
        rows: list[tuple[str, float, str | None, str | None]] = [
            ("salaries", amount, team, None) for (team, paid_in), amount in sorted(paid.items()) if paid_in == month
        ]
        rows += [
            ("telephone", rng.uniform(380, 520), None, "phone"),
            ("software", 1150.0, None, None),
            ("rooms", 900.0, None, None),
            ("training", rng.uniform(0, 300), None, None),
        ]
        for category, amount, team, channel in rows:
            number += 1
            sheets.add(
                "costs", cost_id=f"X{number:04}", from_date=first, to_date=last, category=category,
                amount=round(amount, 2), currency="EUR", team_id=team, channel=channel,
            )  # fmt: skip


def _write_cash(sheets: Sheets, stage: Stage) -> None:
    """Write sales once a week in three currencies, pay and rent once a month, and a loan and two machines."""
    rng = stage.rng("cash")
    rows: list[tuple[int, float, str, str, str]] = []
    for place, day in enumerate(stage.days):
        if day.weekday() == 4:
            at = stage.at(place, 17 * HOUR_S)
            rows += [
                (at, rng.uniform(9_000, 16_000), "EUR", "sales", "operating"),
                (at, rng.uniform(28_000, 46_000), "PLN", "sales", "operating"),
                (at, rng.uniform(1_900, 3_800), "GBP", "sales", "operating"),
                (at, -rng.uniform(11_000, 17_000), "EUR", "goods", "operating"),
            ]
        if day.day == 10:
            at = stage.at(place, 12 * HOUR_S)
            rows += [(at, -24_500.0, "EUR", "pay", "operating"), (at, -6_200.0, "EUR", "rent", "operating")]
        if day.day == 15 and day.month in (4, 10):
            at = stage.at(place, 11 * HOUR_S)
            spring = day.month == 4
            rows.append((at, 40_000.0 if spring else -18_500.0, "EUR", "loan" if spring else "machines", "other"))
    for number, (at, amount, currency, category, kind) in enumerate(rows, start=1):
        sheets.add(
            "cash_movements", movement_id=f"F{number:05}", booked_at=at, amount=round(amount, 2), currency=currency,
            category=category, kind=kind,
        )  # fmt: skip


def _write_rates(sheets: Sheets, stage: Stage) -> None:
    """Write the rates of each working day, a random walk; the week before the first day has some too."""
    rng = stage.rng("rates")
    rates = dict(_RATES)
    for number in range(-6, len(stage.days)):
        day = stage.first + timedelta(days=number)
        if day.weekday() < 5:
            for currency, before in rates.items():
                rates[currency] = before * (1 + rng.gauss(0, 0.003))
                sheets.add(
                    "exchange_rates", date=day, from_currency=currency, to_currency="EUR",
                    rate=round(rates[currency], 5),
                )  # fmt: skip


def _write_rivals(sheets: Sheets, stage: Stage) -> None:
    rng = stage.rng("rivals")
    for year in range(stage.first.year, stage.last.year + 1):
        for rival, (csat, nps) in _RIVALS.items():
            for metric, value in (("csat", csat + rng.gauss(0, 0.015)), ("nps", nps + rng.gauss(0, 3))):
                sheets.add(
                    "competitor_scores", company=rival, metric=metric, period=str(year), value=round(value, 3),
                    n=rng.randrange(200, 900), origin="shop survey of the hiking club magazine",
                )  # fmt: skip


def _write_targets(sheets: Sheets, story: Story) -> None:
    """Write the targets that come with the data; those of the project file stand there."""
    rows: tuple[tuple[str, float, str | None, str | None, date | None], ...] = (
        ("quality_score", 85.0, None, None, None),
        ("nps", 35.0, None, None, None),
        ("first_response_time", 28_800.0, None, "email", None),
        ("calls_to_resolution", 1.15, "phone", None, None),
        ("handle_time", 420.0, "phone", None, story.gaming),
    )
    for metric, value, team, channel, start in rows:
        end = story.gaming_end - timedelta(days=1) if start else None
        sheets.add("targets", metric=metric, value=value, team_id=team, channel=channel, from_date=start, to_date=end)
