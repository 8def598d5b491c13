-- grain: one row per reading of a help article
-- key: view_id
-- needs: article_views articles customers contacts tickets call_facts calls
-- columns:
--   view_id: the reading
--   article_id: the article
--   viewed_at: when
--   seconds: how long; null where nobody knows
--   reading_s: seconds that its words take at 200 a minute; null where their number is unknown
--   language: the article's, else the reader's
--   next_contact_at: when the first contact after it began, of its reader or from its article's page (docs/decisions)
WITH views AS (
  SELECT
    v.view_id,
    v.article_id,
    v.viewed_at,
    CASE WHEN v.seconds >= 0 THEN v.seconds END AS seconds,
    CASE WHEN a.words > 0 THEN CAST(a.words AS DOUBLE) * 60 / 200 END AS reading_s,
    v.customer_id,
    v.visitor_id,
    v.search_term,
    a.category,
    COALESCE(a.language, c.language) AS language,
    c.country,
    c.segment
  FROM article_views AS v
  LEFT JOIN articles AS a ON a.article_id = v.article_id
  LEFT JOIN customers AS c ON c.customer_id = v.customer_id
),
followed AS (
  -- readings and contacts of each customer, from the last one back; at equal instants the reading comes first
  SELECT
    view_id,
    MIN(contact_at) OVER (PARTITION BY customer_id ORDER BY "at" DESC, ord DESC ROWS UNBOUNDED PRECEDING) AS contact_at
  FROM (
    SELECT customer_id, viewed_at AS "at", 0 AS ord, view_id, CAST(NULL AS TIMESTAMP) AS contact_at
    FROM views
    WHERE customer_id IS NOT NULL
    UNION ALL
    SELECT customer_id, "at", 1, CAST(NULL AS VARCHAR), "at"
    FROM contacts
    WHERE customer_id IS NOT NULL AND invalid_reason IS NULL
  ) AS line
),
from_pages AS (
  SELECT t.article_id, c."at", c.customer_id
  FROM contacts AS c
  JOIN tickets AS t ON t.ticket_id = c.contact_id
  WHERE c.kind = 'ticket' AND c.invalid_reason IS NULL AND t.article_id IS NOT NULL
  UNION ALL
  SELECT k.article_id, f.queued_at, f.customer_id
  FROM call_facts AS f
  JOIN calls AS k ON k.call_id = f.call_id
  WHERE f.is_offered AND (f.kind = 'chat' OR f.direction = 'inbound') AND k.article_id IS NOT NULL
),
by_readers AS (
  -- the last reading of that page by the very customer who then asked
  SELECT
    article_id,
    "at",
    viewed_at IS NULL AS is_contact,
    MAX(viewed_at) OVER (PARTITION BY article_id, customer_id ORDER BY "at", ord ROWS UNBOUNDED PRECEDING) AS own_view_at
  FROM (
    SELECT article_id, customer_id, viewed_at AS "at", 0 AS ord, viewed_at
    FROM views
    WHERE customer_id IS NOT NULL
    UNION ALL
    SELECT article_id, customer_id, "at", 1, CAST(NULL AS TIMESTAMP)
    FROM from_pages
    WHERE customer_id IS NOT NULL
  ) AS line
),
by_nobody_known AS (
  SELECT article_id, "at" FROM from_pages WHERE customer_id IS NULL
  UNION ALL
  SELECT article_id, "at"
  FROM by_readers
  WHERE is_contact AND NOT COALESCE(SECONDS(own_view_at, "at") <= $deflection_window, FALSE)
),
runs AS (
  -- a run: a reading by nobody known, and the contacts from its page until the next one
  SELECT
    article_id,
    view_id,
    contact_at,
    COUNT(view_id) OVER (PARTITION BY article_id ORDER BY "at", ord, view_id ROWS UNBOUNDED PRECEDING) AS run
  FROM (
    SELECT article_id, viewed_at AS "at", 0 AS ord, view_id, CAST(NULL AS TIMESTAMP) AS contact_at
    FROM views
    WHERE customer_id IS NULL
    UNION ALL
    SELECT article_id, "at", 1, CAST(NULL AS VARCHAR), "at"
    FROM by_nobody_known
  ) AS line
),
credited AS (
  SELECT MAX(view_id) AS view_id, MIN(contact_at) AS contact_at
  FROM runs
  WHERE run > 0
  GROUP BY article_id, run
  HAVING MIN(contact_at) IS NOT NULL
)
SELECT v.*, COALESCE(f.contact_at, c.contact_at) AS next_contact_at
FROM views AS v
LEFT JOIN followed AS f ON f.view_id = v.view_id
LEFT JOIN credited AS c ON c.view_id = v.view_id
