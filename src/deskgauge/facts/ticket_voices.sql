-- grain: one row per ticket with what other definitions than ours read from its messages
-- key: ticket_id
-- needs: messages message_roles ticket_facts labels working_days
-- made: view
-- columns:
--   ticket_id: the ticket
--   agent_comments: public messages by agents that are not automatic, the opening of an agent's own ticket included
--   notes: private notes by agents
--   agents_involved: how many agents replied; those without a name count as one
--   first_touch_at: first reply or private note
--   first_answer_at: first reply, or public message of a bot, the system or an agent's automation
--   first_customer_at: first message of the customer since the ticket's creation
--   handoff_at: last public message of a bot before the first reply
--   first_touch_us, first_answer_us, first_customer_us, handoff_us: the working clock at these instants, in microseconds
--   is_reply_off_hours: the first reply was sent while the working clock stood still
WITH said AS (
  SELECT
    m.ticket_id,
    m."at",
    m.author_id,
    t.first_reply_at,
    COALESCE(m.is_public, TRUE) AS is_public,
    COALESCE(r.is_reply, FALSE) AS is_reply,
    COALESCE(r.is_touch, FALSE) AS is_touch,
    COALESCE(r.is_customer AND NOT r.is_early, FALSE) AS is_customer,
    COALESCE(lk.word = 'bot', FALSE) AS is_bot,
    COALESCE(lk.word IN ('bot', 'system') OR (m.is_auto AND lk.word = 'agent'), FALSE) AS is_machine
  FROM messages AS m
  JOIN ticket_facts AS t ON t.ticket_id = m.ticket_id
  LEFT JOIN message_roles AS r ON r.message_id = m.message_id
  LEFT JOIN labels AS lk ON lk.kind = 'actor' AND lk.label = m.author_kind
),
heard AS (
  SELECT
    ticket_id,
    COUNT(CASE WHEN is_touch AND is_public THEN 1 END) AS agent_comments,
    COUNT(CASE WHEN is_touch AND NOT is_public THEN 1 END) AS notes,
    COUNT(DISTINCT CASE WHEN is_reply THEN COALESCE(author_id, '') END) AS agents_involved,
    MIN(CASE WHEN is_reply OR (is_touch AND NOT is_public) THEN "at" END) AS first_touch_at,
    MIN(CASE WHEN is_reply OR (is_machine AND is_public) THEN "at" END) AS first_answer_at,
    MIN(CASE WHEN is_customer THEN "at" END) AS first_customer_at,
    MAX(CASE WHEN is_bot AND is_public AND "at" < first_reply_at THEN "at" END) AS handoff_at
  FROM said
  GROUP BY ticket_id
),
replied AS (
  SELECT *, PLUS_SECONDS(first_reply_at, 0.000001) AS moment_after FROM ticket_facts
)
SELECT
  t.ticket_id,
  COALESCE(h.agent_comments, 0) AS agent_comments,
  COALESCE(h.notes, 0) AS notes,
  COALESCE(h.agents_involved, 0) AS agents_involved,
  h.first_touch_at,
  h.first_answer_at,
  h.first_customer_at,
  h.handoff_at,
  WORK_US(wt, h.first_touch_at) AS first_touch_us,
  WORK_US(wa, h.first_answer_at) AS first_answer_us,
  WORK_US(wc, h.first_customer_at) AS first_customer_us,
  WORK_US(wh, h.handoff_at) AS handoff_us,
  WORK_US(wn, t.moment_after) = t.first_reply_us AS is_reply_off_hours
FROM replied AS t
LEFT JOIN heard AS h ON h.ticket_id = t.ticket_id
LEFT JOIN working_days AS wt ON wt.calendar_id = t.calendar_id AND wt.day = CAST(h.first_touch_at AS DATE)
LEFT JOIN working_days AS wa ON wa.calendar_id = t.calendar_id AND wa.day = CAST(h.first_answer_at AS DATE)
LEFT JOIN working_days AS wc ON wc.calendar_id = t.calendar_id AND wc.day = CAST(h.first_customer_at AS DATE)
LEFT JOIN working_days AS wh ON wh.calendar_id = t.calendar_id AND wh.day = CAST(h.handoff_at AS DATE)
LEFT JOIN working_days AS wn ON wn.calendar_id = t.calendar_id AND wn.day = CAST(t.moment_after AS DATE)
