"""What may be said of a row, for pages: a sign, a word and a look for its verdict and for its change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from deskgauge.language import N_, _
from deskgauge.report.format import format_change
from deskgauge.report.reading import CLOSE, FEW, NONE, OFF, ON, Reading, Words

_UNITS = re.compile(r"(\u00a0?[^\d\s.,:%٪;−–<>/]+\.?)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A judgement in three independent cues: the name of its sign, the class of its look, its word."""

    sign: str
    look: str
    text: str


_VERDICTS: Mapping[str, tuple[str, str]] = {
    ON: ("met", N_("On target")),
    OFF: ("missed", N_("Off target")),
    CLOSE: ("close", N_("Too close to call")),
    FEW: ("few", N_("Too few to judge")),
    NONE: ("none", N_("No target")),
}


def verdict_mark(one: Reading) -> Mark:
    """Return the verdict of a value against its target."""
    look, text = _VERDICTS[one.verdict]
    return Mark(one.verdict, look, _(text))


def change_mark(one: Reading, better: str, words: Words) -> Mark | None:
    """Return the change since the period before, None where there is none to speak of.

    The sign shows where the number went, the word and the look whether that is good; where its interval holds 0, or
    it is a count of which every direction is as good, none of both is said.
    """
    if one.too_few or one.value is None or one.previous is None or one.change is None:
        return None
    sure = one.change_low is not None and one.change_high is not None
    if one.change == 0 or (sure and not (one.change_low or 0) > 0 and not (one.change_high or 0) < 0):
        return Mark("flat", "flat", _("no clear change") if one.change else _("no change"))
    amount = format_change(
        one.value, one.previous, one.unit, one.n, words.language, currency=words.currency, clock=words.clock
    )
    sign = "up" if one.change > 0 else "down"
    if not sure or better not in ("up", "down"):
        return Mark(sign, "", amount)
    if (one.change > 0) == (better == "up"):
        return Mark(sign, "better", _("{amount}, better", amount=amount))
    return Mark(sign, "worse", _("{amount}, worse", amount=amount))


def with_small_units(text: str, unit: str) -> Markup:
    """Return a written value with the units of its durations set small: 1 h 10 min."""
    if unit != "duration":
        return escape(text)
    small = _UNITS.sub(r"<small>\1</small>", str(escape(text)))
    return Markup(small.replace("</small>\u00a0", "</small> "))  # noqa: S704  # escaped before
