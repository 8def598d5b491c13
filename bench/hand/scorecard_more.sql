-- The metrics of the rest of the company by month, and by channel where they can be cut by it; run after scorecard.sql.

CREATE OR REPLACE TEMP TABLE visited AS
SELECT
  month(started_at) AS month, count(*) FILTER (is_converted) / count(*) AS conversion_rate, count(*) AS conversion_rate_n,
  avg(seconds) AS time_on_site, count(seconds) AS time_on_site_n, spread(seconds) AS time_on_site_sd
FROM visit_facts WHERE inside(started_at)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE mailed AS
SELECT
  month(sent_at) AS month, count(*) FILTER (is_opened) / count(*) AS email_open_rate, count(*) AS email_open_rate_n,
  count(*) FILTER (is_clicked) / count(*) AS email_click_rate, count(*) AS email_click_rate_n
FROM mail_facts WHERE is_delivered AND inside(sent_at)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE touched AS
WITH based AS (
  -- the first 90 local days of the data, which begin a day before the first month; the clocks go forward within them in no year here
  SELECT
    (SELECT avg(seconds) FROM visit_facts WHERE started_at < base_end) AS stayed,
    (SELECT count(*) FILTER (is_converted) / count(*) FROM visit_facts WHERE started_at < base_end) AS converted,
    (SELECT count(*) FILTER (is_opened) / count(*) FROM mail_facts WHERE is_delivered AND sent_at < base_end) AS opened,
    (SELECT count(*) FILTER (is_clicked) / count(*) FROM mail_facts WHERE is_delivered AND sent_at < base_end) AS clicked
  FROM (SELECT timezone('UTC', timezone('Europe/Warsaw', date_trunc('day', timezone('Europe/Warsaw', timezone('UTC', first_at))) + INTERVAL 90 DAY)) AS base_end FROM clock)
)
SELECT
  month, conversion_rate_n + email_open_rate_n AS engagement_index_n,
  25 * (email_open_rate / opened + email_click_rate / clicked + time_on_site / stayed + conversion_rate / converted) AS engagement_index
FROM visited JOIN mailed USING (month), based;

CREATE OR REPLACE TEMP TABLE talked AS
WITH first_talks AS (
  SELECT
    month(ended_at) AS month, channel, customer_id,
    arg_min(COALESCE(secs(ended_at, next_order_at) <= 604800, FALSE), (ended_at, contact_id)) AS bought
  FROM contact_ends
  WHERE invalid_reason IS NULL AND customer_id IS NOT NULL AND inside(ended_at)
    AND secs(ended_at, (SELECT now_at FROM clock)) >= 604800
  GROUP BY ALL
)
SELECT month, channel, count(*) FILTER (bought) / count(*) AS contact_conversion_rate, count(*) AS contact_conversion_rate_n
FROM first_talks GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE sold AS
WITH begun AS (
  SELECT month("at") AS month, channel, count(*) AS n FROM contacts WHERE invalid_reason IS NULL AND inside("at") GROUP BY ALL
),
credited AS (
  SELECT
    month(ordered_at) AS month, channel, count(DISTINCT contact_key) FILTER (order_kind = 'upsell') AS up,
    count(DISTINCT contact_key) FILTER (order_kind = 'cross_sell') AS across
  FROM credited_orders WHERE invalid_reason IS NULL AND NOT is_cancelled AND inside(ordered_at)
  GROUP BY ALL
)
SELECT
  month, channel, COALESCE(up, 0) / n AS upsell_rate, n AS upsell_rate_n, COALESCE(across, 0) / n AS cross_sell_rate, n AS cross_sell_rate_n
FROM begun LEFT JOIN credited USING (month, channel);

CREATE OR REPLACE TEMP TABLE earned AS
SELECT month(ordered_at) AS month, channel, sum(amount) AS upsell_revenue, count(*) AS upsell_revenue_n
FROM order_facts
WHERE kind = 'upsell' AND is_credited AND NOT is_cancelled AND amount IS NOT NULL AND inside(ordered_at)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE bought AS
WITH buyers AS (
  SELECT month(ordered_at) AS month, channel, count(*) AS purchases, count(*) FILTER (is_repeat) AS again
  FROM order_facts WHERE is_purchase AND customer_id IS NOT NULL AND inside(ordered_at)
  GROUP BY month(ordered_at), channel, customer_id
)
SELECT
  month, channel, count(*) FILTER (purchases >= 2) / count(*) AS repurchase_rate, count(*) AS repurchase_rate_n,
  count(*) FILTER (again >= 1) / count(*) AS repeat_customer_share, count(*) AS repeat_customer_share_n
