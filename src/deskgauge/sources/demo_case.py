"""A ticket of the demo company and its whole history, written as it stands at the end of the last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from deskgauge.sources.demo_customers import Customer
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_teams import Agent

SOLVED = ("solved", "closed")


@dataclass(slots=True)
class Message:
    """A message; ``author`` is empty for machines."""

    at: int
    kind: str
    author: str | None
    body: str
    is_public: bool = True
    is_auto: bool | None = None
    via: str | None = None


@dataclass(slots=True)
class Change:
    """One change of one field."""

    at: int
    field: str
    old: str | None
    new: str | None
    actor: str | None
    kind: str


@dataclass(slots=True)
class Case:
    """A ticket while it is played: its fixed attributes, its history so far and where it stands."""

    ticket_id: str
    created_at: int
    channel: str
    customer: Customer
    request_type: str | None
    language: str
    subject: str
    team: str
    priority: str = "normal"
    created_by: str = "customer"
    product: str | None = None
    brand: str = "Brackenfold"
    tags: list[str] = field(default_factory=list)
    is_complaint: bool = False
    is_escalated: bool = False
    is_spam: bool = False
    is_deleted: bool = False
    in_launch: bool = False
    merged_into: str | None = None
    parent: str | None = None
    article_id: str | None = None
    agent: Agent | None = None
    status: str = "new"
    replies: int = 0
    first_reply: int | None = None
    solves: list[int] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    work: list[tuple[int, int, str]] = field(default_factory=list)  # end, seconds, agent

    def say(
        self, at: int, body: str, *, agent: Agent | None = None, is_public: bool = True, is_auto: bool | None = None
    ) -> None:
        """Add a message of the customer, or of an agent where one is given."""
        if agent is None:
            self.messages.append(Message(at, "customer", self.customer.customer_id, body, True, is_auto))
            return
        self.messages.append(Message(at, "agent", agent.agent_id, body, is_public, is_auto))
        if is_public:
            self.replies += 1
            self.first_reply = self.first_reply or at

    def acknowledge(self, at: int, body: str) -> None:
        """Add the machine's answer."""
        self.messages.append(Message(at, "bot", None, body, True, True, "trigger"))

    def turn(self, at: int, status: str, agent: Agent | None = None, *, kind: str = "agent") -> None:
        """Change the status; without an agent, ``kind`` says who did: customer, bot or system."""
        if status == self.status:
            return
        actor = agent.agent_id if agent else (self.customer.customer_id if kind == "customer" else None)
        self.changes.append(Change(at, "status", self.status, status, actor, kind))
        if status == "solved":
            self.solves.append(at)
        self.status = status

    def give_to(self, at: int, agent: Agent) -> None:
        """Hand the ticket to an agent."""
        if self.agent is None or self.agent.agent_id != agent.agent_id:
            old = self.agent.agent_id if self.agent else None
            self.changes.append(Change(at, "agent_id", old, agent.agent_id, agent.agent_id, "agent"))
            self.agent = agent

    def send_to(self, at: int, team: str, agent: Agent | None) -> None:
        """Hand the ticket to another team."""
        if team != self.team:
            actor = agent.agent_id if agent else None
            self.changes.append(Change(at, "team_id", self.team, team, actor, "agent" if agent else "system"))
            self.team = team

    def set(self, at: int, name: str, old: str, new: str, agent: Agent) -> None:
        """Record the change of a further field, such as tier or priority."""
        self.changes.append(Change(at, name, old, new, agent.agent_id, "agent"))

    @property
    def is_valid(self) -> bool:
        """Tell whether the ticket counts: not spam, not deleted, not merged."""
        return not (self.is_spam or self.is_deleted or self.merged_into)

    def solved_by(self, stop: int) -> int | None:
        """Return when the ticket was first solved, if that was before the end."""
        return self.solves[0] if self.solves and self.solves[0] < stop else None


class CaseWriter:
    """Writes tickets with all that happened to them before the end, and numbers it."""

    def __init__(self, sheets: Sheets, stop: int, rng: Random) -> None:
        self._sheets, self._stop, self._rng = sheets, stop, rng
        self._messages = self._changes = self._work = 0

    def write(self, case: Case) -> None:
        """Write one ticket."""
        changes = sorted((one for one in case.changes if one.at < self._stop), key=lambda one: one.at)
        self._write_ticket(case, changes)
        for change in changes:
            self._changes += 1
            self._sheets.add(
                "ticket_events", event_id=f"E{self._changes:07}", ticket_id=case.ticket_id, at=change.at,
                actor_id=change.actor, actor_kind=change.kind, field=change.field, old_value=change.old,
                new_value=change.new,
            )  # fmt: skip
        for message in sorted((one for one in case.messages if one.at < self._stop), key=lambda one: one.at):
            self._messages += 1
            self._sheets.add(
                "messages", message_id=f"M{self._messages:07}", ticket_id=case.ticket_id, at=message.at,
                author_id=message.author, author_kind=message.kind, is_public=message.is_public,
                is_auto=message.is_auto, channel=case.channel, body=message.body, via=message.via or case.channel,
            )  # fmt: skip
        for end, seconds, agent_id in case.work:
            if end < self._stop:
                self.log(end, seconds, agent_id, ticket_id=case.ticket_id)

    def log(
        self, end: int, seconds: int, agent_id: str, *, ticket_id: str | None = None, call_id: str | None = None
    ) -> None:
        """Write time worked on a ticket or a call."""
        self._work += 1
        self._sheets.add(
            "work_logs", work_id=f"W{self._work:06}", ticket_id=ticket_id, call_id=call_id, agent_id=agent_id,
            started_at=end - seconds, ended_at=end, seconds=seconds,
        )  # fmt: skip

    def _write_ticket(self, case: Case, changes: Sequence[Change]) -> None:
        now = _standing(case, changes)
        status_at = max((one.at for one in changes if one.field == "status"), default=case.created_at)
        custom = {"order_value": self._rng.randrange(20, 480)} if self._rng.random() < 0.9 else None
        sheet = {
            "ticket_id": case.ticket_id, "created_at": case.created_at, "created_by": case.created_by,
            "channel": case.channel, "subject": case.subject, "request_type": case.request_type,
            "priority": now.get("priority", case.priority), "status": now.get("status", "new"),
            "status_at": status_at, "team_id": now["team_id"], "agent_id": now.get("agent_id"),
            "customer_id": case.customer.customer_id, "brand": case.brand, "product": case.product,
            "language": case.language, "tags": case.tags, "country": case.customer.country,
            "is_complaint": case.is_complaint, "is_escalated": case.is_escalated, "is_spam": case.is_spam,
            "is_deleted": case.is_deleted, "merged_into": case.merged_into, "parent_ticket_id": case.parent,
            "article_id": case.article_id, "custom": custom,
        }  # fmt: skip
        self._sheets.add("tickets", **sheet)


def _standing(case: Case, changes: Sequence[Change]) -> dict[str, str | None]:
    """Return each field as its last change left it; the team as it was first given where it never changed."""
    teams = [one for one in case.changes if one.field == "team_id"]
    now = {"team_id": teams[0].old if teams else case.team}
    now.update({one.field: one.new for one in changes})
    return now
