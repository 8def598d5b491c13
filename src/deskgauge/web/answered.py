"""What the endpoints share: how numbers are written, and an answer in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deskgauge.language import _, current
from deskgauge.report.answers import answer_document
from deskgauge.report.export import Document
from deskgauge.report.reading import Words
from deskgauge.web.asked import listed

if TYPE_CHECKING:
    from deskgauge.engine.answer import Answer
    from deskgauge.web.giving import Giving


def asked(**parts: Any) -> dict[str, Any]:  # noqa: ANN401  # each part has its own type
    """Return the parts of a question, with dimensions that came repeated or with commas as names."""
    return {name: listed(value) if name == "by" else value for name, value in parts.items()}


def words(give: Giving) -> Words:
    """Return how numbers are written."""
    settings = give.desk.settings
    return Words(language=current(), currency=settings.currency, time_zone=settings.time_zone)


def document(give: Giving, answer: Answer) -> Document:
    """Return an answer in every format."""
    better = {metric.id: metric.better for metric in give.desk.metrics().values()}
    made = answer_document(answer, better, words(give))
    return Document(lambda: spoken(answer.to_dict()), made.page, made.grid, made.sheets)


def spoken(told: dict[str, object]) -> dict[str, object]:
    """Return an answer's JSON with the words of its definitions in the asker's language."""
    definitions = told["definitions"]
    if current() != "en" and isinstance(definitions, Mapping):
        told["definitions"] = {name: {**one, "text": _(str(one["text"]))} for name, one in definitions.items()}
    return told


def without_sql(give: Giving, told: dict[str, object]) -> dict[str, object]:
    """Return an explanation's JSON, for those who may not see SQL without it."""
    if give.viewer.may("sql"):
        return told
    return {name: value for name, value in told.items() if name not in ("sql", "as_run", "engine")}
