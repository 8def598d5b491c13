-- grain: one row per span of a ticket in a status, the first one beginning with its creation
-- key: ticket_id n
-- needs: ticket_base ticket_events labels working_days
-- columns:
--   ticket_id: the ticket
--   n: number of the span within the ticket, from 1
--   status: word of the status
--   is_solved: the ticket counts as solved in this span (solved or closed, and not a slip by ignore_reopen_under)
--   is_solve: the span begins with the ticket entering solved
--   is_reopen: the span begins with the ticket leaving solved
--   actor_kind: who made the change that began it
--   from_at: beginning, never before the ticket's creation
--   said_at: the beginning as the source says it
--   to_at: end; null while it lasts
--   from_us: working clock at the beginning, in microseconds
--   to_us: working clock at the end, in microseconds
WITH changes AS (
  SELECT
    b.ticket_id,
    b.created_at,
    b.calendar_id,
    e."at",
    e.event_id,
    lo.word AS old_status,
    COALESCE(ln.word, 'other') AS status,
    la.word AS actor_kind
  FROM ticket_events AS e
  JOIN ticket_base AS b ON b.ticket_id = e.ticket_id
  LEFT JOIN labels AS ln ON ln.kind = 'status' AND ln.label = e.new_value
  LEFT JOIN labels AS lo ON lo.kind = 'status' AND lo.label = e.old_value
  LEFT JOIN labels AS la ON la.kind = 'actor' AND la.label = e.actor_kind
  WHERE e.field = 'status' AND e.new_value IS NOT NULL
),
silent AS (
  -- tickets that never recorded a change of status: all that is known is today's status and since when (rule 8)
  SELECT b.ticket_id, b.created_at, b.calendar_id, b.status_at, b.status_word
  FROM ticket_base AS b
  LEFT JOIN (SELECT DISTINCT ticket_id FROM changes) AS known ON known.ticket_id = b.ticket_id
  WHERE known.ticket_id IS NULL AND b.status_word IS NOT NULL
),
stream AS (
  SELECT
    b.ticket_id, b.calendar_id, 0 AS ord, b.created_at AS "at", b.created_at AS sort_at, '' AS event_id,
    NULL AS old_status, s.status_word AS status, NULL AS actor_kind
  FROM ticket_base AS b
  LEFT JOIN silent AS s ON s.ticket_id = b.ticket_id AND s.status_at IS NULL
  WHERE s.ticket_id IS NULL OR s.status_word NOT IN ('solved', 'closed') -- at an unknown time: no span can be told
  UNION ALL
  SELECT
    ticket_id, calendar_id, 1, CASE WHEN "at" < created_at THEN created_at ELSE "at" END, "at", event_id,
    old_status, status, actor_kind
  FROM changes
  UNION ALL
  SELECT
    ticket_id, calendar_id, 1, CASE WHEN status_at < created_at THEN created_at ELSE status_at END, status_at, '',
    NULL, status_word, NULL
  FROM silent
  WHERE status_at IS NOT NULL
),
placed AS (
  SELECT
    ticket_id,
    calendar_id,
    ord,
    ROW_NUMBER() OVER w AS n,
    "at" AS from_at,
    sort_at,
    LEAD("at") OVER w AS to_at,
    CASE WHEN ord = 0 THEN COALESCE(LEAD(old_status) OVER w, status, 'new') ELSE status END AS status,
    CASE WHEN LAG(ord) OVER w = 0 THEN COALESCE(old_status, 'new') ELSE LAG(status) OVER w END AS status_before,
    LAG("at") OVER w AS before_at,
    LAG(status, 2) OVER w AS status_before_that,
    LEAD(status) OVER w AS status_after,
    actor_kind
  FROM stream
  WINDOW w AS (PARTITION BY ticket_id ORDER BY ord, sort_at, event_id)
),
judged AS (
  SELECT
    *,
    status IN ('solved', 'closed') AND NOT (
      to_at IS NOT NULL AND COALESCE(status_before NOT IN ('solved', 'closed'), TRUE) AND status_after NOT IN ('solved', 'closed') AND SECONDS(from_at, to_at) < $ignore_reopen_under
    ) AS is_solved
  FROM placed
)
SELECT
  j.ticket_id,
  j.n,
  j.status,
  j.is_solved,
  j.is_solved AND (j.status_before IS NULL OR j.status_before NOT IN ('solved', 'closed')) AS is_solve,
  j.status NOT IN ('solved', 'closed')
    AND j.status_before IS NOT NULL
    AND j.status_before IN ('solved', 'closed')
    AND (
      SECONDS(j.before_at, j.from_at) >= $ignore_reopen_under
      OR COALESCE(j.status_before_that IN ('solved', 'closed'), FALSE) -- solved, then closed: no slip
    ) AS is_reopen,
  j.actor_kind,
  j.from_at,
  j.sort_at AS said_at,
  j.to_at,
  WORK_US(wf, j.from_at) AS from_us,
  WORK_US(wt, j.to_at) AS to_us
FROM judged AS j
LEFT JOIN working_days AS wf ON wf.calendar_id = j.calendar_id AND wf.day = CAST(j.from_at AS DATE)
LEFT JOIN working_days AS wt ON wt.calendar_id = j.calendar_id AND wt.day = CAST(j.to_at AS DATE)
