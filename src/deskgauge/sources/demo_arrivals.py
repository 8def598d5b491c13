"""What reaches the demo company, when, and about what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from deskgauge.sources.demo_customers import Customer, Customers
from deskgauge.sources.demo_story import LAUNCH_DEMAND, Story
from deskgauge.sources.demo_time import HOUR_S, Stage

_SUNDAY = 6
# Shares of what arrives. Calls and chats become a ticket less often than not: see demo_service.
_CHANNELS = {"email": 34, "web": 18, "chat": 17, "phone": 40, "social": 4.5, "messaging": 5.5, "in_person": 1}
_CLOSED = {"email": 34, "web": 22, "social": 6, "messaging": 7}
# By hour of the local day, from midnight.
_WRITING = (1, 1, 0, 0, 1, 2, 4, 8, 14, 18, 18, 17, 15, 15, 16, 15, 13, 11, 9, 9, 9, 8, 5, 3)
_CALLING = (0, 0, 0, 0, 0, 0, 0, 0, 9, 15, 17, 15, 11, 10, 11, 11, 10, 9, 6, 4, 0, 0, 0, 0)
_SATURDAY_CALLING = (0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 15, 15, 13, 12, 10, 8, 5, 0, 0, 0, 0, 0, 0, 0)
_CHATTING = (0, 0, 0, 0, 0, 0, 0, 0, 6, 9, 10, 10, 9, 9, 9, 9, 9, 9, 9, 10, 11, 10, 7, 4)
_SATURDAY_CHATTING = (0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 10, 10, 10, 9, 9, 8, 7, 7, 7, 8, 9, 8, 6, 3)

_TYPES = {
    "shipping": 17.0, "return": 13.0, "how_to": 9.0, "product": 9.0, "refund": 9.0, "technical": 7.0,
    "sales_question": 8.0, "availability": 7.0, "cancellation": 5.0, "billing": 5.0, "account": 4.0,
    "complaint": 3.0, "repair": 2.5, "other": 2.0,
}  # fmt: skip
_LEANING: Mapping[str, Mapping[str, float]] = {
    "email": {"return": 1.6, "refund": 1.6, "complaint": 1.5},
    "chat": {"sales_question": 1.8, "availability": 1.8, "how_to": 1.3, "refund": 0.6, "return": 0.6},
    "phone": {"shipping": 1.4, "cancellation": 1.3, "return": 0.8},
    "social": {"complaint": 2.5, "product": 1.5, "availability": 1.5},
}
_LAUNCH_TYPES = ("technical",) * 4 + ("how_to",) * 3 + ("product",) * 2 + ("shipping",)
_PRODUCTS = ("ridge_tent", "fell_rucksack", "tarn_boots", "gale_jacket", "spark_stove", "down_bag", "headlamp")
_BRANDS = ("Brackenfold",) * 7 + ("Himal Light",) * 2 + ("Fernlet Kids",)
_AWAKE_BEFORE = {"ne": 4, "zh": 6, "fa": 2}  # hours by which people write earlier, seen from Warsaw
_NO_TYPE = 0.02


@dataclass(slots=True)
class Arrival:
    """Somebody gets in touch, for the first time or again."""

    at: int
    channel: str
    customer: Customer
    request_type: str | None
    product: str | None = None
    brand: str = "Brackenfold"
    in_launch: bool = False
    parent: str | None = None
    merge_into: str | None = None
    tries: int = 0


class Arrivals:
    """Draws the first contacts of the whole span; what follows from them is pushed by the service."""

    def __init__(self, story: Story, customers: Customers) -> None:
        self.story, self.stage, self.customers = story, story.stage, customers
        self.rng = story.stage.rng("arrivals")
        self._types = {channel: _cumulative(_leaning(channel)) for channel in _CHANNELS}

    def draw(self, count: int) -> list[Arrival]:
        """Return ``count`` arrivals, in no order."""
        weights = list(accumulate(self.story.demand(day) for day in self.stage.days))
        numbers = self.rng.choices(range(len(self.stage.days)), cum_weights=weights, k=count)
        return [self._arrive(number) for number in numbers]

    def _arrive(self, number: int) -> Arrival:
        rng, day = self.rng, self.stage.days[number]
        is_closed = day.weekday() == _SUNDAY or day in self.story.holidays
        is_down = self.story.outage <= day < self.story.outage_end
        channels = _CLOSED if is_closed or is_down else _CHANNELS
        channel = rng.choices(list(channels), list(channels.values()))[0]
        at = _time_of_day(self.stage, rng, number, channel)
        customer = self.customers.pick(rng, at)
        if channel in ("email", "web"):
            at = self._shifted(at, customer)
        arrival = Arrival(at, channel, customer, None)
        names, weights = self._types[channel]
        if self.story.in_launch(at) and rng.random() < 1 - 1 / LAUNCH_DEMAND:
            arrival.in_launch, arrival.product = True, "wren_watch"
            arrival.request_type = rng.choice(_LAUNCH_TYPES)
        else:
            arrival.request_type = rng.choices(names, cum_weights=weights)[0] if rng.random() > _NO_TYPE else None
            arrival.product = rng.choice(_PRODUCTS) if rng.random() < 0.8 else None
            arrival.brand = rng.choice(_BRANDS)
        return arrival

    def _shifted(self, at: int, customer: Customer) -> int:
        """Let people far to the east write in their own day, within the same day of the company."""
        earlier = at - _AWAKE_BEFORE.get(customer.language, 0) * HOUR_S
        soonest = max(self.stage.begin, customer.created_at)
        return earlier if self.stage.day(earlier) == self.stage.day(at) and earlier > soonest else at


def _time_of_day(stage: Stage, rng: Random, number: int, channel: str) -> int:
    saturday = stage.days[number].weekday() == _SUNDAY - 1
    if channel in ("phone", "in_person"):
        weights: Sequence[int] = _SATURDAY_CALLING if saturday else _CALLING
    elif channel == "chat":
        weights = _SATURDAY_CHATTING if saturday else _CHATTING
    else:
        weights = _WRITING
    hour = rng.choices(range(24), weights)[0]
    return stage.at(number, hour * HOUR_S + rng.randrange(HOUR_S))


def _leaning(channel: str) -> dict[str, float]:
    leaning = _LEANING.get(channel, {})
    return {name: weight * leaning.get(name, 1.0) for name, weight in _TYPES.items()}


def _cumulative(weights: Mapping[str, float]) -> tuple[list[str], list[float]]:
    return list(weights), list(accumulate(weights.values()))
