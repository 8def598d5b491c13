"""An answer as a program asked for it: JSON, CSV, Parquet or an Arrow stream; once for each state of the data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from deskgauge.errors import UsageError, suggest
from deskgauge.language import _, current
from deskgauge.report.export import Document, rendered
from deskgauge.web.access import ScopedDesk, Viewer, scoped
from deskgauge.web.desk import Desk

MEDIA: Mapping[str, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
}
"""The formats of an answer and what each is called in Accept and Content-Type."""

SUFFIXES = {"json": "json", "csv": "csv", "parquet": "parquet", "arrow": "arrows"}
VARY = "Accept, Accept-Language, Authorization, Cookie"


class FormatError(UsageError):
    """No format that the asker takes is to be had."""

    status = 406

    def __init__(self, accept: str) -> None:
        self.title = _("This format is not to be had here")
        super().__init__(
            _(
                "Nothing that {accept} accepts is to be had here: {known}.",
                accept=accept,
                known=", ".join(MEDIA.values()),
            )
        )


def desk_of(request: Request) -> Desk:
    """Return the desk of the server."""
    desk: Desk = request.app.state.desk
    return desk


def format_of(
    request: Request,
    format: Annotated[
        str | None,
        Query(description="The format, where Accept is not to decide.", json_schema_extra={"enum": list(MEDIA)}),
    ] = None,
) -> str:
    """Return the format asked for: by name, else the best that Accept takes; raise for one that is not there."""
    if format is not None:
        if format not in MEDIA:
            raise UsageError(_("There is no format {name}.{hint}", name=repr(format), hint=suggest(format, MEDIA)))
        return format
    return _accepted(request.headers.get("accept") or "*/*")


def _accepted(header: str) -> str:
    best: tuple[float, int, str] | None = None
    for place, part in enumerate(header.split(",")):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_number(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        kind = next((kind for kind, media in MEDIA.items() if _covers(name, media)), None)
        if kind is not None and weight > 0 and (best is None or weight > best[0]):
            best = (weight, place, kind)
    if best is None:
        raise FormatError(header)
    return best[2]


def _covers(pattern: str, media: str) -> bool:
    return pattern in ("*/*", media) or (pattern.endswith("/*") and media.startswith(pattern[:-1]))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True)
class Giving:
    """One request for an answer: of the desk as far as its viewer may see, in which format."""

    request: Request
    desk: ScopedDesk
    format: str

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        return self.desk.viewer

    def answer(self, make: Callable[[], Document]) -> Response:
        """Return the answer, or that it is unchanged since the asker had it: then it is not made."""
        tag = self._tag()
        if _matches(self.request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=self._headers())
        body = self.desk.kept(tag, lambda: rendered(make(), self.format), len)
        return Response(body, 200, self._headers(), self._media())

    def file(self, make: Callable[[], Document], name: str) -> Response:
        """Return the answer as a file to keep."""
        response = self.answer(make)
        if response.status_code == 200:
            response.headers["Content-Disposition"] = f'attachment; filename="{name}.{SUFFIXES[self.format]}"'
        return response

    def _media(self) -> str:
        return MEDIA[self.format] + ("; charset=utf-8" if self.format == "csv" else "")

    def _headers(self) -> dict[str, str]:
        return {
            "ETag": self._tag(),
            "Cache-Control": "private, no-cache",
            "Vary": VARY,
            "Content-Language": current(),
        }

    def _tag(self) -> str:
        """Return what tells this answer from all others: data, settings, question, reach of the asker, format."""
        asked = sorted(pair for pair in self.request.query_params.multi_items() if pair[0] != "format")
        viewer = self.viewer
        reach = (viewer.role, viewer.teams, viewer.agent_id, sorted(viewer.rights))
        parts = (self.desk.generation(), self.request.url.path, asked, reach, self.format, current())
        return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _matches(header: str | None, tag: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in (header or "").split(",")]
    return tag.removeprefix("W/") in known


def giving(
    request: Request,
    desk: Annotated[ScopedDesk, Depends(scoped)],
    format: Annotated[str, Depends(format_of)],
) -> Giving:
    """Return what an endpoint needs to give an answer."""
    return Giving(request, desk, format)


Desk_ = Annotated[Desk, Depends(desk_of)]
Give = Annotated[Giving, Depends(giving)]
