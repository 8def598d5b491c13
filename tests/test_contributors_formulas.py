"""What moved a formula of several scores: with the company's own settings, and over what is no cause by accident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskgauge.errors import UsageError
from deskgauge.insight.methods import explains_some
from deskgauge.insight.moved import REST, Contributor
from support import company

APRIL: dict[str, Any] = {"from_": "2026-04-01", "to": "2026-05-01", "against": ("2026-03-01", "2026-04-01")}
LOYALTY = {"settings": {"min_n_survey": 5}}


def answers(kind: str, month: int, scores: list[int]) -> Iterator[dict[str, object]]:
    """One answer a day, from Monday on."""
    for at, score in enumerate(scores):
        answered = datetime(2026, month, {3: 2, 4: 6}[month], 9) + timedelta(days=at)
        yield {"response_id": f"{kind}-{month}-{at}", "kind": kind, "answered_at": answered, "score": score}


def test_loyalty_is_split_into_its_scores_with_the_minimum_in_force(tmp_path: Path) -> None:
    """Seven answers of each, then eight: enough, since the company asks for five.

    March: csat 5 of 7, nps 3 of 7 (5 promoters, 2 detractors). April: all are promoters and satisfied.
    """
    rows = [
        *answers("csat", 3, [5] * 5 + [2] * 2), *answers("csat", 4, [5] * 8),
        *answers("nps", 3, [10] * 5 + [0] * 2), *answers("nps", 4, [10] * 8),
        *answers("ces", 3, [4] * 7), *answers("ces", 4, [1] * 8),
    ]  # fmt: skip
    with company(tmp_path, {"survey_responses": rows}, LOYALTY) as desk:
        found = desk.contributors("loyalty_index", **APRIL)
    (split,) = found.splits
    assert (split.method, split.by) == ("parts", ("part",))
    # A third of each: csat 2/7 of 100; nps 4/7 of 100, and half of that since it goes from -100 to 100.
    added = {one.slice[0]: one.total for one in split.contributors}
    assert added["csat"] == pytest.approx(200 / 7 / 3)
    assert added["nps"] == pytest.approx(400 / 7 / 2 / 3)
    assert sum(added.values()) == pytest.approx(found.change)


def test_the_words_of_a_brand_are_split_with_those_expected(tmp_path: Path) -> None:
    """And never by word, which the value is made of."""
    rows = [
        {"response_id": f"{month}-{at}", "kind": "brand", "answered_at": f"2026-0{month}-06T09:00:00Z", "choice": words}
        for month, all_words in ((3, ["slow", "slow", "kind"]), (4, ["kind", "kind", "honest"]))
        for at, words in enumerate(all_words)
    ]
    settings = {"settings": {"brand_words": {"kind": 0.5, "honest": 0.5}, "min_n_survey": 1}}
    with company(tmp_path, {"survey_responses": rows}, settings) as desk:
        found = desk.contributors("brand_alignment", **APRIL)
        with pytest.raises(UsageError, match="neither the sum nor the mean"):
            desk.contributors("brand_alignment", "word", **APRIL)
    assert all(split.by != ("word",) for split in found.splits)
    assert found.change == pytest.approx(3 / 10**0.5 - 1 / 10**0.5)


def test_slices_of_one_size_by_chance_share_no_whole(tmp_path: Path) -> None:
    """March has Mondays alone and April Tuesdays alone: each slice is its whole, and what moved is the mix."""
    rows = [
        {**one, "answered_at": f"2026-0{month}-0{2 if month == 3 else 7}T09:00:00Z"}
        for month, good in ((3, 4), (4, 5))
        for kind, best, worst in (("csat", 5, 1), ("nps", 10, 0), ("ces", 1, 4))
        for one in answers(kind, month, [best] * good + [worst] * (6 - good))
    ]
    with company(tmp_path, {"survey_responses": rows}, LOYALTY) as desk:
        (split,) = desk.contributors("loyalty_index", "weekday", **APRIL).splits
    assert split.method == "mean"
    assert split.rate == 0
    assert split.mix == pytest.approx(sum(one.total for one in split.contributors))


def test_a_split_whose_slices_add_nothing_is_none() -> None:
    """All is left over; slices that take from one another do tell something."""
    nothing, rest = Contributor(("a",), 0.0), Contributor((), 4.0, kind=REST)
    assert not explains_some([])
    assert not explains_some([rest])
    assert not explains_some([nothing, rest])
    assert explains_some([nothing])
    assert explains_some([Contributor(("a",), 2.0), Contributor(("b",), -2.0), rest])
