-- grain: one row per ticket with what other definitions than ours read from its statuses and its holders
-- key: ticket_id
-- needs: status_spans ticket_events ticket_facts working_days
-- made: view
-- columns:
--   ticket_id: the ticket
--   parked: how often it was pending or on hold
--   on_hold_s: seconds on hold
--   on_hold_work_s: the same on the working clock
--   waiting_since_at: since when it was pending, where the system or a bot then solved it for good
--   first_assigned_at: when it first had an agent; its creation where no change of agent is recorded and it has one
--   waiting_since_us, first_assigned_us: the working clock at these instants, in microseconds
WITH steps AS (
  SELECT
    *,
    LAG(status) OVER (PARTITION BY ticket_id ORDER BY n) AS status_before,
    LAG(from_at) OVER (PARTITION BY ticket_id ORDER BY n) AS before_at,
    MAX(CASE WHEN is_solve THEN n END) OVER (PARTITION BY ticket_id) AS last_solve
  FROM status_spans
),
walked AS (
  SELECT
    ticket_id,
    COUNT(CASE WHEN status IN ('pending', 'on_hold') THEN 1 END) AS parked,
    SUM(CASE WHEN status = 'on_hold' THEN SECONDS(from_at, to_at) ELSE 0 END) AS on_hold_s,
    SUM(CASE WHEN status = 'on_hold' THEN (to_us - from_us) / 1e6 WHEN from_us IS NOT NULL THEN 0 END) AS on_hold_work_s,
    MAX(CASE WHEN n = last_solve AND status_before = 'pending' AND actor_kind IN ('system', 'bot') THEN before_at END) AS waiting_since_at
  FROM steps
  GROUP BY ticket_id
),
handed AS (
  SELECT
    ticket_id,
    MIN(CASE WHEN new_value IS NOT NULL THEN "at" END) AS assigned_at,
    MAX(CASE WHEN n = 1 THEN old_value END) AS held_by
  FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS n
    FROM ticket_events
    WHERE field = 'agent_id'
  ) AS numbered
  GROUP BY ticket_id
),
joined AS (
  SELECT
    t.ticket_id,
    t.calendar_id,
    COALESCE(w.parked, 0) AS parked,
    w.on_hold_s,
    w.on_hold_work_s,
    w.waiting_since_at,
    CASE
      WHEN h.held_by IS NOT NULL OR (h.ticket_id IS NULL AND t.agent_id IS NOT NULL) THEN t.created_at
      WHEN h.assigned_at < t.created_at THEN t.created_at
      ELSE h.assigned_at
    END AS first_assigned_at
  FROM ticket_facts AS t
  LEFT JOIN walked AS w ON w.ticket_id = t.ticket_id
  LEFT JOIN handed AS h ON h.ticket_id = t.ticket_id
)
SELECT
  j.ticket_id,
  j.parked,
  j.on_hold_s,
  j.on_hold_work_s,
  j.waiting_since_at,
  j.first_assigned_at,
  WORK_US(ww, j.waiting_since_at) AS waiting_since_us,
  WORK_US(wa, j.first_assigned_at) AS first_assigned_us
FROM joined AS j
LEFT JOIN working_days AS ww ON ww.calendar_id = j.calendar_id AND ww.day = CAST(j.waiting_since_at AS DATE)
LEFT JOIN working_days AS wa ON wa.calendar_id = j.calendar_id AND wa.day = CAST(j.first_assigned_at AS DATE)