FROM buyers GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE stayed AS
WITH seen AS (
  SELECT
    m.month, s.customer_id, bool_or(s.from_at < m.month_start AND (s.to_at IS NULL OR s.to_at >= m.month_start)) AS was,
    bool_or(s.from_at < m.before_at AND (s.to_at IS NULL OR s.to_at >= m.before_at)) AS stays
  FROM member_spans AS s JOIN months AS m ON s.from_at < m.month_end AND (s.to_at IS NULL OR s.to_at >= m.month_start)
  GROUP BY ALL
)
SELECT
  month, count(*) FILTER (stays) / count(*) AS customer_retention, count(*) AS customer_retention_n,
  count(*) FILTER (NOT stays) / count(*) AS customer_churn, count(*) AS customer_churn_n
FROM seen WHERE was GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE reached AS
SELECT
  month(attempted_at) AS month, channel, count(*) FILTER (is_answered) / count(*) AS best_contact_time, count(*) AS best_contact_time_n
FROM attempt_facts WHERE inside(attempted_at)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE spent AS
WITH costs AS (
  SELECT month("at") AS month, channel, sum(amount) AS cost, count(*) AS days FROM cost_days WHERE amount IS NOT NULL AND inside("at") GROUP BY ALL
),
done AS (
  SELECT month(solved_at) AS month, channel, count(*) AS n FROM ticket_facts
  WHERE is_solved AND invalid_reason IS NULL AND inside(solved_at) GROUP BY ALL
),
sales AS (
  SELECT month(ordered_at) AS month, channel, sum(amount) AS revenue FROM order_facts
  WHERE is_credited AND NOT is_cancelled AND amount IS NOT NULL AND inside(ordered_at) GROUP BY ALL
)
SELECT
  c.month, c.channel, cost / n AS cost_per_resolution, COALESCE(n, 0) AS cost_per_resolution_n,
  CASE WHEN c.channel IS NOT NULL THEN (COALESCE(revenue, 0) - cost) / cost END AS service_roi, days AS service_roi_n
FROM costs AS c
LEFT JOIN done AS d ON d.month = c.month AND d.channel IS NOT DISTINCT FROM c.channel
LEFT JOIN sales AS s ON s.month = c.month AND s.channel IS NOT DISTINCT FROM c.channel;

CREATE OR REPLACE TEMP TABLE paid AS
SELECT
  month(booked_at) AS month, sum(amount) AS cash_flow, count(*) AS cash_flow_n,
  sum(amount) FILTER (kind = 'operating') AS operating_cash_flow, count(*) FILTER (kind = 'operating') AS operating_cash_flow_n
FROM cash_facts WHERE amount IS NOT NULL AND inside(booked_at)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE worked AS
WITH hours AS (
  SELECT m.month, sum(secs(greatest(s.started_at, m.month_start), least(s.ended_at, m.month_end))) AS paid
  FROM shifts AS s JOIN months AS m ON s.started_at < m.month_end AND s.ended_at > m.month_start, clock
  WHERE s.started_at <= now_at
  GROUP BY m.month
),
things AS (
  SELECT month(solved_at) AS month, count(*) AS n FROM ticket_facts
  WHERE agent_id IS NOT NULL AND invalid_reason IS NULL AND inside(solved_at) GROUP BY ALL
  UNION ALL
  SELECT month(answered_at), count(*) FROM call_facts WHERE is_answered AND agent_id IS NOT NULL AND inside(answered_at) GROUP BY ALL
),
handling AS (
  SELECT month(ended_at) AS month, sum(seconds) AS seconds FROM work_facts WHERE invalid_reason IS NULL AND inside(ended_at) GROUP BY ALL
)
SELECT
  month, any_value(done) / (any_value(paid) / 3600) AS productivity, round(any_value(paid) / 3600) AS productivity_n,
  any_value(seconds) / any_value(paid) AS occupancy, round(any_value(paid) / 3600) AS occupancy_n
FROM hours LEFT JOIN (SELECT month, sum(n) AS done FROM things GROUP BY month) USING (month) LEFT JOIN handling USING (month)
GROUP BY month;

