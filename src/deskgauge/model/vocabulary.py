"""The closed lists of words that the metrics read, and how a company's or a vendor's labels become them.

A label is looked up four times: in the company's own list as it is written, there again without regard to
case, spaces, hyphens and underscores, among the words, and among the usual spellings. What is found nowhere
is ``other`` and is listed by the data-quality report. Labels stay in the tables as they came; only the facts
hold words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from deskgauge.errors import NotFoundError
from deskgauge.model.spellings import SPELLINGS

OTHER = "other"

STATUSES = ("new", "open", "pending", "on_hold", "solved", "closed")
CHANNELS = ("email", "web", "chat", "phone", "social", "messaging", "api", "in_person", OTHER)
REQUEST_TYPES = (
    "product", "cancellation", "how_to", "availability", "refund", "return", "sales_question",
    "shipping", "technical", "billing", "account", "complaint", OTHER,
)  # fmt: skip
ACTORS = ("customer", "agent", "bot", "system")
ROLES = ("agent", "customer")
CALL_KINDS = ("call", "chat")
DIRECTIONS = ("inbound", "outbound")
OUTCOMES = ("answered", "abandoned", "voicemail", "callback", "transferred", "failed")
SURVEY_KINDS = ("csat", "nps", "ces", "esat", "brand", "experience", "competitor")
STAGES = ("purchase", "support", "follow_up")
ORDER_KINDS = ("new", "repeat", "upsell", "cross_sell", "action")
EMAIL_KINDS = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed")
TOOLS = ("article", "video", "community", "chatbot", "search", "form")
POST_KINDS = ("question", "mention", "complaint", "praise", OTHER)
SENTIMENTS = ("positive", "neutral", "negative")
COMPANY_EVENT_KINDS = ("launch", "policy", "training", "campaign", "incident", "holiday")
CASH_KINDS = ("operating", OTHER)

WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "status": STATUSES,
        "channel": CHANNELS,
        "request_type": REQUEST_TYPES,
        "actor": ACTORS,
        "role": ROLES,
        "call_kind": CALL_KINDS,
        "direction": DIRECTIONS,
        "outcome": OUTCOMES,
        "survey_kind": SURVEY_KINDS,
        "stage": STAGES,
        "order_kind": ORDER_KINDS,
        "email_kind": EMAIL_KINDS,
        "tool": TOOLS,
        "post_kind": POST_KINDS,
        "sentiment": SENTIMENTS,
        "company_event_kind": COMPANY_EVENT_KINDS,
        "cash_kind": CASH_KINDS,
        "priority": (),
    }
)
"""The words of each kind; a kind without words is open and keeps its labels, stripped and in lower case."""

EXTENSIBLE = frozenset({"request_type"})
"""Kinds to which a company adds words of its own, by naming them in its list of labels."""

SOLVED_STATUSES = ("solved", "closed")


class Labelled(NamedTuple):
    """A column that holds labels of a kind; where ``field`` is given, only in rows whose ``field`` column says so."""

    table: str
    column: str
    kind: str
    field: str | None = None


LABELLED: tuple[Labelled, ...] = (
    Labelled("tickets", "status", "status"),
    Labelled("tickets", "channel", "channel"),
    Labelled("tickets", "request_type", "request_type"),
    Labelled("tickets", "priority", "priority"),
    Labelled("tickets", "created_by", "actor"),
    Labelled("ticket_events", "actor_kind", "actor"),
    Labelled("ticket_events", "old_value", "status", "status"),
    Labelled("ticket_events", "new_value", "status", "status"),
    Labelled("ticket_events", "old_value", "channel", "channel"),
    Labelled("ticket_events", "new_value", "channel", "channel"),
    Labelled("ticket_events", "old_value", "request_type", "request_type"),
    Labelled("ticket_events", "new_value", "request_type", "request_type"),
    Labelled("ticket_events", "old_value", "priority", "priority"),
    Labelled("ticket_events", "new_value", "priority", "priority"),
    Labelled("messages", "author_kind", "actor"),
    Labelled("messages", "channel", "channel"),
    Labelled("calls", "kind", "call_kind"),
    Labelled("calls", "direction", "direction"),
    Labelled("calls", "outcome", "outcome"),
    Labelled("calls", "channel", "channel"),
    Labelled("calls", "request_type", "request_type"),
    Labelled("survey_invites", "kind", "survey_kind"),
    Labelled("survey_invites", "channel", "channel"),
    Labelled("survey_responses", "kind", "survey_kind"),
    Labelled("survey_responses", "stage", "stage"),
    Labelled("orders", "kind", "order_kind"),
    Labelled("email_events", "kind", "email_kind"),
    Labelled("contact_attempts", "channel", "channel"),
    Labelled("self_service_sessions", "tool", "tool"),
    Labelled("social_posts", "kind", "post_kind"),
    Labelled("social_posts", "sentiment", "sentiment"),
    Labelled("agent_roles", "role", "role"),
    Labelled("costs", "channel", "channel"),
    Labelled("cash_movements", "kind", "cash_kind"),
    Labelled("events", "kind", "company_event_kind"),
    Labelled("targets", "channel", "channel"),
    Labelled("targets", "priority", "priority"),
)
"""Every column of the canonical tables that holds labels."""

NO_LABELS: Mapping[str, str] = MappingProxyType({})

_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015]+")


def fold(label: str) -> str:
    """Return the label without case, spaces, hyphens, dashes and underscores: what spellings are compared by."""
    return _SEPARATORS.sub("", label).casefold()


_READINGS: Mapping[str, Mapping[str, str]] = {
    kind: {fold(spelling): word for word in (*words, OTHER) for spelling in (*SPELLINGS[kind].get(word, ()), word)}
    for kind, words in WORDS.items()
    if words
}


def read(kind: str, label: str | None, own: Mapping[str, str] = NO_LABELS) -> str | None:
    """Return the word that a label stands for.

    ``own`` maps a company's labels onto words. Nothing and blanks give None; a label that is found nowhere gives
    ``other``, or for an open kind (priority) itself, stripped and in lower case. Raises NotFoundError for a kind
    that does not exist.
    """
    if label is None or not label.strip():
        return None
    word = _find(kind, label, own)
    if word is not None:
        return word
    return OTHER if words(kind, own) else label.strip().lower()


def is_known(kind: str, label: str | None, own: Mapping[str, str] = NO_LABELS) -> bool:
    """Say whether a label has a reading; blanks and every label of an open kind have one."""
    return label is None or not label.strip() or not words(kind) or _find(kind, label, own) is not None


def words(kind: str, own: Mapping[str, str] = NO_LABELS) -> tuple[str, ...]:
    """Return the words of a kind, those that a company adds included; empty for an open kind."""
    if kind not in WORDS:
        raise NotFoundError("kind of label", kind, WORDS)
    if kind not in EXTENSIBLE:
        return WORDS[kind]
    added = (_word(kind, value) for value in own.values())
    return tuple(dict.fromkeys((*WORDS[kind], *added)))


def wrong_words(kind: str, own: Mapping[str, str]) -> list[str]:
    """Return the values of a company's list that are no word of the kind, sorted; none where the kind takes any."""
    known = words(kind)
    if kind in EXTENSIBLE or not known:
        return sorted({value for value in own.values() if not value.strip()})
    return sorted({value for value in own.values() if fold(value) not in _READINGS[kind]})


def _find(kind: str, label: str, own: Mapping[str, str]) -> str | None:
    """Look a label up: own as written, own folded, words the company added, words and spellings."""
    if label in own:
        return _word(kind, own[label])
    folded = fold(label)
    for theirs, value in own.items():
        if fold(theirs) == folded:
            return _word(kind, value)
    if kind in EXTENSIBLE:
        for word in words(kind, own):
            if fold(word) == folded:
                return word
    return _READINGS.get(kind, {}).get(folded)


def _word(kind: str, value: str) -> str:
    """Read the word on the right side of a company's list, which may itself be a spelling."""
    found = _READINGS.get(kind, {}).get(fold(value))
    if found is not None:
        return found
    return value.strip().lower() if kind in EXTENSIBLE or not WORDS[kind] else OTHER
