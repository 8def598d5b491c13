-- grain: one row per public post about the company
-- key: post_id
-- needs: social_posts articles labels working_days clock
-- columns:
--   post_id: the post
--   network: the network
--   kind: question, mention, complaint, praise or other
--   sentiment: positive, neutral or negative; other for a label that nobody knows
--   topic: what it is about
--   posted_at: when
--   is_to_brand: addressed to the brand
--   responded_at: when the company answered; null where it has not
--   article_id: the article that is said to answer it
--   is_answerable: that article exists
--   posted_us, responded_us, now_us: the company's working clock at these instants, in microseconds
SELECT
  p.post_id,
  p.network,
  lk.word AS kind,
  ls.word AS sentiment,
  p.topic,
  p.language,
  p.posted_at,
  COALESCE(p.is_to_brand, FALSE) AS is_to_brand,
  p.responded_at,
  p.ticket_id,
  p.answered_by_article AS article_id,
  a.article_id IS NOT NULL AS is_answerable,
  WORK_US(wp, p.posted_at) AS posted_us,
  WORK_US(wr, p.responded_at) AS responded_us,
  WORK_US(wn, k.now_at) AS now_us
FROM social_posts AS p
CROSS JOIN clock AS k
LEFT JOIN labels AS lk ON lk.kind = 'post_kind' AND lk.label = p.kind
LEFT JOIN labels AS ls ON ls.kind = 'sentiment' AND ls.label = p.sentiment
LEFT JOIN articles AS a ON a.article_id = p.answered_by_article
LEFT JOIN working_days AS wp ON wp.calendar_id = $calendar AND wp.day = CAST(p.posted_at AS DATE)
LEFT JOIN working_days AS wr ON wr.calendar_id = $calendar AND wr.day = CAST(p.responded_at AS DATE)
LEFT JOIN working_days AS wn ON wn.calendar_id = $calendar AND wn.day = CAST(k.now_at AS DATE)