CREATE OR REPLACE TEMP TABLE holding AS
SELECT
  m.month, t.channel, count(*) / count(DISTINCT t.agent_id) AS requests_per_agent, count(DISTINCT t.agent_id) AS requests_per_agent_n
FROM active_spans AS s JOIN ticket_facts AS t USING (ticket_id)
JOIN months AS m ON s.from_at < m.before_at AND (s.to_at IS NULL OR s.to_at >= m.before_at)
WHERE t.invalid_reason IS NULL AND t.agent_id IS NOT NULL
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE started AS
WITH took AS (
  SELECT month(k.taken_at) AS month, t.channel, count(*) AS n
  FROM taken_tickets AS k JOIN ticket_facts AS t USING (ticket_id)
  WHERE t.invalid_reason IS NULL AND t.agent_id IS NOT NULL AND inside(k.taken_at) GROUP BY ALL
),
done AS (
  SELECT month(solved_at) AS month, channel, count(*) AS n FROM ticket_facts
  WHERE is_solved AND invalid_reason IS NULL AND agent_id IS NOT NULL AND inside(solved_at) GROUP BY ALL
)
SELECT month, channel, took.n / done.n AS started_per_solved, done.n AS started_per_solved_n
FROM took JOIN done USING (month, channel);

CREATE OR REPLACE TEMP TABLE staffed AS
SELECT month, 0 / heads AS employee_turnover, heads AS employee_turnover_n, 1.0 AS employee_retention, heads AS employee_retention_n
FROM months, (SELECT count(*) AS heads FROM agents WHERE hired_at IS NULL AND left_at IS NULL);

CREATE OR REPLACE TEMP TABLE asked AS
WITH counted AS (
  SELECT
    month(answered_at) AS month, count(*) AS n, count(*) FILTER (is_top_box) AS good,
    count(DISTINCT COALESCE(agent_id, response_id)) AS people
  FROM survey_facts WHERE kind = 'esat' AND is_top_box IS NOT NULL AND invalid_reason IS NULL AND inside(answered_at)
  GROUP BY ALL
)
SELECT month, CASE WHEN people >= 5 THEN good / n END AS esat, n AS esat_n FROM counted;

CREATE OR REPLACE TEMP TABLE helped AS
WITH sessions AS (
  SELECT
    month(started_at) AS month, count(*) AS n, count(DISTINCT customer_id) AS customers,
    count(*) FILTER (customer_id IS NOT NULL AND secs(over_at, (SELECT now_at FROM clock)) >= 86400) AS over,
    count(*) FILTER (
      customer_id IS NOT NULL AND secs(over_at, (SELECT now_at FROM clock)) >= 86400
      AND COALESCE(secs(over_at, next_contact_at) > 86400, TRUE)
    ) AS deflected
  FROM self_service_facts WHERE inside(started_at) GROUP BY ALL
),
asking AS (
  SELECT month("at") AS month, count(DISTINCT customer_id) AS n FROM contacts WHERE invalid_reason IS NULL AND inside("at") GROUP BY ALL
)
SELECT
  month, s.n AS self_service_usage, s.n AS self_service_usage_n, customers AS self_service_customers, customers AS self_service_customers_n,
  customers / a.n AS self_service_ratio, a.n AS self_service_ratio_n, deflected / NULLIF(over, 0) AS deflection_rate, over AS deflection_rate_n
FROM sessions AS s JOIN asking AS a USING (month);

CREATE OR REPLACE TEMP TABLE came AS
WITH counted AS (
  SELECT month("at") AS month, channel, count(*) AS n FROM contacts WHERE invalid_reason IS NULL AND inside("at") GROUP BY ALL
  UNION ALL
  SELECT month(started_at), 'self_service', count(*) FROM self_service_facts WHERE inside(started_at) GROUP BY ALL
)
SELECT month, channel, n / sum(n) OVER (PARTITION BY month) AS channel_share, sum(n) OVER (PARTITION BY month) AS channel_share_n
FROM counted;

