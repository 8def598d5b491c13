"""The surveys of the demo company, who answers them and what; and the audits of its work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import log
from random import Random

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_calls import Call
from deskgauge.sources.demo_case import Case
from deskgauge.sources.demo_customers import Customer
from deskgauge.sources.demo_project import NAME
from deskgauge.sources.demo_service import Played
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_teams import Agent
from deskgauge.sources.demo_time import HOUR_S
from deskgauge.sources.demo_words import phrase

_RATE_HAPPY, _RATE_UNHAPPY = 0.185, 0.25  # the unhappy answer more often
_TWICE, _NO_SCORE, _COMMENTS = 0.03, 0.02, 0.4
_EFFORT_AREAS = ("get_answer", "solve_problem", "request_fulfilled", "buy", "return")
_WORDS = ("reliable", "friendly", "honest", "sporty", "expensive", "slow", "green")
_SHOPS = (NAME, NAME, "Peakstore", "Trailhaus", "Gór-Sklep")
_STAGES = {"purchase": 0.86, "support": 0.78, "follow_up": 0.7}
_SCALES: Mapping[str, tuple[int, int]] = {
    "csat": (1, 5),
    "esat": (1, 5),
    "experience": (1, 5),
    "nps": (0, 10),
    "ces": (1, 7),
}


@dataclass(slots=True)
class Asked:
    """A survey on its way to somebody; ``chance`` is that of a good answer, ``rate`` that of any."""

    kind: str
    sent_at: int
    chance: float
    rate: float
    customer: Customer | None = None
    agent: Agent | None = None
    ticket_id: str | None = None
    channel: str | None = None
    language: str = "en"
    stage: str | None = None
    comments_on: str | None = None


class Surveys:
    """Sends surveys and writes the invitations and the answers."""

    def __init__(self, sheets: Sheets, played: Played) -> None:
        self.sheets, self.played, self.stage = sheets, played, played.story.stage
        self.rng = self.stage.rng("surveys")
        self._invites = self._responses = 0

    def write(self, calls: list[Call]) -> None:
        """Send all surveys of the span and write what came of them."""
        for case in self.played.cases:
            self._after_case(case)
        for call in calls:
            if call.is_answered and call.ticket_id is None and call.customer and self.rng.random() < 0.18:
                self._after_call(call)
        for place, day in enumerate(self.stage.days):
            if day.weekday() == 0:
                self._of_the_week(self.stage.at(place, 10 * HOUR_S))
            if day.day == 3:
                self._of_the_month(day, self.stage.at(place, 11 * HOUR_S))

    def _after_case(self, case: Case) -> None:
        solved = case.solved_by(self.stage.stop)
        if solved is None or case.is_spam or case.is_deleted or case.merged_into or self.rng.random() > 0.62:
            return
        chance = self._chance(case)
        sent = solved + self.rng.randrange(1800, 3 * HOUR_S)
        asked = Asked("csat", sent, chance, 0.0, case.customer, case.agent, case.ticket_id, case.channel, case.language)
        if self.played.story.is_soured(case.channel, case.request_type, solved):
            asked.comments_on = "policy"
        self._send(asked)
        if self.rng.random() < 0.3:
            self._send(Asked("ces", sent + DAY_S, chance, 0.2, case.customer, case.agent, case.ticket_id, case.channel))

    def _chance(self, case: Case) -> float:
        """Return how likely the customer is satisfied: by speed, effort, who answered, and the story."""
        chance = 0.925 + 0.025 * (case.agent.skill if case.agent else 0.0)
        wait = (case.first_reply or case.created_at) - case.created_at
        slow = 90 if case.channel in ("phone", "chat") else DAY_S
        chance -= 0.1 * (wait > slow) + 0.16 * (len(case.solves) > 1) + 0.05 * (case.replies > 2)
        chance -= 0.06 * case.in_launch + 0.03 * self.played.story.is_gamed(case.team, case.created_at)
        solved = case.solves[0]
        return chance - (0.48 if self.played.story.is_soured(case.channel, case.request_type, solved) else 0.0)

    def _after_call(self, call: Call) -> None:
        chance = 0.88 - 0.04 * self.played.story.is_gamed(call.team, call.queued_at)
        channel = "chat" if call.kind == "chat" else "phone"
        language = call.customer.language if call.customer else "en"
        self._send(Asked("csat", call.done_at + 600, chance, 0.0, call.customer, call.agent, None, channel, language))

    def _of_the_week(self, at: int) -> None:
        """Ask a few customers whether they would recommend the shop."""
        low = 0.06 if self.played.story.in_launch(at - 7 * DAY_S) else 0.0
        for _ in range(round(self.stage.tickets * 0.003)):
            customer = self.played.customers.pick(self.rng, at)
            self._send(Asked("nps", at, 0.53 - low, 0.23, customer, language=customer.language))

    def _of_the_month(self, day: date, at: int) -> None:
        """Ask about the stages of a purchase, and the rarer things in their months."""
        pick = self.played.customers.pick
        for stage, chance in _STAGES.items():
            for _ in range(12):
                self._send(Asked("experience", at + HOUR_S, chance, 0.3, pick(self.rng, at), stage=stage))
        if day.month in (3, 9):
            for agent in self.played.roster.agents:
                if agent.works(at) and agent.works(at + 14 * DAY_S):
                    was_gamed = self.played.story.is_gamed(agent.team_id, at - 60 * DAY_S)
                    self._send(Asked("esat", at + 2 * HOUR_S, 0.5 if was_gamed else 0.74, 0.86, agent=agent))
        if day.month == 5:
            for kind in ("brand", "competitor"):
                for _ in range(150):
                    self._send(Asked(kind, at + 3 * HOUR_S, 0.7, 0.25, pick(self.rng, at)))

    def _send(self, asked: Asked) -> None:
        if asked.sent_at >= self.stage.stop:
            return
        rng = self.rng
        is_good = rng.random() < asked.chance
        rate = asked.rate or (_RATE_HAPPY if is_good else _RATE_UNHAPPY)
        answers = rng.random() < rate
        answered = asked.sent_at + 60 + int(min(rng.lognormvariate(log(9 * HOUR_S), 1.3), 13 * DAY_S))
        reminded = asked.sent_at + 3 * DAY_S
        is_reminded = (not answers or answered > reminded) and rng.random() < 0.5 and reminded < self.stage.stop
        self._invites += 1
        invite = f"I{self._invites:06}"
        self.sheets.add(
            "survey_invites", invite_id=invite, survey_id=f"{asked.kind}_1", kind=asked.kind, sent_at=asked.sent_at,
            reminded_at=reminded if is_reminded else None, agent_id=asked.agent.agent_id if asked.agent else None,
            customer_id=asked.customer.customer_id if asked.customer else None, ticket_id=asked.ticket_id,
            channel=asked.channel,
        )  # fmt: skip
        if answers:
            self._answer(asked, invite, answered, is_good=is_good)
            if rng.random() < _TWICE:
                self._answer(asked, invite, answered + rng.randrange(60, 30_000), is_good=rng.random() < asked.chance)

    def _answer(self, asked: Asked, invite: str, at: int, *, is_good: bool) -> None:
        if at >= self.stage.stop:
            return
        rng, kind = self.rng, asked.kind
        low, high = _SCALES.get(kind, (None, None))
        score = _score(rng, kind, is_good=is_good) if kind in _SCALES and rng.random() >= _NO_SCORE else None
        comment = None
        if kind in ("csat", "nps") and asked.language and rng.random() < _COMMENTS:
            comment = phrase(rng, asked.language, "good" if is_good else asked.comments_on or "bad")
        self._responses += 1
        self.sheets.add(
            "survey_responses", response_id=f"S{self._responses:06}", invite_id=invite, survey_id=f"{kind}_1",
            kind=kind, question=_QUESTIONS[kind], answered_at=at, score=score, scale_min=low, scale_max=high,
            high_is_good=True if kind in _SCALES else None, choice=_choice(rng, kind),
            effort_area=rng.choice(_EFFORT_AREAS) if kind == "ces" else None, stage=asked.stage, comment=comment,
            language=asked.language if comment else None,
            customer_id=asked.customer.customer_id if asked.customer else None,
            agent_id=asked.agent.agent_id if asked.agent else None, ticket_id=asked.ticket_id,
        )  # fmt: skip


_QUESTIONS = {
    "csat": "How satisfied are you with the help you got?",
    "nps": "How likely are you to recommend us to a friend?",
    "ces": "How easy was it to get this done?",
    "esat": "How satisfied are you with your work here?",
    "experience": "How was this part of your experience with us?",
    "brand": "Which word describes us best?",
    "competitor": "Where would you buy first?",
}


def _score(rng: Random, kind: str, *, is_good: bool) -> int:
    """Return a score of the kind's scale."""
    if kind == "nps":
        return rng.choice((9, 9, 10, 10, 10)) if is_good else rng.choice((7, 8, 8, 8, 7, 6, 5, 4, 2, 0, 7, 6, 3))
    if kind == "ces":
        return rng.choice((5, 6, 6, 7, 7)) if is_good else rng.choice((1, 2, 3, 3, 4))
    return rng.choice((4, 5, 5, 5, 4)) if is_good else rng.choice((1, 1, 2, 2, 3, 3, 3))


