"""Errors as a program reads them: problem details of RFC 9457, each kind with an address of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.responses import Response

from deskgauge.engine.store import GoneError
from deskgauge.errors import (
    DeskgaugeError,
    GivenUpError,
    MissingDataError,
    NotFoundError,
    ProjectError,
    StoreBusyError,
    TooManyRowsError,
    UnsupportedError,
    UsageError,
    WorkFailedError,
)
from deskgauge.language import N_, _, current

MEDIA_TYPE = "application/problem+json"
TYPES = "https://deskgauge.dev/problems/"
RETRY_SECONDS = "5"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: the last part of its address, its status, and its title."""

    id: str
    status: int
    title: str


KINDS: Mapping[str, Kind] = {
    one.id: one
    for one in (
        Kind("bad-question", 400, N_("The question cannot be asked like this")),
        Kind("not-signed-in", 401, N_("Sign in first")),
        Kind("no-right", 403, N_("No right to see this")),
        Kind("not-found", 404, N_("There is no such thing")),
        Kind("missing-data", 404, N_("The data for this has not been imported")),
        Kind("method", 405, N_("This address is not asked like this")),
        Kind("format", 406, N_("This format is not to be had here")),
        Kind("wrong-host", 421, N_("This server has another name")),
        Kind("too-many-rows", 422, N_("Too many rows")),
        Kind("too-often", 429, N_("Too many requests")),
        Kind("failed", 500, N_("The work failed")),
        Kind("unsupported", 501, N_("This store cannot do this")),
        Kind("project", 503, N_("The project cannot be used as it is")),
        Kind("busy", 503, N_("The store is busy")),
        Kind("given-up", 504, N_("The answer took too long")),
    )
}

_OF_ERRORS: tuple[tuple[type[DeskgaugeError], str], ...] = (
    (TooManyRowsError, "too-many-rows"),
    (MissingDataError, "missing-data"),
    (NotFoundError, "not-found"),
    (ProjectError, "project"),
    (UsageError, "bad-question"),
    (GivenUpError, "given-up"),
    (GoneError, "busy"),
    (StoreBusyError, "busy"),
    (UnsupportedError, "unsupported"),
    (WorkFailedError, "busy"),
)
_OF_STATUS = {
    401: "not-signed-in", 403: "no-right", 404: "not-found", 405: "method", 406: "format", 421: "wrong-host",
    429: "too-often",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: its kind, one sentence, and further members such as the nearest right names."""

    kind: Kind
    detail: str
    status: int
    more: Mapping[str, object] = field(default_factory=dict)
    title: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return the members of RFC 9457, and the further ones."""
        return {
            "type": TYPES + self.kind.id,
            "title": self.title or _(self.kind.title),
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }

    def response(self) -> Response:
        """Return the problem as a response."""
        headers = {"Content-Language": current(), "Cache-Control": "no-store"}
        if self.kind.id in ("busy", "given-up", "too-often"):
            headers["Retry-After"] = RETRY_SECONDS
        if self.kind.id == "not-signed-in":
            headers["WWW-Authenticate"] = "Bearer"
        return Response(json.dumps(self.to_dict(), ensure_ascii=False), self.status, headers, MEDIA_TYPE)


def problem_of(error: DeskgaugeError) -> Problem:
    """Return the problem that an error of ours is; one that says its own status and title keeps these."""
    status = getattr(error, "status", None)
    if isinstance(status, int):
        kind = KINDS[_OF_STATUS.get(status, "bad-question")]
        return Problem(kind, str(error), status, title=str(getattr(error, "title", "")))
    kind = KINDS[next((name for known, name in _OF_ERRORS if isinstance(error, known)), "failed")]
    more: dict[str, object] = {}
    if isinstance(error, NotFoundError):
        more["suggestions"] = error.suggestions
    if isinstance(error, TooManyRowsError):
        more |= {"rows": error.rows, "most": error.most}
    return Problem(kind, str(error), kind.status, more)


def problem_of_status(status: int, detail: str, more: Mapping[str, object] | None = None) -> Problem:
    """Return the problem of a bare HTTP status, such as 404 of an address that is not there."""
    known = _OF_STATUS.get(status, "failed" if status >= 500 else "bad-question")
    return Problem(KINDS[known], detail, status, more or {})
