"""Deskgauge measures customer service: exactly defined numbers, honest about their uncertainty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deskgauge.project import Workspace

__all__ = ["__version__", "open"]
__version__ = "0.1.0"


def open(path: str | Path = ".") -> Workspace:  # noqa: A001 - deskgauge.open(path) reads as what it does
    """Open the project in a folder; raise ProjectError where there is none or its settings contradict themselves."""
    from deskgauge.project import Workspace

    return Workspace(Path(path))
