-- grain: one row per order, with its amount in the reporting currency and who in support it is credited to
-- key: order_id
-- needs: orders customers labels day_rates ticket_base call_facts
-- columns:
--   order_id: the order
--   customer_id: who bought; null where nobody knows
--   ordered_at: when
--   kind: new, repeat, upsell, cross_sell or action; null where the source does not say
--   is_cancelled: was cancelled
--   is_purchase: neither cancelled nor a mere action (rule 29)
--   is_repeat: a purchase of a customer who had bought before; of the same instant the lower id came first
--   is_credited: credited to a ticket or a call
--   cohort: local month of the customer's first purchase, as YYYY-MM
--   noted_amount: the amount as noted; null where there is none
--   amount: the same in the reporting currency; null without a rate (rule 32)
--   channel, team_id, agent_id, request_type, priority, brand: those of the ticket that it is credited to, else of the call
WITH told AS (
  SELECT
    o.order_id,
    o.customer_id,
    o.ordered_at,
    LOCAL_DATE(o.ordered_at) AS day,
    lk.word AS kind,
    o.product,
    o.credited_ticket_id,
    o.credited_call_id,
    COALESCE(o.is_cancelled, FALSE) AS is_cancelled,
    NOT COALESCE(o.is_cancelled, FALSE) AND COALESCE(lk.word <> 'action', TRUE) AS is_purchase,
    CAST(o.amount AS DOUBLE) AS noted_amount,
    UPPER(o.currency) AS currency
  FROM orders AS o
  LEFT JOIN labels AS lk ON lk.kind = 'order_kind' AND lk.label = o.kind
),
begun AS (
  SELECT customer_id, MIN(ordered_at) AS first_at
  FROM told
  WHERE is_purchase AND customer_id IS NOT NULL
  GROUP BY customer_id
),
firsts AS (
  SELECT t.customer_id, MIN(t.order_id) AS order_id, MIN(t.day) AS day
  FROM told AS t
  JOIN begun AS b ON b.customer_id = t.customer_id AND b.first_at = t.ordered_at
  WHERE t.is_purchase
  GROUP BY t.customer_id
)
SELECT
  f.order_id,
  f.customer_id,
  f.ordered_at,
  f.kind,
  f.is_cancelled,
  f.is_purchase,
  COALESCE(f.is_purchase AND f.order_id <> o.order_id, FALSE) AS is_repeat,
  f.credited_ticket_id IS NOT NULL OR f.credited_call_id IS NOT NULL AS is_credited,
  SUBSTR(CAST(o.day AS VARCHAR), 1, 7) AS cohort,
  f.noted_amount,
  f.noted_amount * CASE WHEN f.currency IS NULL OR f.currency = UPPER($currency) THEN 1.0 ELSE r.rate END AS amount,
  f.product,
  f.credited_ticket_id,
  f.credited_call_id,
  f.credited_ticket_id AS ticket_id,
  COALESCE(b.channel, ca.channel) AS channel,
  COALESCE(b.team_id, ca.team_id) AS team_id,
  COALESCE(b.agent_id, ca.agent_id) AS agent_id,
  COALESCE(b.request_type, ca.request_type) AS request_type,
  COALESCE(b.priority, ca.priority) AS priority,
  COALESCE(b.brand, ca.brand) AS brand,
  c.segment,
  c.country,
  c.language,
  c.plan
FROM told AS f
LEFT JOIN firsts AS o ON o.customer_id = f.customer_id
LEFT JOIN day_rates AS r ON r.day = f.day AND r.currency = f.currency
LEFT JOIN ticket_base AS b ON b.ticket_id = f.credited_ticket_id
LEFT JOIN call_facts AS ca ON ca.call_id = f.credited_call_id
LEFT JOIN customers AS c ON c.customer_id = f.customer_id
