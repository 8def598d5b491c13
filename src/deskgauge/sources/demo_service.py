"""The demo company at work: arrivals in order of time, and what becomes of each of them."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import log

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_arrivals import Arrival, Arrivals
from deskgauge.sources.demo_calls import Switchboard
from deskgauge.sources.demo_case import Case
from deskgauge.sources.demo_customers import Customers
from deskgauge.sources.demo_desks import desks
from deskgauge.sources.demo_letters import Letters
from deskgauge.sources.demo_staff import Roster
from deskgauge.sources.demo_story import Story
from deskgauge.sources.demo_time import HOUR_S

ARRIVALS_PER_TICKET = 1.175
_TICKET_FROM = {"call": 0.42, "chat": 0.74}
_RETRY = 0.3  # of those who gave up, how many try again within hours
_REPEAT = {"written": 0.065, "spoken": 0.075}
_REPEAT_WHEN_GAMED = 0.3
_EVENING_FROM = 20.0


@dataclass
class Played:
    """Everything that happened between the company and its customers."""

    cases: list[Case]
    switchboard: Switchboard
    roster: Roster
    customers: Customers
    story: Story


class Service:
    """Takes what arrives, in order of time, and lets it take its course."""

    def __init__(self, story: Story, roster: Roster, customers: Customers) -> None:
        self.story, self.stage, self.roster, self.customers = story, story.stage, roster, customers
        self.rng = story.stage.rng("service")
        self.switchboard = Switchboard(story, roster)
        self.arrivals = Arrivals(story, customers)
        self.count = round(story.stage.tickets * ARRIVALS_PER_TICKET)
        self.desks = desks(story, story.stage.tickets)
        self.letters = Letters(story, roster, self.desks, self.switchboard, self.rng)
        self.cases: list[Case] = []

    def play(self) -> Played:
        """Play the whole span."""
        queue = [(one.at, number, one) for number, one in enumerate(self.arrivals.draw(self.count))]
        heapify(queue)
        number = len(queue)
        while queue:
            _, _, arrival = heappop(queue)
            for further in self._take(arrival):
                if further.at < self.stage.stop:
                    number += 1
                    heappush(queue, (further.at, number, further))
        return Played(self.cases, self.switchboard, self.roster, self.customers, self.story)

    def _take(self, arrival: Arrival) -> list[Arrival]:
        if arrival.channel in ("phone", "chat"):
            return self._spoken(arrival)
        case = self._open(arrival, self._desk_for(arrival))
        self.letters.play(case)
        further = self._repeat(arrival, case.team, case.solves[0] if case.solves else None, case.ticket_id, "written")
        if case.is_valid and arrival.merge_into is None and self.rng.random() < 0.013:
            soon = arrival.at + self.rng.randrange(300, 5400)
            twin = self._further(arrival, soon, arrival.channel, parent=None)
            twin.merge_into = case.ticket_id
            further.append(twin)
        return further

    def _spoken(self, arrival: Arrival) -> list[Arrival]:
        """Take a call or a chat; some become tickets, some who gave up try again."""
        kind = "chat" if arrival.channel == "chat" else "call"
        team = "evening" if kind == "chat" and self.stage.hour(arrival.at) >= _EVENING_FROM else "phone"
        call = self.switchboard.ring(self.rng, arrival.at, kind, team, arrival.customer, arrival.request_type)
        if call.outcome == "abandoned" and self.rng.random() < _RETRY and arrival.tries < 2:
            later = arrival.at + int(self.rng.expovariate(1 / (2 * HOUR_S))) + 120
            return [self._further(arrival, later, arrival.channel, tries=arrival.tries + 1)]
        if call.outcome in ("voicemail", "callback") or (call.is_answered and self.rng.random() < _TICKET_FROM[kind]):
            case = self._open(arrival, team)
            call.ticket_id, call.customer = case.ticket_id, arrival.customer
            self.letters.after_call(case, call)
            return self._repeat(arrival, team, case.solves[0] if case.solves else None, case.ticket_id, "spoken")
        return self._repeat(arrival, team, call.ended_at, None, "spoken") if call.is_answered else []

    def _repeat(
        self, arrival: Arrival, team: str, done_at: int | None, ticket_id: str | None, how: str
    ) -> list[Arrival]:
        """Let some come back within days with the same request: many more where they were hurried off the line."""
        chance = _REPEAT_WHEN_GAMED if self.story.is_gamed(team, arrival.at) else _REPEAT[how]
        if done_at is None or self.rng.random() >= chance:
            return []
        later = done_at + int(min(self.rng.lognormvariate(log(1.6 * DAY_S), 0.7), 6.5 * DAY_S))
        channel = arrival.channel if self.rng.random() < 0.75 else self.rng.choice(("phone", "email"))
        return [self._further(arrival, later, channel, parent=ticket_id if self.rng.random() < 0.25 else None)]

    def _further(
        self, arrival: Arrival, at: int, channel: str, *, parent: str | None = None, tries: int = 0
    ) -> Arrival:
        """Return another arrival of the same customer about the same, when the desk is open for it."""
        if channel in ("phone", "chat"):
            clock = self.desks["phone"].hours
            at = at if clock.is_open(at) else clock.after(at, self.rng.randrange(60, 4 * HOUR_S))
            if self.story.outage <= self.stage.days[self.stage.day(at)] < self.story.outage_end:
                channel = "email"
        return Arrival(
            at, channel, arrival.customer, arrival.request_type, arrival.product,
            arrival.brand, arrival.in_launch, parent, None, tries,
        )  # fmt: skip

    def _desk_for(self, arrival: Arrival) -> str:
        if arrival.request_type in ("return", "refund"):
            return "returns"
        if arrival.channel == "in_person":
            return "front"
        if arrival.channel == "web" and self.rng.random() < 0.4:
            return "phone"  # the phone desk answers forms while the line is quiet
        is_late = arrival.channel == "email" and self.rng.random() < 0.12
        return "evening" if is_late or arrival.channel in ("social", "messaging") else "front"

    def _open(self, arrival: Arrival, team: str) -> Case:
        case = self.letters.open(arrival, team, f"T{len(self.cases) + 1:06}")
        self.cases.append(case)
        return case
