-- The facts by hand, for data known to be clean: labels are the vocabulary's words, every ticket's changes of status
-- are recorded, no event lies before its ticket. The same tables and columns that the engine makes.

CREATE TEMP TABLE base AS
SELECT
  t.ticket_id, t.created_at, t.created_by, t.channel, t.request_type, t.priority, t.team_id, t.agent_id, t.customer_id,
  t.brand, t.product, t.language, c.country, c.segment, t.is_escalated,
  COALESCE(t.request_type = 'complaint', FALSE) AS is_complaint,
  CASE WHEN t.is_spam THEN 'spam' WHEN t.is_deleted THEN 'deleted' WHEN t.merged_into IS NOT NULL THEN 'merged' END AS invalid_reason
FROM tickets AS t
LEFT JOIN customers AS c USING (customer_id);

CREATE TABLE message_roles AS
WITH openings AS (
  SELECT ticket_id, arg_min(message_id, ("at", message_id)) AS opening
  FROM messages
  SEMI JOIN (FROM tickets WHERE created_by = 'agent') USING (ticket_id)
  GROUP BY ticket_id
)
SELECT
  ticket_id, message_id, "at", author_id,
  author_kind = 'agent' AND is_public AND message_id IS DISTINCT FROM opening AS is_reply,
  author_kind = 'customer' AND is_public AS is_customer,
  author_kind = 'agent' AS is_touch
FROM messages
LEFT JOIN openings USING (ticket_id)
WHERE NOT is_auto AND author_kind IN ('agent', 'customer');

CREATE TABLE status_spans AS
WITH stream AS (
  SELECT ticket_id, created_at AS "at", 0 AS ord, '' AS event_id, 'new' AS status, NULL AS actor_kind FROM tickets
  UNION ALL
  SELECT ticket_id, "at", 1, event_id, new_value, actor_kind FROM ticket_events WHERE field = 'status'
),
placed AS (
  SELECT
    ticket_id, row_number() OVER w AS n, status, status IN ('solved', 'closed') AS is_solved,
    COALESCE(lag(status) OVER w IN ('solved', 'closed'), FALSE) AS was_solved,
    actor_kind, "at" AS from_at, lead("at") OVER w AS to_at
  FROM stream
  WINDOW w AS (PARTITION BY ticket_id ORDER BY ord, "at", event_id)
)
SELECT
  ticket_id, n, status, is_solved, is_solved AND NOT was_solved AS is_solve, was_solved AND NOT is_solved AS is_reopen,
  actor_kind, from_at, to_at,
  reading(f.before_us, f.open_us, f.close_us, from_at) AS from_us,
  CASE WHEN to_at IS NOT NULL THEN reading(t.before_us, t.open_us, t.close_us, to_at) END AS to_us
FROM placed
JOIN office_days AS f ON f.day = CAST(from_at AS DATE)
LEFT JOIN office_days AS t ON t.day = CAST(to_at AS DATE);

CREATE TABLE active_spans AS
SELECT ticket_id, from_at, to_at
FROM (
  SELECT ticket_id, is_solved, from_at, lead(from_at) OVER (PARTITION BY ticket_id ORDER BY n) AS to_at
  FROM status_spans
  WHERE n = 1 OR is_solve OR is_reopen
)
WHERE NOT is_solved AND to_at IS DISTINCT FROM from_at;

CREATE TABLE untouched_spans AS
WITH touches AS (
  SELECT ticket_id, created_at AS "at" FROM tickets
  UNION
  SELECT ticket_id, "at" FROM message_roles WHERE is_touch
  UNION
  SELECT ticket_id, "at" FROM ticket_events WHERE actor_kind = 'agent'
),
paired AS (
  SELECT ticket_id, "at" AS touched_at, lead("at") OVER (PARTITION BY ticket_id ORDER BY "at") AS next_at FROM touches
)
SELECT ticket_id, touched_at, from_at, least(next_at, to_at) AS to_at  -- least passes over a null
FROM active_spans AS a
JOIN paired AS p USING (ticket_id)
WHERE (to_at IS NULL OR touched_at < to_at) AND (next_at IS NULL OR next_at > from_at);

