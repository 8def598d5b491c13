-- grain: one row per message by a person that plays a part in a measure
-- key: message_id
-- needs: messages ticket_base staff_messages opening_messages agents labels
-- columns:
--   ticket_id: the ticket
--   message_id: the message
--   at: when it was sent
--   author_id: who wrote it
--   is_reply: a public message by an agent, neither automatic nor the opening of an agent's own ticket
--   is_customer: a public message by a customer, not automatic
--   is_early: written before its ticket was created, by the clocks of the source
--   is_touch: any message by an agent that is not automatic, notes included
SELECT *
FROM (
  SELECT
    ticket_id,
    message_id,
    "at",
    author_id,
    kind = 'agent' AND is_public AND NOT is_opening AS is_reply,
    kind = 'customer' AND is_public AS is_customer,
    kind = 'agent' AS is_touch,
    is_early
  FROM (
    SELECT
      m.ticket_id,
      m.message_id,
      m."at",
      m.author_id,
      COALESCE(m.is_public, TRUE) AS is_public,
      o.message_id IS NOT NULL AS is_opening,
      m."at" < b.created_at AND b.created_by <> 'agent' AS is_early,
      CASE
        WHEN lk.word IN ('agent', 'bot', 'system') THEN lk.word
        WHEN m.author_id = b.customer_id THEN 'customer' -- staff that ask are customers of their ticket
        WHEN lk.word IS NULL AND a.agent_id IS NOT NULL THEN 'agent'
        WHEN s.message_id IS NOT NULL THEN 'agent'
        WHEN lk.word = 'customer' THEN 'customer'
      END AS kind
    FROM messages AS m
    JOIN ticket_base AS b ON b.ticket_id = m.ticket_id
    LEFT JOIN labels AS lk ON lk.kind = 'actor' AND lk.label = m.author_kind
    LEFT JOIN agents AS a ON a.agent_id = m.author_id
    LEFT JOIN staff_messages AS s ON s.message_id = m.message_id
    LEFT JOIN opening_messages AS o ON o.message_id = m.message_id
    WHERE m.is_auto IS NULL OR NOT m.is_auto
  ) AS told
) AS judged
WHERE is_touch OR is_customer
