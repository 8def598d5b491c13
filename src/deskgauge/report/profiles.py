"""Profiles and aims with their metrics and the reason for each, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deskgauge.catalogue.profiles import Choice, aims, profiles
from deskgauge.catalogue.registry import builtin
from deskgauge.language import N_, _
from deskgauge.report.export import Document, Sheet
from deskgauge.report.layout import Column, Heading, Line, Row, Span, text_width, wrap

SHOWS, GUARDS = N_("shows it"), N_("guards it")
_TYPES = {"kind": "VARCHAR", "name": "VARCHAR", "title": "VARCHAR", "metric": "VARCHAR", "role": "VARCHAR",
          "why": "VARCHAR", "profiles": "VARCHAR[]"}  # fmt: skip
_COLUMNS = (Column(N_("Metric")), Column(N_("Why"), flexible=True), Column(N_("Role"), drop=1))


def profiles_document() -> Document:
    """Return every profile and every aim in every format; for programs a row is one metric of one of them."""
    records = _records()
    return Document(
        data=lambda: records,
        page=lambda width: _page(records, width),
        grid=lambda: (_COLUMNS, _grid(records)),
        sheets=lambda: [Sheet("Profiles", list(_TYPES), records, _TYPES)],
    )


def _records() -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for business in profiles().values():
        found += [_record("profile", business.id, business.title, one, "") for one in business.choices]
    for known_for in aims().values():
        found += [_record("aim", known_for.id, known_for.title, one, SHOWS) for one in known_for.shows]
        found += [_record("aim", known_for.id, known_for.title, one, GUARDS) for one in known_for.guards]
    return found


def _record(kind: str, name: str, title: str, one: Choice, role: str) -> dict[str, object]:
    return {
        "kind": kind, "name": name, "title": title, "metric": one.metric, "role": role, "why": one.why,
        "profiles": list(one.only),
    }  # fmt: skip


def _grid(records: Sequence[Mapping[str, object]]) -> list[Row | Heading]:
    rows: list[Row | Heading] = []
    for head, one in _headed(records):
        if head:
            rows.append(Heading(f"{one['name']}: {_(str(one['title']))}"))
        rows.append(Row((Span(str(one["metric"])), Span(_(str(one["why"]))), Span(_(str(one["role"]))))))
    return rows


def _headed(records: Sequence[Mapping[str, object]]) -> list[tuple[bool, Mapping[str, object]]]:
    """Return each record with whether it is the first of its profile or aim."""
    names = [(one["kind"], one["name"]) for one in records]
    return [(index == 0 or names[index - 1] != name, records[index]) for index, name in enumerate(names)]


def _page(records: Sequence[Mapping[str, object]], width: int | None) -> list[Line]:
    known = builtin()
    titles = {str(one["metric"]): _(known[str(one["metric"])].title) for one in records if one["metric"] in known}
    margin = max(map(text_width, titles.values())) + 4
    lines: list[Line] = []
    for head, one in _headed(records):
        if head:
            lines += [(), (Span(str(one["name"]), "strong"), Span(f"  {_(str(one['title']))}"))]
        title = titles.get(str(one["metric"]), str(one["metric"]))
        mark = "◇ " if one["role"] == GUARDS else "  "
        first, *rest = wrap(_(str(one["why"])), None if width is None else max(width - margin, 20))
        lines.append((Span(f"{mark}{title}" + " " * (margin - text_width(mark + title))), Span(first, "dim")))
        lines += [(Span(" " * margin), Span(part, "dim")) for part in rest]
    hint = _("◇ guards an aim against gaming. deskgauge init --profile NAME --aims NAME,NAME begins with a choice.")
    return [*lines[1:], (), *((Span(part, "dim"),) for part in wrap(hint, width))]