CREATE TABLE wait_turns AS
WITH items AS (
  -- C: the customer speaks, R: a reply, S: solved, O: opened again
  SELECT ticket_id, created_at AS "at", 0 AS ord, '' AS id, 'C' AS kind, NULL AS who FROM tickets WHERE created_by <> 'agent'
  UNION ALL
  SELECT ticket_id, "at", 1, message_id, CASE WHEN is_reply THEN 'R' ELSE 'C' END, author_id
  FROM message_roles WHERE is_reply OR is_customer
  UNION ALL
  SELECT ticket_id, from_at, 1 + n, '', CASE WHEN is_solve THEN 'S' ELSE 'O' END, actor_kind
  FROM status_spans WHERE is_solve OR is_reopen
),
numbered AS (
  SELECT
    ticket_id, "at", kind, who,
    count(*) FILTER (kind IN ('R', 'S')) OVER w - CAST(kind IN ('R', 'S') AS INTEGER) AS block,
    sum(CASE kind WHEN 'S' THEN 1 WHEN 'O' THEN -1 ELSE 0 END) OVER w AS solved,
    lead(kind) OVER w = 'O' AND lead(who) OVER w IS DISTINCT FROM 'agent' AS reopens
  FROM items
  WINDOW w AS (PARTITION BY ticket_id ORDER BY "at", ord, id)
),
turns AS (
  SELECT
    ticket_id, block,
    min("at") FILTER (kind = 'C' AND (solved = 0 OR reopens)) AS started_at,
    max("at") FILTER (kind = 'R') AS replied_at, max(who) FILTER (kind = 'R') AS replied_by,
    replied_at IS NULL AND bool_or(kind = 'S') AS is_dropped
  FROM numbered
  GROUP BY ticket_id, block
  HAVING started_at IS NOT NULL
)
SELECT
  ticket_id, row_number() OVER (PARTITION BY ticket_id ORDER BY block) AS turn, started_at, replied_at, replied_by, is_dropped,
  reading(s.before_us, s.open_us, s.close_us, started_at) AS started_us,
  CASE WHEN replied_at IS NOT NULL THEN reading(r.before_us, r.open_us, r.close_us, replied_at) END AS replied_us
FROM turns
JOIN office_days AS s ON s.day = CAST(started_at AS DATE)
LEFT JOIN office_days AS r ON r.day = CAST(replied_at AS DATE);

CREATE TABLE call_facts AS
WITH timed AS (
  SELECT
    *, outcome <> 'failed' AS is_offered, outcome IN ('answered', 'transferred') AS is_answered, outcome = 'abandoned' AS is_abandoned,
    CASE WHEN outcome IN ('answered', 'transferred') THEN answered_at ELSE ended_at END AS wait_end_at
  FROM calls
)
SELECT
  t.call_id, t.kind, t.direction, t.queued_at, t.answered_at, t.ended_at, t.outcome, t.is_offered, t.is_answered, t.is_abandoned,
  secs(t.queued_at, t.wait_end_at) AS wait_s,
  (reading(e.before_us, e.open_us, e.close_us, t.wait_end_at) - reading(q.before_us, q.open_us, q.close_us, t.queued_at)) / 1e6
    AS wait_work_s,
  t.talk_s, t.hold_s, t.wrap_s,
  CASE WHEN t.is_answered THEN t.talk_s + t.hold_s + t.wrap_s END AS handle_s,
  t.ended_at + to_seconds(CAST(COALESCE(t.wrap_s, 0) AS BIGINT)) AS handled_at,
  t.queue, t.team_id, t.agent_id, t.customer_id, t.ticket_id, t.channel, t.request_type,
  b.priority, b.product, b.brand, c.country, c.language, c.segment
FROM timed AS t
LEFT JOIN base AS b USING (ticket_id)
LEFT JOIN customers AS c ON c.customer_id = t.customer_id
JOIN office_days AS q ON q.day = CAST(t.queued_at AS DATE)
JOIN office_days AS e ON e.day = CAST(t.wait_end_at AS DATE);

