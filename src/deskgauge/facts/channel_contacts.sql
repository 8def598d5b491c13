-- grain: one row per contact, and per self-service session as a contact of its own channel (rule 17)
-- key: kind contact_id
-- needs: contacts self_service_sessions customers
-- made: view
-- columns:
--   contact_id: the contact's or session's id
--   invalid_reason: why it is no contact; null for a contact
--   at: when it began
--   channel: the channel; self_service for a session
SELECT
  contact_id, kind, invalid_reason, "at", customer_id, ticket_id, channel, request_type, priority, team_id, agent_id,
  product, brand, language, country, segment
FROM contacts
UNION ALL
SELECT
  s.session_id, 'self_service', NULL, s.started_at, s.customer_id, NULL, 'self_service', NULL, NULL, NULL, NULL,
  NULL, NULL, c.language, c.country, c.segment
FROM self_service_sessions AS s
LEFT JOIN customers AS c ON c.customer_id = s.customer_id
