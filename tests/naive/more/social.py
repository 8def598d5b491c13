"""Public posts and the company's answers to them."""

from __future__ import annotations

from datetime import datetime

from naive.asking import Ask, Item
from naive.desk import Row
from naive.made import DAY, SECOND, Maker
from naive.recipes import Recipe, count, duration, share
from naive.zones import parse

KINDS = {"question": "question", "Inquiry": "question", "mention": "mention", "complaint": "complaint",
         "compliment": "praise", "riddle": "other", "": None}  # fmt: skip
SENTIMENTS = {"positive": "positive", "Good": "positive", "neutral": "neutral", "negative": "negative",
              "NEG": "negative", "sarcastic": "other", "  ": None}  # fmt: skip
OF_POSTS = ("network", "kind", "sentiment", "topic", "language", "article")


def make(maker: Maker, tickets: int) -> None:
    """Make posts: answered soon, late, never, or before they were written."""
    for _ in range(tickets):
        posted = maker.moment()
        answered = maker.one_of([maker.later(posted), posted, posted - SECOND, posted + 3 * DAY, None, None])
        maker.add(
            "social_posts", post_id=maker.id("p"), posted_at=posted,
            network=maker.one_of(["mastodon", "Mastodon", None]),
            kind=maker.one_of([*KINDS, "question", "question", None]), sentiment=maker.one_of([*SENTIMENTS, None]),
            topic=maker.one_of(["lamp", None]), language=maker.one_of(["pl", "ne", None]),
            is_to_brand=maker.one_of([True, True, True, False, None]),
            responded_at=None if answered is None or maker.over(answered) else answered,
            answered_by_article=maker.one_of(["r1", "r9", "gone", None, None]),
        )  # fmt: skip


def _posts(ask: Ask) -> list[tuple[Row, datetime, Item]]:
    found: list[tuple[Row, datetime, Item]] = []
    for row in ask.desk.rows("social_posts"):
        posted, kind, sentiment = parse(row["posted_at"]), row.get("kind"), row.get("sentiment")
        assert posted is not None
        dims = {
            "network": (row.get("network"),),
            "kind": (None if kind is None else KINDS.get(kind, kind),),
            "sentiment": (None if sentiment is None else SENTIMENTS.get(sentiment, sentiment),),
            "topic": (row.get("topic"),),
            "language": (row.get("language"),),
            "article": (row.get("answered_by_article"),),
        }
        found.append((row, posted, Item(posted, dims)))
    return found


def mentions(ask: Ask) -> list[Item]:
    """Posts."""
    return [item for _, _, item in _posts(ask)]


def questions(ask: Ask) -> list[Item]:
    """Questions, 1 for those that an article answers."""
    there = {row["article_id"] for row in ask.desk.rows("articles")}
    return [
        Item(posted, item.dims, float(row.get("answered_by_article") in there))
        for row, posted, item in _posts(ask)
        if item.dims["kind"] == ("question",)
    ]


def negative(ask: Ask) -> list[Item]:
    """Posts, 1 for negative ones."""
    return [
        Item(posted, item.dims, float(tone == "negative"), reason="no_score" if tone in (None, "other") else None)
        for _, posted, item in _posts(ask)
        for tone in item.dims["sentiment"]
    ]


def answered(ask: Ask) -> list[Item]:
    """Posts to the brand, 1 for those answered."""
    return [
        Item(posted, item.dims, float(row.get("responded_at") is not None))
        for row, posted, item in _posts(ask)
        if row.get("is_to_brand")
    ]


def answer_times(ask: Ask) -> list[Item]:
    """Posts to the brand with the time until the answer."""
    items = []
    for row, posted, item in _posts(ask):
        if not row.get("is_to_brand"):
            continue
        at = parse(row.get("responded_at"))
        lasted = ask.desk.elapsed(posted, at or ask.desk.now, ask.clock, None)
        why = "no_time" if at is not None and at < posted else "no_calendar" if lasted is None else None
        items.append(Item(posted, item.dims, lasted or 0.0, "" if at or why else "open", reason=why))
    return items


RECIPES = {
    "brand_mentions": Recipe(mentions, count, None, dimensions=OF_POSTS),
    "social_questions": Recipe(questions, count, None, dimensions=OF_POSTS),
    "negative_comment_share": Recipe(negative, share, dimensions=OF_POSTS),
    "answerable_question_share": Recipe(questions, share, dimensions=OF_POSTS),
    "social_response_rate": Recipe(answered, share, dimensions=OF_POSTS),
    "social_response_time": Recipe(answer_times, duration, open_reason="no_reply_yet", dimensions=OF_POSTS),
}
