"""A page into bytes: HTML within the frame that all pages share, or one of its downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.language import NAMES, _, current, is_right_to_left
from deskgauge.report.export import Document, Sheet, rendered
from deskgauge.report.templating import environment
from deskgauge.web.pages.assets import assets, charts_name
from deskgauge.web.pages.bar import Option, bar_of, context_of, navigation

if TYPE_CHECKING:
    from jinja2 import Environment

    from deskgauge.web.access.viewer import Viewer
    from deskgauge.web.pages.page import Shown
    from deskgauge.web.pages.view import View

TEMPLATES = Path(__file__).parents[1] / "templates"
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
THEMES = ("system", "light", "dark")


def templates() -> Environment:
    """Return the templates of the pages, with those that the report shares."""
    return environment((TEMPLATES,))


def html(view: View, shown: Shown) -> str:
    """Return the whole page."""
    title = shown.title or _(view.page.title)
    frame = _frame(view.words.language, view.state.get("theme") or view.viewer.theme, view.settings.name)
    frame |= {
        "title": title,
        "generation": view.desk.generation(),
        "sub": shown.sub,
        "announce": shown.announce,
        "view": view,
        "words": view.words,
        "page": view.page,
        "nav": navigation(view, view.page),
        "settings_link": view.link("/settings"),
        "bar": bar_of(view) if view.page.uses and view.holdings.has_dates else None,
        "context": context_of(view) if view.page.uses and view.holdings.has_dates else None,
        "ignored": view.state.ignored,
        "share": _share(view) if view.holdings.has_dates else (),
        "downloads": _downloads(view) if shown.is_downloadable else (),
        "report_link": view.link("/report"),
        "languages": _languages(view),
        "themes": _themes(view),
        "viewer": view.viewer,
    }
    return templates().get_template(shown.template).render(frame | dict(shown.values))


def plain(template: str, viewer: Viewer | None, language: str, company: str, values: Mapping[str, object]) -> str:
    """Return a page without numbers in the frame of all pages: an error, a form."""
    theme = viewer.theme if viewer is not None else "system"
    frame = _frame(language, theme, company) | {
        "generation": "", "sub": "", "announce": "", "view": None, "page": None,
        "nav": navigation(None) if viewer is not None else (),
        "bar": None, "context": None, "ignored": (), "share": (), "downloads": (), "report_link": "",
        "languages": (), "themes": (), "viewer": viewer, "settings_link": "/settings",
    }  # fmt: skip
    return templates().get_template(template).render(frame | dict(values))


def download(shown: Shown, kind: str) -> bytes:
    """Return a page's rows as JSON, CSV or an Excel workbook."""

    def data() -> object:
        if shown.data is not None:
            return shown.data()
        return {sheet.name: [dict(row) for row in sheet.rows] for sheet in shown.sheets()}

    return rendered(Document(data, lambda width: (), lambda: ((), ()), lambda: _named(shown.sheets())), kind)


def _named(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    return sheets or [Sheet("Empty", ["nothing"], [], {})]


def _frame(language: str, theme: str, company: str) -> dict[str, object]:
    """Return what every page has around it."""
    found = assets()
    return {
        "language": language,
        "direction": "rtl" if is_right_to_left(language) else "ltr",
        "theme": theme if theme in THEMES else "system",
        "company": company,
        "stylesheet": f"/static/{found['css'][0]}",
        "script": f"/static/{found['js'][0]}",
        "charts": f"/static/{charts_name()}",
        "language_name": NAMES[current()],
    }


def _share(view: View) -> list[Option]:
    """Return the addresses of this view: as it is, and where its period moves with time, with its dates."""
    start, end = view.state.span()
    from deskgauge.model.named_periods import dates, is_relative

    same = Option(_("This view, always the latest"), view.link(page=view.state.page))
    if not is_relative(view.state.get("period")):
        return [Option(_("This view"), same.href)]
    return [same, Option(_("This view with these dates"), view.link(period=dates(start, end)))]


def _downloads(view: View) -> list[Option]:
    file = view.page.file.format(**view.params) if view.params else view.page.file
    kinds = ["json"] if not view.viewer.may("export") else ["csv", "xlsx", "json"]
    names = {"csv": _("CSV"), "xlsx": _("Excel"), "json": _("JSON")}
    return [Option(names[kind], _suffixed(view, file, kind)) for kind in kinds]


def _suffixed(view: View, file: str, kind: str) -> str:
    address, _sign, query = view.link().partition("?")
    del address
    from urllib.parse import quote

    return f"{quote(file)}.{kind}" + (f"?{query}" if query else "")


def _languages(view: View) -> list[Option]:
    return [Option(name, view.link(lang=code), code == view.words.language, code) for code, name in NAMES.items()]


def _themes(view: View) -> list[Option]:
    names = {"system": _("As the system"), "light": _("Light"), "dark": _("Dark")}
    in_force = view.state.get("theme") or view.viewer.theme
    return [Option(name, view.link(theme=code), code == in_force, code) for code, name in names.items()]
