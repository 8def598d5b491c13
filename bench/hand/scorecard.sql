-- All metrics by month and channel over the facts: one scan for each fact and time column, then what is made of two.
-- x is the value of the metric x, x_n what it rests on; x_low and x_high bound a median, x_sd spreads a mean.

CREATE OR REPLACE TEMP TABLE months AS
SELECT
  month, timezone('UTC', timezone('Europe/Warsaw', month)) AS month_start,
  timezone('UTC', timezone('Europe/Warsaw', month + INTERVAL 1 MONTH)) AS month_end,
  least(month_end, now_at) AS end_at,
  CASE WHEN month_end > now_at THEN now_at + INTERVAL 1 MICROSECOND ELSE month_end END AS before_at
FROM (SELECT unnest(range(TIMESTAMP '2024-11-01', TIMESTAMP '2026-11-01', INTERVAL 1 MONTH)) AS month), clock;

CREATE OR REPLACE TEMP TABLE created AS
WITH told AS (
  SELECT
    month(created_at) AS month, channel, is_solved, replies, is_complaint, secs(created_at, first_reply_at) AS waited,
    created_by <> 'agent' AND NOT (is_solved AND first_reply_at IS NULL) AND COALESCE(first_reply_at >= created_at, TRUE) AS asked,
    secs(created_at, (SELECT now_at FROM clock)) AS age,
    CASE channel WHEN 'email' THEN 86400 WHEN 'web' THEN 86400 WHEN 'chat' THEN 60 WHEN 'phone' THEN 180 WHEN 'social' THEN 3600 END AS target
  FROM ticket_facts
  WHERE inside(created_at) AND invalid_reason IS NULL
),
counted AS (
  SELECT
    month, channel, count(*) AS n, gathered(CASE WHEN asked THEN waited END) AS first_responses,
    count(waited) FILTER (asked) AS first_response_time_n,
    count(*) FILTER (asked AND (waited IS NOT NULL OR age > target) AND target IS NOT NULL) AS first_response_within_target_n,
    count(*) FILTER (asked AND waited <= target) AS within,
    count(*) FILTER (is_solved) AS solved, sum(replies) AS replies, count(*) FILTER (is_complaint) AS complaints
  FROM told GROUP BY month, channel
)
SELECT
  month, channel, n AS ticket_volume, n AS ticket_volume_n, complaints,
  middle(first_responses) AS first_response_time, first_response_time_n,
  lowest(first_responses) AS first_response_time_low, highest(first_responses) AS first_response_time_high,
  within / NULLIF(first_response_within_target_n, 0) AS first_response_within_target, first_response_within_target_n,
  solved / n AS resolution_rate, n AS resolution_rate_n, replies / n AS replies_per_request, n AS replies_per_request_n
FROM counted;

CREATE OR REPLACE TEMP TABLE solved AS
WITH told AS (
  SELECT
    month(solved_at) AS month, channel, is_escalated, replies, customer_messages, requester_wait_s, agent_wait_s, is_audited,
    calls_before_solve, secs(created_at, solved_at) AS took, created_by <> 'agent' AS is_customers,
    replies > 0 AND customer_id IS NOT NULL AND secs(solved_at, (SELECT now_at FROM clock)) >= 604800 AS is_over,
    replies = 1 AND reopens = 0 AND (next_contact_at IS NULL OR secs(solved_at, next_contact_at) > 604800) AS at_once
  FROM ticket_facts
  WHERE inside(solved_at) AND invalid_reason IS NULL
),
counted AS (
  SELECT
    month, channel, count(*) AS n, count(*) FILTER (is_escalated) AS escalated, count(*) FILTER (is_customers) AS asked,
    count(*) FILTER (is_customers AND replies = 0) AS silent, avg(took) AS resolution_time, spread(took) AS resolution_time_sd,
    gathered(requester_wait_s) AS requester_waits, gathered(agent_wait_s) AS agent_waits,
    sum(calls_before_solve) AS calls, count(*) FILTER (calls_before_solve > 0) AS called, count(*) FILTER (is_over) AS over,
    count(*) FILTER (is_over AND at_once) AS at_once, sum(replies) AS replies,
    sum(replies + greatest(customer_messages - 1, 0)) AS exchanges, count(*) FILTER (is_audited) AS audited
  FROM told GROUP BY month, channel
)
SELECT
  month, channel, n AS tickets_solved, n AS tickets_solved_n, escalated / n AS escalation_rate, n AS escalation_rate_n,
  silent / NULLIF(asked, 0) AS solved_without_reply, asked AS solved_without_reply_n,
  resolution_time, n AS resolution_time_n, resolution_time_sd,
  middle(requester_waits) AS requester_wait_time, n AS requester_wait_time_n,
  lowest(requester_waits) AS requester_wait_time_low, highest(requester_waits) AS requester_wait_time_high,
  middle(agent_waits) AS agent_wait_time, n AS agent_wait_time_n,
  lowest(agent_waits) AS agent_wait_time_low, highest(agent_waits) AS agent_wait_time_high,
  calls / NULLIF(called, 0) AS calls_to_resolution, called AS calls_to_resolution_n,
  at_once / NULLIF(over, 0) AS first_contact_resolution, over AS first_contact_resolution_n,
  replies / n AS replies_per_resolution, n AS replies_per_resolution_n,
  exchanges / n AS exchanges_per_resolution, n AS exchanges_per_resolution_n, audited / n AS audited_share, n AS audited_share_n
FROM counted;

CREATE OR REPLACE TEMP TABLE first_solved AS
WITH counted AS (
  SELECT
    month(first_solved_at) AS month, channel, count(*) AS n, count(*) FILTER (reopens > 0) AS reopened,
    gathered(secs(created_at, first_solved_at)) AS took
  FROM ticket_facts
  WHERE inside(first_solved_at) AND invalid_reason IS NULL
  GROUP BY ALL
)
SELECT
  month, channel, reopened / n AS reopen_rate, n AS reopen_rate_n, middle(took) AS first_resolution_time, n AS first_resolution_time_n,
  lowest(took) AS first_resolution_time_low, highest(took) AS first_resolution_time_high
FROM counted;

CREATE OR REPLACE TEMP TABLE answered AS
SELECT month(m."at") AS month, t.channel, count(DISTINCT m.ticket_id) AS tickets
FROM message_roles AS m
JOIN ticket_facts AS t USING (ticket_id)
WHERE m.is_reply AND inside(m."at") AND t.invalid_reason IS NULL
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE turns AS
SELECT
  month(w.started_at) AS month, t.channel,
  avg(secs(started_at, replied_at)) AS response_time, count(replied_at) AS response_time_n,
  spread(secs(started_at, replied_at)) AS response_time_sd,
  avg(secs(started_at, replied_at)) FILTER (turn > 1) AS next_response_time, count(replied_at) FILTER (turn > 1) AS next_response_time_n,
  spread(CASE WHEN turn > 1 THEN secs(started_at, replied_at) END) AS next_response_time_sd
FROM wait_turns AS w
JOIN ticket_facts AS t USING (ticket_id)
WHERE NOT is_dropped AND inside(w.started_at) AND t.invalid_reason IS NULL
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE standing AS
WITH spans AS (
  SELECT s.from_at, s.to_at, t.created_at, t.first_reply_at, t.channel
  FROM active_spans AS s JOIN ticket_facts AS t USING (ticket_id)
  WHERE t.invalid_reason IS NULL
),
moves AS (
  -- least and greatest pass over a null: a ticket never answered leaves the unanswered when it is solved
  SELECT 'active' AS what, channel, from_at AS enter_at, to_at AS leave_at FROM spans
  UNION ALL
  SELECT 'backlog', channel, greatest(from_at, first_reply_at, created_at + INTERVAL 3 DAY), to_at
  FROM spans WHERE first_reply_at IS NOT NULL
  UNION ALL
  SELECT 'unanswered', channel, from_at, least(first_reply_at, to_at) FROM spans
  UNION ALL
  SELECT 'overdue', t.channel, greatest(s.from_at, s.touched_at + INTERVAL 2 DAY), s.to_at
  FROM untouched_spans AS s JOIN ticket_facts AS t USING (ticket_id)
  WHERE t.invalid_reason IS NULL
),
steps AS (
  SELECT month(enter_at) AS month, channel, what, count(*) AS step FROM moves WHERE leave_at IS NULL OR enter_at < leave_at GROUP BY ALL
  UNION ALL
  SELECT month(leave_at), channel, what, -count(*) FROM moves WHERE enter_at < leave_at GROUP BY ALL
),
grid AS (SELECT month, channel FROM months CROSS JOIN (SELECT DISTINCT channel FROM spans)),
levels AS (
  SELECT
    month, channel, sum(sum(step) FILTER (what = 'active')) OVER w AS active, sum(sum(step) FILTER (what = 'backlog')) OVER w AS backlog,
    sum(sum(step) FILTER (what = 'unanswered')) OVER w AS unanswered, sum(sum(step) FILTER (what = 'overdue')) OVER w AS overdue
  FROM grid LEFT JOIN steps USING (month, channel)
  GROUP BY month, channel
  WINDOW w AS (PARTITION BY channel ORDER BY month)
),
ages AS (
  SELECT m.month, s.channel, count(*) AS n, gathered(secs(created_at, end_at)) AS ages
  FROM spans AS s JOIN months AS m ON s.from_at < m.before_at AND (s.to_at IS NULL OR s.to_at >= m.before_at)
  GROUP BY ALL
)
SELECT
  month, channel, active AS active_tickets, active AS active_tickets_n, backlog AS ticket_backlog, backlog AS ticket_backlog_n,
  unanswered AS unanswered_tickets, unanswered AS unanswered_tickets_n, overdue AS overdue_reviews, overdue AS overdue_reviews_n,
  middle(ages) AS backlog_age, n AS backlog_age_n, lowest(ages) AS backlog_age_low, highest(ages) AS backlog_age_high
