-- A made-up company of getvariable('n') tickets over 24 months, told by hashes: the same rows on every machine.
-- Times are whole seconds, as most exports have them; labels are the vocabulary's own words.

CREATE OR REPLACE MACRO u(i, salt) AS (hash(i, salt) >> 11) / 9007199254740992.0;  -- uniform in [0, 1)
CREATE OR REPLACE MACRO e(i, salt) AS -ln(1 - u(i, salt));  -- exponential with mean 1
CREATE OR REPLACE MACRO pick(choices, x) AS choices[1 + CAST(floor(x * len(choices)) AS INTEGER)];
CREATE OR REPLACE MACRO after(t, s) AS t + to_seconds(CAST(s AS BIGINT));
CREATE OR REPLACE MACRO first_instant() AS TIMESTAMP '2024-10-31 23:00:00';  -- midnight in Warsaw
CREATE OR REPLACE MACRO last_instant() AS TIMESTAMP '2026-10-31 23:00:00';
CREATE OR REPLACE MACRO agent_of(x) AS 'a' || CAST(floor(x * 80) AS INTEGER);
CREATE OR REPLACE MACRO team_of(x) AS 'team' || CAST(floor(x * 80) AS INTEGER) % 12;

CREATE OR REPLACE TEMP TABLE seeds AS
SELECT
  i,
  CAST(1000000 + i AS VARCHAR) AS ticket_id,
  after(
    first_instant(),
    86400 * floor(i * 730.0 / getvariable('n')) + 3600 * (5 + 14 * (u(i, 'a') + u(i, 'b') + u(i, 'c')) / 3)
  ) AS created_at,
  CASE WHEN u(i, 'by') < 0.06 THEN 'agent' ELSE 'customer' END AS created_by,
  CASE WHEN u(i, 'ch') < 0.45 THEN 'email' WHEN u(i, 'ch') < 0.65 THEN 'web' WHEN u(i, 'ch') < 0.85 THEN 'chat'
       WHEN u(i, 'ch') < 0.95 THEN 'phone' ELSE 'social' END AS channel,
  CASE WHEN u(i, 'cu') >= 0.02 THEN 'c' || CAST(floor(u(i, 'customer') * (getvariable('n') // 4)) AS BIGINT) END AS customer_id,
  agent_of(u(i, 'agent')) AS agent_id,
  team_of(u(i, 'agent')) AS team_id,
  CASE WHEN u(i, 'ty') >= 0.03 THEN pick(
    ['product', 'how_to', 'refund', 'return', 'shipping', 'technical', 'billing', 'account', 'complaint', 'cancellation'],
    u(i, 'type')
  ) END AS request_type,
  CASE channel WHEN 'email' THEN 14400 WHEN 'web' THEN 10800 WHEN 'chat' THEN 90 WHEN 'phone' THEN 240 ELSE 3600 END AS pace,
  u(i, 'style') AS style,  -- below 0.3 answered once, above 0.97 never
  u(i, 'end') AS ending,  -- below 0.12 reopened, below 0.45 closed, above 0.97 never solved
  after(created_at, 5 + 0.5 * pace * e(i, 's1')) AS opened_at,
  after(opened_at, 5 + pace * e(i, 's2')) AS pending_at,
  after(pending_at, 60 + 4 * pace * e(i, 's3')) AS solved_at,
  after(solved_at, 60 + 172800 * e(i, 's4')) AS reopened_at,
  after(reopened_at, 60 + 3 * pace * e(i, 's5')) AS solved_again_at,
  u(i, 'who') < 0.7 AS is_reopened_by_customer
FROM range(getvariable('n')) AS r(i);

CREATE OR REPLACE TEMP VIEW ticket_events AS
WITH changes AS (
  SELECT s.*, k, CASE k WHEN 1 THEN opened_at WHEN 2 THEN pending_at WHEN 3 THEN solved_at WHEN 4 THEN reopened_at
    WHEN 5 THEN solved_again_at ELSE after(opened_at, 30) END AS "at"
  FROM seeds AS s, range(1, 7) AS g(k)
  WHERE k <= 2 OR (k = 3 AND ending < 0.97) OR (k = 4 AND ending < 0.45) OR (k = 5 AND ending < 0.1) OR (k = 6 AND u(i, 'tier') < 0.03)
)
SELECT
  ticket_id || '-' || k AS event_id,
  ticket_id,
  "at",
  CASE WHEN k = 4 AND ending < 0.12 AND is_reopened_by_customer THEN customer_id ELSE agent_id END AS actor_id,
  CASE WHEN k = 4 AND ending < 0.12 AND is_reopened_by_customer THEN 'customer'
       WHEN k = 4 AND ending >= 0.12 THEN 'system' ELSE 'agent' END AS actor_kind,
  CASE WHEN k = 6 THEN 'tier' ELSE 'status' END AS field,
  CASE k WHEN 1 THEN 'new' WHEN 2 THEN 'open' WHEN 3 THEN CASE WHEN u(i, 'hold') < 0.2 THEN 'on_hold' ELSE 'pending' END
    WHEN 4 THEN 'solved' WHEN 5 THEN 'open' ELSE '1' END AS old_value,
  CASE k WHEN 1 THEN 'open' WHEN 2 THEN CASE WHEN u(i, 'hold') < 0.2 THEN 'on_hold' ELSE 'pending' END WHEN 3 THEN 'solved'
    WHEN 4 THEN CASE WHEN ending < 0.12 THEN 'open' ELSE 'closed' END WHEN 5 THEN 'solved' ELSE '2' END AS new_value
FROM changes
WHERE "at" < last_instant();

CREATE OR REPLACE TEMP VIEW tickets AS
SELECT
  s.ticket_id,
  s.created_at,
  s.created_by,
  s.channel,
  'Question ' || s.i AS subject,
  s.request_type,
  pick(['low', 'normal', 'normal', 'normal', 'high', 'urgent'], u(s.i, 'priority')) AS priority,
  COALESCE(l.status, 'new') AS status,
  l.status_at,
  s.team_id,
  s.agent_id,
  s.customer_id,
  pick(['North', 'South'], u(s.i, 'brand')) AS brand,
  pick(['Kettle', 'Lamp', 'Chair', 'Desk'], u(s.i, 'product')) AS product,
  pick(['en', 'pl', 'de', 'sr', 'fa', 'ne'], u(s.i, 'language')) AS language,
  CASE WHEN u(s.i, 'tagged') < 0.3 THEN CASE WHEN u(s.i, 'tags') < 0.5 THEN '["vip"]' ELSE '["vip", "launch"]' END END AS tags,
  u(s.i, 'escalated') < 0.01 AS is_escalated,
  u(s.i, 'invalid') < 0.015 AS is_spam,
  u(s.i, 'invalid') BETWEEN 0.015 AND 0.02 AS is_deleted,
  CASE WHEN u(s.i, 'invalid') BETWEEN 0.02 AND 0.025 THEN CAST(1000000 + s.i // 2 AS VARCHAR) END AS merged_into
FROM seeds AS s
LEFT JOIN (
  SELECT ticket_id, arg_max(new_value, ("at", event_id)) AS status, max("at") AS status_at
  FROM ticket_events WHERE field = 'status' GROUP BY ticket_id
) AS l ON l.ticket_id = s.ticket_id;

CREATE OR REPLACE TEMP VIEW messages AS
WITH written AS (
  SELECT
    s.*,
    k,
    CASE
      WHEN k = 0 THEN created_by
      WHEN style > 0.97 THEN CASE WHEN k = 1 THEN 'system' WHEN k = 2 THEN 'note' ELSE 'customer' END
      WHEN k = 4 AND ending < 0.12 AND is_reopened_by_customer THEN 'customer'
      WHEN style < 0.3 THEN CASE k WHEN 1 THEN 'agent' WHEN 3 THEN 'customer' ELSE 'note' END
      WHEN k = 1 THEN CASE WHEN u(i, 'm1') < 0.2 THEN 'system' ELSE 'agent' END
      WHEN k = 2 THEN CASE WHEN u(i, 'm2') < 0.15 THEN 'note' WHEN u(i, 'm2') < 0.6 THEN 'customer' ELSE 'agent' END
      WHEN k = 3 THEN CASE WHEN u(i, 'm3') < 0.6 THEN 'agent' ELSE 'customer' END
      ELSE CASE WHEN u(i, 'm4') < 0.5 THEN 'customer' WHEN u(i, 'm4') < 0.8 THEN 'agent' ELSE 'note' END
    END AS writer,
    CASE
      WHEN k = 0 THEN created_at
      WHEN k = 4 AND ending < 0.12 AND is_reopened_by_customer THEN reopened_at
      ELSE after(created_at, pace * (
        e(i, 'g1') + (k > 1)::INTEGER * e(i, 'g2') + (k > 2)::INTEGER * e(i, 'g3') + (k > 3)::INTEGER * e(i, 'g4')
      ))
    END AS "at"
  FROM seeds AS s, range(5) AS g(k)
)
SELECT
  ticket_id || '-' || k AS message_id,
  ticket_id,
  "at",
  CASE writer WHEN 'customer' THEN customer_id WHEN 'system' THEN 'robot' ELSE agent_id END AS author_id,
  CASE writer WHEN 'note' THEN 'agent' ELSE writer END AS author_kind,
  writer <> 'note' AS is_public,
  writer = 'system' AS is_auto,
  channel,
  pick([
    'Good morning, ', 'Hello, thank you for writing. ', 'Hi there, ', 'Dear team, ', 'Thanks, ', 'Sorry about that, '
  ], u(i * 5 + k, 'b1')) || pick([
    'the parcel has not arrived yet, ', 'the lamp does not light, it only "hums", ', 'we have looked at the order, ',
    'I cannot sign in any more, ', 'please send it back to us, ', 'could you tell me more, '
  ], u(i * 5 + k, 'b2')) || pick([
    'and we shall see to it today.', 'and I have tried it twice.', 'what should I do next?' || chr(10) || 'Regards',
    'is there a spare part for it?', 'and the money is on its way.', 'and this is the number: ' || 4000 + i
  ], u(i * 5 + k, 'b3')) AS body
FROM written
WHERE "at" < last_instant();

CREATE OR REPLACE TEMP VIEW calls AS
WITH rung AS (
  SELECT
    s.*, CASE WHEN u(i, 'kind') < 0.75 THEN 'call' ELSE 'chat' END AS kind,
    CASE WHEN u(i, 'dir') < 0.9 THEN 'inbound' ELSE 'outbound' END AS direction,
    CASE WHEN u(i, 'out') < 0.84 THEN 'answered' WHEN u(i, 'out') < 0.94 THEN 'abandoned' WHEN u(i, 'out') < 0.96 THEN 'transferred'
         WHEN u(i, 'out') < 0.98 THEN 'voicemail' WHEN u(i, 'out') < 0.99 THEN 'callback' ELSE 'failed' END AS outcome,
    after(created_at, 7200 * (u(i, 'q') - 0.3) + CASE WHEN u(i, 'far') < 0.3 THEN 200000 * u(i, 'q2') ELSE 0 END) AS queued_at,
    1 + round(40 * e(i, 'w')) AS waits, 10 + round(200 * e(i, 't')) AS talks,
    CASE WHEN u(i, 'h') < 0.4 THEN round(60 * e(i, 'h2')) ELSE 0 END AS holds, round(45 * e(i, 'wr')) AS wraps
  FROM seeds AS s WHERE i % 5 = 0
)
SELECT
  'k' || i AS call_id, kind, direction, queued_at,
  CASE WHEN outcome IN ('answered', 'transferred') THEN after(queued_at, waits) END AS answered_at,
  after(queued_at, waits + CASE WHEN outcome IN ('answered', 'transferred') THEN talks + holds ELSE 0 END) AS ended_at,
  outcome,
  CASE WHEN outcome IN ('answered', 'transferred') THEN talks END AS talk_s,
  CASE WHEN outcome IN ('answered', 'transferred') THEN holds END AS hold_s,
  CASE WHEN outcome IN ('answered', 'transferred') THEN wraps END AS wrap_s,
  'queue' || i % 3 AS queue, team_id, agent_id, customer_id,
  CASE WHEN u(i, 'linked') < 0.5 THEN ticket_id END AS ticket_id,
  CASE kind WHEN 'call' THEN 'phone' ELSE 'chat' END AS channel, request_type
FROM rung
WHERE ended_at < last_instant();

CREATE OR REPLACE TEMP VIEW survey_invites AS
SELECT
  'i' || i AS invite_id, 'after contact' AS survey_id,
  CASE WHEN u(i, 'survey') < 0.6 THEN 'csat' WHEN u(i, 'survey') < 0.8 THEN 'nps' ELSE 'ces' END AS kind,
  after(created_at, 86400 * (1 + 3 * u(i, 'sent'))) AS sent_at, customer_id, agent_id, ticket_id, channel
FROM seeds
WHERE i % 2 = 0 AND after(created_at, 86400 * (1 + 3 * u(i, 'sent'))) < last_instant();

CREATE OR REPLACE TEMP VIEW survey_responses AS
SELECT
  'r' || s.i || '-' || k AS response_id, s.invite_id, s.survey_id, s.kind, 'How was it?' AS question,
  after(s.sent_at, 3600 * k + 40000 * e(s.i, 'answer')) AS answered_at,
  CASE WHEN u(s.i * 2 + k, 'none') >= 0.03 THEN CASE s.kind
    WHEN 'csat' THEN 1 + floor(5 * sqrt(u(s.i * 2 + k, 'score'))) WHEN 'nps' THEN floor(11 * sqrt(u(s.i * 2 + k, 'score')))
    ELSE 1 + floor(7 * u(s.i * 2 + k, 'score')) END END AS score,
  CASE s.kind WHEN 'nps' THEN 0.0 ELSE 1.0 END AS scale_min,
  CASE s.kind WHEN 'csat' THEN 5.0 WHEN 'nps' THEN 10.0 ELSE 7.0 END AS scale_max,
  s.kind <> 'ces' AS high_is_good, 'en' AS language, s.customer_id, s.agent_id, s.ticket_id
FROM (SELECT *, CAST(ltrim(invite_id, 'i') AS BIGINT) AS i FROM survey_invites) AS s, range(2) AS g(k)
WHERE s.i % 10 = 0 AND (k = 0 OR u(s.i, 'again') < 0.02)
  AND after(s.sent_at, 3600 * k + 40000 * e(s.i, 'answer')) < last_instant();

CREATE OR REPLACE TEMP VIEW work_logs AS
SELECT
  'w' || i AS work_id, ticket_id, agent_id, opened_at AS started_at, after(opened_at, 30 + 400 * e(i, 'worked')) AS ended_at,
  CAST(round(30 + 400 * e(i, 'worked')) AS DOUBLE) AS seconds
FROM seeds WHERE i % 2 = 1 AND after(opened_at, 30 + 400 * e(i, 'worked')) < last_instant();

CREATE OR REPLACE TEMP VIEW quality_reviews AS
SELECT
  'q' || i AS review_id, ticket_id, agent_id, 'lead' AS reviewer_id, after(solved_at, 86400 * e(i, 'reviewed')) AS reviewed_at,
  round(100 * sqrt(u(i, 'quality'))) AS score, 100.0 AS scale_max
FROM seeds WHERE i % 50 = 7 AND after(solved_at, 86400 * e(i, 'reviewed')) < last_instant();

CREATE OR REPLACE TEMP VIEW customers AS
SELECT
  'c' || i AS customer_id, after(first_instant(), 86400 * floor(1400 * u(i, 'since')) - 86400 * 1000) AS created_at,
  CASE WHEN u(i, 'left') < 0.05 THEN after(created_at, 86400 * (30 + floor(900 * u(i, 'until')))) END AS ended_at,
  'Customer ' || i AS name, pick(['home', 'office', 'school'], u(i, 'segment')) AS segment,
  pick(['PL', 'DE', 'GB', 'RS', 'NP', 'IR'], u(i, 'country')) AS country,
  pick(['en', 'pl', 'de', 'sr', 'ne', 'fa'], u(i, 'country')) AS language
FROM range(getvariable('n') // 4) AS r(i);

CREATE OR REPLACE TEMP VIEW agents AS
SELECT 'a' || i AS agent_id, 'Agent ' || i AS name, 'team' || i % 12 AS team_id, '1' AS tier FROM range(80) AS r(i);

CREATE OR REPLACE TEMP VIEW teams AS
SELECT 'team' || i AS team_id, 'Team ' || i AS name FROM range(12) AS r(i);
