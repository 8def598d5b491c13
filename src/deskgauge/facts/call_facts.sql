-- grain: one row per call or chat session
-- key: call_id
-- needs: calls customers teams labels ticket_base working_days
-- columns:
--   call_id: the call
--   kind: call or chat
--   direction: inbound or outbound
--   outcome: word of the outcome; where empty, told from the times (rule 22)
--   is_offered: offered to agents (not failed)
--   is_answered: an agent answered
--   is_abandoned: the caller gave up
--   wait_s: seconds in the queue
--   wait_work_s: the same on the working clock of its team
--   handle_s: talk, hold and wrap-up in seconds; null where the call has none of them
--   handled_at: end of the wrap-up
WITH told AS (
  SELECT
    c.call_id,
    COALESCE(lk.word, 'call') AS kind,
    COALESCE(ld.word, 'inbound') AS direction,
    c.queued_at,
    c.answered_at,
    c.ended_at,
    CASE
      WHEN lo.word <> 'other' THEN lo.word -- a word nobody knows says no more than none
      WHEN c.answered_at IS NOT NULL THEN 'answered'
      WHEN c.ended_at IS NOT NULL THEN 'abandoned'
    END AS outcome,
    c.wait_s AS noted_wait_s,
    c.talk_s,
    c.hold_s,
    c.wrap_s,
    c.queue,
    c.team_id,
    c.agent_id,
    c.customer_id,
    c.ticket_id,
    COALESCE(lch.word, CASE WHEN lk.word = 'chat' THEN 'chat' ELSE 'phone' END) AS channel,
    lrt.word AS request_type,
    b.priority,
    b.product,
    b.brand,
    cu.country,
    cu.language,
    cu.segment,
    COALESCE(te.calendar_id, $calendar) AS calendar_id
  FROM calls AS c
  LEFT JOIN labels AS lk ON lk.kind = 'call_kind' AND lk.label = c.kind
  LEFT JOIN labels AS ld ON ld.kind = 'direction' AND ld.label = c.direction
  LEFT JOIN labels AS lo ON lo.kind = 'outcome' AND lo.label = c.outcome
  LEFT JOIN labels AS lch ON lch.kind = 'channel' AND lch.label = c.channel
  LEFT JOIN labels AS lrt ON lrt.kind = 'request_type' AND lrt.label = c.request_type
  LEFT JOIN ticket_base AS b ON b.ticket_id = c.ticket_id
  LEFT JOIN customers AS cu ON cu.customer_id = c.customer_id
  LEFT JOIN teams AS te ON te.team_id = c.team_id
),
judged AS (
  SELECT
    *,
    outcome IS NULL OR outcome <> 'failed' AS is_offered,
    COALESCE(outcome = 'answered' OR (outcome = 'transferred' AND answered_at IS NOT NULL), FALSE) AS is_answered,
    COALESCE(outcome = 'abandoned', FALSE) AS is_abandoned
  FROM told
),
timed AS (
  -- the noted wait stands in only where a time is missing
  SELECT
    *,
    COALESCE(CASE WHEN is_answered THEN answered_at ELSE ended_at END, PLUS_SECONDS(queued_at, noted_wait_s)) AS wait_end_at
  FROM judged
)
SELECT
  t.call_id,
  t.kind,
  t.direction,
  t.queued_at,
  t.answered_at,
  t.ended_at,
  t.outcome,
  t.is_offered,
  t.is_answered,
  t.is_abandoned,
  CASE WHEN t.wait_end_at >= t.queued_at THEN SECONDS(t.queued_at, t.wait_end_at) END AS wait_s,
  CASE
    WHEN t.wait_end_at >= t.queued_at THEN (WORK_US(we, t.wait_end_at) - WORK_US(wq, t.queued_at)) / 1e6
  END AS wait_work_s,
  t.talk_s,
  t.hold_s,
  t.wrap_s,
  CASE
    WHEN t.is_answered AND (t.talk_s IS NOT NULL OR t.hold_s IS NOT NULL OR t.wrap_s IS NOT NULL)
      THEN COALESCE(t.talk_s, 0) + COALESCE(t.hold_s, 0) + COALESCE(t.wrap_s, 0)
  END AS handle_s,
  PLUS_SECONDS(
    COALESCE(
      t.ended_at,
      PLUS_SECONDS(COALESCE(t.answered_at, t.queued_at), COALESCE(t.talk_s, 0) + COALESCE(t.hold_s, 0))
    ),
    COALESCE(t.wrap_s, 0)
  ) AS handled_at,
  t.queue,
  t.team_id,
  t.agent_id,
  t.customer_id,
  t.ticket_id,
  t.channel,
  t.request_type,
  t.priority,
  t.product,
  t.brand,
  t.country,
  t.language,
  t.segment,
  t.calendar_id
FROM timed AS t
LEFT JOIN working_days AS wq ON wq.calendar_id = t.calendar_id AND wq.day = CAST(t.queued_at AS DATE)
LEFT JOIN working_days AS we ON we.calendar_id = t.calendar_id AND we.day = CAST(t.wait_end_at AS DATE)
