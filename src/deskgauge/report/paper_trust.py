"""How far to trust a report: what was counted and left out, what is not final or too few, what is not measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from deskgauge.language import _, ngettext
from deskgauge.report.digest_parts import listed
from deskgauge.report.labels import word
from deskgauge.report.reading import Reading, Words, reading

if TYPE_CHECKING:
    from deskgauge.engine.scorecard import ScorecardLine
    from deskgauge.report.gather import Gathered

RESPONSE_RATE, SATISFACTION, WEIGHTED = "survey_response_rate", "csat", "csat_weighted"
MOST_COUNTED, MOST_NAMED, MOST_DEFINED = 4, 6, 12


def trust(found: Gathered) -> list[tuple[str, str]]:
    """Return what bears on the numbers, each a word and a sentence."""
    lines = {line.metric.id: line for line in found.card.lines}
    told = [
        (_("Counted"), _counted(found, lines)),
        (_("Not final"), _not_final(found)),
        (_("Too few"), _too_few(found)),
        (_("Surveys"), _surveys(lines, found.words)),
        (_("Not measured"), _missing(found)),
    ]
    return [(label, text) for label, text in told if text]


def definitions(found: Gathered) -> list[tuple[str, str]]:
    """Return what is meant by each metric that the first page names, and by the words of every table."""
    metrics = {line.metric.id: line.metric for line in found.card.lines}
    named = dict.fromkeys([*found.digest.metrics, *found.six])
    told = [(_(metrics[name].title), _(metrics[name].text)) for name in named if name in metrics][:MOST_DEFINED]
    return [
        *told,
        (
            _("95% interval"),
            _(
                "Where the true value lies, with 95% confidence. A verdict or an arrow's word is given only where the "
                "interval is on one side; otherwise it is too close to call, or no clear change."
            ),
        ),
    ]


def _counted(found: Gathered, lines: Mapping[str, ScorecardLine]) -> str:
    """Say of the metrics of the first page how many rows count and how many were left out, by reason."""
    named = dict.fromkeys([*found.digest.metrics, *found.six])
    told = []
    for name in named:
        left = {reason: n for reason, n in found.card.answer.excluded.get(name, {}).items() if n}
        if name not in lines or not left:
            continue
        n = reading(lines[name].row).n
        reasons = listed([_left_out(reason, count, found.words) for reason, count in left.items()], found.words)
        metric = _(lines[name].metric.title)
        told.append(
            ngettext(
                "{metric}: {n} counted; left out: {reasons}.",
                "{metric}: {n} counted; left out: {reasons}.",
                n,
                metric=metric,
                n=found.words.count(n).text,
                reasons=reasons,
            )
        )
    return " ".join(told[:MOST_COUNTED])


def _left_out(reason: str, count: int, words: Words) -> str:
    return _("{n} {reason}", n=words.count(count).text, reason=word("reason", reason))


def _not_final(found: Gathered) -> str:
    waiting = [line for line in found.card.lines if reading(line.row).provisional]
    names = [
        _("{metric} ({n} not finished yet)", metric=_(line.metric.title), n=found.words.count(one.n_open).text)
        for line, one in ((line, reading(line.row)) for line in waiting)
    ]
    return _("These values will still move: {names}.", names=_some(names, found.words)) if names else ""


def _too_few(found: Gathered) -> str:
    names = [_(line.metric.title) for line in found.card.lines if line.row.get("too_few")]
    return _("Shown in grey and not judged: {names}.", names=_some(names, found.words)) if names else ""


def _surveys(lines: Mapping[str, ScorecardLine], words: Words) -> str:
    """Say how many answered, and what the satisfaction is when it is weighted to all who were served."""
    told = []
    if rate := _known(lines, RESPONSE_RATE):
        told.append(
            ngettext(
                "{rate} of {n} who were asked answered.",
                "{rate} of {n} who were asked answered.",
                rate.n,
                rate=words.value(rate).text,
                n=words.count(rate.n).text,
            )
        )
    plain, weighted = _known(lines, SATISFACTION), _known(lines, WEIGHTED)
    if plain and weighted:
        told.append(
            _(
                "Weighted to all solved tickets, satisfaction is {weighted} ({interval}); as answered it is {plain}.",
                weighted=words.value(weighted).text,
                interval=words.interval(weighted).text,
                plain=words.value(plain).text,
            )
        )
    return " ".join(told)


def _known(lines: Mapping[str, ScorecardLine], name: str) -> Reading | None:
    one = reading(lines[name].row) if name in lines else None
    return one if one is not None and one.value is not None else None


def _missing(found: Gathered) -> str:
    """Say which metrics of the project have no value, by what they need."""
    titles = {name: _(metric.title) for name, metric in found.catalogue.items()}
    ordered = sorted(found.card.missing, key=lambda pair: pair[1])
    told = [
        _(
            "{names} ({needs})",
            names=_some([titles.get(name, name) for name, _needs in members], found.words),
            needs=needs,
        )
        for needs, members in groupby(ordered, key=lambda pair: pair[1])
    ]
    empty = [_(line.metric.title) for line in found.card.lines if line.row.get("value") is None]
    if empty:
        told.append(_("{names} (no rows in this period)", names=_some(empty, found.words)))
    return _("{names}.", names=listed(told, found.words)) if told else ""


def _some(names: Sequence[str], words: Words) -> str:
    """List names, at most a few of them, and how many more there are."""
    left = len(names) - MOST_NAMED
    if left <= 1:
        return listed(names, words)
    more = ngettext("{n} more", "{n} more", left, n=words.count(left).text)
    return listed([*names[:MOST_NAMED], more], words)