CREATE TABLE contacts AS
WITH everything AS (
  SELECT
    ticket_id AS contact_id, 'ticket' AS kind,
    COALESCE(invalid_reason, CASE created_by WHEN 'agent' THEN 'agent_created' END) AS invalid_reason, created_at AS "at",
    customer_id, ticket_id, channel, request_type, priority, team_id, agent_id, product, brand, language, country, segment
  FROM base
  UNION ALL
  SELECT
    c.call_id, c.kind, CASE WHEN NOT c.is_offered THEN 'failed' END, c.queued_at, c.customer_id, c.ticket_id, c.channel,
    c.request_type, c.priority, c.team_id, c.agent_id, c.product, c.brand, c.language, c.country, c.segment
  FROM call_facts AS c
  WHERE (c.kind = 'chat' OR c.direction = 'inbound') AND NOT EXISTS (
    FROM base AS b
    WHERE b.ticket_id = c.ticket_id AND b.invalid_reason IS NULL AND b.created_by <> 'agent'
      AND abs(secs(b.created_at, c.queued_at)) <= 3600
  )
)
SELECT
  *,
  min("at") FILTER (invalid_reason IS NULL) OVER later AS next_at,
  CASE WHEN request_type IS NULL THEN min("at") FILTER (invalid_reason IS NULL) OVER later
       ELSE least(
         min("at") FILTER (invalid_reason IS NULL AND request_type IS NULL) OVER later,
         min("at") FILTER (invalid_reason IS NULL) OVER later_alike
       ) END AS next_same_at
FROM everything
WINDOW  -- nobody knows whose a contact without a customer is: it stands alone and has no next one
  later AS (
    PARTITION BY COALESCE(customer_id, contact_id) ORDER BY "at", contact_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
  ),
  later_alike AS (
    PARTITION BY COALESCE(customer_id, contact_id), request_type ORDER BY "at", contact_id
    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
  );

CREATE VIEW channel_contacts AS
SELECT * EXCLUDE (next_at, next_same_at) FROM contacts;  -- there are no sessions here

CREATE TABLE ticket_facts AS
WITH written AS (
  SELECT
    ticket_id, min("at") FILTER (is_reply) AS first_reply_at, count(*) FILTER (is_reply) AS replies,
    count(*) FILTER (is_customer) AS customer_messages
  FROM message_roles GROUP BY ticket_id
),
history AS (
  SELECT
    ticket_id, min(from_at) FILTER (is_solve) AS first_solved_at, max(from_at) FILTER (is_solve) AS last_solve_at,
    count(*) FILTER (is_solve) AS solves, count(*) FILTER (is_reopen) AS reopens,
    COALESCE(bool_or(is_solved) FILTER (to_at IS NULL), FALSE) AS is_solved,
    COALESCE(sum(secs(from_at, to_at)) FILTER (status IN ('new', 'open', 'on_hold')), 0) AS requester_wait_s,
    COALESCE(sum(to_us - from_us) FILTER (status IN ('new', 'open', 'on_hold')), 0) / 1e6 AS requester_wait_work_s,
    COALESCE(sum(secs(from_at, to_at)) FILTER (status = 'pending'), 0) AS agent_wait_s,
    COALESCE(sum(to_us - from_us) FILTER (status = 'pending'), 0) / 1e6 AS agent_wait_work_s
  FROM status_spans GROUP BY ticket_id
),
called AS (
  SELECT c.ticket_id, count(*) AS calls_before_solve
  FROM call_facts AS c JOIN history AS h USING (ticket_id)
  WHERE c.kind = 'call' AND c.direction = 'inbound' AND c.is_offered AND h.is_solved AND c.queued_at < h.last_solve_at
  GROUP BY c.ticket_id
),
raised AS (SELECT DISTINCT ticket_id FROM ticket_events WHERE field = 'tier' AND new_value::INTEGER > old_value::INTEGER),
followed AS (SELECT ticket_id, next_same_at FROM contacts WHERE kind = 'ticket'),
audited AS (SELECT DISTINCT ticket_id FROM quality_reviews),
joined AS (
  SELECT
    b.* EXCLUDE (is_escalated), w.first_reply_at, COALESCE(w.replies, 0) AS replies, COALESCE(w.customer_messages, 0) AS customer_messages,
    h.is_solved, h.first_solved_at, CASE WHEN h.is_solved THEN h.last_solve_at END AS solved_at, h.solves, h.reopens,
    h.requester_wait_s, h.requester_wait_work_s, h.agent_wait_s, h.agent_wait_work_s,
    b.is_escalated OR r.ticket_id IS NOT NULL AS is_escalated, COALESCE(c.calls_before_solve, 0) AS calls_before_solve,
    f.next_same_at AS next_contact_at, a.ticket_id IS NOT NULL AS is_audited
  FROM base AS b
  JOIN history AS h USING (ticket_id)
  LEFT JOIN written AS w USING (ticket_id)
  LEFT JOIN called AS c USING (ticket_id)
  LEFT JOIN raised AS r USING (ticket_id)
  LEFT JOIN followed AS f USING (ticket_id)
  LEFT JOIN audited AS a USING (ticket_id)
)
SELECT
  j.*,
  reading(dc.before_us, dc.open_us, dc.close_us, j.created_at) AS created_us,
  CASE WHEN first_reply_at IS NOT NULL THEN reading(dr.before_us, dr.open_us, dr.close_us, first_reply_at) END AS first_reply_us,
  CASE WHEN first_solved_at IS NOT NULL THEN reading(df.before_us, df.open_us, df.close_us, first_solved_at) END AS first_solved_us,
  CASE WHEN solved_at IS NOT NULL THEN reading(ds.before_us, ds.open_us, ds.close_us, solved_at) END AS solved_us,
  (SELECT reading(before_us, open_us, close_us, getvariable('now_at')) FROM office_days WHERE day = CAST(getvariable('now_at') AS DATE)) AS now_us
