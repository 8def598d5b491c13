"""What moved a metric: small companies by hand, a planted cause, wrong questions, and the pages."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deskgauge.cli.main import app
from deskgauge.errors import MissingDataError, NotFoundError, UsageError
from deskgauge.project import Workspace
from deskgauge.report.contributors import contributors_document
from deskgauge.report.layout import plain
from deskgauge.report.reading import Words
from support import Tables, company

APRIL = {"from_": "2026-04-01", "to": "2026-05-01"}


# ------------------------------------------------------------------------------ by hand
def tickets(month: int, channel: str, solved: int, open_: int, **more: object) -> Iterator[dict[str, object]]:
    """Write tickets of one month and channel, one an hour, so many of them solved."""
    for at in range(solved + open_):
        created = datetime(2026, month, 2) + timedelta(hours=at)
        status = {"status": "solved", "status_at": created + timedelta(hours=1)} if at < solved else {"status": "open"}
        yield {"ticket_id": f"{month}-{channel}-{at}", "created_at": created, "channel": channel, **status, **more}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """March: 80 by phone, 72 of them solved; 20 by mail, 10 solved. April: 50 by phone, 40 solved; 50 by mail, 30."""
    rows = [*tickets(3, "phone", 72, 8), *tickets(3, "email", 10, 10),
            *tickets(4, "phone", 40, 10), *tickets(4, "email", 30, 20)]  # fmt: skip
    return company(tmp_path_factory.mktemp("shop"), {"tickets": rows})


def test_shares_by_hand(shop: Workspace) -> None:
    """The table of the first test of the arithmetic: 0.82 to 0.70, mix -0.09, rate -0.03."""
    found = shop.contributors("resolution_rate", "channel", against=("2026-03-01", "2026-04-01"), **APRIL)
    (split,) = found.splits
    phone, email = split.contributors

    assert found.change == pytest.approx(-0.12)
    assert (phone.slice, email.slice) == (("phone",), ("email",))
    assert [phone.mix, phone.rate] == pytest.approx([-0.027, -0.065])
    assert [email.mix, email.rate] == pytest.approx([-0.063, 0.035])
    assert [split.mix, split.rate] == pytest.approx([-0.09, -0.03])
    assert [phone.share, email.share] == pytest.approx([92 / 120, 28 / 120])
    assert phone.p_value == pytest.approx(0.10827, abs=1e-5)  # z = 0.1 / sqrt(0.8615 · 0.1385 · (1/80 + 1/50))
    assert phone.p_adjusted == pytest.approx(2 * (phone.p_value or 0))
    assert (phone.chance, email.chance) == (True, True)


def test_counts_are_added_up_and_held_against_chance_by_the_length_of_the_periods(shop: Workspace) -> None:
    """80 in 31 days, then 50 in 30; 20 and then 50."""
    found = shop.contributors("ticket_volume", "channel", from_="2026-04-01", to="2026-05-01")
    totals = {one.slice[0]: (one.total, one.mix, one.chance) for one in found.splits[0].contributors}

    assert totals == {"phone": (-30, None, False), "email": (30, None, False)}
    assert found.change == 0
    assert all(one.share is None for one in found.splits[0].contributors)
    assert found.compared[0].isoformat() == "2026-03-02T00:00:00+00:00"  # as long as April, right before it


def test_levels_tell_who_entered_and_who_left(shop: Workspace) -> None:
    """By phone 8 stood at the end of March; 50 came in April and 40 were solved."""
    found = shop.contributors("active_tickets", "channel", against=("2026-03-01", "2026-04-01"), **APRIL)
    rows = {one.slice[0]: (one.entered, one.left, one.total) for one in found.splits[0].contributors}

    assert rows == {"phone": (50, 40, 10), "email": (50, 30, 20)}
    assert found.splits[0].method == "standing"


def test_a_slice_that_came_or_went_is_mix(tmp_path: Path) -> None:
    rows = [*tickets(3, "phone", 5, 5), *tickets(4, "phone", 5, 5), *tickets(4, "chat", 10, 0)]
    desk = company(tmp_path, {"tickets": rows})
    (split,) = desk.contributors("resolution_rate", "channel", against=("2026-03-01", "2026-04-01"), **APRIL).splits
    chat = next(one for one in split.contributors if one.slice == ("chat",))

    assert chat.rate == 0
    assert split.rate == 0
    assert split.mix == pytest.approx(0.25)  # 0.5 to 0.75
    assert chat.before is not None
    assert (chat.before.n, chat.before.value) == (0, None)
    assert (chat.p_value, chat.chance) == (None, None)


def test_few_are_marked(tmp_path: Path) -> None:
    rows = [
        *tickets(3, "phone", 20, 10),
        *tickets(4, "phone", 10, 20),
        *tickets(3, "api", 2, 2),
        *tickets(4, "api", 3, 1),
    ]
    (split,) = company(tmp_path, {"tickets": rows}).contributors(
        "resolution_rate", "channel", against=("2026-03-01", "2026-04-01"), **APRIL
    ).splits  # fmt: skip

    assert {one.slice[0]: one.too_few for one in split.contributors} == {"phone": False, "api": True}


def test_a_ratio_whose_slices_share_what_is_below_has_no_mix(tmp_path: Path) -> None:
    """Complaints per thousand customers by channel: all channels stand over the same 10 customers."""
    customers = [
        {"customer_id": f"c{at}", "created_at": "2026-01-01T00:00:00Z", "is_contractual": True} for at in range(10)
    ]
    rows = [*tickets(3, "phone", 1, 0, is_complaint=True), *tickets(4, "phone", 1, 0, is_complaint=True),
            *tickets(4, "email", 2, 0, is_complaint=True)]  # fmt: skip
    desk = company(tmp_path, {"tickets": rows, "customers": customers})
    (split,) = desk.contributors("complaint_rate", "channel", against=("2026-03-01", "2026-04-01"), **APRIL).splits

    assert split.method == "shared_whole"
    assert {one.slice[0]: (one.mix, one.rate) for one in split.contributors} == {
        "phone": (0, 0), "email": (0, pytest.approx(200.0)),
    }  # fmt: skip


def test_the_share_of_a_type_is_split_for_one_type(shop: Workspace) -> None:
    """Of the two channels, mail went from 20 to 50 %; by weekday the pieces add up to that."""
    found = shop.contributors("channel_share", "weekday", of="email", against=("2026-03-01", "2026-04-01"), **APRIL)

    assert found.of == {"channel": "email"}
    assert found.change == pytest.approx(0.3)
    assert math.fsum(one.total for one in found.splits[0].contributors) == pytest.approx(0.3)


def test_a_formula_is_split_over_its_parts(tmp_path: Path) -> None:
    """Tickets solved over tickets answered cannot be cut; asked without dimensions by its parts only where it must."""
    rows = [*tickets(3, "phone", 4, 0, is_complaint=True), *tickets(4, "phone", 6, 0, is_complaint=True),
            *tickets(2, "phone", 2, 0, is_complaint=True)]  # fmt: skip
    customers = [
        {"customer_id": f"c{at}", "created_at": f"2026-0{month}-01T00:00:00Z", "is_contractual": True}
        for at, month in enumerate([1, 1, 1, 3, 4])
    ]  # fmt: skip
    desk = company(tmp_path, {"tickets": rows, "customers": customers})
    found = desk.contributors("complaint_growth_gap", **APRIL, against=("2026-03-01", "2026-04-01"))
    (split,) = found.splits

    assert split.by == ("part",)
    assert {one.kind for one in split.contributors} == {"part"}
    # From 4/2 - 4/3 = 2/3 to 6/4 - 5/4 = 1/4.
    assert found.change == pytest.approx(1 / 4 - 2 / 3)
    assert math.fsum(one.total for one in split.contributors) == pytest.approx(1 / 4 - 2 / 3)


def test_a_mean_in_which_every_stage_counts_alike(tmp_path: Path) -> None:
    """Purchase 4 of 5 by ten, support 2 of 5 by one: (75 + 25) / 2 = 50. Then purchase 5 and support 2: 62.5."""
    rows = [
        {"response_id": f"{month}-{stage}-{at}", "kind": "experience", "stage": stage, "score": score, "scale_min": 1,
         "scale_max": 5, "high_is_good": True, "answered_at": f"2026-0{month}-1{at}T09:00:00Z"}
        for month, stage, score, count in ((3, "purchase", 4, 9), (3, "support", 2, 1), (4, "purchase", 5, 3),
                                           (4, "support", 2, 6))
        for at in range(count)
    ]  # fmt: skip
    desk = company(tmp_path, {"survey_responses": rows})
    found = desk.contributors("customer_experience_score", "stage", against=("2026-03-01", "2026-04-01"), **APRIL)
    (split,) = found.splits

    assert split.method == "plain_mean"
    assert {one.slice[0]: one.rate for one in split.contributors} == {"purchase": 12.5, "support": 0}
    assert found.change == 12.5


def test_what_a_share_is_made_of_is_no_cause_of_it(tmp_path: Path) -> None:
    """Negative posts by their sentiment are all or none: only what else they differ in is told."""
    rows = [
        {"post_id": f"{month}-{at}", "network": "x" if at % 2 else "y", "posted_at": f"2026-0{month}-02T{at:02}:00:00Z",
         "sentiment": "negative" if at < bad else "positive", "kind": "mention", "is_to_brand": True}
        for month, bad in ((3, 6), (4, 12)) for at in range(20)
    ]  # fmt: skip
    desk = company(tmp_path, {"social_posts": rows, "tickets": [*tickets(5, "email", 0, 1)]})
    question: dict[str, Any] = {"against": ("2026-03-01", "2026-04-01"), **APRIL}
    found = desk.contributors("negative_comment_share", **question)

    assert found.change == pytest.approx(0.3)
    assert ("sentiment",) not in {split.by for split in found.splits}
    assert {"network"} <= {name for split in found.splits for name in split.by}
    assert desk.contributors("negative_comment_share", "sentiment", **question).splits[0].rate == 0


def test_groups_of_fewer_than_five_are_not_told_of_by_what_is_left(tmp_path: Path) -> None:
    """Of two teams, three people in one answered: the other's part of the change would tell theirs."""
    agents = [{"agent_id": f"a{at}", "team_id": "small" if at < 3 else "large"} for at in range(12)]
    rows = [
        {"response_id": f"{month}-{at}", "kind": "esat", "agent_id": f"a{at}", "score": 5 if at % month else 1,
         "answered_at": f"2026-0{month}-02T09:00:00Z"}
        for month in (3, 4) for at in range(12)
    ]  # fmt: skip
    desk = company(tmp_path, {"survey_responses": rows, "agents": agents})
    question: dict[str, Any] = {"against": ("2026-03-01", "2026-04-01"), **APRIL}

    with pytest.raises(UsageError, match="there are groups of fewer than five people"):
        desk.contributors("esat", "team", **question)
    assert {split.by for split in desk.contributors("esat", **question).splits} == {("weekday",)}


