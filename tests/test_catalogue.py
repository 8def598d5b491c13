"""The catalogue holds every measure that it is to have, each whole."""

from __future__ import annotations

import json

import pytest

from deskgauge.catalogue.registry import builtin
from deskgauge.cli.main import app

ENTRIES = {
    "ticket_volume": ("count", "neither"),
    "request_type_share": ("share", "neither"),
    "channel_share": ("share", "neither"),
    "active_tickets": ("count", "down"),
    "ticket_backlog": ("count", "down"),
    "unanswered_tickets": ("count", "down"),
    "backlog_age": ("duration", "down"),
    "overdue_reviews": ("count", "down"),
    "tickets_solved": ("count", "up"),
    "resolution_balance": ("ratio", "up"),
    "net_flow": ("count", "down"),
    "complaint_rate": ("per_thousand", "down"),
    "complaint_growth_gap": ("share", "down"),
    "escalation_rate": ("share", "down"),
    "reopen_rate": ("share", "down"),
    "first_response_time": ("duration", "down"),
    "first_response_within_target": ("share", "up"),
    "solved_without_reply": ("share", "down"),
    "next_response_time": ("duration", "down"),
    "response_time": ("duration", "down"),
    "resolution_time": ("duration", "down"),
    "first_resolution_time": ("duration", "down"),
    "requester_wait_time": ("duration", "down"),
    "agent_wait_time": ("duration", "down"),
    "handle_time": ("duration", "down"),
    "wait_time": ("duration", "down"),
    "speed_of_answer": ("duration", "down"),
    "hold_time": ("duration", "down"),
    "service_level": ("share", "up"),
    "call_volume": ("count", "neither"),
    "answered_rate": ("share", "up"),
    "abandonment_rate": ("share", "down"),
    "calls_to_resolution": ("ratio", "down"),
    "first_contact_resolution": ("share", "up"),
    "resolution_rate": ("share", "up"),
    "replies_per_resolution": ("ratio", "down"),
    "replies_per_request": ("ratio", "down"),
    "repeat_contact_rate": ("share", "down"),
    "quality_score": ("score", "up"),
    "self_service_usage": ("count", "up"),
    "self_service_ratio": ("ratio", "up"),
    "deflection_rate": ("share", "up"),
    "articles_read": ("count", "up"),
    "article_read_time": ("duration", "neither"),
    "article_contact_rate": ("share", "down"),
    "csat": ("share", "up"),
    "satisfaction_change": ("share", "up"),
    "nps": ("score", "up"),
    "ces": ("score", "down"),
    "customer_experience_score": ("score", "up"),
    "loyalty_index": ("score", "up"),
    "survey_response_rate": ("share", "up"),
    "brand_attributes": ("share", "up"),
    "competitor_gap": ("score", "up"),
    "customer_retention": ("share", "up"),
    "customer_churn": ("share", "down"),
    "repurchase_rate": ("share", "up"),
    "repeat_customer_share": ("share", "up"),
    "conversion_rate": ("share", "up"),
    "contact_conversion_rate": ("share", "up"),
    "upsell_rate": ("share", "up"),
    "email_open_rate": ("share", "up"),
    "time_on_site": ("duration", "up"),
    "engagement_index": ("score", "up"),
    "best_contact_time": ("share", "up"),
    "cost_per_resolution": ("money", "down"),
    "service_roi": ("ratio", "up"),
    "operating_cash_flow": ("money", "up"),
    "cash_flow": ("money", "up"),
    "productivity": ("ratio", "up"),
    "occupancy": ("share", "neither"),
    "requests_per_agent": ("ratio", "neither"),
    "employee_turnover": ("share", "down"),
    "esat": ("share", "up"),
    "top_performers": ("score", "up"),
    "brand_mentions": ("count", "neither"),
    "social_questions": ("count", "neither"),
    "negative_comment_share": ("share", "down"),
    "answerable_question_share": ("share", "down"),
    "social_response_rate": ("share", "up"),
}
"""Every entry: its unit and which way is good."""

VARIANTS = {
    "exchanges_per_resolution": "replies_per_resolution",
    "audited_share": "quality_score",
    "csat_weighted": "csat",
    "self_service_customers": "self_service_usage",
    "read_share": "article_read_time",
    "brand_alignment": "brand_attributes",
    "competitor_preference": "competitor_gap",
    "cross_sell_rate": "upsell_rate",
    "upsell_revenue": "upsell_rate",
    "email_click_rate": "email_open_rate",
    "employee_retention": "employee_turnover",
    "started_per_solved": "requests_per_agent",
    "social_response_time": "social_response_rate",
    "hold_share": "hold_time",
}
"""Every variant and the entry it is one of."""

WHOLE = ("unit", "direction", "definition", "source", "needs", "why", "interval")
HEADLINE_MEAN = {
    "next_response_time", "response_time", "resolution_time", "handle_time", "wait_time", "speed_of_answer",
    "hold_time", "time_on_site",
}  # fmt: skip


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, object]]:
    """The catalogue as described."""
    return {metric.id: metric.describe() for metric in builtin().values()}


def test_nothing_is_missing(listed: dict[str, dict[str, object]]) -> None:
    """Every entry and every variant is a metric, and nothing else is."""
    assert set(listed) == set(ENTRIES) | set(VARIANTS)


@pytest.mark.parametrize("metric", ENTRIES)
def test_an_entry_has_its_unit_and_direction(metric: str, listed: dict[str, dict[str, object]]) -> None:
    """As the catalogue says."""
    assert (listed[metric]["unit"], listed[metric]["direction"]) == ENTRIES[metric]


@pytest.mark.parametrize("metric", VARIANTS)
def test_a_variant_names_its_entry(metric: str, listed: dict[str, dict[str, object]]) -> None:
    """The entry that it is a variant of, which it shares its source with."""
    assert listed[metric]["of"] == VARIANTS[metric]


def test_headlines(listed: dict[str, dict[str, object]]) -> None:
    """The median, but for those whose mean is the custom."""
    durations = {name: one["headline"] for name, one in listed.items() if one["unit"] == "duration"}

    assert {name for name, headline in durations.items() if headline == "mean"} == HEADLINE_MEAN
    assert set(durations.values()) == {"mean", "median"}


def test_the_command_lists_each_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """`deskgauge metrics --format json`: id, unit, direction, definition, source, needs; none of them empty."""
    assert app(["metrics", "--format", "json"]) == 0
    told = {one["id"]: one for one in json.loads(capsys.readouterr().out)}

    assert set(told) >= set(ENTRIES) | set(VARIANTS)
    for name, one in told.items():
        lacking = [key for key in WHOLE if not one[key]]
        assert not lacking, name