FROM joined AS j
JOIN office_days AS dc ON dc.day = CAST(created_at AS DATE)
LEFT JOIN office_days AS dr ON dr.day = CAST(first_reply_at AS DATE)
LEFT JOIN office_days AS df ON df.day = CAST(first_solved_at AS DATE)
LEFT JOIN office_days AS ds ON ds.day = CAST(solved_at AS DATE);

CREATE TABLE survey_facts AS
WITH kept AS (
  SELECT * FROM survey_responses
  QUALIFY row_number() OVER (
    PARTITION BY COALESCE(invite_id, response_id) ORDER BY score IS NULL, answered_at DESC, response_id DESC
  ) = 1
)
SELECT
  s.response_id, s.invite_id, s.survey_id, s.kind, s.question, s.answered_at, s.score, s.scale_min, s.scale_max, s.high_is_good,
  CASE WHEN s.high_is_good THEN s.score >= s.scale_max - 1 ELSE s.score <= s.scale_min + 1 END AS is_top_box,
  CASE WHEN s.high_is_good THEN 100.0 * (s.scale_max - s.score) ELSE 100.0 * (s.score - s.scale_min) END
    / (s.scale_max - s.scale_min) AS effort,
  CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END AS invalid_reason,
  s.ticket_id, s.customer_id, b.channel, b.request_type, b.priority, b.team_id, b.agent_id, b.product, b.brand, b.language,
  b.country, b.segment
FROM kept AS s
LEFT JOIN base AS b USING (ticket_id);

CREATE TABLE invite_facts AS
SELECT
  i.invite_id, i.survey_id, i.kind, i.sent_at, r.invite_id IS NOT NULL AS is_answered,
  CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END AS invalid_reason,
  i.ticket_id, i.customer_id, b.channel, b.request_type, b.priority, b.team_id, b.agent_id, b.product, b.brand, b.language,
  b.country, b.segment
FROM survey_invites AS i
LEFT JOIN (SELECT DISTINCT invite_id FROM survey_responses) AS r USING (invite_id)
LEFT JOIN base AS b USING (ticket_id);

CREATE TABLE review_facts AS
SELECT
  q.review_id, q.reviewed_at, 100.0 * q.score / q.scale_max AS quality,
  CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END AS invalid_reason,
  q.ticket_id, b.channel, b.request_type, b.priority, b.team_id, b.agent_id, b.product, b.brand, b.language, b.country, b.segment
FROM quality_reviews AS q
LEFT JOIN base AS b USING (ticket_id);

CREATE TABLE work_facts AS
SELECT
  'c:' || call_id AS thing_id, handled_at AS ended_at, handle_s AS seconds, NULL AS invalid_reason, kind,
  channel, request_type, priority, team_id, agent_id, product, brand, language, country, segment, call_id, ticket_id, NULL AS work_id
FROM call_facts
WHERE handle_s IS NOT NULL
UNION ALL
SELECT
  't:' || b.ticket_id, w.ended_at, w.seconds, CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END, 'ticket',
  b.channel, b.request_type, b.priority, b.team_id, b.agent_id, b.product, b.brand, b.language, b.country, b.segment, NULL, b.ticket_id, w.work_id
FROM work_logs AS w
JOIN base AS b USING (ticket_id);

CREATE TABLE ticket_tags AS
SELECT DISTINCT ticket_id, unnest(from_json(tags, '["VARCHAR"]')) AS tag FROM tickets WHERE tags IS NOT NULL;
