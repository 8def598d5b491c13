"""Generated staff, customers and tickets with their messages and changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from naive.made import DAY, HOUR, MINUTE, SECOND, Maker
from naive.scenes import CHANNELS, SPELLINGS, TEAMS, TYPES

AGENTS = ["a1", "a2", "a3", "left", "both"]
CUSTOMERS = [f"c{number}" for number in range(1, 71)]
ACTIONS = {
    "ask": 16, "reply": 20, "note": 5, "auto": 4, "robot": 4, "away": 4, "whisper": 1, "unclear": 6,
    "open": 5, "pending": 9, "on_hold": 4, "other": 2, "solve": 12, "close": 3, "back": 9, "flap": 3, "settle": 5,
    "tier": 4, "team": 2, "look": 3,
}  # fmt: skip


def staff_and_customers(maker: Maker) -> None:
    """Make agents with their roles over time (one is a mere user by now) and customers (some of them gone)."""
    turning, start = maker.scene.turning, maker.scene.start
    for agent in AGENTS[:4]:
        maker.add("agents", agent_id=agent, team_id=maker.one_of(TEAMS), role="agent")
    maker.add("agent_roles", agent_id="a1", role="Admin", from_at=start - 300 * DAY, to_at=None)
    maker.add("agent_roles", agent_id="left", role="agent", from_at=start - 300 * DAY, to_at=turning)
    maker.add("agent_roles", agent_id="left", role="end-user", from_at=turning, to_at=None)
    maker.add("agent_roles", agent_id="both", role="agent", from_at=start - 300 * DAY, to_at=turning - 5 * DAY)
    maker.add("agent_roles", agent_id="both", role="agent", from_at=turning + 3 * DAY, to_at=None)
    for customer in [*CUSTOMERS, "both"]:
        created = start + DAY * maker.random.randint(-200, 40) if maker.chance(0.8) else None
        ended = maker.maybe((created or start) + DAY * maker.random.randint(10, 250), 0.4)
        maker.add(
            "customers", customer_id=customer, created_at=created, ended_at=ended,
            segment=maker.one_of(["small", "large", None]), country=maker.one_of(["PL", "NP", "BR", None]),
            language=maker.one_of(["pl", "ne", "pt", None]),
        )  # fmt: skip


def ticket(maker: Maker) -> None:
    """Make one ticket, its messages and its changes."""
    created = maker.moment()
    row = maker.add("tickets", ticket_id=maker.id("t"), created_at=created, **_attributes(maker))
    story = Story(maker, row, created)
    story.begin()
    for _ in range(maker.one_of((0, 1, 2, 3, 4, 5, 6, 8, 11))):
        story.step()
    story.end()


def mergers(maker: Maker) -> None:
    """Merge a few tickets into others."""
    ids = [row["ticket_id"] for row in maker.tables["tickets"]]
    for row in maker.tables["tickets"]:
        others = [one for one in ids if one != row["ticket_id"]]
        row["merged_into"] = maker.maybe(maker.one_of(others), 0.05) if others else None


def anybody(maker: Maker) -> str | None:
    """Draw a customer: four come often, some are not in the list of customers, of some nothing is known."""
    return maker.one_of([*CUSTOMERS, *CUSTOMERS[:4] * 9, "both", *["stranger"] * 3, *[None] * 8])


def _attributes(maker: Maker) -> dict[str, Any]:
    customer = anybody(maker)
    return {
        "created_by": maker.one_of(["customer"] * 7 + [None, None, "agent", "agent", "bot"]),
        "channel": maker.one_of(CHANNELS),
        "request_type": maker.one_of(TYPES),
        "priority": maker.one_of(["High", " high ", "low", "P1", None]),
        "team_id": maker.one_of(TEAMS),
        "agent_id": maker.one_of([*AGENTS, None]),
        "customer_id": customer,
        "brand": maker.one_of(["Alfa", "beta", None]),
        "product": maker.one_of(["lamp", "Lamp", None]),
        "language": maker.one_of(["pl", "en", None]),
        "country": maker.one_of(["PL", "DE", None]),
        "tags": maker.one_of([["vip"], ["vip", "late"], ["late", "late"], [], None]),
        "is_complaint": maker.one_of([True, False, None, None, None]),
        "is_escalated": maker.one_of([True, False, None, None, None, None]),
        "is_spam": maker.one_of([True] + [False] * 12 + [None] * 6),
        "is_deleted": maker.one_of([True] + [False] * 12 + [None] * 6),
    }


class Story:
    """One ticket's life: a time that moves on, a status, and steps drawn by chance."""

    def __init__(self, maker: Maker, row: dict[str, Any], created: datetime) -> None:
        self.maker, self.row, self.created, self.at = maker, row, created, created
        self.status, self.tier = maker.one_of(["new"] * 12 + ["open", "open", "solved"]), "1"
        self.first_change = True
        self.silent = maker.chance(0.25)  # no change of status is recorded

    def begin(self) -> None:
        """Write the opening message, now and then a moment before the ticket itself, or none."""
        if self.row["created_by"] == "agent" and self.maker.chance(0.7):
            self._say("agent", self._agent())
        elif self.maker.chance(0.7):
            if self.maker.chance(0.1):
                self.at -= SECOND * self.maker.random.randint(1, 40)
            self._say("customer", self.row["customer_id"])
        elif self.maker.chance(0.1):
            self.at -= MINUTE * self.maker.random.randint(1, 40)  # clocks that disagree: an answer or a change too soon
            self.do(self.maker.one_of(["reply", "solve", "pending"]))
        self.at = max(self.at, self.created)

    def step(self) -> None:
        """Let something happen."""
        self.at = self.maker.later(self.at)
        if not self.maker.over(self.at):
            self.do(self.maker.random.choices(list(ACTIONS), list(ACTIONS.values()))[0])

    def end(self) -> None:
        """Set what the ticket's row says of today: wrong on purpose where changes tell better."""
        if not self.silent and not self.first_change:
            self.row["status"] = self.maker.one_of([*SPELLINGS["open"], *SPELLINGS["solved"], None])
            return
        word = self.maker.one_of(["new", "open", "pending", "solved", "solved", "closed", "other", None])
        self.row["status"] = word and self.maker.one_of(SPELLINGS[word])
        at = self.maker.later(self.at)
        if self.maker.chance(0.05):
            at = self.created - 5 * MINUTE
        self.row["status_at"] = None if self.maker.over(at) else self.maker.maybe(at.isoformat() + "Z", 0.6)

    def do(self, action: str) -> None:
        """Do one of the steps."""
        getattr(self, f"_{action}")()

    def _agent(self) -> str | None:
        return self.maker.one_of(["a1", "a2", "a3", "a3", None])

    def _say(self, kind: str | None, author: str | None, *, public: bool = True, auto: bool = False) -> None:
        shown = self.maker.one_of([True, True, None]) if public else False
        sent = True if auto else self.maker.one_of([False, False, None])
        self.maker.add(
            "messages", message_id=self.maker.id("m"), ticket_id=self.row["ticket_id"], at=self.at, author_id=author,
            author_kind=kind, is_public=shown, is_auto=sent,
        )  # fmt: skip

    def _change(self, field: str, old: str | None, new: str | None, actor: str | None) -> None:
        self.maker.add(
            "ticket_events", event_id=self.maker.id("e"), ticket_id=self.row["ticket_id"], at=self.at,
            actor_kind=actor, actor_id=None, field=field, old_value=old, new_value=new,
        )  # fmt: skip

    def _set(self, status: str, actor: str | None) -> None:
        if not self.silent:
            old = self.maker.one_of(SPELLINGS[self.status])
            spelled = self.maker.one_of(SPELLINGS[status])
            self._change("status", self.maker.maybe(old, 0.8), spelled, actor)
            self.status, self.first_change = status, False

    def _ask(self) -> None:
        self._say("customer", self.row["customer_id"])

    def _reply(self) -> None:
        self._say("agent", self._agent())

    def _note(self) -> None:
        self._say("agent", self._agent(), public=False)

    def _auto(self) -> None:
        self._say(self.maker.one_of(["agent", "system"]), self._agent(), auto=True)

    def _robot(self) -> None:
        self._say(self.maker.one_of(["bot", "system"]), None)

    def _away(self) -> None:
        self._say("customer", self.row["customer_id"], auto=True)

    def _whisper(self) -> None:
        self._say("customer", self.row["customer_id"], public=False)

    def _unclear(self) -> None:
        """A message whose author's kind is missing, or out of date."""
        kind, author = self.maker.one_of(
            [("customer", "left"), ("customer", "left"), ("customer", "both"), (None, "a2"), (None, "left"),
             (None, None), (None, "somebody"), (None, "c1")]
        )  # fmt: skip
        self._say(kind, author)

    def _open(self) -> None:
        self._set("open", self.maker.one_of(["agent", "system", None]))

    def _pending(self) -> None:
        self._set("pending", self.maker.one_of(["agent", "system"]))

    def _on_hold(self) -> None:
        self._set("on_hold", "agent")

    def _other(self) -> None:
        self._set("other", "agent")

    def _solve(self) -> None:
        self._set("solved", self.maker.one_of(["agent", "agent", "system", "customer"]))

    def _close(self) -> None:
        self._set("closed", self.maker.one_of(["system", "agent"]))

    def _back(self) -> None:
        """A customer writes again and the ticket opens, in either order, at once or a moment later."""
        actor = self.maker.one_of(["customer", "system", "agent", None])
        if self.maker.chance(0.7):
            self._ask()
            self.at += SECOND * self.maker.one_of([0, 0, 2])
            self._set("open", actor)
        else:
            self._set("open", actor)
            self._ask()

    def _flap(self) -> None:
        self._set("solved", "agent")
        self.at += SECOND * self.maker.one_of([0, 3, 30])
        if not self.maker.over(self.at):
            self._set("open", "agent")

    def _settle(self) -> None:
        """An answer that closes the case, at the same instant."""
        self._reply()
        self._set("solved", "agent")

    def _tier(self) -> None:
        new = self.maker.one_of(["1", "2", "3", " 2 ", "10", "expert"])
        self._change("tier", self.maker.maybe(self.tier, 0.6), new, self.maker.one_of(["agent", "system"]))
        self.tier = new

    def _team(self) -> None:
        self._change("team_id", None, self.maker.one_of(TEAMS), "system")

    def _look(self) -> None:
        self._change("priority", None, "high", "agent")
        self.at += HOUR
