-- grain: one row per contact of a customer (rule 17), and per ticket or failed call that is none, with the reason why
-- key: contact_id kind
-- needs: ticket_base call_facts
-- columns:
--   contact_id: the ticket's, call's or chat's id
--   kind: ticket, call or chat
--   invalid_reason: why it is no contact: spam, deleted, merged, agent_created or failed; null for a contact
--   at: when it began
--   next_at: when the same customer's next contact began
--   next_same_at: when the next one on the same request type began; a missing type matches any
WITH contacts_of_tickets AS (
  SELECT
    'ticket' AS kind, b.ticket_id AS contact_id, COALESCE(b.invalid_reason, CASE WHEN b.created_by = 'agent' THEN 'agent_created' END) AS invalid_reason, b.created_at AS "at",
    b.customer_id, b.ticket_id, b.channel, b.request_type, b.priority, b.team_id, b.agent_id, b.product, b.brand,
    b.language, b.country, b.segment
  FROM ticket_base AS b
),
contacts_of_calls AS (
  SELECT
    c.kind, c.call_id AS contact_id, CASE WHEN NOT c.is_offered THEN 'failed' END AS invalid_reason, c.queued_at AS "at",
    c.customer_id, c.ticket_id, c.channel, c.request_type, c.priority, c.team_id, c.agent_id, c.product, c.brand,
    c.language, c.country, c.segment
  FROM call_facts AS c
  LEFT JOIN contacts_of_tickets AS t
    ON t.ticket_id = c.ticket_id
    AND t.invalid_reason IS NULL
    AND SECONDS(t."at", c.queued_at) <= 3600
    AND SECONDS(t."at", c.queued_at) >= -3600
  WHERE (c.kind = 'chat' OR c.direction = 'inbound') AND t.ticket_id IS NULL
),
everything AS (
  SELECT * FROM contacts_of_tickets
  UNION ALL
  SELECT * FROM contacts_of_calls
),
followed AS (
  SELECT
    *,
    MIN(CASE WHEN invalid_reason IS NULL THEN "at" END) OVER (
      PARTITION BY customer_id ORDER BY "at", contact_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_at,
    MIN(CASE WHEN invalid_reason IS NULL AND request_type IS NULL THEN "at" END) OVER (
      PARTITION BY customer_id ORDER BY "at", contact_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_untyped_at,
    MIN(CASE WHEN invalid_reason IS NULL THEN "at" END) OVER (
      PARTITION BY customer_id, request_type ORDER BY "at", contact_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_typed_at
  FROM everything
  WHERE customer_id IS NOT NULL
)
SELECT
  contact_id, kind, invalid_reason, "at", customer_id, ticket_id, channel, request_type, priority, team_id, agent_id,
  product, brand, language, country, segment,
  next_at,
  CASE
    WHEN request_type IS NULL THEN next_at
    WHEN next_untyped_at IS NULL OR next_typed_at <= next_untyped_at THEN next_typed_at
    ELSE next_untyped_at
  END AS next_same_at
FROM followed
UNION ALL
SELECT
  contact_id, kind, invalid_reason, "at", customer_id, ticket_id, channel, request_type, priority, team_id, agent_id,
  product, brand, language, country, segment,
  NULL, NULL
FROM everything
WHERE customer_id IS NULL
