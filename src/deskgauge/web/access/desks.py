"""The desk that a request asks: the app's, as far as its viewer may see."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from starlette.requests import Request

from deskgauge.web.access.masks import marker
from deskgauge.web.access.scoped import Handed, ScopedDesk
from deskgauge.web.access.viewer import LOCAL, current

if TYPE_CHECKING:
    from deskgauge.web.access.accounts import Accounts
    from deskgauge.web.desk import Desk

_secret = secrets.token_bytes(32)  # where an app has no accounts, marks hold as long as the process


def scoped(request: Request) -> ScopedDesk:
    """Return the desk of a request, a dependency of its route; raise NotSignedInError where nobody is known."""
    accounts: Accounts | None = getattr(request.app.state, "accounts", None)
    handed = getattr(request.state, "handed", None)
    sign = _sign if accounts is None else accounts.sign
    return ScopedDesk(
        request.app.state.desk, current(request), marker(sign), handed if isinstance(handed, Handed) else None
    )


def of_everybody(desk: Desk) -> ScopedDesk:
    """Return the desk of somebody who sees all, for what the server asks by itself."""
    return ScopedDesk(desk, LOCAL, marker(_sign))


def _sign(purpose: str, text: str) -> str:
    return hmac.new(_secret, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()[:32]
