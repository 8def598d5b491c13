"""What moved a metric, in every format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from deskgauge.language import N_, _, both
from deskgauge.report.answers import written_dimension
from deskgauge.report.dates import format_period
from deskgauge.report.export import Document, Sheet
from deskgauge.report.format import NOTHING, format_change, format_value
from deskgauge.report.labels import dimension_name
from deskgauge.report.layout import Column, Heading, Line, Row, Span, lay_out, wrap
from deskgauge.report.reading import Reading, Words, raw_format, reading

if TYPE_CHECKING:
    from deskgauge.insight.moved import Contributor, Contributors, Split

TOP_DIMENSIONS, TOP_SLICES = 3, 6
"""How much of a result a page shows unless asked for more; formats for programs hold all of it."""

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("metric", "dimension", "slice", "kind"), "VARCHAR"),
    **dict.fromkeys(("entered", "left", "n_before", "n_after"), "BIGINT"),
    **dict.fromkeys(("mix", "rate", "total", "share", "value_before", "value_after", "change", "low", "high",
                     "p_value", "p_adjusted"), "DOUBLE"),
    **dict.fromkeys(("chance", "too_few"), "BOOLEAN"),
}  # fmt: skip

REST = N_("no single slice")
METHODS = {
    "sum": N_("each slice adds its own change"),
    "standing": N_("what entered less what left between the two ends"),
    "mean": N_("mix and rate of a weighted mean (Kitagawa 1955)"),
    "plain_mean": N_("mix and rate of a mean in which every slice counts alike (Kitagawa 1955)"),
    "shared_whole": N_("slices over one whole: their own changes"),
    "quantile": N_(
        "mix and rate of a quantile, from reweighted populations (DiNardo, Fortin, Lemieux 1996; Shapley 1953)"
    ),
    "survival": N_("mix and rate of a Kaplan-Meier quantile, from reweighted populations (Shapley 1953)"),
    "parts": N_("the parts of the formula, one by one in every order (Shapley 1953)"),
}


def contributors_document(
    found: Contributors, title: str, words: Words, top: tuple[int | None, int | None] = (TOP_DIMENSIONS, TOP_SLICES)
) -> Document:
    """Return the result in every format; pages show the ``top`` dimensions and slices (None: all of them)."""

    def sheets() -> list[Sheet]:
        return [Sheet("Contributors", found.columns, found.rows, TYPES, _raw(found.unit))]

    def page(width: int | None) -> list[Line]:
        lines = _head(found, title, words, width)
        for split in found.splits[: top[0]]:
            columns, rows = _table(found, split, words, top[1])
            lines += [(), *((Span(part, "strong"),) for part in wrap(_sentence(found, split, words), width))]
            lines += lay_out(columns, rows, width).lines
        return [*lines, *_foot(found, words, top[0], width)]

    def grid() -> tuple[Sequence[Column], Sequence[Row | Heading]]:
        columns: Sequence[Column] = ()
        rows: list[Row | Heading] = []
        for split in found.splits[: top[0]]:
            columns, own = _table(found, split, words, top[1], fixed=True)
            rows += [Heading(_sentence(found, split, words)), *own]
        return columns, rows

    return Document(found.to_dict, page, grid, sheets)


# ------------------------------------------------------------------------------ head and foot
def _head(found: Contributors, title: str, words: Words, width: int | None) -> list[Line]:
    one = _whole(found)
    of = "".join(
        " " + _("of {dimension} {value}", dimension=dimension_name(name), value=NOTHING if value is None else value)
        for name, value in found.of.items()
    )
    periods = [format_period(*span, words.language) for span in (found.period, found.compared)]
    value, previous = (
        format_value(number, found.unit, one.n, words.language, currency=words.currency, clock=words.clock)
        for number in (one.value, one.previous)
    )
    change = words.change(one, found.better)
    told = Span(change.text or NOTHING, change.style)
    compared = _("Shown: {period} · compared with: {previous}", period=periods[0], previous=periods[1])
    sizes = _("n {n} and {before}", n=words.count(one.n).text, before=words.count(_n_before(found)).text)
    return [
        (Span(f"{title}{of}", "strong"), Span(" · " + _("what moved it"))),
        *((Span(line, "dim"),) for line in wrap(compared, width)),
        (Span(value, "strong"), Span(" " + _("from {previous}", previous=previous) + "  "), told,
         Span("  " + sizes, "dim")),
    ]  # fmt: skip


def _foot(found: Contributors, words: Words, top: int | None, width: int | None) -> list[Line]:
    texts = []
    left = [",".join(split.by) for split in found.splits[top:]] if top is not None else []
    if left:
        texts.append(_("Less telling, not shown: {names}. --all shows them.", names=", ".join(left)))
    told = {split.method for split in found.splits[:top]}
    texts += [_("method: {method}", method=_(METHODS[method])) for method in METHODS if method in told]
    texts += found.notes
    if found.data_through is not None:
        texts.append(_("data through: {data_through}", data_through=words.instant(found.data_through)))
    return [(), *((Span(part, "dim"),) for text in texts for part in wrap(text, width))]


def _sentence(found: Contributors, split: Split, words: Words) -> str:
    """Say what the dimension did as a whole: By channel: other proportions -1.2 points, own values -5.3 points."""
    heading = _("By {names}", names=both(dimension_name(name) for name in split.by))
    if split.mix is None or split.rate is None or split.method == "shared_whole":
        return heading
    mix, rate = (_signed(number, found, words) for number in (split.mix, split.rate))
    return _("{heading}: other proportions {mix}, own values {rate}", heading=heading, mix=mix, rate=rate)


# ------------------------------------------------------------------------------ the table
def _table(
    found: Contributors, split: Split, words: Words, top: int | None, *, fixed: bool = False
) -> tuple[Sequence[Column], list[Row | Heading]]:
    """Return the rows of one dimension and what stands above them; ``fixed`` columns are the same for all."""
    slices = [one for one in split.contributors if one.kind != "rest"]
    rest = [one for one in split.contributors if one.kind == "rest"]
    shown = slices if top is None else slices[:top]
    others = [] if top is None else slices[top:]
    standing = split.method == "standing" and not fixed
    columns = (
        Column(N_("Slice"), flexible=True),
        Column(N_("Before"), right=True, drop=3),
        Column(N_("After"), right=True, drop=2),
        Column(N_("Entered") if standing else "Mix", right=True, drop=5),
        Column(N_("Left") if standing else "Rate", right=True, drop=4),
        Column(N_("Together"), right=True),
        Column(N_("Of the change"), right=True, drop=1),
        Column(N_("n"), right=True, drop=6),
        Column(N_("Chance")),
    )
    rows: list[Row | Heading] = [Row(_cells(found, one, _name(split, one), words, standing=standing)) for one in shown]
    if others:
        total = sum(one.total for one in others)
        more = Row(_sum_cells(found, _("{n} more", n=len(others)), total, words))
        rows.append(more)
    rows += [Row(_sum_cells(found, _(REST), one.total, words)) for one in rest]
    return (columns, rows) if fixed else _filled(columns, rows)


def _filled(columns: Sequence[Column], rows: Sequence[Row | Heading]) -> tuple[Sequence[Column], list[Row | Heading]]:
    """Leave out the columns that say nothing in this table: a sum has no mix, a formula's part no value of its own."""
    own = [row for row in rows if isinstance(row, Row)]
    kept = [at for at in range(len(columns)) if any(row.cells[at].text not in {"", NOTHING} for row in own)]
    return [columns[at] for at in kept], [Row(tuple(row.cells[at] for at in kept), row.note) for row in own]


