-- grain: one row per ticket that an agent opened: its first public message that is not automatic, which is no reply (rule 11)
-- key: ticket_id
-- needs: messages ticket_base
-- made: while building
-- columns:
--   ticket_id: the ticket
--   message_id: its first message
SELECT ticket_id, message_id
FROM (
  SELECT
    m.ticket_id,
    m.message_id,
    ROW_NUMBER() OVER (PARTITION BY m.ticket_id ORDER BY m."at", m.message_id) AS n
  FROM messages AS m
  JOIN ticket_base AS b ON b.ticket_id = m.ticket_id AND b.created_by = 'agent'
  WHERE COALESCE(m.is_public, TRUE) AND NOT COALESCE(m.is_auto, FALSE)
) AS numbered
WHERE n = 1
