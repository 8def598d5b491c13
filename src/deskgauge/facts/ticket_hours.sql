-- grain: one row per ticket with its working time by other hours than those in force for its team
-- key: ticket_id
-- needs: ticket_facts ticket_events teams working_days clock
-- made: view
-- columns:
--   ticket_id: the ticket
--   created_last_us, first_reply_last_us, solved_last_us, now_last_us: the working clock at these instants by the newest hours of its calendar, as if they had always been in force, in microseconds
--   first_reply_held_s, solved_held_s, now_held_s: working seconds since the creation, each stretch by the hours of the team that had the ticket then; a stretch without hours adds nothing
WITH newest AS (
  SELECT DISTINCT calendar_id FROM working_days WHERE calendar_id LIKE '% (last hours)'
),
ends AS (
  SELECT
    t.ticket_id, t.team_id, t.created_at, t.first_reply_at, t.solved_at, k.now_at,
    COALESCE(n.calendar_id, t.calendar_id) AS last_id
  FROM ticket_facts AS t
  CROSS JOIN clock AS k
  LEFT JOIN newest AS n ON n.calendar_id = t.calendar_id || ' (last hours)'
),
moves AS (
  SELECT
    ticket_id, "at" AS moved_at, old_value, new_value,
    ROW_NUMBER() OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS nth,
    LEAD("at") OVER (PARTITION BY ticket_id ORDER BY "at", event_id) AS next_at
  FROM ticket_events
  WHERE field = 'team_id'
),
stretches AS (
  SELECT
    e.ticket_id, CASE WHEN m.ticket_id IS NULL THEN e.team_id ELSE m.old_value END AS team_id, e.created_at AS from_at,
    m.moved_at AS to_at
  FROM ends AS e
  LEFT JOIN moves AS m ON m.ticket_id = e.ticket_id AND m.nth = 1
  UNION ALL
  SELECT ticket_id, new_value, moved_at, next_at FROM moves
),
clipped AS (
  SELECT
    s.ticket_id,
    COALESCE(te.calendar_id, $calendar) AS calendar_id,
    CASE WHEN s.from_at < e.created_at THEN e.created_at ELSE s.from_at END AS from_at,
    CASE WHEN s.to_at < e.first_reply_at THEN s.to_at ELSE e.first_reply_at END AS reply_at,
    CASE WHEN s.to_at < e.solved_at THEN s.to_at ELSE e.solved_at END AS solve_at,
    CASE WHEN s.to_at < e.now_at THEN s.to_at ELSE e.now_at END AS until_at
  FROM stretches AS s
  JOIN ends AS e ON e.ticket_id = s.ticket_id
  LEFT JOIN teams AS te ON te.team_id = s.team_id
),
read AS (
  SELECT
    c.*,
    WORK_US(wf, c.from_at) AS from_us,
    WORK_US(wr, c.reply_at) AS reply_us,
    WORK_US(ws, c.solve_at) AS solve_us,
    WORK_US(wu, c.until_at) AS until_us
  FROM clipped AS c
  LEFT JOIN working_days AS wf ON wf.calendar_id = c.calendar_id AND wf.day = CAST(c.from_at AS DATE)
  LEFT JOIN working_days AS wr ON wr.calendar_id = c.calendar_id AND wr.day = CAST(c.reply_at AS DATE)
  LEFT JOIN working_days AS ws ON ws.calendar_id = c.calendar_id AND ws.day = CAST(c.solve_at AS DATE)
  LEFT JOIN working_days AS wu ON wu.calendar_id = c.calendar_id AND wu.day = CAST(c.until_at AS DATE)
),
held AS (
  SELECT
    ticket_id,
    SUM(CASE WHEN reply_at >= from_at THEN (reply_us - from_us) / 1e6 END) AS first_reply_held_s,
    SUM(CASE WHEN solve_at >= from_at THEN (solve_us - from_us) / 1e6 END) AS solved_held_s,
    SUM(CASE WHEN until_at >= from_at THEN (until_us - from_us) / 1e6 END) AS now_held_s
  FROM read
  GROUP BY ticket_id
)
SELECT
  e.ticket_id,
  WORK_US(wc, e.created_at) AS created_last_us,
  WORK_US(wr, e.first_reply_at) AS first_reply_last_us,
  WORK_US(ws, e.solved_at) AS solved_last_us,
  WORK_US(wn, e.now_at) AS now_last_us,
  h.first_reply_held_s,
  h.solved_held_s,
  h.now_held_s
FROM ends AS e
LEFT JOIN held AS h ON h.ticket_id = e.ticket_id
LEFT JOIN working_days AS wc ON wc.calendar_id = e.last_id AND wc.day = CAST(e.created_at AS DATE)
LEFT JOIN working_days AS wr ON wr.calendar_id = e.last_id AND wr.day = CAST(e.first_reply_at AS DATE)
LEFT JOIN working_days AS ws ON ws.calendar_id = e.last_id AND ws.day = CAST(e.solved_at AS DATE)
LEFT JOIN working_days AS wn ON wn.calendar_id = e.last_id AND wn.day = CAST(e.now_at AS DATE)
