"""Values in an address: how several stand in one text, and what is said of one that is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from deskgauge.errors import UsageError
from deskgauge.language import _


class AddressError(UsageError):
    """A value in the address is not there: which key, which value, the nearest right ones."""

    def __init__(self, key: str, value: str, known: Iterable[str], reason: str = "") -> None:
        self.key, self.value = key, value
        names = list(known)
        near = difflib.get_close_matches(value.casefold(), names, n=3, cutoff=0.5)
        self.near = near or (names if len(names) <= 12 else names[:6])
        super().__init__(
            reason or _("The address says {key}={value}, and there is no such value.", key=key, value=value)
        )


def parted(text: str) -> list[tuple[str, bool]]:
    """Return the values of a text, each with whether it is left out: ``a,!b`` is a, and without b."""
    found: list[tuple[str, bool]] = []
    for part in _cut(text):
        out = part.startswith("!")
        value = part[1:] if out else part
        if value:
            found.append((_plain(value), out))
    return found


def joined(values: Sequence[tuple[str, bool]]) -> str:
    """Write values as ``parted`` reads them."""
    return ",".join(("!" if out else "") + _escaped(value) for value, out in values)


def _cut(text: str) -> list[str]:
    parts, escaped = [""], False
    for sign in text:
        if sign == "," and not escaped:
            parts.append("")
        else:
            parts[-1] += sign
        escaped = sign == "\\" and not escaped
    return parts


def _escaped(value: str) -> str:
    text = value.replace("\\", "\\\\").replace(",", "\\,")
    return f"\\{text}" if text.startswith("!") else text


def _plain(text: str) -> str:
    value, escaped = "", False
    for sign in text:
        if sign == "\\" and not escaped:
            escaped = True
            continue
        value += sign
        escaped = False
    return value
