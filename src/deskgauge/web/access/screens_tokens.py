"""The screens of tokens and of the audit log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from deskgauge.errors import DeskgaugeError, NotFoundError, UsageError
from deskgauge.language import _
from deskgauge.language import current as language_in_force
from deskgauge.report.dates import format_instant
from deskgauge.report.numbers import format_number
from deskgauge.web.access.models import Entry
from deskgauge.web.access.refusals import NoRightError
from deskgauge.web.access.rights import RIGHTS
from deskgauge.web.access.screens import accounts_of, back, screen, status_of, who_and_where
from deskgauge.web.access.tokens import DAYS, NO_SCOPES, is_good
from deskgauge.web.access.viewer import Viewer, needs

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]
Person = Annotated[Viewer, Depends(needs(""))]
PATH = "/settings/tokens"
PAGE = 200


@router.get(PATH)
def tokens(request: Request, viewer: Person) -> Response:
    """Return the own tokens, for an admin everybody's, and the form to add one."""
    return _tokens(request, viewer)


@router.post(PATH)
def add_token(
    request: Request, viewer: Person, name: Text = "", days: Text = str(DAYS),
    scope: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """Add a token of one's own, and show it this once."""
    try:
        if viewer.user_id is None or viewer.scopes is not None:
            raise UsageError(_("A token belongs to a user. Add a user first, and sign in as that user."))
        if not days.strip().isdecimal():
            raise UsageError(_("For how many days it holds is a whole number, not {text}.", text=repr(days[:20])))
        made = accounts_of(request).add_token(
            viewer.name, name, scope or (), days=int(days.strip()[:9]), **who_and_where(request)
        )
    except DeskgaugeError as error:
        return _tokens(request, viewer, error)
    return _tokens(request, viewer, made=made)


@router.post(f"{PATH}/revoke")
def revoke(request: Request, viewer: Person, token: Text = "") -> Response:
    """Let a token hold no longer: one's own, for an admin anybody's."""
    owner = None if viewer.may("manage") else viewer.user_id or 0
    try:
        if viewer.scopes is not None:
            raise NoRightError("manage", viewer.role)  # one that was stolen takes no other away
        if not token.isdecimal() or len(token) > 9:
            raise NotFoundError("token", token, [])
        accounts_of(request).revoke(int(token), owner_id=owner, **who_and_where(request))
    except DeskgaugeError as error:
        return _tokens(request, viewer, error)
    return back(PATH)


@router.get("/settings/audit", dependencies=[Depends(needs("manage"))])
def audit(request: Request, who: Annotated[str, Query()] = "") -> Response:
    """Return the latest lines of the audit log."""
    lines = [_line(request, one) for one in accounts_of(request).audit(who=who or None, limit=PAGE)]
    return screen(request, "access/audit.html", _("Audit log"), {"lines": lines, "who": who})


def _line(request: Request, one: Entry) -> dict[str, str]:
    rows = "" if one.rows is None else format_number(one.rows, 0, language_in_force())
    return {"at": _when(request, one.at), "who": one.who, "action": one.action, "what": one.what, "rows": rows,
            "address": one.address}  # fmt: skip


def _tokens(request: Request, viewer: Viewer, error: DeskgaugeError | None = None, made: str = "") -> Response:
    accounts, now = accounts_of(request), datetime.now(UTC)
    everybody = accounts.tokens() if viewer.may("manage") else None
    own = accounts.tokens(viewer.name) if everybody is None and viewer.user_id and viewer.scopes is None else ()
    lines = [
        {
            "id": one.id, "owner": one.user.name, "name": one.name, "hint": one.hint, "is_good": is_good(one, now=now),
            "scopes": one.scopes, "until": _when(request, one.expires_at), "used": _when(request, one.used_at),
        }
        for one in (own if everybody is None else everybody)
    ]  # fmt: skip
    scopes = {right: _(RIGHTS[right]) for right in RIGHTS if viewer.may(right) and right not in NO_SCOPES}
    values = {"tokens": lines, "error": str(error or ""), "made": made, "scopes": scopes, "days": DAYS}
    return screen(request, "access/tokens.html", _("Tokens"), values, status_of(error) if error else 200)


def _when(request: Request, at: datetime | None) -> str:
    if at is None:
        return ""
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(request.app.state.desk.settings.time_zone)
    return format_instant(at.astimezone(zone), language_in_force())
