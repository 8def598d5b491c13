"""The course of a ticket at the demo company, from its opening to its close."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from random import Random

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_arrivals import Arrival
from deskgauge.sources.demo_calls import Call, Switchboard
from deskgauge.sources.demo_case import Case
from deskgauge.sources.demo_desks import Desk
from deskgauge.sources.demo_staff import Roster
from deskgauge.sources.demo_story import Story
from deskgauge.sources.demo_teams import Agent
from deskgauge.sources.demo_time import HOUR_S
from deskgauge.sources.demo_words import NOTES, phrase, subject

_PRIORITIES = ("low",) * 15 + ("normal",) * 64 + ("high",) * 17 + ("urgent",) * 4
_BY_AGENT, _BY_BOT = 0.03, 0.01
_SPAM, _DELETED, _UNANSWERED = 0.035, 0.004, 0.02
_WORKSHOP_TYPES = ("technical", "repair", "product", "how_to")
_CLOSE_AFTER = 4 * DAY_S
_FIRST_WORK_S, _LATER_WORK_S = 780, 420  # medians
_MACHINE_ACKNOWLEDGES = ("email", "web", "messaging", "social")


class Letters:
    """Opens tickets and plays them: who writes what, when, and when it is settled."""

    def __init__(
        self, story: Story, roster: Roster, desks: Mapping[str, Desk], switchboard: Switchboard, rng: Random
    ) -> None:
        self.story, self.stage, self.roster = story, story.stage, roster
        self.desks, self.switchboard, self.rng = desks, switchboard, rng

    def open(self, arrival: Arrival, team: str, ticket_id: str) -> Case:
        """Open the ticket of an arrival, with its first message."""
        rng, customer, kind = self.rng, arrival.customer, arrival.request_type
        language = customer.language if rng.random() < 0.97 else "en"
        theme = "launch" if arrival.in_launch else {"repair": "technical", None: "other"}.get(kind, kind or "other")
        case = Case(
            ticket_id, arrival.at, arrival.channel, customer, kind, language, subject(rng, language, theme), team,
            rng.choice(_PRIORITIES), product=arrival.product, brand=arrival.brand, in_launch=arrival.in_launch,
            merged_into=arrival.merge_into, parent=arrival.parent,
        )  # fmt: skip
        case.is_complaint = kind == "complaint" or rng.random() < 0.025
        case.tags = self._tags(case)
        if arrival.channel == "web" and rng.random() < 0.12:
            case.article_id = f"R{rng.randrange(1, 61):03}"
        draw = rng.random() if arrival.channel in ("email", "web", "in_person") and not arrival.merge_into else 1.0
        case.created_by = "agent" if draw < _BY_AGENT else "bot" if draw < _BY_AGENT + _BY_BOT else "customer"
        return case

    def _tags(self, case: Case) -> list[str]:
        found = ["wren"] if case.in_launch else []
        if case.customer.segment in ("guide", "retailer"):
            found.append("partner")
        if self.rng.random() < 0.2:
            found.append(self.rng.choice(("gift", "abroad", "second_hand", "warranty", "photo")))
        return found

    def play(self, case: Case) -> None:
        """Play a written ticket to its end."""
        at, rng = case.created_at, self.rng
        if case.created_by == "agent":
            agent = self.roster.pick(rng, case.team, at)
            case.say(at, phrase(rng, case.language, "answer"), agent=agent)
            case.replies, case.first_reply = 0, None  # an opening is no reply
            case.say(at + rng.randrange(1, 20) * HOUR_S, phrase(rng, case.language, "reply"))
        else:
            case.say(at, f"{case.subject} {phrase(rng, case.language, 'opening')}")
            if case.channel in _MACHINE_ACKNOWLEDGES:
                case.acknowledge(at + rng.randrange(3, 60), phrase(rng, case.language, "acknowledge"))
        if not self._is_put_aside(case):
            self._work_off(case)

    def _is_put_aside(self, case: Case) -> bool:
        """Close what is spam, deleted or a second ticket about the same; tell whether it was."""
        draw, at = self.rng.random(), case.created_at
        if case.merged_into is None and case.created_by == "agent":
            return False
        if case.merged_into is not None:
            agent = self.roster.pick(self.rng, case.team, at)
            case.turn(self.desks[case.team].later_turn(self.rng, at), "closed", agent)
        elif case.channel == "email" and draw < _SPAM:
            case.is_spam = True
            case.turn(at + self.rng.randrange(60, 40_000), "closed", kind="bot")
        elif draw > 1 - _DELETED:
            case.is_deleted = True
        else:
            return False
        return True

    def _work_off(self, case: Case) -> None:
        desk, rng = self.desks[case.team], self.rng
        at = desk.first_turn(rng, case.created_at, is_urgent=case.priority == "urgent")
        if at - case.created_at > 10 * HOUR_S and rng.random() < 0.06:
            self._ask_by_phone(case, case.created_at + 2 * HOUR_S, at)
        agent = self._take(case, at - min(300, (at - case.created_at) // 2), at)
        if rng.random() < _UNANSWERED:
            self._settle(case, at, agent)
            return
        self._reply(case, at, agent, _FIRST_WORK_S)
        if self.rng.random() < self._escalates(case):
            at = self._escalate(case, at, agent)
        at = self._converse(case, at, self._rounds(case))
        self._finish(case, at)

    def _take(self, case: Case, at: int, reply_at: int) -> Agent:
        agent = self._agent(case, reply_at)
        case.give_to(at, agent)
        case.turn(at, "open", agent)
        if self.rng.random() < 0.03:
            case.set(at, "priority", case.priority, self.rng.choice(("high", "low")), agent)
        return agent

    def _agent(self, case: Case, at: int) -> Agent:
        """Return who answers: mostly the same person, where at the desk on that day."""
        same = case.agent
        if same and same.team_id == case.team and self.roster.is_there(same, case.team, at) and self.rng.random() < 0.8:
            return same
        return self.roster.pick(self.rng, case.team, at)

    def _reply(self, case: Case, at: int, agent: Agent, median: float, part: str = "answer") -> None:
        rng = self.rng
        case.give_to(at, agent)
        case.say(at, phrase(rng, case.language, part), agent=agent)
        seconds = rng.lognormvariate(log(median), 0.55) * agent.pace * self.story.haste(case.team, at)
        case.work.append((at, int(seconds) + 30, agent.agent_id))
        if rng.random() < 0.4:
            case.say(at - rng.randrange(20, 90), rng.choice(NOTES), agent=agent, is_public=False)
        if rng.random() < 0.015:
            case.say(at + rng.randrange(30, 200), phrase(rng, case.language, "away"), is_auto=True)

    def _rounds(self, case: Case) -> int:
        draw = self.rng.random() * (0.8 if case.in_launch else 1.0)
        return 3 if draw < 0.03 else 2 if draw < 0.08 else 1 if draw < 0.175 else 0

    def _escalates(self, case: Case) -> float:
        return (0.2 if case.in_launch else 0.14) if case.request_type in _WORKSHOP_TYPES else 0.03

    def _escalate(self, case: Case, at: int, agent: Agent) -> int:
        """Hand the ticket to the workshop, the second tier; return when it answered."""
        later = at + self.rng.randrange(60, 600)
        case.set(later, "tier", "1", "2", agent)
        case.send_to(later, "workshop", agent)
        case.is_escalated = self.rng.random() < 0.3
        if self.rng.random() < 0.5:
            case.turn(later, "on_hold", agent)
        at = self.desks["workshop"].first_turn(self.rng, later)
        expert = self._take(case, max(later, at - 60), at)
        self._reply(case, at, expert, 2 * _FIRST_WORK_S)
        return at

    def _converse(self, case: Case, at: int, rounds: int) -> int:
        """Let the customer and the desk write to each other; return the last reply."""
        for _ in range(rounds):
            case.turn(at, "pending", case.agent)
            back = self._customer_back(at)
            case.say(back, phrase(self.rng, case.language, "reply"))
            case.turn(back, "open", kind="customer")
            if self.rng.random() < 0.2:
                back = self._hold(case, back)
            at = self.desks[case.team].later_turn(self.rng, back)
            self._reply(case, at, self._agent(case, at), _LATER_WORK_S)
        return at

    def _hold(self, case: Case, at: int) -> int:
        """Wait for a third party, such as the courier; some customers call meanwhile."""
        held = self.desks[case.team].hours.after(at, self.rng.randrange(600, 3600))
        long = self.rng.random() < 0.04
        until = self.desks[case.team].hours.after(held, self.rng.randrange(4, 20) * HOUR_S * (8 if long else 1))
        case.turn(held, "on_hold", case.agent)
        case.turn(until, "open", case.agent)
        if self.rng.random() < 0.15:
            self._ask_by_phone(case, held, until)
        return until

    def _customer_back(self, at: int) -> int:
        back = at + 150 + int(min(self.rng.lognormvariate(log(4.5 * HOUR_S), 1.1), 11 * DAY_S))
        return back + 7 * HOUR_S if self.stage.hour(back) < 6 else back

    def _finish(self, case: Case, at: int) -> None:
        """Settle the ticket: at once, when the customer has thanked, or when nothing more was heard."""
        draw, agent = self.rng.random(), case.agent
        if draw < 0.55:
            self._settle(case, at + (0 if draw < 0.4 else self.rng.randrange(20, 400)), agent)
        elif draw < 0.78:
            case.turn(at, "pending", agent)
            back = self._customer_back(at)
            case.say(back, phrase(self.rng, case.language, "thanks"))
            case.turn(back, "open", kind="customer")
            self._settle(case, self.desks[case.team].later_turn(self.rng, back), self._agent(case, back))
        elif draw < 0.96:
            case.turn(at, "pending", agent)
            self._settle(case, at + 2 * DAY_S, None)
        else:
            case.turn(at, "on_hold", agent)
            late = at + int(self.rng.expovariate(1 / 20) + 3) * DAY_S
            self._settle(case, self.desks[case.team].later_turn(self.rng, late), self._agent(case, late))

    def _settle(self, case: Case, at: int, agent: Agent | None) -> None:
        """Solve the ticket; some come back, the others are closed after four days."""
        case.turn(at, "solved", agent, kind="bot")
        gamed = self.story.is_gamed(case.team, at)
        chance = 0.22 if gamed else 0.08 if case.in_launch else 0.05
        if case.replies and len(case.solves) < 3 and self.rng.random() < chance:
            self._reopen(case, at, by_phone=gamed or (case.channel == "phone" and self.rng.random() < 0.3))
            return
        if case.replies and self.rng.random() < 0.3:
            case.say(at + self.rng.randrange(600, 30_000), phrase(self.rng, case.language, "thanks"))
        case.turn(at + _CLOSE_AFTER, "closed", kind="system")

    def _reopen(self, case: Case, solved: int, *, by_phone: bool) -> None:
        rng = self.rng
        back = solved + 300 + int(min(rng.lognormvariate(log(14 * HOUR_S), 0.9), 3.5 * DAY_S))
        call = self._ask_by_phone(case, back, back + 3 * DAY_S) if by_phone else None
        if call is not None:
            back = call.done_at
            if self.rng.random() < 0.6:
                self._ask_by_phone(case, back + 2 * HOUR_S, back + 3 * DAY_S)
        case.say(back, phrase(rng, case.language, "again"))
        case.turn(back, "open", kind="customer")
        at = self.desks[case.team].later_turn(rng, back)
        self._reply(case, at, self._agent(case, at), _LATER_WORK_S)
        self._settle(case, at, case.agent)

    def _ask_by_phone(self, case: Case, low: int, high: int) -> Call | None:
        """Let the customer call about the ticket between two instants, where the line is open then."""
        at = self.desks["phone"].hours.after(low, self.rng.randrange(60, 5 * HOUR_S))
        day = self.stage.days[self.stage.day(at)]
        if at >= high or self.story.outage <= day < self.story.outage_end:
            return None
        return self.switchboard.ring(
            self.rng, at, "call", "phone", case.customer, case.request_type, ticket_id=case.ticket_id
        )

    def after_call(self, case: Case, call: Call) -> None:
        """Play the ticket of a call or a chat."""
        case.say(case.created_at, f"{case.subject} {phrase(self.rng, case.language, 'opening')}")
        if call.agent is None or call.answered_at is None:
            self._call_back(case)
            return
        case.give_to(call.answered_at, call.agent)
        case.turn(call.answered_at, "open", call.agent)
        case.say(call.answered_at, phrase(self.rng, case.language, "answer"), agent=call.agent)
        if self.rng.random() < 0.7:
            case.say(call.done_at, self.rng.choice(NOTES), agent=call.agent, is_public=False)
        is_settled = self.rng.random() < (0.97 if self.story.is_gamed(case.team, case.created_at) else 0.8)
        if is_settled:
            self._settle(case, call.done_at, call.agent)
        else:
            self._follow_up(case, call.done_at)

    def _call_back(self, case: Case) -> None:
        """Ring back who left a message; write where nobody picks up."""
        at = self.desks[case.team].later_turn(self.rng, case.created_at + 60)
        agent = self._take(case, at - 60, at)
        call = self.switchboard.dial(self.rng, at, case.team, agent, case.customer, case.request_type, case.ticket_id)
        self._reply(case, call.answered_at or call.done_at, agent, 240)
        self._finish(case, call.done_at)

    def _follow_up(self, case: Case, at: int) -> None:
        """Work on what the call did not settle; the customer may call again before it is."""
        case.turn(at, "on_hold" if self.rng.random() < 0.5 else "pending", case.agent)
        until = self.desks[case.team].hours.after(at, self.rng.randrange(2, 16) * HOUR_S)
        if self.rng.random() < 0.4:
            self._ask_by_phone(case, at + HOUR_S, until)
        agent = self._agent(case, until)
        case.turn(until - 30, "open", agent)
        self._reply(case, until, agent, _LATER_WORK_S)
        self._finish(case, until)
