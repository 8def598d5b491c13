-- grain: one row per answer that counts: of several to one invite and question the last, for scores the last that has one
-- key: response_id
-- needs: survey_responses survey_invites ticket_base customers labels
-- columns:
--   response_id: the answer
--   kind: csat, nps, ces, esat, brand, experience or competitor
--   answered_at: when
--   stage: purchase, support or follow_up
--   choice: the choice made, as written
--   score, scale_min, scale_max, high_is_good: the answer on its scale; an empty scale is the kind's usual one
--   is_top_box: in the best two of five points or more, the better half of three or four, the good one of two (rule 27)
--   effort: 0 (none) to 100 (most)
--   agent_id: whose work was rated, the ticket's agent first; of a staff survey the one who answered
--   invalid_reason: spam or deleted ticket
WITH told AS (
  SELECT
    r.response_id,
    r.invite_id,
    COALESCE(lr.word, li.word) AS kind,
    r.question,
    r.effort_area,
    COALESCE(lsg.word, r.stage) AS stage,
    r.choice,
    r.answered_at,
    r.score,
    r.scale_min AS noted_min,
    r.scale_max AS noted_max,
    r.high_is_good,
    COALESCE(r.survey_id, i.survey_id) AS survey_id,
    COALESCE(r.ticket_id, i.ticket_id) AS ticket_id,
    COALESCE(r.agent_id, i.agent_id) AS agent_id,
    COALESCE(r.customer_id, i.customer_id) AS customer_id,
    r.language,
    lch.word AS channel
  FROM survey_responses AS r
  LEFT JOIN survey_invites AS i ON i.invite_id = r.invite_id
  LEFT JOIN labels AS lr ON lr.kind = 'survey_kind' AND lr.label = r.kind
  LEFT JOIN labels AS li ON li.kind = 'survey_kind' AND li.label = i.kind
  LEFT JOIN labels AS lch ON lch.kind = 'channel' AND lch.label = i.channel
  LEFT JOIN labels AS lsg ON lsg.kind = 'stage' AND lsg.label = r.stage
),
numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY COALESCE('i' || invite_id, 'r' || response_id), kind, question, effort_area, stage
      ORDER BY CASE WHEN score IS NULL THEN 1 ELSE 0 END, answered_at DESC, response_id DESC
    ) AS n,
    COALESCE(noted_min, CASE kind WHEN 'nps' THEN 0 WHEN 'csat' THEN 1 WHEN 'ces' THEN 1 WHEN 'esat' THEN 1 WHEN 'experience' THEN 1 END) AS scale_min,
    COALESCE(noted_max, CASE kind WHEN 'nps' THEN 10 WHEN 'csat' THEN 5 WHEN 'ces' THEN 7 WHEN 'esat' THEN 5 WHEN 'experience' THEN 5 END) AS scale_max
  FROM told
),
scaled AS (
  SELECT
    *,
    scale_max - scale_min + 1 AS points,
    COALESCE(high_is_good, kind <> 'ces') AS is_high_good
  FROM numbered
  WHERE n = 1
)
SELECT
  s.response_id,
  s.invite_id,
  s.survey_id,
  s.kind,
  s.question,
  s.effort_area,
  s.stage,
  s.choice,
  s.answered_at,
  s.score,
  s.scale_min,
  s.scale_max,
  s.is_high_good AS high_is_good,
  CASE
    WHEN s.score IS NULL OR s.score < s.scale_min OR s.score > s.scale_max OR s.points < 2 THEN NULL
    WHEN s.is_high_good THEN s.score >= s.scale_max - CASE WHEN s.points >= 4 THEN 1 ELSE 0 END
    ELSE s.score <= s.scale_min + CASE WHEN s.points >= 4 THEN 1 ELSE 0 END
  END AS is_top_box,
  CASE
    WHEN s.score IS NULL OR s.score < s.scale_min OR s.score > s.scale_max OR s.scale_max <= s.scale_min THEN NULL
    WHEN s.is_high_good THEN 100.0 * (s.scale_max - s.score) / (s.scale_max - s.scale_min)
    ELSE 100.0 * (s.score - s.scale_min) / (s.scale_max - s.scale_min)
  END AS effort,
  CASE WHEN b.invalid_reason IN ('spam', 'deleted') THEN b.invalid_reason END AS invalid_reason,
  s.ticket_id,
  s.customer_id,
  COALESCE(b.channel, s.channel) AS channel,
  b.request_type,
  b.priority,
  b.team_id,
  CASE WHEN s.kind = 'esat' THEN s.agent_id ELSE COALESCE(b.agent_id, s.agent_id) END AS agent_id,
  b.product,
  b.brand,
  COALESCE(b.language, c.language) AS language,
  COALESCE(b.country, c.country) AS country,
  COALESCE(b.segment, c.segment) AS segment
FROM scaled AS s
LEFT JOIN ticket_base AS b ON b.ticket_id = s.ticket_id
LEFT JOIN customers AS c ON c.customer_id = s.customer_id
