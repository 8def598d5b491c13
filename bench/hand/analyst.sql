-- The analyst's set by hand, from the raw tables to the result and through nothing else.

CREATE TEMP TABLE times AS
WITH openings AS (
  SELECT ticket_id, arg_min(message_id, ("at", message_id)) AS opening
  FROM messages
  SEMI JOIN (FROM tickets WHERE created_by = 'agent') USING (ticket_id)
  GROUP BY ticket_id
),
written AS (
  SELECT ticket_id, min("at") AS first_reply_at, count(*) AS replies
  FROM messages
  LEFT JOIN openings USING (ticket_id)
  WHERE author_kind = 'agent' AND is_public AND NOT is_auto AND message_id IS DISTINCT FROM opening
  GROUP BY ticket_id
),
changes AS (
  SELECT
    ticket_id, "at", new_value IN ('solved', 'closed') AS is_solved,
    COALESCE(lag(new_value) OVER w IN ('solved', 'closed'), FALSE) AS was_solved, lead("at") OVER w IS NULL AS is_last
  FROM ticket_events
  WHERE field = 'status'
  WINDOW w AS (PARTITION BY ticket_id ORDER BY "at", event_id)
),
history AS (
  SELECT
    ticket_id, min("at") FILTER (is_solved AND NOT was_solved) AS first_solved_at,
    max("at") FILTER (is_solved AND NOT was_solved) AS last_solve_at, count(*) FILTER (was_solved AND NOT is_solved) AS reopens,
    bool_or(is_solved AND is_last) AS is_solved,
    -- the first reopening and the solve after it are all the backlog needs beside the first solve
    list("at" ORDER BY "at") FILTER (was_solved <> is_solved) AS turns
  FROM changes
  GROUP BY ticket_id
)
SELECT
  t.created_at, t.channel, t.created_by, w.first_reply_at, COALESCE(w.replies, 0) AS replies, h.first_solved_at,
  COALESCE(h.is_solved, FALSE) AS is_solved, CASE WHEN h.is_solved THEN h.last_solve_at END AS solved_at,
  COALESCE(h.reopens, 0) AS reopens, h.turns
FROM tickets AS t
LEFT JOIN written AS w USING (ticket_id)
LEFT JOIN history AS h USING (ticket_id)
WHERE NOT t.is_spam AND NOT t.is_deleted AND t.merged_into IS NULL;

CREATE TEMP TABLE created AS
SELECT
  month(created_at) AS month, channel,
  median(secs(created_at, first_reply_at)) FILTER (asked) AS first_response_time,
  count(first_reply_at) FILTER (asked) AS first_response_time_n,
  median(reading(r.before_us, r.open_us, r.close_us, first_reply_at) - reading(c.before_us, c.open_us, c.close_us, created_at))
    FILTER (asked AND first_reply_at IS NOT NULL) / 1e6 AS first_response_time_business,
  count(first_reply_at) FILTER (asked) AS first_response_time_business_n,
  avg(replies) AS replies_per_request, count(*) AS replies_per_request_n
FROM (SELECT *, created_by <> 'agent' AND (first_reply_at >= created_at OR NOT is_solved AND first_reply_at IS NULL) AS asked FROM times) AS t
JOIN office_days AS c ON c.day = CAST(created_at AS DATE)
LEFT JOIN office_days AS r ON r.day = CAST(first_reply_at AS DATE)
WHERE inside(created_at)
GROUP BY ALL;

CREATE TEMP TABLE solved AS
SELECT
  month(solved_at) AS month, channel, avg(secs(created_at, solved_at)) AS resolution_time, count(*) AS resolution_time_n,
  avg((reading(s.before_us, s.open_us, s.close_us, solved_at) - reading(c.before_us, c.open_us, c.close_us, created_at)) / 1e6)
    AS resolution_time_business,
  count(*) AS resolution_time_business_n,
  count(*) FILTER (replies = 1 AND reopens = 0) / count(*) AS one_touch, count(*) AS one_touch_n
FROM times
JOIN office_days AS c ON c.day = CAST(created_at AS DATE)
JOIN office_days AS s ON s.day = CAST(solved_at AS DATE)
WHERE inside(solved_at)
GROUP BY ALL;

CREATE TEMP TABLE first_solved AS
SELECT month(first_solved_at) AS month, channel, count(*) FILTER (reopens > 0) / count(*) AS reopen_rate, count(*) AS reopen_rate_n
FROM times
WHERE inside(first_solved_at)
GROUP BY ALL;

CREATE TEMP TABLE backlog AS
WITH moves AS (
  SELECT created_at AS "at", 1 AS step FROM times
  UNION ALL
  SELECT turn, CASE place % 2 WHEN 1 THEN -1 ELSE 1 END FROM (SELECT unnest(turns) AS turn, generate_subscripts(turns, 1) AS place FROM times)
),
daily AS (
  SELECT date_trunc('day', local("at")) AS month, sum(step) AS step FROM moves GROUP BY ALL
)
SELECT month, sum(COALESCE(step, 0)) OVER (ORDER BY month) AS active_tickets, active_tickets AS active_tickets_n
FROM (SELECT unnest(range(TIMESTAMP '2024-11-01', local(getvariable('now_at')), INTERVAL 1 DAY)) AS month) AS days
LEFT JOIN daily USING (month);
