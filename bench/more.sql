-- The rest of the company: what it sells, writes and pays, what its customers read, and who works when.
-- Run after data.sql, by the same rules: the same rows on every machine.

CREATE OR REPLACE MACRO somebody(i, salt) AS
  CASE WHEN u(i, salt) >= 0.1 THEN 'c' || CAST(floor(u(i, salt || '-who') * (getvariable('n') // 4)) AS BIGINT) END;
CREATE OR REPLACE MACRO sometime(i, of, salt) AS
  after(first_instant(), 86400 * floor(i * 730.0 / of) + 3600 * (5 + 14 * u(i, salt)));

CREATE OR REPLACE TEMP VIEW orders AS
SELECT
  'o' || i AS order_id, somebody(i, 'buyer') AS customer_id, sometime(i, getvariable('n') // 2, 'bought') AS ordered_at,
  pick(['new', 'repeat', 'repeat', 'repeat', 'upsell', 'cross_sell', 'action'], u(i, 'order')) AS kind,
  round(5 + 60 * e(i, 'amount'), 2) AS amount, pick(['EUR', 'EUR', 'EUR', 'USD', 'XTS'], u(i, 'currency')) AS currency,
  pick(['Kettle', 'Lamp', 'Chair', 'Desk'], u(i, 'what')) AS product,
  CASE WHEN u(i, 'credit') < 0.15 THEN CAST(1000000 + 2 * i AS VARCHAR) END AS credited_ticket_id,
  u(i, 'cancelled') < 0.03 AS is_cancelled
FROM range(getvariable('n') // 2) AS r(i)
WHERE ordered_at < last_instant();

CREATE OR REPLACE TEMP VIEW visits AS
SELECT
  'v' || i AS visit_id, somebody(i, 'visitor') AS customer_id, sometime(i, 2 * getvariable('n'), 'visited') AS started_at,
  CAST(round(120 * e(i, 'stayed')) AS DOUBLE) AS seconds,
  pick(['search', 'mail', 'advert', 'direct'], u(i, 'referrer')) AS referrer, u(i, 'converted') < 0.04 AS converted
FROM range(2 * getvariable('n')) AS r(i)
WHERE started_at < last_instant();

CREATE OR REPLACE TEMP VIEW email_events AS
SELECT
  'e' || i || '-' || k AS event_id, 'm' || i AS message_id, 'campaign ' || i * 12 // getvariable('n') AS campaign,
  somebody(i, 'addressee') AS customer_id, after(sometime(i, getvariable('n'), 'mailed'), k * 600 * e(i, 'mail')) AS "at",
  CASE k WHEN 0 THEN 'sent' WHEN 1 THEN CASE WHEN u(i, 'bounce') < 0.03 THEN 'bounced' ELSE 'delivered' END
    WHEN 2 THEN 'opened' ELSE 'clicked' END AS kind
FROM range(getvariable('n')) AS r(i), range(4) AS g(k)
WHERE (k < 2 OR (u(i, 'bounce') >= 0.03 AND u(i, 'open') < CASE k WHEN 2 THEN 0.3 ELSE 0.05 END))
  AND after(sometime(i, getvariable('n'), 'mailed'), 1800 * e(i, 'mail')) < last_instant();

CREATE OR REPLACE TEMP VIEW contact_attempts AS
SELECT
  'a' || i AS attempt_id, somebody(i, 'sought') AS customer_id, agent_of(u(i, 'seeker')) AS agent_id,
  pick(['phone', 'phone', 'email'], u(i, 'by')) AS channel, sometime(i, getvariable('n') // 5, 'sought-at') AS attempted_at,
  CASE WHEN u(i, 'reached') < 0.35 THEN after(attempted_at, 5 + 20 * e(i, 'rang')) END AS answered_at
FROM range(getvariable('n') // 5) AS r(i)
WHERE attempted_at < last_instant();

CREATE OR REPLACE TEMP VIEW subscriptions AS
SELECT
  's' || i AS subscription_id, 'c' || i AS customer_id, after(first_instant(), 86400 * floor(700 * u(i, 'contract'))) AS started_at,
  CASE WHEN u(i, 'ended') < 0.3 THEN after(started_at, 86400 * (30 + floor(400 * u(i, 'lasted')))) END AS ended_at,
  pick(['basic', 'plus'], u(i, 'plan')) AS plan, 9.9 AS monthly_amount, 'EUR' AS currency
FROM range(0, getvariable('n') // 4, 3) AS r(i);

CREATE OR REPLACE TEMP VIEW articles AS
SELECT
  'h' || i AS article_id, 'Article ' || i AS title, 'en' AS language, 150 + 20 * (i % 40) AS words,
  pick(['delivery', 'returns', 'account'], u(i, 'category')) AS category, first_instant() AS created_at
FROM range(200) AS r(i);

CREATE OR REPLACE TEMP VIEW article_views AS
SELECT
  'w' || i AS view_id, 'h' || CAST(floor(200 * u(i, 'article') * u(i, 'article2')) AS INTEGER) AS article_id,
  sometime(i, getvariable('n'), 'viewed') AS viewed_at, CAST(round(50 * e(i, 'read')) AS DOUBLE) AS seconds,
  CASE WHEN u(i, 'known') < 0.5 THEN somebody(i, 'reader') END AS customer_id
FROM range(getvariable('n')) AS r(i)
WHERE viewed_at < last_instant();

CREATE OR REPLACE TEMP VIEW self_service_sessions AS
SELECT
  'x' || i AS session_id, pick(['article', 'video', 'community', 'chatbot', 'search', 'form'], u(i, 'tool')) AS tool,
  sometime(i, getvariable('n'), 'helped') AS started_at, after(started_at, 10 + 200 * e(i, 'lasts')) AS ended_at,
  somebody(i, 'helpless') AS customer_id
FROM range(getvariable('n')) AS r(i)
WHERE ended_at < last_instant();

CREATE OR REPLACE TEMP VIEW social_posts AS
SELECT
  'p' || i AS post_id, pick(['tikker', 'fora', 'clips'], u(i, 'network')) AS network,
  sometime(i, getvariable('n') // 5, 'posted') AS posted_at,
  pick(['question', 'mention', 'complaint', 'praise', 'other'], u(i, 'post')) AS kind,
  CASE WHEN u(i, 'felt') >= 0.1 THEN pick(['positive', 'neutral', 'negative'], u(i, 'feeling')) END AS sentiment,
  u(i, 'to') < 0.6 AS is_to_brand,
  CASE WHEN u(i, 'to') < 0.6 AND u(i, 'responded') < 0.8 THEN after(posted_at, 7200 * e(i, 'response')) END AS responded_at,
  CASE WHEN u(i, 'known-answer') < 0.3 THEN 'h' || i % 200 END AS answered_by_article
FROM range(getvariable('n') // 5) AS r(i)
WHERE after(posted_at, 7200 * e(i, 'response')) < last_instant();

CREATE OR REPLACE TEMP VIEW shifts AS
SELECT
  'z' || a || '-' || d AS shift_id, 'a' || a AS agent_id, after(first_instant(), 86400 * d + 3600 * (7 + a % 3)) AS started_at,
  after(started_at, 28800) AS ended_at, 'desk' AS activity
FROM range(80) AS r(a), range(729) AS g(d)
WHERE (a + d) % 7 < 5;

CREATE OR REPLACE TEMP VIEW costs AS
SELECT
  'k' || m || '-' || c AS cost_id, CAST(DATE '2024-11-01' + INTERVAL (m) MONTH AS DATE) AS from_date,
  CAST(DATE '2024-11-01' + INTERVAL (m + 1) MONTH - INTERVAL 1 DAY AS DATE) AS to_date,
  CASE c WHEN 0 THEN 'wages' WHEN 1 THEN 'tools' ELSE 'rent' END AS category, 90000.0 / (1 + 4 * c) AS amount,
  CASE c WHEN 1 THEN 'USD' ELSE 'EUR' END AS currency, CASE c WHEN 1 THEN 'chat' END AS channel
FROM range(24) AS r(m), range(3) AS g(c);

CREATE OR REPLACE TEMP VIEW cash_movements AS
SELECT
  'b' || i AS movement_id, sometime(i, 3000, 'booked') AS booked_at, round(4000 * e(i, 'cash') - 3500, 2) AS amount,
  pick(['EUR', 'EUR', 'USD'], u(i, 'cash-currency')) AS currency, pick(['operating', 'operating', 'other'], u(i, 'cash-kind')) AS kind
FROM range(3000) AS r(i)
WHERE booked_at < last_instant();

CREATE OR REPLACE TEMP VIEW exchange_rates AS
SELECT CAST(DATE '2024-10-30' + CAST(d AS INTEGER) AS DATE) AS "date", 'USD' AS from_currency, 'EUR' AS to_currency, 0.9 + 0.0001 * (d % 300) AS rate
FROM range(0, 735) AS r(d)
WHERE d % 7 < 5;

CREATE OR REPLACE TEMP VIEW more_answers AS
WITH told AS (
  SELECT i, pick(['experience', 'experience', 'brand', 'competitor', 'esat'], u(i, 'asked')) AS kind
  FROM range(getvariable('n') // 20) AS r(i)
)
SELECT
  'y' || i AS response_id, kind, sometime(i, getvariable('n') // 20, 'said') AS answered_at,
  CASE WHEN kind IN ('experience', 'esat') THEN 1 + floor(5 * sqrt(u(i, 'rated'))) END AS score,
  CASE kind WHEN 'brand' THEN pick(['["warm"]', '["warm", "quick"]', '["slow"]'], u(i, 'words'))
    WHEN 'competitor' THEN pick(['us', 'us', 'Rival'], u(i, 'prefers')) END AS choice,
  CASE kind WHEN 'experience' THEN pick(['purchase', 'support', 'follow_up'], u(i, 'stage')) END AS stage,
  CASE kind WHEN 'esat' THEN agent_of(u(i, 'staff')) END AS agent_id,
  CASE WHEN kind <> 'esat' THEN CAST(1000000 + 20 * i AS VARCHAR) END AS ticket_id
FROM told
WHERE answered_at < last_instant();
