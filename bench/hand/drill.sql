-- One number down to its rows, by hand: first response time of a month's e-mails.

-- name: value
SELECT median(secs(created_at, first_reply_at))
FROM ticket_facts
WHERE created_at >= TIMESTAMP '2026-02-28 23:00:00' AND created_at < TIMESTAMP '2026-03-31 22:00:00' AND channel = 'email'
  AND invalid_reason IS NULL AND created_by <> 'agent' AND first_reply_at >= created_at;

-- name: counts
SELECT
  count(*), count(*) FILTER (invalid_reason IS NULL AND created_by <> 'agent' AND first_reply_at >= created_at)
FROM ticket_facts
WHERE created_at >= TIMESTAMP '2026-02-28 23:00:00' AND created_at < TIMESTAMP '2026-03-31 22:00:00' AND channel = 'email';

-- name: rows
SELECT *
FROM ticket_facts
WHERE created_at >= TIMESTAMP '2026-02-28 23:00:00' AND created_at < TIMESTAMP '2026-03-31 22:00:00' AND channel = 'email'
ORDER BY created_at, ticket_id LIMIT 100;
