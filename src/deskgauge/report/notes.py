"""The notes that rows of answers carry, as codes are carried: in English, translated where they are shown."""

from __future__ import annotations

from deskgauge.engine.exclusions import REASONS
from deskgauge.language import N_, retold
from deskgauge.report.labels import word

NOTES = (
    N_("no rows"),
    N_("not yet"),
    N_("more than half still open"),
    N_("no costs in the period"),
    N_("costs shared by all are not allocated"),
    N_("without the costs shared by all"),
    N_("nothing in the period before to grow from"),
    N_("no answers in the period before"),
    N_("no baseline of {parts}"),
    N_("no {parts} in the period"),
    N_("no answers for {parts}"),
    N_("too few answers for {parts}"),
    N_("nothing here is called {name}, or no data for it"),
    N_("no value of our own"),
    N_("say in [settings.brand_words] which words you expect"),
    N_("too few tickets solved to rank"),
    N_("nobody to compare with"),
    N_("all weights are 0"),
    N_("group under five"),
    N_("without the staff survey: group under five"),
    N_("no paid time"),
    N_("more work than paid time"),
    N_("nothing to weight by"),
    N_("the answers cannot be weighted to the population"),
)
"""What a note of a row is made of."""


def noted(note: str) -> str:
    """Return a note in the reader's language; the reason that most rows were left out for is one as well."""
    return word("reason", note) if note in REASONS else retold(note, NOTES)