FROM levels LEFT JOIN ages USING (month, channel);

CREATE OR REPLACE TEMP TABLE rung AS
WITH told AS (
  SELECT *, kind = 'call' AND is_offered AS is_call FROM call_facts WHERE direction = 'inbound' AND inside(queued_at)
),
counted AS (
  SELECT
    month(queued_at) AS month, channel, count(*) FILTER (is_call) AS n, count(*) FILTER (is_call AND is_answered) AS answered,
    count(*) FILTER (is_offered) AS offered, count(*) FILTER (is_offered AND is_abandoned) AS abandoned,
    avg(wait_s) FILTER (is_call) AS wait_time, spread(CASE WHEN is_call THEN wait_s END) AS wait_time_sd,
    avg(wait_s) FILTER (is_call AND is_answered) AS speed_of_answer,
    spread(CASE WHEN is_call AND is_answered THEN wait_s END) AS speed_of_answer_sd,
    count(*) FILTER (is_call AND (NOT is_abandoned OR wait_s > 5)) AS counted,
    count(*) FILTER (is_call AND is_answered AND wait_s <= 20) AS in_time
  FROM told GROUP BY ALL
)
SELECT
  month, channel, n AS call_volume, n AS call_volume_n, answered / NULLIF(n, 0) AS answered_rate, n AS answered_rate_n,
  abandoned / NULLIF(offered, 0) AS abandonment_rate, offered AS abandonment_rate_n, wait_time, n AS wait_time_n, wait_time_sd,
  speed_of_answer, answered AS speed_of_answer_n, speed_of_answer_sd,
  in_time / NULLIF(counted, 0) AS service_level, counted AS service_level_n
FROM counted;

CREATE OR REPLACE TEMP TABLE held AS
SELECT
  month(answered_at) AS month, channel, avg(hold_s) AS hold_time, count(hold_s) AS hold_time_n, spread(hold_s) AS hold_time_sd,
  count(*) FILTER (hold_s > 0) / count(*) AS hold_share, count(*) AS hold_share_n
FROM call_facts
WHERE kind = 'call' AND direction = 'inbound' AND is_answered AND inside(answered_at)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE handled AS
WITH things AS (
  SELECT month(ended_at) AS month, channel, sum(seconds) AS seconds
  FROM work_facts WHERE inside(ended_at) AND invalid_reason IS NULL
  GROUP BY month(ended_at), channel, thing_id
)
SELECT month, channel, avg(seconds) AS handle_time, count(*) AS handle_time_n, spread(seconds) AS handle_time_sd FROM things GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE contacted AS
WITH told AS (
  SELECT
    month("at") AS month, channel, customer_id IS NOT NULL AND secs("at", (SELECT now_at FROM clock)) >= 604800 AS is_over,
    COALESCE(secs("at", next_at) <= 604800, FALSE) AS again
  FROM contacts WHERE invalid_reason IS NULL AND inside("at")
),
counted AS (
  SELECT month, channel, count(*) FILTER (is_over) AS n, count(*) FILTER (is_over AND again) AS again
  FROM told GROUP BY ALL
)
SELECT month, channel, again / NULLIF(n, 0) AS repeat_contact_rate, n AS repeat_contact_rate_n
FROM counted;

