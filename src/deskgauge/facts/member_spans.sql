-- grain: one row per unbroken span in which somebody was a customer
-- key: customer_id from_at
-- needs: order_facts orders subscriptions customers
-- columns:
--   customer_id: the customer
--   from_at: since when; null means always
--   to_at: until when, which for buyers without a contract may be ahead; null means still
--   cohort: local month of the customer's first span, as YYYY-MM
WITH contracted AS (
  SELECT DISTINCT customer_id FROM subscriptions
),
told AS (
  SELECT customer_id, started_at AS from_at, COALESCE(ended_at, TIMESTAMP '9999-01-01 00:00:00') AS to_at
  FROM subscriptions
  UNION ALL
  -- a contract without its spans, or a company that knows of neither contracts nor orders: the customer's own dates
  SELECT
    c.customer_id,
    COALESCE(c.created_at, TIMESTAMP '1000-01-01 00:00:00'),
    COALESCE(c.ended_at, TIMESTAMP '9999-01-01 00:00:00')
  FROM customers AS c
  CROSS JOIN (SELECT COUNT(*) AS n FROM subscriptions) AS u
  CROSS JOIN (SELECT COUNT(*) AS n FROM orders) AS o
  LEFT JOIN contracted AS s ON s.customer_id = c.customer_id
  WHERE s.customer_id IS NULL AND (c.is_contractual OR (u.n = 0 AND o.n = 0))
  UNION ALL
  -- without a contract each purchase makes a customer for so long
  SELECT
    b.customer_id,
    b.ordered_at,
    CASE
      WHEN c.ended_at < PLUS_SECONDS(b.ordered_at, $inactive_after) THEN c.ended_at
      ELSE PLUS_SECONDS(b.ordered_at, $inactive_after)
    END
  FROM order_facts AS b
  LEFT JOIN contracted AS s ON s.customer_id = b.customer_id
  LEFT JOIN customers AS c ON c.customer_id = b.customer_id
  WHERE b.is_purchase AND b.customer_id IS NOT NULL AND s.customer_id IS NULL AND NOT COALESCE(c.is_contractual, FALSE)
),
reaching AS (
  SELECT
    *,
    MAX(to_at) OVER (
      PARTITION BY customer_id ORDER BY from_at, to_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached_at
  FROM told
  WHERE to_at > from_at
),
numbered AS (
  SELECT
    *,
    SUM(CASE WHEN from_at <= reached_at THEN 0 ELSE 1 END) OVER (
      PARTITION BY customer_id ORDER BY from_at, to_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS island
  FROM reaching
),
spans AS (
  SELECT
    customer_id,
    NULLIF(MIN(from_at), TIMESTAMP '1000-01-01 00:00:00') AS from_at,
    NULLIF(MAX(to_at), TIMESTAMP '9999-01-01 00:00:00') AS to_at
  FROM numbered
  GROUP BY customer_id, island
),
begun AS (
  SELECT customer_id, NULLIF(MIN(from_at), TIMESTAMP '1000-01-01 00:00:00') AS first_at
  FROM reaching
  GROUP BY customer_id
)
SELECT
  s.customer_id,
  s.from_at,
  s.to_at,
  SUBSTR(CAST(LOCAL_DATE(b.first_at) AS VARCHAR), 1, 7) AS cohort,
  c.segment,
  c.country,
  c.language,
  c.plan
FROM spans AS s
JOIN begun AS b ON b.customer_id = s.customer_id
LEFT JOIN customers AS c ON c.customer_id = s.customer_id
