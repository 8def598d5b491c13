"""Verdicts in sight: a line per question, a summary, and the code that the run ends with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conformance.judge import AGREES, DIFFERS, NOT_ANSWERED, Verdict

ALL_AGREE, SOME_DIFFER, UNREADABLE, SOME_MISSING = 0, 1, 2, 3


def lines(verdicts: Mapping[str, Sequence[Verdict]], *, brief: bool = False) -> Iterator[str]:
    """Tell every company and question; ``brief`` leaves out what agrees."""
    for company, found in verdicts.items():
        told = [one for one in found if not brief or one.outcome != AGREES]
        if told:
            yield company
        for one in told:
            missing = f" ({', '.join(one.not_given)} not given)" if one.not_given else ""
            yield f"  {one.question['question']}, {_asked(one.question)}: {one.outcome}{missing}"
            yield from (f"    {text}" for text in one.differences)
    yield summary(verdicts)


def _asked(question: Mapping[str, str]) -> str:
    options = [
        f"{name} {question[name]}" for name in ("by", "where", "clock", "stat", "anchor", "as_of") if question[name]
    ]
    return " ".join([question["metric"], *options])


def summary(verdicts: Mapping[str, Sequence[Verdict]]) -> str:
    """Count companies, questions and verdicts in one line."""
    counts = _counts(verdicts)
    told = ", ".join(
        f"{counts[outcome]} {word}"
        for outcome, word in ((AGREES, "agree"), (DIFFERS, "differ"), (NOT_ANSWERED, "not answered"))
    )
    return f"{len(verdicts)} companies, {counts.total()} questions: {told}"


def status(verdicts: Mapping[str, Sequence[Verdict]]) -> int:
    """Return the code of the run: 0 all agree, 1 some differ, 3 none differs and some are not answered."""
    counts = _counts(verdicts)
    return SOME_DIFFER if counts[DIFFERS] else SOME_MISSING if counts[NOT_ANSWERED] else ALL_AGREE


def _counts(verdicts: Mapping[str, Sequence[Verdict]]) -> Counter[str]:
    return Counter(one.outcome for found in verdicts.values() for one in found)
