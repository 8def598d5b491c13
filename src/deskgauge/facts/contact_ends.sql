-- grain: one row per ended talk of a customer with support (rule 21), and per ended ticket that is none, with the reason
-- key: contact_id kind
-- needs: contacts ticket_facts message_roles call_facts order_facts
-- columns:
--   contact_id: the ticket's, call's or chat's id
--   kind: ticket, call or chat; a call that is part of a ticket's contact ends with the ticket and has no row
--   invalid_reason: spam, deleted, merged, agent_created or solved_without_reply; null for a talk
--   ended_at: the final solve of a ticket, else its last reply; the end of an answered call
--   next_order_at: when the same customer next ordered something that was not cancelled, later than the end
WITH replied AS (
  SELECT ticket_id, MAX("at") AS last_reply_at
  FROM message_roles
  WHERE is_reply
  GROUP BY ticket_id
),
talks AS (
  SELECT
    c.kind, c.contact_id,
    COALESCE(c.invalid_reason, CASE WHEN t.is_solved AND t.first_reply_at IS NULL THEN 'solved_without_reply' END) AS invalid_reason,
    COALESCE(t.solved_at, r.last_reply_at) AS ended_at,
    c.customer_id, c.ticket_id, c.channel, c.request_type, c.priority, c.team_id, c.agent_id, c.product, c.brand,
    c.language, c.country, c.segment
  FROM contacts AS c
  JOIN ticket_facts AS t ON t.ticket_id = c.contact_id
  LEFT JOIN replied AS r ON r.ticket_id = c.contact_id
  WHERE c.kind = 'ticket'
  UNION ALL
  SELECT
    c.kind, c.contact_id, c.invalid_reason, k.ended_at,
    c.customer_id, c.ticket_id, c.channel, c.request_type, c.priority, c.team_id, c.agent_id, c.product, c.brand,
    c.language, c.country, c.segment
  FROM contacts AS c
  JOIN call_facts AS k ON k.call_id = c.contact_id
  WHERE c.kind <> 'ticket' AND k.is_answered
),
timeline AS (
  -- what is ordered at the very instant of an end came before it
  SELECT customer_id, ordered_at AS "at", 0 AS place, CAST(NULL AS VARCHAR) AS kind, CAST(NULL AS VARCHAR) AS contact_id, ordered_at
  FROM order_facts
  WHERE NOT is_cancelled AND customer_id IS NOT NULL
  UNION ALL
  SELECT customer_id, ended_at, 1, kind, contact_id, CAST(NULL AS TIMESTAMP)
  FROM talks
  WHERE ended_at IS NOT NULL AND customer_id IS NOT NULL
),
followed AS (
  SELECT
    place, kind, contact_id,
    MIN(ordered_at) OVER (
      PARTITION BY customer_id ORDER BY "at", place ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_order_at
  FROM timeline
)
SELECT t.*, f.next_order_at
FROM talks AS t
LEFT JOIN followed AS f ON f.place = 1 AND f.kind = t.kind AND f.contact_id = t.contact_id
WHERE t.ended_at IS NOT NULL