def _cells(found: Contributors, one: Contributor, name: str, words: Words, *, standing: bool) -> tuple[Span, ...]:
    values = [
        format_value(side.value if side else None, found.unit, side.n if side else 0, words.language,
                     currency=words.currency, clock=words.clock)
        for side in (one.before, one.after)
    ]  # fmt: skip
    parts = (
        [NOTHING if one.entered is None else words.count(number or 0).text for number in (one.entered, one.left)]
        if standing
        else [NOTHING if number is None else _signed(number, found, words) for number in (one.mix, one.rate)]
    )
    sizes = " → ".join(words.count(side.n).text for side in (one.before, one.after) if side)
    return (
        Span(name),
        Span(values[0], "dim"),
        Span(values[1]),
        Span(parts[0]),
        Span(parts[1]),
        Span(_signed(one.total, found, words), "strong"),
        _share(one.share),
        Span(sizes, "dim"),
        _chance(one),
    )


def _sum_cells(found: Contributors, name: str, total: float, words: Words) -> tuple[Span, ...]:
    empty = Span("")
    share = total / found.change if found.change else None
    return (Span(name, "dim"), empty, empty, empty, empty, Span(_signed(total, found, words)), _share(share), empty,
            empty)  # fmt: skip


def _chance(one: Contributor) -> Span:
    if one.too_few and one.chance is not False:
        return Span("◌ " + _("too few to judge"), "dim")
    if one.chance is None:
        return Span("")
    if one.chance:
        return Span("≈ " + _("may be chance"), "dim")
    return Span("● " + (_("clear, few") if one.too_few else _("clear")), "strong")


def _share(share: float | None) -> Span:
    return Span("" if share is None else f"{share:.0%}".replace("-", "−"))


def _name(split: Split, one: Contributor) -> str:
    if one.kind == "part":
        return str(one.slice[0])
    return ", ".join(written_dimension(name, value) for name, value in zip(split.by, one.slice, strict=True))


def _signed(number: float, found: Contributors, words: Words) -> str:
    """Write a part of the change with its sign, in the metric's unit."""
    size = abs(number)
    if size <= 1e-9 * abs(found.change):
        return "0"
    text = format_change(size, 0.0, found.unit, None, words.language, currency=words.currency, clock=words.clock)
    return f"{'+' if number > 0 else '−'}{text}"


def _whole(found: Contributors) -> Reading:
    return replace(reading({**found.row, "metric": found.metric, "unit": found.unit}), too_few=False)


def _n_before(found: Contributors) -> int:
    number = found.row["previous_n"]
    return number if isinstance(number, int) else 0


def _raw(unit: str) -> Callable[[Mapping[str, object], str], str]:
    names = {"mix", "rate", "total", "value_before", "value_after", "change", "low", "high"}

    def look(_: Mapping[str, object], column: str) -> str:
        return raw_format({"unit": unit, "n": 0}, "value") if column in names else ""

    return look
