-- grain: one row per stretch of handling: a call or chat, or one work log of a ticket or of a call without times
-- key: thing_id work_id
-- needs: call_facts work_logs ticket_base
-- columns:
--   thing_id: what was worked on, t: or c: before its id
--   work_id: the work log; null where the call's own times tell
--   ended_at: end of the work; for calls the end of the wrap-up (rule 23)
--   seconds: how long it took; null where nobody knows
--   worker_id: who did the work, where nobody is named the one who holds the ticket or call
--   invalid_reason: spam or deleted ticket, or failed call
WITH logged AS (
  SELECT
    w.work_id,
    w.ticket_id,
    w.call_id,
    w.agent_id AS worker_id,
    COALESCE(
      w.ended_at,
      CASE WHEN w.seconds IS NOT NULL THEN PLUS_SECONDS(w.started_at, w.seconds) END,
      w.started_at
    ) AS ended_at,
    COALESCE(w.seconds, SECONDS(w.started_at, w.ended_at)) AS seconds
  FROM work_logs AS w
)
SELECT
  'c:' || c.call_id AS thing_id, c.handled_at AS ended_at, c.handle_s AS seconds, NULL AS invalid_reason, c.kind,
  c.channel, c.request_type, c.priority, c.team_id, c.agent_id, c.product, c.brand, c.language, c.country, c.segment,
  c.call_id, c.ticket_id, CAST(NULL AS VARCHAR) AS work_id, c.agent_id AS worker_id
FROM call_facts AS c
WHERE c.handle_s IS NOT NULL
UNION ALL
SELECT
  'c:' || c.call_id, l.ended_at, l.seconds, CASE WHEN NOT c.is_offered THEN 'failed' END, c.kind,
  c.channel, c.request_type, c.priority, c.team_id, c.agent_id, c.product, c.brand, c.language, c.country, c.segment,
  c.call_id, c.ticket_id, l.work_id, COALESCE(l.worker_id, c.agent_id)
FROM logged AS l
JOIN call_facts AS c ON c.call_id = l.call_id
WHERE c.handle_s IS NULL -- a call that has its own times is not counted by its logs as well
UNION ALL
SELECT
  't:' || l.ticket_id, l.ended_at, l.seconds,
  CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END, 'ticket',
  b.channel, b.request_type, b.priority, b.team_id, b.agent_id, b.product, b.brand, b.language, b.country, b.segment,
  NULL, l.ticket_id, l.work_id, COALESCE(l.worker_id, b.agent_id)
FROM logged AS l
LEFT JOIN call_facts AS c ON c.call_id = l.call_id
LEFT JOIN ticket_base AS b ON b.ticket_id = l.ticket_id
WHERE c.call_id IS NULL AND l.ticket_id IS NOT NULL
