"""Self-service: sessions in its tools, readings of help articles, and the contacts that customers made as well."""

from __future__ import annotations

from deskgauge.catalogue.frame import OF_CUSTOMER, Dimension, Frame

DIMENSIONS = (
    Dimension("tool", "Self-service tool"),
    Dimension("topic", "Topic"),
    Dimension("outcome", "Outcome"),
    Dimension("article", "Article", ("article_id",)),
    Dimension("category", "Category of the article"),
    Dimension("search_term", "Search term"),
)

FRAMES = (
    Frame(
        "sessions",
        "SELECT * FROM self_service_facts",
        ("self_service_facts",),
        {**OF_CUSTOMER, "tool": "tool", "topic": "topic", "outcome": "outcome"},
        key=("session_id",),
    ),
    Frame(
        "views",
        "SELECT * FROM view_facts",
        ("view_facts",),
        {**OF_CUSTOMER, "article": "article_id", "category": "category", "search_term": "search_term"},
        key=("view_id",),
    ),
    Frame(
        "contacting",
        'SELECT k.kind, k.contact_id, k."at", k.customer_id, k.invalid_reason, s.country, s.language, s.segment '
        "FROM contacts AS k LEFT JOIN customer_spans AS s ON s.customer_id = k.customer_id",
        ("contacts", "customer_spans"),
        OF_CUSTOMER,
        shared=True,
        key=("kind", "contact_id"),
    ),
)
