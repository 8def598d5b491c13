-- grain: one row per local day and currency with its rate into the reporting currency (rule 32)
-- key: day currency
-- needs: local_days exchange_rates
-- columns:
--   day: the local day
--   currency: the currency changed from; never the reporting currency itself
--   rate: what one unit of it is worth: of that day, or of the last day before it that has one, at most 7 days old
WITH told AS (
  SELECT "date" AS told_on, UPPER(from_currency) AS currency, rate
  FROM exchange_rates
  WHERE UPPER(to_currency) = UPPER($currency) AND UPPER(from_currency) <> UPPER($currency)
),
lasting AS (
  SELECT told_on, currency, rate, LEAD(told_on) OVER (PARTITION BY currency ORDER BY told_on) AS next_on
  FROM told
)
SELECT d.day, l.currency, l.rate
FROM lasting AS l
JOIN local_days AS d ON d.day >= l.told_on AND d.day <= l.told_on + 7 AND (l.next_on IS NULL OR d.day < l.next_on)
