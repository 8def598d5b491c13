-- grain: one row per stretch of an unsolved ticket's time between two touches by agents
-- key: ticket_id from_at touched_at
-- needs: active_spans ticket_base message_roles ticket_events labels
-- columns:
--   ticket_id: the ticket
--   touched_at: the touch before (a message or note by an agent, a change made by an agent, or the creation)
--   from_at: beginning of the unsolved span
--   to_at: the next touch or the end of the unsolved span, whichever came first; null while neither came
WITH touches AS (
  SELECT ticket_id, created_at AS "at" FROM ticket_base
  UNION
  SELECT ticket_id, "at" FROM message_roles WHERE is_touch
  UNION
  SELECT e.ticket_id, e."at"
  FROM ticket_events AS e
  JOIN labels AS l ON l.kind = 'actor' AND l.label = e.actor_kind AND l.word = 'agent'
),
paired AS (
  SELECT ticket_id, "at" AS touched_at, LEAD("at") OVER (PARTITION BY ticket_id ORDER BY "at") AS next_at
  FROM touches
)
SELECT
  a.ticket_id,
  p.touched_at,
  a.from_at,
  CASE
    WHEN p.next_at IS NULL THEN a.to_at
    WHEN a.to_at IS NULL OR p.next_at < a.to_at THEN p.next_at
    ELSE a.to_at
  END AS to_at
FROM active_spans AS a
JOIN paired AS p
  ON p.ticket_id = a.ticket_id
  AND (a.to_at IS NULL OR p.touched_at < a.to_at)
  AND (p.next_at IS NULL OR p.next_at > a.from_at)
