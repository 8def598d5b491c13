"""Who may see what: rights and roles, who makes a request, and the gate in front of every route.

A route says what it takes with ``Depends(needs("read"))``; what it asks the project goes through a desk that knows
its viewer. ``check_guarded`` refuses an app with a route that says nothing.
"""

from __future__ import annotations

from deskgauge.web.access.gate import check_guarded, install, right_of, unguarded
from deskgauge.web.access.refusals import NoRightError, NotSignedInError, RefusedError
from deskgauge.web.access.rights import RIGHTS, ROLES
from deskgauge.web.access.viewer import LOCAL, Viewer, current, needs, viewer_of

__all__ = [
    "LOCAL",
    "RIGHTS",
    "ROLES",
    "NoRightError",
    "NotSignedInError",
    "RefusedError",
    "Viewer",
    "check_guarded",
    "current",
    "install",
    "needs",
    "right_of",
    "unguarded",
    "viewer_of",
]
