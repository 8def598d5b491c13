"""Further families of metrics, a module each: what makes their rows (``make``) and what counts them (``RECIPES``)."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def modules() -> list[ModuleType]:
    """Return the modules in the order of their names."""
    names = sorted(one.name for one in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
