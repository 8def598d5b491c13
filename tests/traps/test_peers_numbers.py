"""Errors found in other tools, about scores, calls and averages of averages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from deskgauge.project import Workspace
from support import one_row, value

Open = Callable[..., Workspace]


def test_who_closed_the_survey_is_not_in_nps(opened: Open) -> None:
    """Formbricks adds dismissed surveys to the answers in one place and not in another: two values of one nps.

    | answer | score |            |
    | ------ | ----- | ---------- |
    | r1     | 10    | promoter   |
    | r2     | 10    | promoter   |
    | r3     | 3     | detractor  |
    | r4     |       | dismissed  |

    100 x (2/3 - 1/3), in the answer to a question and on the scorecard alike.
    """
    scores = {"r1": 10, "r2": 10, "r3": 3, "r4": None}
    workspace = opened(
        {
            "survey_responses": [
                {"response_id": name, "kind": "nps", "answered_at": "2026-03-02T09:00:00Z", "score": score}
                for name, score in scores.items()
            ]
        }
    )

    row = one_row(workspace, "nps")
    scorecard = workspace.scorecard(from_="2026-03-01", to="2026-04-01")
    line = next(line for line in scorecard.lines if line.metric.id == "nps")

    assert (row["value"], row["n"]) == (pytest.approx(100 / 3), 3)
    assert (line.row["value"], line.row["n"]) == (row["value"], row["n"])


def test_each_call_has_its_own_wait_and_those_who_gave_up_are_in_the_total(opened: Open) -> None:
    """FreePBX reads the wait of every call as 1 second, and leaves those who gave up out of the total.

    | call | waited | outcome   | within 20 s |
    | ---- | ------ | --------- | ----------- |
    | c1   | 15 s   | answered  | yes         |
    | c2   | 90 s   | answered  | no          |
    | c3   | 60 s   | abandoned | no          |
    | c4   | 300 s  | abandoned | no          |
    """
    start = "2026-03-02T09:00:00Z"
    workspace = opened(
        {
            "calls": [
                {"call_id": "c1", "queued_at": start, "answered_at": "2026-03-02T09:00:15Z"},
                {"call_id": "c2", "queued_at": start, "answered_at": "2026-03-02T09:01:30Z"},
                {"call_id": "c3", "queued_at": start, "ended_at": "2026-03-02T09:01:00Z", "outcome": "abandoned"},
                {"call_id": "c4", "queued_at": start, "ended_at": "2026-03-02T09:05:00Z", "outcome": "abandoned"},
            ]
        }
    )

    row = one_row(workspace, "service_level")

    assert (row["value"], row["n"]) == (0.25, 4)
    assert value(workspace, "wait_time") == (15 + 90 + 60 + 300) / 4
    assert value(workspace, "speed_of_answer") == (15 + 90) / 2


def test_the_month_is_no_mean_of_its_days(opened: Open) -> None:
    """Rolling up by day and averaging the averages is off wherever days differ in size.

    | day     | waits                | mean | median |
    | ------- | -------------------- | ---- | ------ |
    | 2 March | 10 s                 | 10   | 10     |
    | 3 March | 40, 40, 40, 60 s     | 45   | 40     |
    | all     | 10, 40, 40, 40, 60 s | 38   | 40     |

    The mean of the days' means would be 27.5, of their medians 25.
    """
    waits = [("2026-03-02", 10), ("2026-03-03", 40), ("2026-03-03", 40), ("2026-03-03", 40), ("2026-03-03", 60)]
    workspace = opened(
        {
            "calls": [
                {
                    "call_id": f"c{number}",
                    "queued_at": f"{day}T09:00:00Z",
                    "answered_at": f"{day}T09:{wait // 60:02}:{wait % 60:02}Z",
                }
                for number, (day, wait) in enumerate(waits)
            ]
        }
    )

    days = workspace.query("speed_of_answer", grain="day", from_="2026-03-02", to="2026-03-04").rows

    assert [(row["value"], row["n"]) for row in days] == [(10, 1), (45, 4)]
    assert value(workspace, "speed_of_answer") == 38
    assert value(workspace, "speed_of_answer", stat="median") == 40


def test_the_share_that_gave_up_is_not_the_share_that_was_helped(opened: Open) -> None:
    """One of the sources prints 60 % for 100 contacts of which 40 give up.

    100 calls, 40 abandoned: 40 %; answered: 60 %.
    """
    workspace = opened(
        {
            "calls": [
                {
                    "call_id": f"c{number}",
                    "queued_at": "2026-03-02T09:00:00Z",
                    "ended_at": "2026-03-02T09:01:00Z",
                    "outcome": "abandoned" if number < 40 else "answered",
                }
                for number in range(100)
            ]
        }
    )

    row = one_row(workspace, "abandonment_rate")

    assert (row["value"], row["n"], row["too_few"]) == (0.4, 100, False)
    assert (row["low"], row["high"]) == (pytest.approx(0.309401, abs=1e-6), pytest.approx(0.497997, abs=1e-6))
    assert value(workspace, "answered_rate") == 0.6


def test_promoters_less_detractors_and_not_the_other_way_round(opened: Open) -> None:
    """One of the sources prints the subtraction of nps the wrong way round.

    Two promoters and one detractor: above 0.
    """
    workspace = opened(
        {
            "survey_responses": [
                {"response_id": f"r{score}", "kind": "nps", "answered_at": "2026-03-02T09:00:00Z", "score": score}
                for score in (10, 9, 0)
            ]
        }
    )

    assert value(workspace, "nps") == pytest.approx(100 / 3)
