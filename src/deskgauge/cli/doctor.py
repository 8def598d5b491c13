"""deskgauge doctor: whether everything is in place, and what to do where it is not."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.cli.arguments import add_output
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import PROJECT_FILE, folder_of
from deskgauge.errors import DeskgaugeError, WorkFailedError
from deskgauge.language import N_, _
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Column, Line, Row, Span, text_width, wrap

if TYPE_CHECKING:
    from deskgauge.engine.store import Store
    from deskgauge.model.settings import Settings

OLDEST_PYTHON = (3, 11)
PACKAGES = ("duckdb", "sqlglot", "holidays", "babel", "rich", "python-calamine", "xlsxwriter", "tzdata")
LEAST_SPACE = 1 << 30
EPILOG = N_("Works without a project as well. Exit status 1 where something is not in place.")


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing looked at: whether it is in place, what was seen, and what to do where it is not."""

    subject: str
    ok: bool
    seen: str
    advice: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Look at everything; raise WorkFailedError where something is not in place."""
    signs = [*_installation(), *_project(folder_of(args), named=args.project is not None)]
    deliver(_document(signs), args)
    bad = [one.subject for one in signs if not one.ok]
    if bad:
        raise WorkFailedError(_("Not in place: {names}.", names=", ".join(bad)))
    return 0


def _installation() -> Iterator[Sign]:
    from importlib.metadata import PackageNotFoundError, version

    from deskgauge import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    yield Sign("Python", sys.version_info >= OLDEST_PYTHON, python, _("Deskgauge needs Python 3.11 or newer."))
    yield Sign("Deskgauge", True, __version__)
    for package in PACKAGES:
        try:
            yield Sign(package, True, version(package))
        except PackageNotFoundError:
            yield Sign(package, False, _("not installed"), f"pip install {package}")
    yield _time_zones()
    yield _fonts()


def _fonts() -> Sign:
    """Look for the fonts that paper needs: the terminal and the pages do without them."""
    from deskgauge.report.fonts import FAMILIES, VARIABLE, font_file

    missing = []
    for script, family in FAMILIES.items():
        try:
            font_file(script)
        except WorkFailedError:
            missing.append(family)
    seen = ", ".join(family.name for family in FAMILIES.values())
    if not missing:
        return Sign(N_("fonts"), True, seen)
    return Sign(
        N_("fonts"),
        False,
        _("not here: {names}", names=", ".join(family.name for family in missing)),
        _(
            "The report as PDF needs them: `apt install {packages}`, or name a folder that holds them in {variable}.",
            packages=" ".join(dict.fromkeys(family.package for family in missing)),
            variable=VARIABLE,
        ),
    )


def _time_zones() -> Sign:
    from zoneinfo import available_timezones

    found = len(available_timezones())
    return Sign(N_("time zones"), found > 300, _("{n} known", n=found), "pip install tzdata")


def _project(folder: Path, *, named: bool) -> Iterator[Sign]:
    file = folder / PROJECT_FILE
    if not file.is_file():
        yield Sign(
            N_("project"),
            not named,
            _("none in {folder}", folder=folder.resolve()),
            f"deskgauge init {folder if named else ''}".strip(),
        )
        return
    yield Sign(N_("project"), True, str(folder.resolve()))
    from deskgauge.model.settings_file import load_settings

    try:
        settings = load_settings(file)
    except DeskgaugeError as error:
        yield Sign(N_("settings"), False, str(error), _("Correct {file}.", file=file))
        return
    yield Sign(N_("settings"), True, f"{settings.name}, {settings.time_zone}, {settings.currency}")
    yield _own_metrics(folder)
    data = folder / "data"
    yield _writable(data)
    yield _space(data)
    if settings.store_url == "duckdb":
        yield _lock(data)
    yield _store(settings, data)


def _own_metrics(folder: Path) -> Sign:
    """Open the project: it reads its own metrics, and what the settings name of them."""
    import deskgauge
    from deskgauge.catalogue.own import FOLDER
    from deskgauge.catalogue.registry import builtin

    try:
        with deskgauge.open(folder) as workspace:
            own = set(workspace.metrics()) - set(builtin())
    except DeskgaugeError as error:
        return Sign(N_("own metrics"), False, str(error), _("Correct the files in {folder}.", folder=folder / FOLDER))
    return Sign(N_("own metrics"), True, _("{n} in {folder}", n=len(own), folder=f"{FOLDER}/") if own else _("none"))


def _writable(data: Path) -> Sign:
    import tempfile

    try:
        with tempfile.TemporaryFile(dir=data if data.exists() else data.parent):
            return Sign(N_("data folder"), True, _("{data} can be written to", data=data))
    except OSError as error:
        return Sign(
            N_("data folder"),
            False,
            f"{data}: {error.strerror}",
            _("Give yourself the right to write to {data}.", data=data),
        )


def _space(data: Path) -> Sign:
    """Look for room for the next generation, which is a copy of this one, and what the build spills beside it."""
    import shutil

    held = max((file.stat().st_size for file in data.glob("store-*.duckdb")), default=0) if data.is_dir() else 0
    needed = max(LEAST_SPACE, 3 * held)
    free = shutil.disk_usage(data if data.is_dir() else data.parent).free
    advice = _("Make room: an import needs up to {needed} GB beside the data.", needed=f"{needed / 1e9:.1f}")
    return Sign(N_("disk space"), free >= needed, _("{free} GB free", free=f"{free / 1e9:.1f}"), advice)


def _lock(data: Path) -> Sign:
    """Say whether somebody writes; a lock file that nobody holds is no lock and stops nothing."""
    import fcntl

    path = data / "LOCK"
    if not path.is_file():
        return Sign(N_("lock"), True, _("free"))
    with path.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = lock.read().decode(errors="replace").strip() or _("unknown")
            return Sign(
                N_("lock"), True, _("process {holder} is writing now; questions are answered meanwhile", holder=holder)
            )
    return Sign(N_("lock"), True, _("free"))


def _store(settings: Settings, data: Path) -> Sign:
    from deskgauge.engine.store import open_store

    advice = _("Import again: deskgauge import PATH.") if settings.store_url == "duckdb" else _("Check [store] url.")
    try:
        store = open_store(settings.store_url, data)
        if not store.exists():
            return Sign(
                N_("store"), True, _("{describe}; deskgauge import PATH brings some", describe=store.describe())
            )
        return Sign(N_("store"), True, f"{store.describe()}; {_contents(store)}")
    except DeskgaugeError as error:
        return Sign(N_("store"), False, str(error), advice)
    except Exception as error:  # noqa: BLE001  # whatever is broken in it is what is asked for
        return Sign(
            N_("store"), False, _("cannot be read: {name}: {error}", name=type(error).__name__, error=error), advice
        )


def _contents(store: Store) -> str:
    from deskgauge.engine.store import knowledge

    with store.read() as engine:
        known, span = knowledge(engine)
    filled = [count for count in known.rows.values() if count]
    rows, tables = f"{sum(filled):,}", len(filled)
    if span.now is None:
        return _("{rows} rows in {n} tables", rows=rows, n=tables)
    through = f"{span.now:%Y-%m-%d %H:%M} UTC"
    return _("{rows} rows in {n} tables, through {through}", rows=rows, n=tables, through=through)


def _document(signs: list[Sign]) -> Document:
    columns = [Column(N_("Subject")), Column(N_("State")), Column(N_("Seen"), flexible=True)]

    def rows() -> list[Row]:
        return [Row((Span(_(one.subject)), _state(one), Span(one.seen)), "" if one.ok else one.advice) for one in signs]

    def page(width: int | None) -> list[Line]:
        lines: list[Line] = []
        margin = max(text_width(_(one.subject)) for one in signs) + 2
        for one in signs:
            head, *rest = wrap(one.seen, None if width is None else max(width - margin - 11, 20))
            lines.append(
                (
                    Span(_(one.subject) + " " * (margin - text_width(_(one.subject)))),
                    _state(one),
                    Span(" " * max(1, 11 - text_width(_state(one).text))),
                    Span(head),
                )
            )
            lines += [(Span(" " * (margin + 11) + part),) for part in rest]
            if not one.ok:
                lines.append((Span(" " * (margin + 11) + one.advice, "strong"),))
        return lines

    return Document(
        data=lambda: [asdict(one) for one in signs],
        page=page,
        grid=lambda: (columns, rows()),
        sheets=lambda: [Sheet("Doctor", ["subject", "ok", "seen", "advice"], [asdict(one) for one in signs], {})],
    )


def _state(one: Sign) -> Span:
    return Span(_("● ok"), "good") if one.ok else Span(_("◆ problem"), "bad")
