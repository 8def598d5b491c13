"""Look-up of dimensions and frames. Every module in ``catalogue/frames`` brings its own as DIMENSIONS and FRAMES."""

from __future__ import annotations

import importlib
import pkgutil

from deskgauge.catalogue import frames
from deskgauge.catalogue.frame import BROUGHT_BY_TICKET, FROM_TIME, OF_TICKET, Dimension, Frame
from deskgauge.errors import NotFoundError

__all__ = ["BROUGHT_BY_TICKET", "DIMENSIONS", "FRAMES", "FROM_TIME", "OF_TICKET", "Dimension", "Frame", "dimension"]


def _collected() -> tuple[dict[str, Dimension], dict[str, Frame]]:
    modules = [
        importlib.import_module(f"{frames.__name__}.{one.name}") for one in pkgutil.iter_modules(frames.__path__)
    ]
    dimensions = [one for module in modules for one in module.DIMENSIONS]
    rows = [one for module in modules for one in module.FRAMES]
    found = {one.id: one for one in dimensions}, {one.name: one for one in rows}
    if [len(one) for one in found] != [len(dimensions), len(rows)]:
        raise ValueError("a frame or a dimension is declared twice")
    return found


DIMENSIONS, FRAMES = _collected()
_NAMES = {name: one.id for one in DIMENSIONS.values() for name in (one.id, *one.aliases)}


def dimension(name: str) -> Dimension:
    """Return the dimension of a name or alias; raise NotFoundError with the nearest names."""
    try:
        return DIMENSIONS[_NAMES[name]]
    except KeyError:
        raise NotFoundError("dimension", name, _NAMES) from None
