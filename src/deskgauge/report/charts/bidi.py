"""In which order the letters of a line stand: the Unicode bidirectional algorithm, for one line.

UAX #9 with isolates; embeddings and overrides, which our texts do not have, are passed over, and brackets go by the
rules of neutral letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_ISOLATES = {"LRI", "RLI", "FSI"}
_PASSED_OVER = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}
_NEUTRAL = {"B", "S", "WS", "ON", "LRI", "RLI", "FSI", "PDI", "BN"}


def direction_of(text: str) -> int:
    """Return 1 where a text has a letter of a right-to-left script, else 0: the level of the line around it."""
    return int(any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text))


def runs(text: str, base: int | None = None) -> list[tuple[str, int]]:
    """Return the pieces of a line from left to right, each with its level; odd levels run from right to left.

    The letters of a piece stay in the order of reading. ``base`` is the level of the line, 1 for right to left.
    """
    base = direction_of(text) if base is None else base
    kinds = [unicodedata.bidirectional(letter) or "L" for letter in text]
    level = _explicit(kinds, base)
    for sequence in _sequences(kinds):
        _resolve(kinds, level, sequence)
    _trail(text, level, base)
    pieces = [
        ("".join(text[i] for i in part), key)
        for key, part in ((key, list(part)) for key, part in groupby(range(len(text)), lambda i: level[i]))
    ]
    return _reordered(pieces)


def _explicit(kinds: Sequence[str], base: int) -> list[int]:
    """Give each letter the level of the isolate that it stands in (X1-X8)."""
    stack, levels = [base], []
    for place, kind in enumerate(kinds):
        if kind == "PDI" and len(stack) > 1:
            stack.pop()
        levels.append(stack[-1])
        if kind in _ISOLATES:
            inner = _first_strong(kinds[place + 1 :]) if kind == "FSI" else int(kind == "RLI")
            stack.append(stack[-1] + 1 + int((stack[-1] + 1) % 2 != inner))
    return levels


def _first_strong(kinds: Sequence[str]) -> int:
    return next((int(kind != "L") for kind in kinds if kind in ("L", "R", "AL")), 0)


def _sequences(kinds: Sequence[str]) -> list[list[int]]:
    """Return the places that belong together: the line, and what stands in each isolate (BD13)."""
    open_: list[list[int]] = [[]]
    found = [open_[0]]
    for place, kind in enumerate(kinds):
        if kind == "PDI" and len(open_) > 1:
            open_.pop()
        if kind not in _PASSED_OVER:
            open_[-1].append(place)
        if kind in _ISOLATES:
            open_.append([])
            found.append(open_[-1])
    return [one for one in found if one]


def _resolve(kinds: Sequence[str], level: list[int], places: Sequence[int]) -> None:
    """Resolve the letters of one sequence: weak ones (W1-W7), neutral ones (N1, N2), then their levels (I1, I2)."""
    own = level[places[0]]
    around = "R" if own % 2 else "L"  # without embeddings the line around a sequence never runs deeper than it does
    seen = [kinds[i] for i in places]
    _weak(seen, around)
    _neutral(seen, around)
    for i, kind in zip(places, seen, strict=True):
        if own % 2:
            level[i] = own + int(kind in ("L", "EN", "AN"))
        else:
            level[i] = own + {"R": 1, "EN": 2, "AN": 2}.get(kind, 0)


def _weak(seen: list[str], around: str) -> None:
    _marks_and_numbers(seen, around)
    for i in range(1, len(seen) - 1):  # W4
        if seen[i - 1] == seen[i + 1] and (seen[i], seen[i - 1]) in (("ES", "EN"), ("CS", "EN"), ("CS", "AN")):
            seen[i] = seen[i - 1]
    place = 0
    for is_end, run in [(key == "ET", len(list(part))) for key, part in groupby(seen)]:  # W5
        touches = "EN" in (seen[place - 1] if place else "", seen[place + run] if place + run < len(seen) else "")
        if is_end and touches:
            seen[place : place + run] = ["EN"] * run
        place += run
    strong = around
    for i, kind in enumerate(seen):  # W6, W7
        if kind in ("ES", "CS", "ET"):
            seen[i] = "ON"
        elif kind == "EN" and strong == "L":
            seen[i] = "L"
        elif kind in ("L", "R"):
            strong = kind


def _marks_and_numbers(seen: list[str], around: str) -> None:
    """Marks are what they stand on (W1); digits after Arabic letters are Arabic numbers (W2), these letters R (W3)."""
    strong = previous = around
    for i, kind in enumerate(seen):
        if kind == "NSM":
            seen[i] = "ON" if previous in (*_ISOLATES, "PDI") else previous
        elif kind == "EN" and strong == "AL":
            seen[i] = "AN"
        if kind in ("L", "R", "AL"):
            strong = kind
        previous = seen[i]
    seen[:] = ["R" if kind == "AL" else kind for kind in seen]


def _neutral(seen: list[str], around: str) -> None:
    place = 0
    for is_neutral, part in [(key, len(list(run))) for key, run in groupby(seen, lambda kind: kind in _NEUTRAL)]:
        if is_neutral:
            before = around if not place else "L" if seen[place - 1] == "L" else "R"
            after = around if place + part == len(seen) else "L" if seen[place + part] == "L" else "R"
            seen[place : place + part] = [before if before == after else around] * part
        place += part


def _trail(text: str, level: list[int], base: int) -> None:
    """Let white space at the end of the line have the level of the line (L1)."""
    for i in range(len(text) - 1, -1, -1):
        if unicodedata.bidirectional(text[i]) not in ("WS", "S", "B", "BN", *_ISOLATES, "PDI"):
            return
        level[i] = base


def _reordered(pieces: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Turn the pieces of each level around, the deepest first (L2)."""
    deepest = max((level for _text, level in pieces), default=0)
    for depth in range(deepest, 0, -1):
        parts = [
            (key, list(part)) for key, part in groupby([(piece[1] >= depth, piece) for piece in pieces], lambda x: x[0])
        ]
        pieces = [piece for inside, part in parts for _, piece in (reversed(part) if inside else part)]
    return pieces
