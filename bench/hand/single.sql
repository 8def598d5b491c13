-- Single questions over the facts, by hand; a median comes with its bounds.

-- name: first_response_time
WITH counted AS (
  SELECT
    month(created_at) AS month, channel, gathered(secs(created_at, first_reply_at)) AS waits, count(first_reply_at) AS first_response_time_n
  FROM ticket_facts
  WHERE inside(created_at) AND invalid_reason IS NULL AND created_by <> 'agent' AND first_reply_at >= created_at
  GROUP BY ALL
)
SELECT
  month, channel, middle(waits) AS first_response_time, first_response_time_n, lowest(waits) AS first_response_time_low,
  highest(waits) AS first_response_time_high
FROM counted;

-- name: csat
SELECT
  month(answered_at) AS month, channel, count(*) FILTER (is_top_box) / count(*) AS csat, count(*) AS csat_n
FROM survey_facts
WHERE inside(answered_at) AND kind = 'csat' AND invalid_reason IS NULL AND is_top_box IS NOT NULL
GROUP BY ALL;

-- name: service_level
SELECT
  month(queued_at) AS month, count(*) FILTER (is_answered AND wait_s <= 20) / count(*) AS service_level, count(*) AS service_level_n
FROM call_facts
WHERE inside(queued_at) AND kind = 'call' AND direction = 'inbound' AND is_offered AND (NOT is_abandoned OR wait_s > 5)
GROUP BY ALL;

-- name: backlog
WITH spans AS (
  SELECT s.from_at, s.to_at, greatest(s.from_at, t.first_reply_at, t.created_at + INTERVAL 3 DAY) AS old_at, t.first_reply_at
  FROM active_spans AS s JOIN ticket_facts AS t USING (ticket_id)
  WHERE t.invalid_reason IS NULL
),
steps AS (
  SELECT date_trunc('day', local(from_at)) AS month, count(*) AS active, 0 AS backlog FROM spans GROUP BY ALL
  UNION ALL
  SELECT date_trunc('day', local(to_at)), -count(*), 0 FROM spans WHERE to_at IS NOT NULL GROUP BY ALL
  UNION ALL
  SELECT date_trunc('day', local(old_at)), 0, count(*) FROM spans
  WHERE first_reply_at IS NOT NULL AND (to_at IS NULL OR old_at < to_at) GROUP BY ALL
  UNION ALL
  SELECT date_trunc('day', local(to_at)), 0, -count(*) FROM spans WHERE first_reply_at IS NOT NULL AND old_at < to_at GROUP BY ALL
),
days AS (SELECT unnest(range(TIMESTAMP '2024-11-01', (SELECT local(now_at) FROM clock), INTERVAL 1 DAY)) AS month)
SELECT
  month, sum(COALESCE(sum(active), 0)) OVER (ORDER BY month) AS active_tickets, active_tickets AS active_tickets_n,
  sum(COALESCE(sum(backlog), 0)) OVER (ORDER BY month) AS ticket_backlog, ticket_backlog AS ticket_backlog_n
FROM days LEFT JOIN steps USING (month)
GROUP BY month;

-- name: fcr
SELECT
  month(solved_at) AS month, channel,
  count(*) FILTER (replies = 1 AND reopens = 0 AND (next_contact_at IS NULL OR secs(solved_at, next_contact_at) > 604800)) / count(*)
    AS first_contact_resolution,
  count(*) AS first_contact_resolution_n
FROM ticket_facts
WHERE inside(solved_at) AND invalid_reason IS NULL AND replies > 0 AND customer_id IS NOT NULL
  AND secs(solved_at, (SELECT now_at FROM clock)) >= 604800
GROUP BY ALL;
