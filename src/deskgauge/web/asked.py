"""The parts of a question as parameters of an address, each declared once with its meaning and an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from fastapi.dependencies.utils import get_flat_params

from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.metric import OURS
from deskgauge.catalogue.options import ANCHORS, CLOCKS, STATS
from deskgauge.catalogue.slices import DIMENSIONS
from deskgauge.engine.question import COMPARISONS
from deskgauge.errors import UsageError, suggest
from deskgauge.language import LANGUAGES, _
from deskgauge.model.periods import GRAINS


def _choice(about: str, known: Iterable[str]) -> Any:  # noqa: ANN401  # a parameter's declaration
    return Query(description=about, json_schema_extra={"enum": list(known)})


INSTANT = "YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] in the company's time zone, or the latter with an offset or Z."

Metric = Annotated[str, Path(description="The id of a metric; /metrics lists them.", examples=["csat"])]
Metrics = Annotated[
    list[str],
    Query(description="Ids of metrics, with commas or repeated.", examples=[["csat", "nps"]], min_length=1),
]
By = Annotated[list[str] | None, Query(description="Dimensions to cut by, with commas or repeated: channel,team.")]
Grain = Annotated[str, _choice("The length of each period.", list(GRAINS))]
From = Annotated[
    str | None,
    Query(alias="from", description=f"The beginning, included: {INSTANT}", examples=["2026-01-01"]),
]
To = Annotated[str | None, Query(description=f"The end, not included: {INSTANT}", examples=["2026-07-01"])]
Where = Annotated[
    str | None,
    Query(
        description="A filter over dimensions: comparisons with values, joined by and, or, not. "
        f"Dimensions: {', '.join(DIMENSIONS)}.",
        examples=["channel = 'email' and team in ('billing', 'orders')"],
    ),
]
Clock = Annotated[str | None, _choice("Which time durations are measured in.", list(CLOCKS))]
Stat = Annotated[str, _choice("Of durations: which statistic.", list(STATS))]
Anchor = Annotated[str | None, _choice("Which instant dates a row; without it the metric's own.", list(ANCHORS))]
Definition = Annotated[
    str,
    Query(
        description=f"Whose rule is followed: {OURS}, {', '.join(PRESETS)}, or one of the metric's own; "
        "/compare-definitions lists them."
    ),
]
Compare = Annotated[str | None, _choice("What each value is set against.", list(COMPARISONS))]
AsOf = Annotated[str | None, Query(description=f"Answer as it was known then: {INSTANT}", examples=["2026-06-01"])]
Limit = Annotated[int, Query(description="How many rows are told one by one.", ge=0, le=10_000)]
Language = Annotated[str | None, _choice("The language of texts; without it Accept-Language decides.", list(LANGUAGES))]


def listed(texts: list[str] | None) -> tuple[str, ...]:
    """Return names that came repeated or with commas."""
    return tuple(name.strip() for text in texts or () for name in text.split(",") if name.strip())


def only_known(request: Request) -> None:
    """Raise UsageError for a parameter that the address does not take: a wrong name would change the question."""
    known = _parameters(request)
    for name in request.query_params:
        if name not in known:
            raise UsageError(
                _("There is no parameter {name} here.{hint}", name=repr(name), hint=suggest(name, known)),
            )


def in_a_known_language(lang: Language = None) -> None:
    """Raise UsageError for a language that texts are not in."""
    if lang is not None and lang not in LANGUAGES:
        raise UsageError(_("There is no language {name}.{hint}", name=repr(lang), hint=suggest(lang, LANGUAGES)))


def _parameters(request: Request) -> Mapping[str, object]:
    dependant = request.scope["route"].dependant
    return {one.alias: one for one in get_flat_params(dependant) if one.field_info.in_.value == "query"}  # type: ignore[attr-defined]  # parameters have it


CHECKS = [Depends(only_known), Depends(in_a_known_language)]
"""What every endpoint of the API checks first."""
