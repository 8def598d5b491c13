"""A chart: what it asks, its Vega-Lite specification with its data inside, one sentence, and its table."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Something dated that a trend shows as a numbered line. ``at`` is in the zone of the answer's instants."""

    at: datetime
    title: str


@dataclass(frozen=True)
class Chart:
    """One chart in the reader's language.

    ``spec`` is Vega-Lite 6 whose colours are variables of the page (``var(--data)``); ``summary`` one sentence that
    says what it shows; ``columns`` and ``rows`` its data as they are written, one row a mark. ``key`` explains the
    marks that have no label beside them: the name of a sample (see ``pictures.sample``) and its text.
    """

    id: str
    spec: dict[str, object]
    title: str
    summary: str
    columns: list[str]
    rows: list[list[str]]
    key: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The specification as JSON text; equal charts have equal texts."""
        return json.dumps(self.spec, ensure_ascii=False, sort_keys=True)

    @property
    def mark(self) -> str:
        """A name that no other chart of the page has: the id and a print of the content."""
        seen = hashlib.sha256(f"{self.text}{self.title}{self.summary}".encode()).hexdigest()[:8]
        return f"{self.id}-{seen}"
