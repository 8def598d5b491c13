"""Codes into words of the reader's language: channels, statuses, reasons, units, tables.

Codes stay codes in every format for programs, and where a reader types them back; pages and reports show their words.
"""

from __future__ import annotations

from deskgauge.language import gettext, pgettext


def spelled(code: str) -> str:
    """Return a code as English words: on_hold is "on hold"."""
    return code.replace("_", " ")


def word(kind: str, code: str) -> str:
    """Return the word for a code of a list: of a kind in vocabulary.WORDS, or reason, unit, clock, stat, anchor,
    grain, better, severity or table; a code that is not on the list, a company's own word, as it is spelled.
    """
    return pgettext(kind, spelled(code))


KINDS = {"channel": "channel", "request_type": "request_type", "sentiment": "sentiment", "stage": "stage",
         "tool": "tool", "role": "role"}  # fmt: skip
"""The dimensions whose values are codes of a list, and which list."""


def slice_word(dimension: str, value: str) -> str:
    """Return a slice's value for reading: the word of its list where it has one, else as it came."""
    from deskgauge.model.vocabulary import WORDS

    kind = KINDS.get(dimension)
    return word(kind, value) if kind and value in WORDS[kind] else value


def dimension_title(dimension: str) -> str:
    """Return a dimension as the heading of a column: "Request type"."""
    return gettext(spelled(dimension).capitalize())


def dimension_name(dimension: str) -> str:
    """Return a dimension within a sentence: "request type"."""
    return pgettext("dimension", spelled(dimension))
