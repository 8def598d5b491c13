"""A page: one declaration from which its addresses, its place in the navigation and its downloads grow."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from deskgauge.report.export import Sheet

if TYPE_CHECKING:
    from deskgauge.web.pages.view import View

BAR = ("period", "compare", "team", "channel", "type", "more", "clock", "stat")
"""What the filter bar can hold, in its order; a page names what it uses of it."""


def _no_sheets() -> Sequence[Sheet]:
    return ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: its template and the values in it.

    ``title`` is the heading where the page's own does not fit, ``sub`` the line below it, ``announce`` what a screen
    reader is told after a change of filters. ``sheets`` make the downloads, the first of them the CSV; ``data`` the
    JSON, by default the rows of the sheets.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    title: str = ""
    sub: str = ""
    announce: str = ""
    sheets: Callable[[], Sequence[Sheet]] = _no_sheets
    data: Callable[[], object] | None = None
    status: int = 200
    has_sheets: bool | None = None

    @property
    def is_downloadable(self) -> bool:
        """Whether there are downloads; a page whose sheets are costly to make says so itself."""
        return bool(self.sheets()) if self.has_sheets is None else self.has_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the dashboard.

    ``nav`` is its group in the navigation (first, explore, trust, last; "" where it stands in none) and ``order`` its
    place in it, ``needs`` the right that it takes, ``uses`` what it takes of the filter bar, ``key`` the letter that
    opens it after ``g``. ``needs_data`` is unset for a page that has something to say without any. A page with
    ``roles`` stands in the navigation of these only. ``files`` are further downloads by their ending, or take the place
    of one.
    """

    id: str
    path: str
    title: str
    show: Callable[[View], Shown]
    nav: str = ""
    order: int = 50
    needs: str = "read"
    uses: tuple[str, ...] = BAR
    key: str = ""
    needs_data: bool = True
    roles: tuple[str, ...] = ()
    files: Mapping[str, Callable[[View], bytes]] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The address of its downloads, without the ending."""
        return self.path if self.path != "/" else "/scorecard"


@cache
def pages() -> tuple[Page, ...]:
    """Return all pages: every module of this package may bring a PAGE or PAGES."""
    from deskgauge.web import pages as package

    found: list[Page] = []
    for one in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{one.name}")
        found += getattr(module, "PAGES", ())
        if isinstance(page := getattr(module, "PAGE", None), Page):
            found.append(page)
    return tuple(sorted(found, key=lambda page: (page.order, page.id)))


def page_of(name: str) -> Page:
    """Return a page by its id."""
    return next(page for page in pages() if page.id == name)
