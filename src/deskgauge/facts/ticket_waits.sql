-- grain: one row per ticket with its finished waits for a reply taken together
-- key: ticket_id
-- needs: wait_turns
-- made: view
-- columns:
--   ticket_id: the ticket
--   waits: how many waits a reply ended
--   longest_wait_s, total_wait_s: the longest of them and their sum, in seconds
--   longest_wait_work_s, total_wait_work_s: the same on the working clock
SELECT
  ticket_id,
  COUNT(*) AS waits,
  MAX(SECONDS(started_at, replied_at)) AS longest_wait_s,
  SUM(SECONDS(started_at, replied_at)) AS total_wait_s,
  MAX((replied_us - started_us) / 1e6) AS longest_wait_work_s,
  SUM((replied_us - started_us) / 1e6) AS total_wait_work_s
FROM wait_turns
WHERE replied_at IS NOT NULL AND NOT is_dropped
GROUP BY ticket_id
