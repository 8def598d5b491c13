"""Why somebody is not let in: each refusal with its status and one sentence of what to do."""

from __future__ import annotations

from deskgauge.errors import UsageError
from deskgauge.language import _
from deskgauge.web.access.rights import RIGHTS


class RefusedError(UsageError):
    """A request that is not let in; ``status`` is its HTTP status, ``title`` a heading, its text what to do."""

    status = 403

    def __init__(self, title: str, text: str) -> None:
        self.title = title
        super().__init__(text)


class NotSignedInError(RefusedError):
    """Nobody is known to make this request."""

    status = 401

    def __init__(self) -> None:
        super().__init__(
            _("Sign in first"),
            _("This needs somebody who is signed in: sign in on the page /login, or send a token that holds."),
        )


class NoRightError(RefusedError):
    """Who makes this request may not do this."""

    def __init__(self, right: str, role: str) -> None:
        self.right = right
        if role == "agent":
            super().__init__(
                _("You see your own numbers"),
                _("This shows more than your own numbers and your team's totals. Ask an admin if you need it."),
            )
            return
        super().__init__(
            _("No right to see this"),
            _("This needs the right to {what}, which you do not have. Ask an admin for it.", what=_(RIGHTS[right])),
        )


class TooFewPeopleError(RefusedError):
    """A total of so few people that it would tell of single ones."""

    def __init__(self) -> None:
        super().__init__(
            _("Too few people"),
            _("Your team has under {n} other people with numbers here, so that its totals would tell of them.", n=5),
        )


class ForgedError(RefusedError):
    """A form that did not come from a page of ours, or from one that is too old."""

    def __init__(self) -> None:
        super().__init__(
            _("This form is no longer good"),
            _("It was opened too long ago or comes from elsewhere. Nothing was changed: open the page again."),
        )


class TooManyError(RefusedError):
    """Too many attempts to sign in."""

    status = 429

    def __init__(self, minutes: str) -> None:
        super().__init__(
            _("Too many attempts"),
            _("Too many attempts to sign in have failed. Try again in {minutes} minutes.", minutes=minutes),
        )