CREATE OR REPLACE TEMP TABLE readings AS
WITH told AS (
  SELECT
    month(viewed_at) AS month, seconds, seconds >= reading_s / 2 AS is_read,
    secs(viewed_at, (SELECT now_at FROM clock)) >= 86400 AS is_over, COALESCE(secs(viewed_at, next_contact_at) <= 86400, FALSE) AS wrote
  FROM view_facts WHERE inside(viewed_at)
),
counted AS (
  SELECT
    month, count(*) AS n, gathered(seconds) AS lengths, count(seconds) AS timed, count(is_read) AS judged, count(*) FILTER (is_read) AS read,
    count(*) FILTER (is_over) AS over, count(*) FILTER (is_over AND wrote) AS wrote
  FROM told GROUP BY month
)
SELECT
  month, n AS articles_read, n AS articles_read_n, middle(lengths) AS article_read_time, timed AS article_read_time_n,
  lowest(lengths) AS article_read_time_low, highest(lengths) AS article_read_time_high,
  read / judged AS read_share, judged AS read_share_n, wrote / NULLIF(over, 0) AS article_contact_rate, over AS article_contact_rate_n
FROM counted;

CREATE OR REPLACE TEMP TABLE posted AS
WITH counted AS (
  SELECT
    month(posted_at) AS month, count(*) AS n, count(*) FILTER (kind = 'question') AS questions,
    count(*) FILTER (kind = 'question' AND is_answerable) AS answerable,
    count(*) FILTER (sentiment <> 'other') AS felt, count(*) FILTER (sentiment = 'negative') AS negative,
    count(*) FILTER (is_to_brand) AS to_us, count(responded_at) FILTER (is_to_brand) AS responded,
    gathered(CASE WHEN is_to_brand THEN secs(posted_at, responded_at) END) AS waits
  FROM post_facts WHERE inside(posted_at) GROUP BY ALL
)
SELECT
  month, n AS brand_mentions, n AS brand_mentions_n, questions AS social_questions, questions AS social_questions_n,
  negative / felt AS negative_comment_share, felt AS negative_comment_share_n,
  answerable / questions AS answerable_question_share, questions AS answerable_question_share_n,
  responded / to_us AS social_response_rate, to_us AS social_response_rate_n,
  middle(waits) AS social_response_time, responded AS social_response_time_n,
  lowest(waits) AS social_response_time_low, highest(waits) AS social_response_time_high
FROM counted;

CREATE OR REPLACE TEMP TABLE lived AS
WITH stages AS (
  SELECT month(answered_at) AS month, channel, stage, avg(100 - effort) AS rating, count(*) AS n
  FROM survey_facts
  WHERE kind = 'experience' AND stage IS NOT NULL AND effort IS NOT NULL AND invalid_reason IS NULL AND inside(answered_at)
  GROUP BY ALL
)
SELECT month, channel, avg(rating) AS customer_experience_score, sum(n) AS customer_experience_score_n FROM stages GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE loyal AS
SELECT
  month, channel, least(csat_n, nps_n, ces_n) AS loyalty_index_n,
  CASE WHEN least(csat_n, nps_n, ces_n) >= 30 THEN (100 * csat + 50 + nps / 2 + 100 - ces) / 3 END AS loyalty_index
FROM surveyed WHERE csat_n IS NOT NULL;

CREATE OR REPLACE TEMP TABLE worded AS
WITH told AS (
  SELECT month(answered_at) AS month, COALESCE(invite_id, response_id) AS respondent, choice
  FROM survey_facts WHERE kind = 'brand' AND choice IS NOT NULL AND invalid_reason IS NULL AND inside(answered_at)
),
respondents AS (SELECT month, count(DISTINCT respondent) AS n FROM told GROUP BY month),
used AS (
  SELECT month, word, count(DISTINCT respondent) AS k
  FROM (SELECT month, respondent, unnest(CAST(choice AS JSON)::VARCHAR[]) AS word FROM told) GROUP BY ALL
)
SELECT month, word, k / n AS brand_attributes, n AS brand_attributes_n FROM used JOIN respondents USING (month);

CREATE OR REPLACE TEMP TABLE matched AS
SELECT month, NULL AS brand_alignment, any_value(brand_attributes_n) AS brand_alignment_n FROM worded GROUP BY month;

CREATE OR REPLACE TEMP TABLE preferred AS
SELECT month(answered_at) AS month, count(*) FILTER (choice = 'us') / count(*) AS competitor_preference, count(*) AS competitor_preference_n
FROM survey_facts WHERE kind = 'competitor' AND choice IS NOT NULL AND invalid_reason IS NULL AND inside(answered_at)
GROUP BY ALL;
