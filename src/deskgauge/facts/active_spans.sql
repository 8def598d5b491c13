-- grain: one row per span in which a ticket was not solved
-- key: ticket_id from_at
-- needs: status_spans
-- columns:
--   ticket_id: the ticket
--   from_at: its creation or a reopening
--   to_at: the next solve; null while it lasts
WITH turns AS (
  SELECT
    ticket_id,
    is_solved,
    from_at,
    LEAD(from_at) OVER (PARTITION BY ticket_id ORDER BY n) AS to_at
  FROM status_spans
  WHERE is_solve OR is_reopen OR n = 1
)
SELECT ticket_id, from_at, to_at
FROM turns
WHERE NOT is_solved AND (to_at IS NULL OR to_at > from_at)
