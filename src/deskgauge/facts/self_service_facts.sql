-- grain: one row per session in a self-service tool
-- key: session_id
-- needs: self_service_sessions customers contacts labels
-- columns:
--   session_id: the session
--   tool: word of the tool
--   topic, outcome: what it was about and how it ended, in the tool's words
--   started_at: when it began
--   over_at: its end; its start where it has none, or one that lies before the start
--   next_contact_at: when the first contact of the same customer at or after over_at began
WITH sessions AS (
  SELECT
    s.session_id,
    lt.word AS tool,
    s.topic,
    s.outcome,
    s.started_at,
    CASE WHEN s.ended_at >= s.started_at THEN s.ended_at ELSE s.started_at END AS over_at,
    s.customer_id,
    s.visitor_id,
    c.country,
    c.language,
    c.segment
  FROM self_service_sessions AS s
  LEFT JOIN labels AS lt ON lt.kind = 'tool' AND lt.label = s.tool
  LEFT JOIN customers AS c ON c.customer_id = s.customer_id
),
line AS (
  -- sessions and contacts of each customer; at equal instants the session comes first
  SELECT customer_id, over_at AS "at", 0 AS ord, session_id, CAST(NULL AS TIMESTAMP) AS contact_at
  FROM sessions
  WHERE customer_id IS NOT NULL
  UNION ALL
  SELECT customer_id, "at", 1, CAST(NULL AS VARCHAR), "at"
  FROM contacts
  WHERE customer_id IS NOT NULL AND invalid_reason IS NULL
),
followed AS (
  -- from the last row back, so that each row adds one to what is known of those after it
  SELECT
    session_id,
    MIN(contact_at) OVER (PARTITION BY customer_id ORDER BY "at" DESC, ord DESC ROWS UNBOUNDED PRECEDING) AS next_contact_at
  FROM line
)
SELECT s.*, f.next_contact_at
FROM sessions AS s
LEFT JOIN followed AS f ON f.session_id = s.session_id
