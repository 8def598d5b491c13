"""Social media: what is posted about the company."""

from __future__ import annotations

from deskgauge.catalogue.frame import Dimension, Frame

DIMENSIONS = (
    Dimension("network", "Network"),
    Dimension("sentiment", "Sentiment"),
)

FRAMES = (
    Frame(
        "posts",
        "SELECT * FROM post_facts",
        ("post_facts",),
        {
            "network": "network",
            "kind": "kind",
            "sentiment": "sentiment",
            "topic": "topic",
            "article": "article_id",
            "language": "language",
        },
        key=("post_id",),
    ),
)
