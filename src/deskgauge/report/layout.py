"""Columns of text that fit a width: what does not fit is left out whole or cut with an ellipsis, never wrapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deskgauge.language import _

GAP = 2
LEAST_FLEXIBLE = 20
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text of one look; styles are good, bad, close, dim, strong and "" (plain)."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title as declared, whether its cells stand at the right or may be cut, and when it is left out.

    Of the columns with a ``drop`` above 0 the one with the highest goes first.
    """

    title: str
    right: bool = False
    flexible: bool = False
    drop: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, one for each column, and a note that stands below it."""

    cells: tuple[Span, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line across all columns that begins a group."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A laid-out table: its lines and the titles of the columns that found no room."""

    lines: tuple[Line, ...]
    dropped: tuple[str, ...]


def lay_out(columns: Sequence[Column], rows: Sequence[Row | Heading], width: int | None) -> Block:
    """Lay rows out in columns within ``width`` cells of a terminal; None means without a limit."""
    columns = [replace(column, title=_(column.title)) for column in columns]
    data = [row for row in rows if isinstance(row, Row)]
    natural = [
        max([text_width(column.title), *(text_width(row.cells[at].text) for row in data)])
        for at, column in enumerate(columns)
    ]
    kept = _kept(columns, natural, width)
    widths = _shrunk(columns, natural, kept, width)
    head = tuple(Span(column.title, "dim") for column in columns)
    lines: list[Line] = [_line(columns, Row(head), kept, widths)]
    for row in rows:
        if isinstance(row, Heading):
            lines += [(), (Span(row.text, "strong"),)]
            continue
        lines.append(_line(columns, row, kept, widths))
        if row.note:
            lines += [(Span("  " + part, "dim"),) for part in wrap(row.note, None if width is None else width - 2)]
    return Block(tuple(lines), tuple(column.title for at, column in enumerate(columns) if at not in kept))


def wrap(text: str, width: int | None) -> list[str]:
    """Break a sentence at its spaces into lines of at most ``width`` cells; a longer word stays whole."""
    if width is None:
        return [text]
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and text_width(lines[-1]) + 1 + text_width(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def plain(lines: Sequence[Line]) -> str:
    """Return lines as text without any style."""
    return "".join("".join(span.text for span in line).rstrip(" ") + "\n" for line in lines)


def text_width(text: str) -> int:
    """Return how many cells of a terminal a text takes; wide letters take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _kept(columns: Sequence[Column], natural: Sequence[int], width: int | None) -> list[int]:
    """Return the places of the columns that stay: the least needed go until the rest fits."""
    kept = [at for at, column in enumerate(columns) if natural[at] or not column.drop]
    if width is None:
        return kept
    least = [min(natural[at], LEAST_FLEXIBLE) if column.flexible else natural[at] for at, column in enumerate(columns)]
    for at in sorted(kept, key=lambda at: -columns[at].drop):
        if not columns[at].drop or _total(least, kept) <= width:
            break
        kept = [other for other in kept if other != at]
    return kept


def _shrunk(columns: Sequence[Column], natural: Sequence[int], kept: Sequence[int], width: int | None) -> list[int]:
    """Return the widths, the flexible columns cut as far as the rest needs the room, the widest first."""
    widths = list(natural)
    flexible = [at for at in kept if columns[at].flexible]
    while width is not None and flexible and _total(widths, kept) > width:
        widest = max(flexible, key=lambda at: widths[at])
        if widths[widest] <= 1:
            break
        widths[widest] -= 1
    return widths


def _total(widths: Sequence[int], kept: Sequence[int]) -> int:
    return sum(widths[at] for at in kept) + GAP * max(len(kept) - 1, 0)


def _line(columns: Sequence[Column], row: Row, kept: Sequence[int], widths: Sequence[int]) -> Line:
    spans: list[Span] = []
    for at in kept:
        cell = replace(row.cells[at], text=_cut(row.cells[at].text, widths[at]))
        padding = Span(" " * (widths[at] - text_width(cell.text)))
        spans += ([padding, cell] if columns[at].right else [cell, padding]) + [Span(" " * GAP)]
    while spans and not spans[-1].text.strip():
        spans.pop()
    return tuple(span for span in spans if span.text)


def _cut(text: str, width: int) -> str:
    if text_width(text) <= width:
        return text
    while text and text_width(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS
