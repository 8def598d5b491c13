"""A definition: another rule for a metric than ours, by somebody who measures it so, with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from deskgauge.catalogue.kinds import Kind
from deskgauge.catalogue.metric import OURS, Metric
from deskgauge.errors import NotFoundError

PRESETS: Mapping[str, str] = {
    "zendesk": "Zendesk",
    "intercom": "Intercom",
    "freshdesk": "Freshdesk",
    "zammad": "Zammad",
    "chatwoot": "Chatwoot",
    "helpscout": "Help Scout",
    "dbt_zendesk": "dbt_zendesk (Fivetran)",
    "genesys": "Genesys Cloud",
    "amazon_connect": "Amazon Connect",
}
"""The vendors whose rules can be asked for by name, over all metrics at once."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A vendor's rule that is known and cannot be followed here: the metric, the preset, and why not."""

    metric: str
    id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One metric under one other rule.

    ``id`` is the vendor's id in PRESETS where the rule is a vendor's, else a name of its own. ``kind`` is the rule;
    what its source does not speak of stays as we have it. ``source`` says where the rule can be read. A rule that
    measures in another unit than ours says so, and one that reads other tables names them in ``requires``.
    """

    metric: str
    id: str
    title: str
    text: str
    source: str
    kind: Kind
    version: str = "1"
    unit: str | None = None
    better: str | None = None
    requires: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        if not (self.text and self.source and self.title):
            raise ValueError(f"definition {self.id} of {self.metric} lacks its text, its title or its source")
        if self.id == OURS:
            raise NotFoundError("definition", self.id, PRESETS, "the definitions of others")

    @property
    def is_preset(self) -> bool:
        """Whether it is the rule of a vendor of PRESETS."""
        return self.id in PRESETS

    def of(self, metric: Metric) -> Metric:
        """Return the metric under this rule."""
        return replace(
            metric,
            kind=self.kind,
            text=self.text,
            version=self.version,
            unit=self.unit or metric.unit,
            better=self.better or metric.better,
            requires=self.requires or metric.requires,
            definition=self.id,
            defined_by=self.source,
        )
