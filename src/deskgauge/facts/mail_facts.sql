-- grain: one row per mail sent, whatever became of it (rule 30)
-- key: message_id
-- needs: email_events labels customers
-- columns:
--   message_id: the mail
--   sent_at: when it was sent; where nobody noted that, its earliest event
--   is_delivered: was delivered; one opened or clicked was
--   is_opened, is_clicked: was opened, had a link followed
WITH told AS (
  SELECT
    e.message_id,
    MIN(e.campaign) AS campaign,
    MIN(e.customer_id) AS customer_id,
    COALESCE(MIN(CASE WHEN lk.word = 'sent' THEN e."at" END), MIN(e."at")) AS sent_at,
    MAX(CASE WHEN lk.word IN ('delivered', 'opened', 'clicked') THEN 1 ELSE 0 END) = 1 AS is_delivered,
    MAX(CASE WHEN lk.word = 'opened' THEN 1 ELSE 0 END) = 1 AS is_opened,
    MAX(CASE WHEN lk.word = 'clicked' THEN 1 ELSE 0 END) = 1 AS is_clicked
  FROM email_events AS e
  LEFT JOIN labels AS lk ON lk.kind = 'email_kind' AND lk.label = e.kind
  GROUP BY e.message_id
)
SELECT
  m.message_id, m.campaign, m.customer_id, m.sent_at, m.is_delivered, m.is_opened, m.is_clicked,
  c.segment, c.country, c.language, c.plan
FROM told AS m
LEFT JOIN customers AS c ON c.customer_id = m.customer_id
