-- grain: one row per message by somebody who was staff at that moment by the history of roles
-- key: message_id
-- needs: messages agent_roles labels
-- made: while building
-- columns:
--   message_id: the message
SELECT DISTINCT m.message_id
FROM messages AS m
JOIN agent_roles AS r
  ON r.agent_id = m.author_id AND m."at" >= r.from_at AND (r.to_at IS NULL OR m."at" < r.to_at)
JOIN labels AS lr ON lr.kind = 'role' AND lr.label = r.role AND lr.word = 'agent'
