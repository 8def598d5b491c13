"""Checks of surveys, audits and money: scores off their scale, amounts without a currency."""

from __future__ import annotations

from deskgauge.model.checks_declare import CASH, COSTS, RATINGS, REVENUE, REVIEWS, Check, Severity, key_of

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

_SURVEYS = (
    Check(
        "answer_without_kind",
        _ERROR,
        "survey_responses",
        "Answers of which neither they nor their invitation say the kind: {rows} of {of} ({share}). They are left out.",
        """
        SELECT r.response_id AS sample
        FROM survey_responses AS r LEFT JOIN survey_invites AS i ON i.invite_id = r.invite_id
        WHERE r.kind IS NULL AND i.kind IS NULL
        """,
        RATINGS,
    ),
    Check(
        "answer_of_another_kind",
        _WARNING,
        "survey_responses",
        "Answers of another kind than their invitation: {rows} of {of} ({share}).",
        """
        SELECT r.response_id AS sample
        FROM survey_responses AS r JOIN survey_invites AS i ON i.invite_id = r.invite_id
        WHERE WORD(survey_kind, r.kind) <> WORD(survey_kind, i.kind)
        """,
        (*RATINGS, "survey_response_rate"),
        ("survey_invites",),
    ),
    Check(
        "invite_without_kind",
        _WARNING,
        "survey_invites",
        "Invitations that do not say the kind of the survey: {rows} of {of} ({share}).",
        "SELECT invite_id AS sample FROM survey_invites WHERE kind IS NULL",
        ("survey_response_rate",),
    ),
    Check(
        "score_off_scale",
        _ERROR,
        "survey_responses",
        "Scores outside their scale: {rows} of {of} ({share}).",
        "SELECT response_id AS sample FROM survey_responses WHERE score < scale_min OR score > scale_max",
        RATINGS,
    ),
    Check(
        "scale_missing",
        _WARNING,
        "survey_responses",
        "Scores that do not say their scale: {rows} of {of} ({share}). The kind's usual scale is taken for them.",
        """
        SELECT response_id AS sample
        FROM survey_responses
        WHERE score IS NOT NULL AND (scale_min IS NULL OR scale_max IS NULL)
        """,
        RATINGS,
    ),
    Check(
        "scale_empty",
        _ERROR,
        "survey_responses",
        "Scales that end where they begin, or before: {rows} of {of} ({share}).",
        "SELECT response_id AS sample FROM survey_responses WHERE scale_max <= scale_min",
        RATINGS,
    ),
    Check(
        "nps_not_of_ten",
        _WARNING,
        "survey_responses",
        "Answers to a net promoter question that are no whole number on a scale of 0 to 10: {rows} of {of} ({share}).",
        """
        SELECT response_id AS sample
        FROM survey_responses
        WHERE WORD(survey_kind, kind) = 'nps' AND (scale_min <> 0 OR scale_max <> 10 OR score <> ROUND(score))
        """,
        ("nps", "loyalty_index"),
    ),
    Check(
        "direction_missing",
        _WARNING,
        "survey_responses",
        "Effort scores that do not say whether a high one is good: {rows} of {of} ({share}). "
        "A high score is taken for much effort; surveys that ask how easy it was run the other way.",
        """
        SELECT response_id AS sample
        FROM survey_responses
        WHERE WORD(survey_kind, kind) = 'ces' AND score IS NOT NULL AND high_is_good IS NULL
        """,
        ("ces", "loyalty_index"),
    ),
    Check(
        "experience_without_stage",
        _WARNING,
        "survey_responses",
        "Experience answers that do not say the stage: {rows} of {of} ({share}). They are left out.",
        """
        SELECT response_id AS sample
        FROM survey_responses
        WHERE WORD(survey_kind, kind) = 'experience' AND stage IS NULL
        """,
        ("customer_experience_score",),
    ),
)

_REVIEWS = (
    Check(
        "review_off_scale",
        _ERROR,
        "quality_reviews",
        "Audits with a score below 0 or above the best possible: {rows} of {of} ({share}).",
        "SELECT review_id AS sample FROM quality_reviews WHERE score < 0 OR score > COALESCE(scale_max, 100)",
        REVIEWS,
    ),
    Check(
        "review_scale_missing",
        _WARNING,
        "quality_reviews",
        "Audits that do not say the best possible score: {rows} of {of} ({share}). 100 is taken for it.",
        "SELECT review_id AS sample FROM quality_reviews WHERE score IS NOT NULL AND scale_max IS NULL",
        REVIEWS,
    ),
    Check(
        "review_of_nothing",
        _WARNING,
        "quality_reviews",
        "Audits of neither a ticket nor a call: {rows} of {of} ({share}).",
        "SELECT review_id AS sample FROM quality_reviews WHERE ticket_id IS NULL AND call_id IS NULL",
        ("audited_share",),
    ),
)

_ORDER = Check(
    "order_negative",
    _NOTE,
    "orders",
    "Orders of a negative amount that are not cancelled: {rows} of {of} ({share}). A refund is no purchase.",
    "SELECT order_id AS sample FROM orders WHERE amount < 0 AND NOT COALESCE(is_cancelled, FALSE)",
    ("contact_conversion_rate", "repurchase_rate", *REVENUE),
)

_MONEY = (
    ("orders", "amount", REVENUE),
    ("subscriptions", "monthly_amount", ()),
    ("costs", "amount", COSTS),
    ("cash_movements", "amount", CASH),
)


def _currency_missing(table: str, amount: str, metrics: tuple[str, ...]) -> Check:
    """Make the check that a table's amounts say their currency."""
    return Check(
        f"{table}_currency_missing",
        _WARNING,
        table,
        "Amounts in {table} without a currency of three capital letters: {rows} of {of} ({share}).",
        f"""
        SELECT {key_of(table)} AS sample
        FROM {table}
        WHERE {amount} IS NOT NULL AND (currency IS NULL OR LENGTH(currency) <> 3 OR currency <> UPPER(currency))
        """,
        metrics,
    )


CHECKS: tuple[Check, ...] = (*_SURVEYS, *_REVIEWS, _ORDER, *(_currency_missing(*money) for money in _MONEY))
