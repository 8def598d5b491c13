-- grain: one row per turn in which a customer waited for a reply (rule 13)
-- key: ticket_id turn
-- needs: ticket_base message_roles status_spans working_days clock
-- columns:
--   ticket_id: the ticket
--   turn: number of the turn within the ticket, from 1
--   started_at: first message of the customer not yet answered, or the ticket's creation
--   replied_at: the reply that ended it; null where it has none yet
--   replied_by: who replied
--   is_dropped: a solve ended it without a reply, whether or not the time of the solve is known
--   started_us: working clock at the beginning, in microseconds
--   replied_us: working clock at the reply, in microseconds
--   now_us: working clock now, in microseconds
WITH items AS (
  -- C: the customer speaks, R: a reply, S: solved, O: opened again
  SELECT ticket_id, created_at AS "at", 0 AS ord, 0 AS seq, '' AS id, 'C' AS kind, NULL AS who
  FROM ticket_base
  WHERE created_by <> 'agent'
  UNION ALL
  SELECT ticket_id, "at", 1, 0, message_id, CASE WHEN is_reply THEN 'R' ELSE 'C' END, author_id
  FROM message_roles
  WHERE is_reply OR (is_customer AND NOT is_early) -- the creation starts the first wait, not what came before it
  UNION ALL
  SELECT ticket_id, from_at, 2, n, '', CASE WHEN is_solve THEN 'S' ELSE 'O' END, actor_kind
  FROM status_spans
  WHERE is_solve OR is_reopen
),
numbered AS (
  SELECT
    ticket_id,
    "at",
    kind,
    who,
    COUNT(CASE WHEN kind IN ('R', 'S') THEN 1 END) OVER w
      - CASE WHEN kind IN ('R', 'S') THEN 1 ELSE 0 END AS block,
    COUNT(CASE WHEN kind = 'S' THEN 1 END) OVER w - COUNT(CASE WHEN kind = 'O' THEN 1 END) OVER w AS solved,
    LEAD(kind) OVER w AS next_kind,
    LEAD(who) OVER w AS next_who
  FROM items
  WINDOW w AS (PARTITION BY ticket_id ORDER BY "at", ord, seq, id ROWS UNBOUNDED PRECEDING)
),
blocks AS (
  SELECT
    ticket_id,
    block,
    -- a message on a solved ticket waits only where it is what reopened the ticket
    MIN(CASE
      WHEN kind = 'C' AND (solved = 0 OR (next_kind = 'O' AND (next_who IS NULL OR next_who <> 'agent'))) THEN "at"
    END) AS started_at,
    MAX(CASE WHEN kind = 'R' THEN "at" END) AS replied_at,
    MAX(CASE WHEN kind = 'R' THEN who END) AS replied_by,
    COUNT(CASE WHEN kind = 'S' THEN 1 END) > 0 AS is_dropped
  FROM numbered
  GROUP BY ticket_id, block
)
SELECT
  t.ticket_id,
  ROW_NUMBER() OVER (PARTITION BY t.ticket_id ORDER BY t.block) AS turn,
  t.started_at,
  t.replied_at,
  t.replied_by,
  t.replied_at IS NULL AND (t.is_dropped OR s.ticket_id IS NULL) AS is_dropped,
  WORK_US(ws, t.started_at) AS started_us,
  WORK_US(wr, t.replied_at) AS replied_us,
  WORK_US(wn, k.now_at) AS now_us
FROM blocks AS t
JOIN ticket_base AS b ON b.ticket_id = t.ticket_id
CROSS JOIN clock AS k
-- a ticket without spans was solved at an unknown time
LEFT JOIN status_spans AS s ON s.ticket_id = t.ticket_id AND s.n = 1
LEFT JOIN working_days AS ws ON ws.calendar_id = b.calendar_id AND ws.day = CAST(t.started_at AS DATE)
LEFT JOIN working_days AS wr ON wr.calendar_id = b.calendar_id AND wr.day = CAST(t.replied_at AS DATE)
LEFT JOIN working_days AS wn ON wn.calendar_id = b.calendar_id AND wn.day = CAST(k.now_at AS DATE)
WHERE t.started_at IS NOT NULL
