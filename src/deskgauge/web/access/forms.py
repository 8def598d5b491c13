"""Forms that change something are taken from pages of ours only: by where they come from, and by what they carry."""

from __future__ import annotations

import hmac
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from deskgauge.web.access.refusals import ForgedError

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
FIELD, HEADER = "csrf", "x-csrf-token"
URLENCODED = "application/x-www-form-urlencoded"
LONGEST = 65_536  # bytes of a form of ours


def is_safe(method: str) -> bool:
    """Say whether a method changes nothing."""
    return method in SAFE


async def check_form(scope: Scope, receive: Receive, expected: str | None) -> Receive:
    """Check a form and return what gives its body anew; raise ForgedError where it is none of ours.

    ``expected`` is what it has to carry in the field ``csrf`` or in the header ``X-CSRF-Token``, None where the request
    is not made by a browser that was signed in.
    """
    if expected is None:
        return receive
    headers = Headers(scope=scope)
    if not _is_from_here(headers):
        raise ForgedError
    said = headers.get(HEADER)
    if said is None and headers.get("content-type", "").partition(";")[0].strip().lower() == URLENCODED:
        body = await _body(receive)
        said = (parse_qs(body.decode("utf-8", "replace")).get(FIELD) or [""])[0]
        receive = _again(body, receive)
    if not expected or not hmac.compare_digest((said or "").encode(), expected.encode()):
        raise ForgedError
    return receive


def _is_from_here(headers: Headers) -> bool:
    """Say whether the browser says that the form stood on a page of this host; one that says nothing is believed."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    source = headers.get("origin") or headers.get("referer")
    try:
        return source is None or urlsplit(source).netloc.lower() == headers.get("host", "").lower()
    except ValueError:  # no address at all
        return False


async def _body(receive: Receive) -> bytes:
    found = bytearray()
    while True:
        message = await receive()
        found += message.get("body", b"")
        if len(found) > LONGEST or message["type"] != "http.request":
            raise ForgedError
        if not message.get("more_body"):
            return bytes(found)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, once, and then what comes after it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def give() -> Message:
        return left.pop() if left else await receive()

    return give
