-- The analyst's set by hand from the facts.

CREATE TEMP TABLE created AS
SELECT
  month(created_at) AS month, channel,
  median(secs(created_at, first_reply_at)) FILTER (asked) AS first_response_time,
  count(first_reply_at) FILTER (asked) AS first_response_time_n,
  median(first_reply_us - created_us) FILTER (asked) / 1e6 AS first_response_time_business,
  count(first_reply_at) FILTER (asked) AS first_response_time_business_n,
  avg(replies) AS replies_per_request, count(*) AS replies_per_request_n
FROM (SELECT *, created_by <> 'agent' AND (first_reply_at >= created_at OR NOT is_solved AND first_reply_at IS NULL) AS asked FROM ticket_facts)
WHERE inside(created_at) AND invalid_reason IS NULL
GROUP BY ALL;

CREATE TEMP TABLE solved AS
SELECT
  month(solved_at) AS month, channel, avg(secs(created_at, solved_at)) AS resolution_time, count(*) AS resolution_time_n,
  avg((solved_us - created_us) / 1e6) AS resolution_time_business, count(*) AS resolution_time_business_n,
  count(*) FILTER (replies = 1 AND reopens = 0) / count(*) AS one_touch, count(*) AS one_touch_n
FROM ticket_facts
WHERE inside(solved_at) AND invalid_reason IS NULL
GROUP BY ALL;

CREATE TEMP TABLE first_solved AS
SELECT month(first_solved_at) AS month, channel, count(*) FILTER (reopens > 0) / count(*) AS reopen_rate, count(*) AS reopen_rate_n
FROM ticket_facts
WHERE inside(first_solved_at) AND invalid_reason IS NULL
GROUP BY ALL;

CREATE TEMP TABLE backlog AS
WITH spans AS (
  SELECT from_at, to_at FROM active_spans SEMI JOIN (FROM ticket_facts WHERE invalid_reason IS NULL) USING (ticket_id)
),
daily AS (
  SELECT date_trunc('day', local(from_at)) AS month, count(*) AS step FROM spans GROUP BY ALL
  UNION ALL
  SELECT date_trunc('day', local(to_at)), -count(*) FROM spans WHERE to_at IS NOT NULL GROUP BY ALL
)
SELECT month, sum(COALESCE(sum(step), 0)) OVER (ORDER BY month) AS active_tickets, active_tickets AS active_tickets_n
FROM (SELECT unnest(range(TIMESTAMP '2024-11-01', local(getvariable('now_at')), INTERVAL 1 DAY)) AS month) AS days
LEFT JOIN daily USING (month)
GROUP BY month;
