"""Checks of calls, chats and logged work: queue, answer and end in order, and enough said to measure them."""

from __future__ import annotations

from deskgauge.model.checks_declare import CALL_COUNTS, CALL_WAITS, HANDLING, HOLDING, Check, Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_ANSWERED = "COALESCE(WORD(outcome, outcome), 'answered') IN ('answered', 'transferred') AND answered_at IS NOT NULL"
_GIVEN_UP_WAITS = ("wait_time", "service_level", "abandonment_rate")

_CALLS = (
    Check(
        "call_answered_before_queued",
        _ERROR,
        "calls",
        "Calls answered before they were queued: {rows} of {of} ({share}). Their wait is left out.",
        "SELECT call_id AS sample FROM calls WHERE answered_at < queued_at",
        CALL_WAITS,
    ),
    Check(
        "call_ended_before_answered",
        _ERROR,
        "calls",
        "Calls that ended before they were answered: {rows} of {of} ({share}).",
        "SELECT call_id AS sample FROM calls WHERE ended_at < answered_at",
        (*CALL_WAITS, *HANDLING, *HOLDING),
    ),
    Check(
        "call_ended_before_queued",
        _ERROR,
        "calls",
        "Unanswered calls that ended before they were queued: {rows} of {of} ({share}). Their wait is left out.",
        "SELECT call_id AS sample FROM calls WHERE ended_at < queued_at AND answered_at IS NULL",
        _GIVEN_UP_WAITS,
    ),
    Check(
        "call_over_a_day",
        _WARNING,
        "calls",
        "Calls and chats of more than a day: {rows} of {of} ({share}). The end is often that of a clean-up at night.",
        "SELECT call_id AS sample FROM calls WHERE SECONDS(queued_at, ended_at) > 86400",
        (*CALL_WAITS, *HANDLING),
    ),
    Check(
        "call_seconds_disagree",
        _WARNING,
        "calls",
        "Calls whose talk and hold differ by over a minute and a tenth from the time between answer and end: "
        "{rows} of {of} ({share}). Perhaps hold is counted within talk, or the seconds are minutes.",
        """
        SELECT call_id AS sample
        FROM (
          SELECT call_id, talk_s + COALESCE(hold_s, 0) AS stated_s, SECONDS(answered_at, ended_at) AS spent_s
          FROM calls
          WHERE ended_at >= answered_at
        ) AS c
        WHERE ABS(stated_s - spent_s) > 60 AND ABS(stated_s - spent_s) > 0.1 * spent_s
        """,
        (*HANDLING, *HOLDING),
    ),
    Check(
        "call_wait_disagrees",
        _NOTE,
        "calls",
        "Calls whose stated wait differs by over a minute from their times: {rows} of {of} ({share}). "
        "The times are believed.",
        """
        SELECT call_id AS sample
        FROM calls
        WHERE ABS(wait_s - SECONDS(queued_at, COALESCE(answered_at, ended_at))) > 60
        """,
        CALL_WAITS,
    ),
    Check(
        "call_answered_without_time",
        _WARNING,
        "calls",
        "Answered calls without the time of the answer and without a wait: {rows} of {of} ({share}).",
        """
        SELECT call_id AS sample
        FROM calls
        WHERE WORD(outcome, outcome) = 'answered' AND answered_at IS NULL AND wait_s IS NULL
        """,
        CALL_WAITS,
    ),
    Check(
        "call_given_up_without_time",
        _WARNING,
        "calls",
        "Calls not answered, without an end and without a wait: {rows} of {of} ({share}).",
        """
        SELECT call_id AS sample
        FROM calls
        WHERE WORD(outcome, outcome) IN ('abandoned', 'voicemail', 'callback') AND ended_at IS NULL AND wait_s IS NULL
        """,
        _GIVEN_UP_WAITS,
    ),
    Check(
        "call_abandoned_with_answer",
        _WARNING,
        "calls",
        "Calls that say both that they were abandoned and when they were answered: {rows} of {of} ({share}). "
        "The outcome is believed.",
        "SELECT call_id AS sample FROM calls WHERE WORD(outcome, outcome) = 'abandoned' AND answered_at IS NOT NULL",
        (*CALL_WAITS, *CALL_COUNTS),
    ),
    Check(
        "answered_call_without_handling",
        _NOTE,
        "calls",
        "Answered calls without talk, hold and wrap-up: {rows} of {of} ({share}). "
        "They have a handle time only where work logs tell it.",
        f"SELECT call_id AS sample FROM calls WHERE {_ANSWERED} "
        "AND talk_s IS NULL AND hold_s IS NULL AND wrap_s IS NULL",
        (*HANDLING, *HOLDING),
    ),
    Check(
        "answered_call_without_agent",
        _NOTE,
        "calls",
        "Answered calls that do not say by whom: {rows} of {of} ({share}). They are no agent's in slices by agent.",
        f"SELECT call_id AS sample FROM calls WHERE {_ANSWERED} AND agent_id IS NULL",
    ),
)

_WORK = (
    Check(
        "work_without_time",
        _ERROR,
        "work_logs",
        "Work logs that do not say when the work ended or how long it took: {rows} of {of} ({share}). "
        "They are left out.",
        """
        SELECT work_id AS sample
        FROM work_logs
        WHERE (ended_at IS NULL AND (started_at IS NULL OR seconds IS NULL)) OR (seconds IS NULL AND started_at IS NULL)
        """,
        HANDLING,
    ),
    Check(
        "work_on_nothing",
        _WARNING,
        "work_logs",
        "Work logs of neither a ticket nor a call: {rows} of {of} ({share}).",
        "SELECT work_id AS sample FROM work_logs WHERE ticket_id IS NULL AND call_id IS NULL",
        HANDLING,
    ),
    Check(
        "work_over_a_day",
        _WARNING,
        "work_logs",
        "Work logs of more than a day: {rows} of {of} ({share}). "
        "A timer was left running, or milliseconds were taken for seconds.",
        "SELECT work_id AS sample FROM work_logs WHERE COALESCE(seconds, SECONDS(started_at, ended_at)) > 86400",
        HANDLING,
    ),
)

CHECKS: tuple[Check, ...] = (*_CALLS, *_WORK)
