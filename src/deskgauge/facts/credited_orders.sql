-- grain: one row per order that is credited to a contact, with the contact
-- key: order_id
-- needs: order_facts contacts call_facts
-- columns:
--   order_id: the order
--   ordered_at: when
--   order_kind: new, repeat, upsell, cross_sell or action
--   is_cancelled: was cancelled
--   contact_key: kind and id of the contact; that of the ticket for a call that is part of one
--   kind: ticket, call or chat
--   invalid_reason: why it is no contact; null for a contact
WITH credited AS (
  SELECT
    o.order_id,
    o.ordered_at,
    o.kind AS order_kind,
    o.is_cancelled,
    CASE
      WHEN o.credited_ticket_id IS NULL AND own.contact_id IS NOT NULL THEN own.kind ELSE 'ticket'
    END AS kind,
    COALESCE(o.credited_ticket_id, own.contact_id, part.ticket_id) AS contact_id
  FROM order_facts AS o
  LEFT JOIN contacts AS own ON own.kind <> 'ticket' AND own.contact_id = o.credited_call_id
  LEFT JOIN call_facts AS part
    ON part.call_id = o.credited_call_id AND (part.kind = 'chat' OR part.direction = 'inbound')
  WHERE o.is_credited
)
SELECT
  o.order_id, o.ordered_at, o.order_kind, o.is_cancelled, o.kind || ' ' || o.contact_id AS contact_key, o.kind,
  c.invalid_reason, c.ticket_id, c.channel, c.request_type, c.priority, c.team_id, c.agent_id, c.product, c.brand,
  c.language, c.country, c.segment
FROM credited AS o
JOIN contacts AS c ON c.kind = o.kind AND c.contact_id = o.contact_id