# ------------------------------------------------------------------------------ a planted cause
def test_a_planted_cause_comes_first(tmp_path: Path) -> None:
    """From April on billing by mail is answered after 8 to 10 hours; everything else after 1 to 3 as ever."""
    rows, messages, random = [], [], Random(4)
    for month in (3, 4):
        for at in range(360):
            channel, kind = ("email", "web", "chat")[at % 3], ("billing", "shipping", "how_to", "refund")[at // 3 % 4]
            created = datetime(2026, month, 2) + timedelta(minutes=97 * at)
            slow = month == 4 and channel == "email" and kind == "billing"
            waited = timedelta(hours=random.uniform(8, 10) if slow else random.uniform(1, 3))
            key = f"{month}-{at}"
            rows.append({"ticket_id": key, "created_at": created, "channel": channel, "request_type": kind})
            messages.append({"message_id": key, "ticket_id": key, "at": created + waited, "author_kind": "agent"})
    desk = company(tmp_path, {"tickets": rows, "messages": messages})
    question: dict[str, Any] = {"against": ("2026-03-01", "2026-04-01"), **APRIL}
    mean = desk.contributors("first_response_time", stat="mean", **question)
    both = desk.contributors("first_response_time", ["channel", "request_type"], stat="p90", **question).splits[0]

    assert [split.by for split in mean.splits[:2]] == [("request_type",), ("channel",)]
    assert [split.contributors[0].slice for split in mean.splits[:2]] == [("billing",), ("email",)]
    assert [one.slice for one in mean.splits[0].contributors if one.chance is False] == [("billing",)]
    assert both.contributors[0].slice == ("email", "billing")
    assert both.contributors[0].share == pytest.approx(1.0, abs=0.2)
    assert [one.slice for one in both.contributors if one.chance is False] == [("email", "billing")]


# ------------------------------------------------------------------------------ wrong questions and pages
@pytest.mark.parametrize(
    ("question", "error", "sentence"),
    [
        ({"metric": "csta"}, NotFoundError, "Did you mean 'csat'"),
        ({"by": "chanel"}, NotFoundError, "Did you mean 'channel'"),
        ({"by": "tag"}, UsageError, "A ticket may have several tags"),
        ({"by": "queue"}, UsageError, "ticket_volume cannot be cut or filtered by queue."),
        ({"compare": "target"}, NotFoundError, "There is no comparison 'target'."),
        ({"compare": "year", "against": ("2026-03-01", "2026-04-01")}, UsageError, "Compare with previous or year, or"),
        ({"against": ("2026-03-01", None)}, UsageError, "needs both its first day and the day after its last"),
        ({"against": ("2026-04-01", "2026-03-01")}, UsageError, "ends (2026-03-01) before it begins (2026-04-01)"),
        ({"of": "email"}, UsageError, "ticket_volume has one value, and no slice 'email' of its own to pick."),
        ({"metric": "channel_share", "of": "emali"}, NotFoundError, "Did you mean 'email'"),
        ({"metric": "resolution_rate", "against": ("2025-03-01", "2025-04-01")}, UsageError,
         "resolution_rate has no value in the period compared with (2025-03-01 to 2025-04-01): no rows."),
        ({"metric": "csat"}, MissingDataError, "csat needs survey_responses"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_answered_with_a_sentence(
    shop: Workspace, question: dict[str, Any], error: type[UsageError], sentence: str
) -> None:
    metric = question.pop("metric", "ticket_volume")
    with pytest.raises(error) as caught:
        shop.contributors(metric, **{**APRIL, **question})

    assert sentence in str(caught.value)


def test_the_page_shows_the_largest_first_and_what_may_be_chance(shop: Workspace) -> None:
    found = shop.contributors("resolution_rate", "channel", against=("2026-03-01", "2026-04-01"), **APRIL)
    document = contributors_document(found, "Resolution rate", Words())
    text = plain(document.page(None)).replace("\N{NO-BREAK SPACE}", " ").splitlines()

    assert text[0] == "Resolution rate · what moved it"
    assert text[2].startswith("70.0% from 82.0%  ▼ 12.0 points, worse  n 100 and 100")
    assert text[4] == "By channel: other proportions −9.0 points, own values −3.0 points"
    assert text[6].split("  ")[0] == "phone"
    assert all(
        part in text[6] for part in ("90%", "80%", "−2.7 points", "−6.5 points", "−9.2 points", "77%", "80 → 50")
    )
    assert text[6].endswith("≈ may be chance")
    assert all(len(line) <= 60 for line in plain(document.page(60)).splitlines() if "method" not in line)


def test_a_page_leaves_out_what_the_way_does_not_tell(shop: Workspace) -> None:
    """A count has neither mix nor rate; a level has who entered and left."""
    heads = {}
    for metric in ("ticket_volume", "active_tickets"):
        found = shop.contributors(metric, "channel", against=("2026-03-01", "2026-04-01"), **APRIL)
        page = plain(contributors_document(found, "Any", Words()).page(None)).splitlines()
        heads[metric] = next(line.split() for line in page if line.startswith("Slice"))

    assert heads["ticket_volume"] == ["Slice", "Before", "After", "Together", "n", "Chance"]
    assert heads["active_tickets"][:6] == ["Slice", "Before", "After", "Entered", "Left", "Together"]


def test_the_command_gives_every_format(
    shop: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop.path)
    monkeypatch.delenv("COLUMNS", raising=False)
    words = ["contributors", "resolution_rate", "--by", "channel", "--from", "2026-04-01", "--to", "2026-05-01",
             "--against", "2026-03-01", "2026-04-01"]  # fmt: skip
    outputs = {}
    for name in ("table", "json", "csv", "markdown"):
        assert app([*words, "--format", name]) == 0
        outputs[name] = capsys.readouterr().out
    for suffix in ("parquet", "xlsx"):
        assert app([*words, "-o", str(tmp_path / f"moved.{suffix}")]) == 0
        assert (tmp_path / f"moved.{suffix}").stat().st_size > 500
    told = json.loads(outputs["json"])
    lines = outputs["csv"].splitlines()

    assert told["change"] == pytest.approx(-0.12)
    assert [one["slice"] for one in told["splits"][0]["contributors"]] == [{"channel": "phone"}, {"channel": "email"}]
    assert lines[0].startswith("metric,dimension,slice,kind,mix,rate,entered,left,total,share,n_before")
    assert lines[1].startswith("resolution_rate,channel,phone,slice,-0.027,-0.065,,,-0.092,")
    assert len(lines) == 3
    assert "| phone | 90% | 80% | −2.7" in outputs["markdown"].replace("\N{NO-BREAK SPACE}", " ")
    assert app(["contributors", "csta"]) == 2
    assert "Did you mean 'csat'" in capsys.readouterr().err


def test_the_tables_of_support_are_typed() -> None:
    """What the helpers above write is what a company takes."""
    rows: Tables = {"tickets": list(tickets(3, "phone", 1, 1))}

    assert [row["status"] for row in rows["tickets"]] == ["solved", "open"]
