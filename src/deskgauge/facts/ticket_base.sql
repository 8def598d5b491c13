-- grain: one row per ticket, with its labels as words of the vocabulary and the reason why it counts nowhere
-- key: ticket_id
-- needs: tickets ticket_events customers teams labels
-- made: while building
-- columns:
--   ticket_id: the ticket
--   created_at: when it was opened
--   created_by: customer, agent or bot; a ticket that does not say is the customer's
--   channel: word of the channel
--   request_type: word of the request type; null where the source has none
--   priority: priority in lower case
--   status_word: word of today's status, used only where no change of status is recorded
--   status_at: when it took that status
--   invalid_reason: spam, deleted or merged; null for a valid ticket (rule 6)
--   is_complaint: the flag where given, else whether the type is complaint
--   is_flagged: flagged as escalated
--   calendar_id: working hours of its current team, or of its first one where so chosen, else of the company (rule 5)
WITH moved AS (
  -- read only where the first team is asked for
  SELECT ticket_id, old_value, new_value, ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS nth
  FROM ticket_events
  WHERE field = 'team_id' AND $clock_team = 'first'
),
first_teams AS (
  SELECT ticket_id, COALESCE(old_value, new_value) AS team_id FROM moved WHERE nth = 1
)
SELECT
  t.ticket_id,
  t.created_at,
  COALESCE(lby.word, 'customer') AS created_by,
  lch.word AS channel,
  lrt.word AS request_type,
  lpr.word AS priority,
  lst.word AS status_word,
  t.status_at,
  t.team_id,
  t.agent_id,
  t.customer_id,
  t.organization_id,
  t.brand,
  t.product,
  COALESCE(t.language, c.language) AS language,
  COALESCE(t.country, c.country) AS country,
  c.segment,
  COALESCE(t.is_complaint, lrt.word = 'complaint', FALSE) AS is_complaint,
  COALESCE(t.is_escalated, FALSE) AS is_flagged,
  CASE
    WHEN t.is_spam THEN 'spam'
    WHEN t.is_deleted THEN 'deleted'
    WHEN t.merged_into IS NOT NULL THEN 'merged'
  END AS invalid_reason,
  COALESCE(te.calendar_id, $calendar) AS calendar_id
FROM tickets AS t
LEFT JOIN labels AS lby ON lby.kind = 'actor' AND lby.label = t.created_by
LEFT JOIN labels AS lch ON lch.kind = 'channel' AND lch.label = t.channel
LEFT JOIN labels AS lrt ON lrt.kind = 'request_type' AND lrt.label = t.request_type
LEFT JOIN labels AS lpr ON lpr.kind = 'priority' AND lpr.label = t.priority
LEFT JOIN labels AS lst ON lst.kind = 'status' AND lst.label = t.status
LEFT JOIN customers AS c ON c.customer_id = t.customer_id
LEFT JOIN first_teams AS f ON f.ticket_id = t.ticket_id
LEFT JOIN teams AS te ON te.team_id = COALESCE(f.team_id, t.team_id)