CREATE OR REPLACE TEMP TABLE reviewed AS
SELECT month(reviewed_at) AS month, channel, avg(quality) AS quality_score, count(quality) AS quality_score_n, spread(quality) AS quality_score_sd
FROM review_facts WHERE inside(reviewed_at) AND invalid_reason IS NULL
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE surveyed AS
WITH counted AS (
  SELECT
    month(answered_at) AS month, channel, count(*) FILTER (kind = 'csat') AS csat_n, count(*) FILTER (kind = 'csat' AND is_top_box) AS good,
    count(*) FILTER (kind = 'nps') AS nps_n,
    count(*) FILTER (kind = 'nps' AND score >= 9) - count(*) FILTER (kind = 'nps' AND score <= 6) AS ahead,
    avg(effort) FILTER (kind = 'ces') AS ces, count(*) FILTER (kind = 'ces') AS ces_n,
    spread(CASE WHEN kind = 'ces' THEN effort END) AS ces_sd
  FROM survey_facts WHERE inside(answered_at) AND invalid_reason IS NULL AND score IS NOT NULL
  GROUP BY ALL
),
grid AS (SELECT month, channel FROM months CROSS JOIN (SELECT DISTINCT channel FROM counted)),
shares AS (
  SELECT *, good / NULLIF(csat_n, 0) AS csat FROM grid LEFT JOIN counted USING (month, channel)
)
SELECT
  month, channel, csat, csat_n, 100 * ahead / NULLIF(nps_n, 0) AS nps, nps_n, ces, ces_n, ces_sd,
  csat - lag(csat) OVER (PARTITION BY channel ORDER BY month) AS satisfaction_change, csat_n AS satisfaction_change_n
FROM shares;

CREATE OR REPLACE TEMP TABLE invited AS
SELECT
  month(sent_at) AS month, channel, count(*) FILTER (is_answered) / count(*) AS survey_response_rate, count(*) AS survey_response_rate_n
FROM invite_facts WHERE inside(sent_at) AND invalid_reason IS NULL
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE flow AS
WITH begun AS (
  SELECT m.month, count(*) AS customers
  FROM customers AS c JOIN months AS m
    ON c.created_at < m.month_end AND (c.ended_at IS NULL OR c.ended_at >= m.month_start)
  GROUP BY m.month
),
grid AS (SELECT month, channel FROM months CROSS JOIN (SELECT DISTINCT channel FROM ticket_facts)),
joined AS (
  SELECT
    month, channel, customers, COALESCE(ticket_volume, 0) AS made, COALESCE(tickets_solved, 0) AS done,
    COALESCE(tickets, 0) AS tickets, COALESCE(complaints, 0) AS complaints,
    lag(complaints) OVER w AS complaints_before, lag(customers) OVER w AS customers_before
  FROM grid LEFT JOIN begun USING (month)
  LEFT JOIN created USING (month, channel) LEFT JOIN solved USING (month, channel) LEFT JOIN answered USING (month, channel)
  WINDOW w AS (PARTITION BY channel ORDER BY month)
)
SELECT
  month, channel, made - done AS net_flow, made + done AS net_flow_n, done / NULLIF(tickets, 0) AS resolution_balance,
  tickets AS resolution_balance_n, 1000 * complaints / customers AS complaint_rate, customers AS complaint_rate_n,
  complaints / NULLIF(complaints_before, 0) - customers / customers_before AS complaint_growth_gap, complaints AS complaint_growth_gap_n
FROM joined;

CREATE OR REPLACE TEMP TABLE typed AS
WITH counted AS (
  SELECT month(created_at) AS month, channel, request_type, count(*) AS n
  FROM ticket_facts WHERE inside(created_at) AND invalid_reason IS NULL
  GROUP BY ALL
)
SELECT
  month, channel, request_type, n / sum(n) OVER (PARTITION BY month, channel) AS request_type_share,
  sum(n) OVER (PARTITION BY month, channel) AS request_type_share_n
FROM counted;
