-- grain: one row per cost and local day that it covers, both ends included, with the day's even part (rule 31)
-- key: cost_id day
-- needs: costs local_days day_rates labels
-- columns:
--   cost_id: the cost
--   day: the local day
--   at: its beginning
--   team_id, channel: whose cost it is; null for a cost shared by all
--   amount: the day's part in the reporting currency; null without a rate (rule 32)
SELECT
  c.cost_id,
  d.day,
  d.from_at AS "at",
  c.category,
  c.team_id,
  lch.word AS channel,
  CAST(c.amount AS DOUBLE) / (c.to_date - c.from_date + 1)
  * CASE WHEN c.currency IS NULL OR UPPER(c.currency) = UPPER($currency) THEN 1.0 ELSE r.rate END AS amount
FROM costs AS c
JOIN local_days AS d ON d.day >= c.from_date AND d.day <= c.to_date
LEFT JOIN day_rates AS r ON r.day = d.day AND r.currency = UPPER(c.currency)
LEFT JOIN labels AS lch ON lch.kind = 'channel' AND lch.label = c.channel
