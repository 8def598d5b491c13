-- grain: one row per web visit
-- key: visit_id
-- needs: visits customers
-- made: view
-- columns:
--   visit_id: the visit
--   started_at: when it began
--   seconds: how long it lasted
--   is_converted: says so, or ended in an order (rule 30)
SELECT
  v.visit_id,
  v.customer_id,
  v.started_at,
  v.seconds,
  v.referrer,
  v.landing,
  COALESCE(v.converted, FALSE) OR v.order_id IS NOT NULL AS is_converted,
  c.segment,
  c.country,
  c.language,
  c.plan
FROM visits AS v
LEFT JOIN customers AS c ON c.customer_id = v.customer_id
