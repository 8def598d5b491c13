-- grain: one row per attempt of the company to reach a customer
-- key: attempt_id
-- needs: contact_attempts labels customers
-- made: view
-- columns:
--   attempt_id: the attempt
--   attempted_at: when
--   is_answered: the customer answered
SELECT
  a.attempt_id,
  a.customer_id,
  a.agent_id,
  a.attempted_at,
  a.answered_at,
  a.answered_at IS NOT NULL AS is_answered,
  lch.word AS channel,
  c.segment,
  c.country,
  c.language,
  c.plan
FROM contact_attempts AS a
LEFT JOIN labels AS lch ON lch.kind = 'channel' AND lch.label = a.channel
LEFT JOIN customers AS c ON c.customer_id = a.customer_id
