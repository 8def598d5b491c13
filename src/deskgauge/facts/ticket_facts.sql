-- grain: one row per ticket with all that is derived from its messages, status history, calls and contacts
-- key: ticket_id
-- needs: ticket_base message_roles status_spans ticket_events calls call_facts contacts quality_reviews working_days clock
-- columns:
--   first_reply_at: first reply; null where it has none yet
--   replies: number of replies
--   customer_messages: number of the customer's messages
--   is_solved: solved now
--   first_solved_at: first entry into solved
--   solved_at: last entry into solved, if it stayed; null where the time is unknown
--   is_first_solve_early, is_solve_early: the source dates the first, the final solve before the creation
--   solves: entries into solved
--   reopens: exits from solved
--   requester_wait_s: seconds in new, open and on hold
--   requester_wait_work_s: the same on the working clock
--   agent_wait_s: seconds in pending
--   agent_wait_work_s: the same on the working clock
--   is_escalated: flagged, or moved to a higher tier
--   calls_before_solve: inbound calls about it queued before it was solved
--   next_contact_at: next contact of the same customer on the same request type
--   is_audited: has a quality review
--   created_us, first_reply_us, first_solved_us, solved_us, now_us: the working clock at these instants, in microseconds
WITH written AS (
  SELECT
    ticket_id,
    MIN(CASE WHEN is_reply THEN "at" END) AS first_reply_at,
    COUNT(CASE WHEN is_reply THEN 1 END) AS replies,
    COUNT(CASE WHEN is_customer THEN 1 END) AS customer_messages
  FROM message_roles
  GROUP BY ticket_id
),
history AS (
  SELECT
    ticket_id,
    MIN(CASE WHEN is_solve THEN from_at END) AS first_solved_at,
    MAX(CASE WHEN is_solve THEN from_at END) AS last_solve_at,
    MIN(CASE WHEN is_solve THEN said_at END) AS first_solve_said_at,
    MAX(CASE WHEN is_solve THEN said_at END) AS last_solve_said_at,
    COUNT(CASE WHEN is_solve THEN 1 END) AS solves,
    COUNT(CASE WHEN is_reopen THEN 1 END) AS reopens,
    MAX(CASE WHEN to_at IS NULL AND is_solved THEN 1 ELSE 0 END) AS is_solved,
    SUM(CASE WHEN status IN ('new', 'open', 'on_hold') THEN SECONDS(from_at, to_at) ELSE 0 END) AS requester_wait_s,
    SUM(CASE WHEN status IN ('new', 'open', 'on_hold') THEN (to_us - from_us) / 1e6 WHEN from_us IS NOT NULL THEN 0 END) AS requester_wait_work_s,
    SUM(CASE WHEN status = 'pending' THEN SECONDS(from_at, to_at) ELSE 0 END) AS agent_wait_s,
    SUM(CASE WHEN status = 'pending' THEN (to_us - from_us) / 1e6 WHEN from_us IS NOT NULL THEN 0 END) AS agent_wait_work_s
  FROM status_spans
  GROUP BY ticket_id
),
tiers AS (
  SELECT
    ticket_id,
    NUMBER(new_value) AS tier,
    COALESCE(NUMBER(old_value), LAG(NUMBER(new_value)) OVER (PARTITION BY ticket_id ORDER BY "at", event_id)) AS tier_before
  FROM ticket_events
  WHERE field = 'tier'
),
raised AS (
  SELECT DISTINCT ticket_id FROM tiers WHERE tier > tier_before
),
called AS (
  SELECT c.ticket_id, COUNT(*) AS calls_before_solve
  FROM call_facts AS c
  JOIN history AS h ON h.ticket_id = c.ticket_id
  WHERE c.kind = 'call' AND c.direction = 'inbound' AND c.is_offered
    AND h.is_solved = 1 AND c.queued_at < h.last_solve_at
  GROUP BY c.ticket_id
),
followed AS (
  SELECT ticket_id, next_same_at FROM contacts WHERE kind = 'ticket'
),
audited AS (
  SELECT DISTINCT ticket_id FROM quality_reviews WHERE ticket_id IS NOT NULL
),
joined AS (
  SELECT
    b.*,
    w.first_reply_at,
    COALESCE(w.replies, 0) AS replies,
    COALESCE(w.customer_messages, 0) AS customer_messages,
    CASE WHEN h.ticket_id IS NOT NULL THEN h.is_solved = 1 ELSE b.status_word IN ('solved', 'closed') END AS is_solved,
    h.first_solved_at,
    CASE WHEN h.is_solved = 1 THEN h.last_solve_at END AS solved_at,
    COALESCE(h.first_solve_said_at < b.created_at, FALSE) AS is_first_solve_early,
    COALESCE(h.last_solve_said_at < b.created_at, FALSE) AS is_solve_early,
    COALESCE(h.solves, 0) AS solves,
    COALESCE(h.reopens, 0) AS reopens,
    h.requester_wait_s,
    h.requester_wait_work_s,
    h.agent_wait_s,
    h.agent_wait_work_s,
    b.is_flagged OR r.ticket_id IS NOT NULL AS is_escalated,
    COALESCE(c.calls_before_solve, 0) AS calls_before_solve,
    f.next_same_at AS next_contact_at,
    a.ticket_id IS NOT NULL AS is_audited
  FROM ticket_base AS b
  LEFT JOIN written AS w ON w.ticket_id = b.ticket_id
  LEFT JOIN history AS h ON h.ticket_id = b.ticket_id
  LEFT JOIN raised AS r ON r.ticket_id = b.ticket_id
  LEFT JOIN called AS c ON c.ticket_id = b.ticket_id
  LEFT JOIN followed AS f ON f.ticket_id = b.ticket_id
  LEFT JOIN audited AS a ON a.ticket_id = b.ticket_id
)
SELECT
  j.*,
  WORK_US(wc, j.created_at) AS created_us,
  WORK_US(wr, j.first_reply_at) AS first_reply_us,
  WORK_US(wf, j.first_solved_at) AS first_solved_us,
  WORK_US(ws, j.solved_at) AS solved_us,
  WORK_US(wn, k.now_at) AS now_us
FROM joined AS j
CROSS JOIN clock AS k
LEFT JOIN working_days AS wc ON wc.calendar_id = j.calendar_id AND wc.day = CAST(j.created_at AS DATE)
LEFT JOIN working_days AS wr ON wr.calendar_id = j.calendar_id AND wr.day = CAST(j.first_reply_at AS DATE)
LEFT JOIN working_days AS wf ON wf.calendar_id = j.calendar_id AND wf.day = CAST(j.first_solved_at AS DATE)
LEFT JOIN working_days AS ws ON ws.calendar_id = j.calendar_id AND ws.day = CAST(j.solved_at AS DATE)
LEFT JOIN working_days AS wn ON wn.calendar_id = j.calendar_id AND wn.day = CAST(k.now_at AS DATE)
