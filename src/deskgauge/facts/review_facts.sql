-- grain: one row per audit
-- key: review_id
-- needs: quality_reviews ticket_base call_facts
-- columns:
--   review_id: the audit
--   reviewed_at: when
--   quality: score of the best possible, 0 to 100
--   invalid_reason: spam or deleted ticket
SELECT
  q.review_id,
  q.reviewed_at,
  CASE WHEN COALESCE(q.scale_max, 100) > 0 THEN 100.0 * q.score / COALESCE(q.scale_max, 100) END AS quality,
  CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END AS invalid_reason,
  COALESCE(q.ticket_id, c.ticket_id) AS ticket_id,
  q.call_id,
  COALESCE(b.channel, c.channel) AS channel,
  COALESCE(b.request_type, c.request_type) AS request_type,
  COALESCE(b.priority, c.priority) AS priority,
  COALESCE(b.team_id, c.team_id) AS team_id,
  COALESCE(b.agent_id, c.agent_id, q.agent_id) AS agent_id,
  COALESCE(b.product, c.product) AS product,
  COALESCE(b.brand, c.brand) AS brand,
  COALESCE(b.language, c.language) AS language,
  COALESCE(b.country, c.country) AS country,
  COALESCE(b.segment, c.segment) AS segment
FROM quality_reviews AS q
LEFT JOIN ticket_base AS b ON b.ticket_id = q.ticket_id
LEFT JOIN call_facts AS c ON c.call_id = q.call_id
