"""What costs are divided by, or divide: formulae over costs and what they are set against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from deskgauge.catalogue.kinds import Composite, Slice
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Value

SHARED = "costs shared by all are not allocated"
WITHOUT_SHARED = "without the costs shared by all"


@dataclass(frozen=True, slots=True)
class OfCosts(Composite):
    """A formula over the part ``costs`` (its cells ``n`` and ``total``) and another.

    Costs that bear no team or channel are shared: cut by team or channel, no slice holds them (rule 31), and the
    notes of the slices say so.
    """

    def across(self, cells: Mapping[Slice, Cells], dimensions: tuple[str, ...], reading: Reading) -> dict[Slice, Value]:
        places = [number for number, name in enumerate(dimensions) if name in ("team", "channel")]
        values = {slice_: self.value(one, reading) for slice_, one in cells.items()}
        shared = {slice_ for slice_ in cells if any(slice_[place] is None for place in places)}
        note = WITHOUT_SHARED if any(cells[slice_].count("costs", "n") for slice_ in shared) else None
        return {
            slice_: replace(value, value=None, note=SHARED)
            if slice_ in shared
            else replace(value, note=value.note or (note if value.value is not None else None))
            for slice_, value in values.items()
        }

    def there(self, value: Value) -> bool:
        """Keep the slice of the costs shared by all, whether or not something else is in it: its note names them."""
        return bool(value.n or value.note)