def _choice(rng: Random, kind: str) -> str | None:
    if kind == "brand":
        return rng.choices(_WORDS, (30, 22, 14, 12, 11, 7, 4))[0]
    return rng.choice(_SHOPS) if kind == "competitor" else None


def write_reviews(sheets: Sheets, played: Played, calls: list[Call]) -> None:
    """Write the audits of one ticket and one call in twenty."""
    rng, story = played.story.stage.rng("reviews"), played.story
    work: list[tuple[int, Agent, str, str | None, str | None]] = [
        (case.solves[0], case.agent, case.team, case.ticket_id, None)
        for case in played.cases
        if case.solves and case.agent and case.replies and case.is_valid
    ]
    work += [(c.done_at, c.agent, c.team, None, c.call_id) for c in calls if c.agent and c.is_answered]
    audits = []
    for done, agent, team, ticket_id, call_id in work:
        at = done + rng.randrange(DAY_S, 9 * DAY_S)
        if rng.random() < 0.05 and at < story.stage.stop:
            mean = 87 + 2.5 * agent.skill - (17 if story.is_gamed(team, done) else 0)
            audits.append((at, agent.agent_id, ticket_id, call_id, min(100, max(20, round(rng.gauss(mean, 7))))))
    reform = story.stage.begin + 200 * DAY_S
    for number, (at, agent_id, ticket_id, call_id, score) in enumerate(sorted(audits, key=lambda one: one[0]), start=1):
        old = at < reform  # the first form gave up to 20 points
        parts = {part: min(5, max(1, round(score / 20 + rng.gauss(0, 0.6)))) for part in ("answer", "tone", "steps")}
        sheets.add(
            "quality_reviews", review_id=f"Q{number:05}", ticket_id=ticket_id, call_id=call_id, agent_id=agent_id,
            reviewer_id="A26", reviewed_at=at, score=round(score / 5, 1) if old else score,
            scale_max=20 if old else 100, criteria=parts,
        )  # fmt: skip
