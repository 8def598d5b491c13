-- grain: one row per tag of a ticket
-- key: ticket_id tag
-- needs: tickets
-- columns:
--   ticket_id: the ticket
--   tag: the tag
SELECT DISTINCT ticket_id, tag
FROM (
  SELECT ticket_id, JSON_ITEMS(tags) AS tag
  FROM tickets
  WHERE tags IS NOT NULL
) AS told
WHERE tag IS NOT NULL
