-- grain: one row per movement of cash
-- key: movement_id
-- needs: cash_movements day_rates labels
-- columns:
--   movement_id: the movement
--   booked_at: when
--   kind: operating or other; null where the source does not say
--   amount: in the reporting currency, negative for money out; null without a rate (rule 32)
WITH told AS (
  SELECT
    m.movement_id,
    m.booked_at,
    LOCAL_DATE(m.booked_at) AS day,
    lk.word AS kind,
    m.category,
    UPPER(m.currency) AS currency,
    CAST(m.amount AS DOUBLE) AS noted_amount
  FROM cash_movements AS m
  LEFT JOIN labels AS lk ON lk.kind = 'cash_kind' AND lk.label = m.kind
)
SELECT
  m.movement_id,
  m.booked_at,
  m.kind,
  m.category,
  m.noted_amount * CASE WHEN m.currency IS NULL OR m.currency = UPPER($currency) THEN 1.0 ELSE r.rate END AS amount
FROM told AS m
LEFT JOIN day_rates AS r ON r.day = m.day AND r.currency = m.currency
