"""Social media: what is said in public, and how the company takes part."""

from __future__ import annotations

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Count, Share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.population import Population

POSTS = Population(validity=False)
QUESTIONS = Population("kind = 'question'", validity=False)
TO_BRAND = Population("is_to_brand", validity=False)
POSTED = {"event": "posted_at"}

METRICS = [
    Metric(
        id="brand_mentions", title="Brand mentions", group="social", unit="count", better="neither",
        kind=Count("posts", "posted_at", POSTS, POSTED),
        text="Public posts that name the brand, whatever their kind and whether or not they are addressed to it.",
        why="How much is said in public, and on which networks.",
        source="S2.13", needs=("social_posts",), requires=(("social_posts",),), pairs=("negative_comment_share",),
    ),
    Metric(
        id="social_questions", title="Questions on social media", group="social", unit="count", better="neither",
        kind=Count("posts", "posted_at", QUESTIONS, POSTED),
        text="Public posts that ask something of support: those of kind question. By topic it tells technical "
        "questions and those about an account from others.",
        why="How much support is asked for in public.",
        source="S2.13", needs=("social_posts",), requires=(("social_posts",),),
        pairs=("answerable_question_share", "social_response_rate"),
    ),
    Metric(
        id="negative_comment_share", title="Negative comments", group="social", unit="share", better="down",
        kind=Share(
            "posts", "posted_at", POSTS.less(("no_score", "sentiment IS NULL OR sentiment = 'other'")), POSTED,
            hit="sentiment = 'negative'",
        ),
        text="Negative posts, among the public posts about the brand whose sentiment is known.",
        why="Which way the talk about the brand turns.",
        source="S2.13", needs=("social_posts",), requires=(("social_posts",),), pairs=("brand_mentions",),
    ),
    Metric(
        id="answerable_question_share", title="Questions that an article answers", group="social", unit="share",
        better="down",
        kind=Share("posts", "posted_at", QUESTIONS, POSTED, hit="is_answerable"),
        text="Questions on social media that an existing support article answers, among all questions there.",
        why="How many could have found the answer and did not: the articles are there and hard to find.",
        source="S2.13", needs=("social_posts", "articles"), requires=(("social_posts",), ("articles",)),
        pairs=("social_questions", "articles_read"),
    ),
    Metric(
        id="social_response_rate", title="Response rate on social media", group="social", unit="share", better="up",
        kind=Share("posts", "posted_at", TO_BRAND, POSTED, hit="responded_at IS NOT NULL"),
        text="Posts addressed to the brand that got an answer, among the posts addressed to it.",
        why="Whether those who speak to the company in public are answered.",
        source="S2.13", needs=("social_posts",), requires=(("social_posts",),), pairs=("social_response_time",),
    ),
    Metric(
        id="social_response_time", title="Response time on social media", group="social", unit="duration",
        better="down",
        kind=Duration(
            "posts", "posted_at", TO_BRAND.less(("no_time", "responded_at < posted_at")), POSTED,
            finished="SECONDS(posted_at, responded_at)",
            finished_business="(responded_us - posted_us) / 1e6",
            is_open="responded_at IS NULL",
            waited="CASE WHEN posted_at < $now THEN SECONDS(posted_at, $now) ELSE 0 END",
            waited_business="CASE WHEN posted_us IS NULL THEN NULL "
            "WHEN posted_us < now_us THEN (now_us - posted_us) / 1e6 ELSE 0 END",
            open_anchors=("event",), open_reason="no_reply_yet",
        ),
        text="From a post addressed to the brand to the company's answer. Posts still without one are counted as "
        "open. The business clock is that of the company's own calendar.",
        why="How long the public waits, with everybody looking on.",
        source="S2.13", needs=("social_posts",), requires=(("social_posts",),), of="social_response_rate",
        pairs=("social_response_rate",),
    ),
]  # fmt: skip
