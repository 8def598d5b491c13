"""Labels read as the words of the closed lists: the words themselves, a few usual spellings, the company's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

WORDS = {
    "status": ("new", "open", "pending", "on_hold", "solved", "closed", "other"),
    "channel": ("email", "web", "chat", "phone", "social", "messaging", "api", "in_person", "other"),
    "request_type": (
        "product", "cancellation", "how_to", "availability", "refund", "return", "sales_question",
        "shipping", "technical", "billing", "account", "complaint", "other",
    ),
    "stage": ("purchase", "support", "follow_up", "other"),
}  # fmt: skip
ALSO = {
    "status": {"resolved": "solved", "in progress": "open", "waiting on customer": "pending", "hold": "on_hold"},
    "channel": {"mail": "email", "live chat": "chat", "telephone": "phone", "web form": "web", "twitter": "social"},
    "request_type": {"refunds": "refund", "how-tos": "how_to", "invoice": "billing", "bug": "technical"},
    "stage": {"buying": "purchase", "service": "support"},
}
SOLVED = ("solved", "closed")
STAFF = ("agent", "admin", "owner", "team lead", "supervisor")


def fold(label: str) -> str:
    """Return what spellings are compared by."""
    return re.sub(r"[\s_-]+", "", label).lower()


def word(kind: str, label: object, own: Mapping[str, Mapping[str, str]]) -> str | None:
    """Return the word of a label, None of a blank one, "other" of one that nobody knows."""
    if label is None or not str(label).strip():
        return None
    mine = {fold(theirs): value for theirs, value in own.get(kind, {}).items()}
    usual = {fold(theirs): value for theirs, value in ALSO[kind].items()}
    same = {fold(one): one for one in WORDS[kind]}
    folded = fold(str(label))
    return mine.get(folded) or same.get(folded) or usual.get(folded) or "other"
