-- grain: one row per survey sent
-- key: invite_id
-- needs: survey_invites survey_responses ticket_base customers labels
-- columns:
--   invite_id: the invitation
--   kind: csat, nps, ces, esat, brand, experience or competitor
--   sent_at: when it was sent
--   is_answered: has an answer, with or without a score
--   invalid_reason: spam or deleted ticket
SELECT
  i.invite_id,
  i.survey_id,
  li.word AS kind,
  i.sent_at,
  r.invite_id IS NOT NULL AS is_answered,
  CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END AS invalid_reason,
  i.ticket_id,
  i.customer_id,
  COALESCE(b.channel, lch.word) AS channel,
  b.request_type,
  b.priority,
  b.team_id,
  COALESCE(b.agent_id, i.agent_id) AS agent_id,
  b.product,
  b.brand,
  COALESCE(b.language, c.language) AS language,
  COALESCE(b.country, c.country) AS country,
  COALESCE(b.segment, c.segment) AS segment
FROM survey_invites AS i
LEFT JOIN (SELECT DISTINCT invite_id FROM survey_responses WHERE invite_id IS NOT NULL) AS r ON r.invite_id = i.invite_id
LEFT JOIN ticket_base AS b ON b.ticket_id = i.ticket_id
LEFT JOIN customers AS c ON c.customer_id = i.customer_id
LEFT JOIN labels AS li ON li.kind = 'survey_kind' AND li.label = i.kind
LEFT JOIN labels AS lch ON lch.kind = 'channel' AND lch.label = i.channel
