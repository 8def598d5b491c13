-- grain: one row per ticket that an agent holds or held last
-- key: ticket_id
-- needs: tickets ticket_events
-- columns:
--   ticket_id: the ticket
--   taken_at: when an agent first took it; its creation, where it had one from the beginning
WITH named AS (
  SELECT
    ticket_id,
    "at",
    old_value,
    ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS n
  FROM ticket_events
  WHERE field = 'agent_id' AND (old_value IS NOT NULL OR new_value IS NOT NULL)
)
SELECT
  t.ticket_id,
  CASE WHEN n.old_value IS NULL AND n."at" > t.created_at THEN n."at" ELSE t.created_at END AS taken_at
FROM tickets AS t
LEFT JOIN named AS n ON n.ticket_id = t.ticket_id AND n.n = 1
WHERE t.agent_id IS NOT NULL
