"""Which rows of a frame a metric counts, and why it does not count the others: one condition in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Population:
    """The rows that a metric is about, less those excluded for a reason (rule 40), in the order of the reasons.

    ``where`` says what the metric is about; a row that does not hold it is nobody's exclusion. ``excluded`` maps
    a reason to its condition. Where ``validity`` is set, the frame's ``invalid_reason`` comes first.
    """

    where: str = "TRUE"
    excluded: tuple[tuple[str, str], ...] = ()
    validity: bool = True

    def counted(self, *further: str) -> str:
        """Return the SQL condition of a counted row, together with further conditions."""
        parts = [] if self.where == "TRUE" else [f"({self.where})"]
        if self.validity:
            parts.append("invalid_reason IS NULL")
        parts += [f"NOT COALESCE({condition}, FALSE)" for _, condition in self.excluded]
        parts += [f"({condition})" for condition in further if condition]
        return " AND ".join(parts) or "TRUE"

    def reason(self) -> str | None:
        """Return the SQL expression that gives a row's reason of exclusion, null for a counted row; None if none."""
        cases = [("invalid_reason", "invalid_reason IS NOT NULL")] if self.validity else []
        cases += [(f"'{reason}'", condition) for reason, condition in self.excluded]
        if not cases:
            return None
        branches = " ".join(f"WHEN {condition} THEN {reason}" for reason, condition in cases)
        return f"CASE WHEN NOT COALESCE({self.where}, FALSE) THEN NULL {branches} END"

    def less(self, *excluded: tuple[str, str]) -> Population:
        """Return this population with further reasons after its own."""
        return Population(self.where, self.excluded + excluded, self.validity)
