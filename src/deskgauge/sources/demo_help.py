"""The help centre of the demo company, its self-service, and what people post about it."""

from __future__ import annotations

from math import log
from random import Random

from deskgauge.model.opening_hours import DAY_S
from deskgauge.sources.demo_case import Case
from deskgauge.sources.demo_customers import Customer
from deskgauge.sources.demo_service import Played
from deskgauge.sources.demo_sheets import Sheets
from deskgauge.sources.demo_time import HOUR_S
from deskgauge.sources.demo_words import LANGUAGES, phrase, subject

ARTICLES = 60
_TOPICS = (
    "shipping",
    "return",
    "refund",
    "how_to",
    "product",
    "technical",
    "account",
    "billing",
    "availability",
    "launch",
)
_TOOLS = ("article",) * 5 + ("search",) * 4 + ("chatbot",) * 3 + ("form", "community", "video")
_NETWORKS = ("instagram", "instagram", "facebook", "mastodon", "youtube")
_VIEWS_PER_TICKET, _SESSIONS_PER_TICKET, _POSTS_PER_TICKET = 0.8, 0.35, 0.1
_SENTIMENTS = {
    "question": (1, 8, 1),
    "mention": (5, 4, 1),
    "complaint": (0, 1, 9),
    "praise": (9, 1, 0),
    "other": (2, 6, 2),
}


def write_help(sheets: Sheets, played: Played) -> None:
    """Write articles, their readers, self-service sessions and public posts."""
    rng = played.story.stage.rng("help")
    words = _write_articles(sheets, rng, played)
    _write_views(sheets, rng, played, words)
    _write_sessions(sheets, rng, played)
    _write_posts(sheets, rng, played)


def _write_articles(sheets: Sheets, rng: Random, played: Played) -> list[int]:
    """Write the articles; return the number of words of each."""
    stage, story = played.story.stage, played.story
    lengths = []
    for number in range(ARTICLES):
        language, topic = LANGUAGES[number % len(LANGUAGES)], _TOPICS[number // len(LANGUAGES)]
        created = stage.begin - rng.randrange(700) * DAY_S
        updated = created + rng.randrange(1, 600) * DAY_S
        if topic == "launch":
            created = updated = stage.at(stage.day(stage.begin + (story.launch - stage.first).days * DAY_S), 9 * HOUR_S)
        lengths.append(rng.randrange(120, 1100))
        sheets.add(
            "articles", article_id=f"R{number + 1:03}", title=subject(rng, language, topic), language=language,
            words=lengths[-1], category=topic, created_at=created, updated_at=min(updated, stage.stop - DAY_S),
            body=" ".join(phrase(rng, language, "answer") for _ in range(3)),
        )  # fmt: skip
    return lengths


def _write_views(sheets: Sheets, rng: Random, played: Played, words: list[int]) -> None:
    stage = played.story.stage
    views: list[tuple[int, int, str | None]] = []
    for _ in range(round(stage.tickets * _VIEWS_PER_TICKET)):
        at = stage.moment(rng)
        reader = played.customers.pick(rng, at).customer_id if rng.random() < 0.3 else None
        views.append((at, min(int(rng.random() ** 1.3 * ARTICLES), ARTICLES - 1), reader))
    for case in played.cases:
        if case.article_id:
            at = case.created_at - rng.randrange(60, 1500)
            views.append((max(at, stage.begin), int(case.article_id[1:]) - 1, case.customer.customer_id))
    for number, (at, article, reader) in enumerate(sorted(views, key=lambda one: one[:2]), start=1):
        seconds = words[article] * 60 / 200 * rng.lognormvariate(log(0.55), 0.7)
        language, topic = LANGUAGES[article % len(LANGUAGES)], _TOPICS[article // len(LANGUAGES)]
        sheets.add(
            "article_views", view_id=f"Y{number:06}", article_id=f"R{article + 1:03}", viewed_at=at,
            seconds=round(seconds), customer_id=reader, visitor_id=f"b{rng.randrange(10**6):06}",
            search_term=subject(rng, language, topic) if rng.random() < 0.25 else None,
        )  # fmt: skip


def _write_sessions(sheets: Sheets, rng: Random, played: Played) -> None:
    """Write sessions; some of those who then wrote had tried to help themselves before."""
    stage = played.story.stage
    sessions: list[tuple[int, Customer | None, str, bool]] = []
    for _ in range(round(stage.tickets * _SESSIONS_PER_TICKET)):
        at = stage.moment(rng)
        known = played.customers.pick(rng, at) if rng.random() < 0.7 else None
        sessions.append((at, known, rng.choice(_TOPICS[:-1]), True))
    for case in played.cases:
        if case.channel in ("web", "chat", "email") and case.created_by == "customer" and rng.random() < 0.13:
            before = max(case.created_at - rng.randrange(300, 5 * HOUR_S), stage.begin)
            sessions.append((before, case.customer, case.request_type or "other", False))
    for number, (at, customer, topic, helped) in enumerate(sorted(sessions, key=lambda one: one[0]), start=1):
        ended = at + 20 + int(rng.lognormvariate(log(150), 0.8))
        outcome = "solved" if helped and rng.random() < 0.6 else rng.choice(("left", "handed_over", "unknown"))
        sheets.add(
            "self_service_sessions", session_id=f"Z{number:06}", tool=rng.choice(_TOOLS), started_at=at,
            ended_at=ended if rng.random() > 0.05 and ended < stage.stop else None, topic=topic, outcome=outcome,
            customer_id=customer.customer_id if customer else None, visitor_id=f"b{rng.randrange(10**6):06}",
        )  # fmt: skip


def _write_posts(sheets: Sheets, rng: Random, played: Played) -> None:
    stage = played.story.stage
    posts: list[tuple[int, Case | None]] = [
        (case.created_at, case) for case in played.cases if case.channel == "social" and case.is_valid
    ]
    posts += [(stage.moment(rng), None) for _ in range(round(stage.tickets * _POSTS_PER_TICKET))]
    for number, (at, case) in enumerate(sorted(posts, key=lambda one: one[0]), start=1):
        kind = rng.choice(("mention", "praise", "question", "complaint", "other"))
        if case:
            kind = "complaint" if case.is_complaint else "question"
        to_brand = case is not None or rng.random() < 0.4
        answered = case.first_reply if case else at + int(rng.expovariate(1 / (5 * HOUR_S))) + 60
        has_answer = to_brand and answered is not None and answered < stage.stop and (case or rng.random() < 0.5)
        language = case.language if case else played.customers.pick(rng, at).language
        sentiment = rng.choices(("positive", "neutral", "negative"), _SENTIMENTS[kind])[0]
        known = kind == "question" and rng.random() < 0.4
        sheets.add(
            "social_posts", post_id=f"D{number:05}", network=rng.choice(_NETWORKS), posted_at=at,
            author=f"@hiker_{rng.randrange(9000):04}", kind=kind, topic=(case and case.request_type) or "brand",
            sentiment=sentiment, body=case.subject if case else phrase(rng, language, "post"), language=language,
            is_to_brand=to_brand, responded_at=answered if has_answer else None,
            response_id=f"DA{number:05}" if has_answer else None, ticket_id=case.ticket_id if case else None,
            answered_by_article=f"R{rng.randrange(1, ARTICLES + 1):03}" if known else None,
        )  # fmt: skip
