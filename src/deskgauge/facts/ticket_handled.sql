-- grain: one row per ticket that was new or open while it had an agent
-- key: ticket_id
-- needs: ticket_facts ticket_events status_spans
-- made: view
-- columns:
--   ticket_id: the ticket
--   handled_s: seconds in new or open while it had an agent, of the spans that have ended
WITH moves AS (
  SELECT
    ticket_id, "at" AS moved_at, old_value, new_value,
    ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS nth,
    LEAD("at") OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS next_at
  FROM ticket_events
  WHERE field = 'agent_id'
),
holds AS (
  SELECT
    t.ticket_id, CASE WHEN m.ticket_id IS NULL THEN t.agent_id ELSE m.old_value END AS agent_id,
    t.created_at AS from_at, m.moved_at AS to_at
  FROM ticket_facts AS t
  LEFT JOIN moves AS m ON m.ticket_id = t.ticket_id AND m.nth = 1
  UNION ALL
  SELECT ticket_id, new_value, moved_at, next_at FROM moves
),
shared AS (
  SELECT
    s.ticket_id,
    CASE WHEN h.from_at > s.from_at THEN h.from_at ELSE s.from_at END AS from_at,
    CASE WHEN h.to_at < s.to_at THEN h.to_at ELSE s.to_at END AS to_at
  FROM status_spans AS s
  JOIN holds AS h ON h.ticket_id = s.ticket_id
  WHERE h.agent_id IS NOT NULL AND s.status IN ('new', 'open') AND s.to_at IS NOT NULL
)
SELECT ticket_id, SUM(SECONDS(from_at, to_at)) AS handled_s
FROM shared
WHERE from_at < to_at
GROUP BY ticket_id
