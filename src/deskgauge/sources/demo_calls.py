"""Calls and chats of the demo company: the queue, who gives up, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from random import Random

from deskgauge.sources.demo_customers import Customer
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_staff import Roster
from deskgauge.sources.demo_story import SATURDAY_STAFF, Story
from deskgauge.sources.demo_teams import Agent

_SATURDAY = 5
_OVERTIME_AT_THE_PHONE = 0.45  # how much of the desks' overtime goes to phones and chats
_PATIENCE_S = {"call": 330.0, "chat": 260.0}
_TALK_S = {"call": 330.0, "chat": 480.0}
_NO_NUMBER = 0.04


@dataclass(slots=True)
class Call:
    """A call or a chat. Instants and durations in seconds."""

    call_id: str
    kind: str
    direction: str
    queued_at: int
    answered_at: int | None
    ended_at: int
    outcome: str
    talk: int
    hold: int
    wrap: int
    team: str
    agent: Agent | None
    customer: Customer | None
    request_type: str | None
    ticket_id: str | None = None
    article_id: str | None = None

    @property
    def is_answered(self) -> bool:
        """Tell whether a person was on the line."""
        return self.answered_at is not None

    @property
    def done_at(self) -> int:
        """Return when the work on it was done."""
        return self.ended_at + self.wrap


class Switchboard:
    """The queue for calls and chats. It fills with the demand and empties with the people there."""

    def __init__(self, story: Story, roster: Roster) -> None:
        self.story, self.roster, self.stage = story, roster, story.stage
        self.calls: list[Call] = []
        rng = self.stage.rng("switchboard/hours")
        self._shock = [[rng.lognormvariate(0, 0.35) for _ in range(25)] for _ in self.stage.days]

    def load(self, at: float) -> float:
        """Return how many contacts come per person at the desk; an ordinary hour has about one."""
        number = self.stage.day(at)
        day = self.stage.days[number]
        weekday = day.weekday()
        staff = SATURDAY_STAFF * 0.8 if weekday == _SATURDAY else 1.0
        staff *= 1 + (self.story.overtime("phone", day) - 1) * _OVERTIME_AT_THE_PHONE
        planned = self.story.ordinary(day)
        return self.story.demand(day) / planned / staff * self._shock[number][int(self.stage.hour(at)) % 25]

    def ring(
        self, rng: Random, at: int, kind: str, team: str, customer: Customer | None, request_type: str | None,
        *, ticket_id: str | None = None,
    ) -> Call:  # fmt: skip
        """Let somebody into the queue; the call is kept and returned."""
        wait = self._wait(rng, at)
        patience = rng.expovariate(1 / _PATIENCE_S[kind]) + 3
        known = None if kind == "call" and rng.random() < _NO_NUMBER and not ticket_id else customer
        call = Call("", kind, "inbound", at, None, at, "abandoned", 0, 0, 0, team, None, known, request_type, ticket_id)
        draw = rng.random()
        if draw < 0.006:
            call.outcome, call.ended_at = "failed", at + 1
        elif wait > patience and draw < 0.2:
            call.outcome, call.ended_at = "callback" if kind == "call" else "abandoned", at + int(patience)
        elif wait > patience:
            call.ended_at = at + int(patience)
        elif kind == "call" and wait > 90 and draw > 0.9:
            call.outcome, call.ended_at = "voicemail", at + int(wait) + rng.randrange(15, 60)
        else:
            self._answer(rng, call, at + int(wait))
        return self._keep(call)

    def dial(
        self, rng: Random, at: int, team: str, agent: Agent, customer: Customer | None, request_type: str | None,
        ticket_id: str | None = None,
    ) -> Call:  # fmt: skip
        """Let an agent call a customer."""
        call = Call(
            "", "call", "outbound", at, None, at, "failed", 0, 0, 0, team, agent, customer, request_type, ticket_id
        )
        if rng.random() < 0.64:
            self._answer(rng, call, at + rng.randrange(6, 30))
            call.outcome = "answered"
        else:
            call.ended_at = at + rng.randrange(20, 45)
            call.wrap = rng.randrange(5, 30)
        return self._keep(call)

    def _wait(self, rng: Random, at: int) -> float:
        load = self.load(at)
        if rng.random() > min(0.93, 0.06 + 0.11 * load):
            return rng.uniform(2, 9)
        return 6 + rng.expovariate(1 / (50 + 60 * load))

    def _answer(self, rng: Random, call: Call, at: int) -> None:
        haste = self.story.haste(call.team, at)
        agent = call.agent or self.roster.pick(rng, call.team, at)
        pace = agent.pace * haste
        call.agent, call.answered_at = agent, at
        call.outcome = "transferred" if rng.random() < 0.04 else "answered"
        call.talk = int(rng.lognormvariate(log(_TALK_S[call.kind]), 0.55) * pace) + 20
        if call.kind == "call":
            call.hold = int(rng.expovariate(1 / 75) * pace) if rng.random() < 0.35 else 0
            call.wrap = int(rng.lognormvariate(log(85), 0.5) * pace) + 5
        call.ended_at = at + call.talk + call.hold

    def _keep(self, call: Call) -> Call:
        self.calls.append(call)
        return call

    def write(self, sheets: Sheets) -> list[Call]:
        """Write the calls that were over by the end, in order of time; return them with their keys."""
        done = sorted((call for call in self.calls if call.done_at < self.stage.stop), key=lambda one: one.queued_at)
        rng = self.stage.rng("switchboard/write")
        for number, call in enumerate(done, start=1):
            call.call_id = f"C{number:06}"
            self._write(sheets, rng, call)
        return done

    def _write(self, sheets: Sheets, rng: Random, call: Call) -> None:
        answered = call.answered_at
        spoken = answered is not None and call.kind == "call"
        has_number = call.kind == "call" and call.customer is not None
        sheets.add(
            "calls", call_id=call.call_id, kind=call.kind, direction=call.direction, queued_at=call.queued_at,
            answered_at=answered, ended_at=call.ended_at, outcome=call.outcome,
            wait_s=(answered or call.ended_at) - call.queued_at, talk_s=call.talk if spoken else None,
            hold_s=call.hold if spoken else None, wrap_s=call.wrap if spoken else None,
            queue=f"{call.team}_{'chat' if call.kind == 'chat' else 'line'}", team_id=call.team,
            agent_id=call.agent.agent_id if call.agent else None,
            customer_id=call.customer.customer_id if call.customer else None, ticket_id=call.ticket_id,
            channel="chat" if call.kind == "chat" else "phone", request_type=call.request_type,
            article_id=call.article_id, number=f"+00 555 {rng.randrange(10**6):06}" if has_number else None,
        )  # fmt: skip
