"""A guessed mapping as the TOML file that a person reads, corrects and saves."""

from __future__ import annotations

import json

from deskgauge.sources.mapping import ColumnSpec, LoadSpec, Mapping


def to_toml(mapping: Mapping) -> str:
    """Return a guessed mapping as TOML, with the reason for each column and the columns that it leaves."""
    if mapping.extends:
        return _extended(mapping)
    lines = [f"name = {_text(mapping.name)}", f"description = {_text(mapping.description)}"]
    if mapping.encoding:
        lines.append(f"encoding = {_text(mapping.encoding)}")
    if mapping.null:
        lines.append(f"null = {_list(mapping.null)}  # these words stand for nothing")
    lines += [f"# {remark}" for remark in mapping.remarks]
    lines += _times(mapping)
    for spec in mapping.files.values():
        lines += ["", f"[files.{spec.id}]", f"patterns = {_list(spec.patterns)}", f"header = {_list(spec.header)}"]
    for load in mapping.loads:
        lines += _load(load)
    if mapping.left:
        lines += ["", f"# Not used: {', '.join(mapping.left)}"]
    return "\n".join(lines) + "\n"


def _extended(mapping: Mapping) -> str:
    """Return a mapping that extends a known one, with what it lets a company say for itself."""
    lines = [f"# {remark}" for remark in mapping.remarks]
    lines += [f"# {mapping.description}", f"extends = {_text(mapping.extends)}"]
    if mapping.parameters:
        lines += ["", "[parameters]", *(f"{name} = {_text(value)}" for name, value in mapping.parameters.items())]
    lines += [
        f'# {name} = "…"  # where {pattern} finds none in the file name'
        for name, pattern in mapping.patterns_of.items()
    ]
    return "\n".join(lines) + "\n"


def _times(mapping: Mapping) -> list[str]:
    if mapping.zone is None and not mapping.formats:
        return []
    lines = ["", "[times]"]
    if mapping.zone is not None:
        hint = (
            "the times have no offset: check that this is their zone"
            if mapping.zone
            else "fill in the times' IANA zone"
        )
        lines.append(f"zone = {_text(mapping.zone)}  # {hint}")
    if mapping.formats:
        lines.append(f"formats = {_list(mapping.formats)}")
    return lines


def _load(load: LoadSpec) -> list[str]:
    lines = ["", "[[load]]", f"table = {_text(load.table.name)}", f"from = {_text(load.source)}"]
    if load.where:
        lines.append(f"where = {_text(load.where)}")
    return [*lines, "", "[load.columns]", *(f"{name} = {_column(spec)}" for name, spec in load.columns.items())]


def _column(spec: ColumnSpec) -> str:
    why = f"  # {spec.why}" if spec.why else ""
    if spec.expr is not None:
        return f"{{ expr = {_text(spec.expr)} }}{why}"
    return f"{_text(spec.any[0]) if len(spec.any) == 1 else f'{{ any = {_list(spec.any)} }}'}{why}"


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(one) for one in texts)}]"


def _text(text: str) -> str:
    # A JSON string is a TOML basic string but for the one control character that JSON lets through.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
