"""Mapping files: which there are, and from TOML to a checked mapping."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Map
from importlib import resources
from pathlib import Path
from typing import Any

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.language import _, both
from deskgauge.model.tables import table as canonical_table
from deskgauge.model.vocabulary import WORDS
from deskgauge.model.zones import zone as time_zone
from deskgauge.sources.mapping import Changes, ColumnSpec, FileSpec, Join, LoadSpec, Mapping, Tracked

_KEYS = {
    "mapping": (
        "name", "description", "extends", "encoding", "null", "times", "prefix", "canonical", "note", "automatic",
        "parameters", "files", "views", "labels", "lookups", "load",
    ),
    "times": ("zone", "formats"),
    "files": ("patterns", "header", "optional", "required"),
    "load": ("table", "from", "where", "latest", "distinct", "join", "changes", "columns"),
    "latest": ("by", "order"),
    "join": ("file", "key", "to"),
    "changes": ("case", "order", "at", "actor", "track"),
    "track": ("column", "any", "expr", "start", "skip_null", "why"),
    "column": ("column", "any", "expr", "why"),
}  # fmt: skip

Toml = Map[str, Any]


def shipped() -> dict[str, Path]:
    """Return the mappings that come with the package, by name."""
    folder = Path(str(resources.files("deskgauge.sources") / "mappings"))
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def available(mappings_dir: Path | None) -> dict[str, Path]:
    """Return all mappings by name: the shipped ones, and a project's own, which win."""
    own = sorted(mappings_dir.glob("*.toml")) if mappings_dir and mappings_dir.is_dir() else []
    return shipped() | {path.stem: path for path in own}


def known_mappings(mappings_dir: Path | None) -> list[Mapping]:
    """Return all mappings, read and checked."""
    return [read_mapping(path, mappings_dir) for path in available(mappings_dir).values()]


def find_mapping(name: str | Path, mappings_dir: Path | None = None) -> Mapping:
    """Return a mapping by its name or the path of its file; raise NotFoundError with the nearest names."""
    known = available(mappings_dir)
    text = str(name)
    if text in known:
        return read_mapping(known[text], mappings_dir)
    if text.endswith(".toml") or "/" in text:
        path = Path(text)
        if not path.is_file():
            raise NotFoundError("mapping file", text, (str(one) for one in known))
        return read_mapping(path, mappings_dir)
    raise NotFoundError("mapping", text, known)


def read_mapping(path: Path, mappings_dir: Path | None = None) -> Mapping:
    """Read and check a mapping file; raise UsageError naming the file and what is wrong in it."""
    return parse_mapping(_merged(path, mappings_dir, ()), path.name)


def parse_mapping(toml: Toml, origin: str) -> Mapping:
    """Return the mapping of parsed TOML; raise UsageError or NotFoundError naming ``origin``."""
    _check(toml, "mapping", origin)
    times = _table(toml, "times", origin)
    _check(times, "times", f"[times] of {origin}")
    fixed, found = _parameters(_table(toml, "parameters", origin), origin)
    labels = {
        kind: _texts(words, f"[labels.{kind}] of {origin}") for kind, words in _table(toml, "labels", origin).items()
    }
    for kind in labels:
        if kind not in WORDS:
            raise NotFoundError("kind of label", kind, WORDS, origin)
    mapping = Mapping(
        name=str(toml.get("name", Path(origin).stem)), origin=origin, description=str(toml.get("description", "")),
        encoding=toml.get("encoding"), null=_list(toml, "null", origin), prefix=str(toml.get("prefix", "")),
        zone=times.get("zone"), formats=_list(times, "formats", origin), canonical=bool(toml.get("canonical", False)),
        note=str(toml.get("note", "")), automatic=bool(toml.get("automatic", True)),
        parameters=fixed, patterns_of=found, labels=labels,
        files={one: _file(one, spec, origin) for one, spec in _table(toml, "files", origin).items()},
        views=_texts(_table(toml, "views", origin), f"[views] of {origin}"),
        lookups={one: _texts(words, f"[lookups.{one}]") for one, words in _table(toml, "lookups", origin).items()},
        loads=tuple(_load(one, origin) for one in toml.get("load", ())),
    )  # fmt: skip
    _check_whole(mapping)
    return mapping


def _merged(path: Path, mappings_dir: Path | None, seen: tuple[str, ...]) -> dict[str, Any]:
    """Return the TOML of a file, laid over that of the mapping that it extends."""
    try:
        toml = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(_("{name} is no TOML: {error}.", name=path.name, error=str(error).rstrip("."))) from error
    base_name = toml.pop("extends", None)
    if base_name is None:
        return toml
    # A project's copy may have the name of the shipped mapping that it extends.
    known = shipped() if base_name == path.stem else available(mappings_dir)
    if base_name not in known:
        raise NotFoundError("mapping", str(base_name), known, _("extends of {name}", name=path.name))
    if base_name in seen:
        raise UsageError(_("{name} extends itself, over {names}.", name=path.name, names=both(seen)))
    return _over(_merged(known[base_name], mappings_dir, (*seen, base_name)), {"name": path.stem} | toml)


def _over(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        merged[key] = (
            _over(merged[key], value) if isinstance(value, dict) and isinstance(merged.get(key), dict) else value
        )
    return merged


def _check_whole(mapping: Mapping) -> None:
    """Check what one part says of another: sources of loads and joins, and the zone."""
    sources = [*mapping.files, *mapping.views]
    for load in mapping.loads:
        for source in (load.source, *(join.file for join in load.joins)):
            if source not in sources:
                raise NotFoundError("file or view", source, sources, mapping.origin)
    if mapping.zone == "":
        raise UsageError(
            _("The zone under [times] of {origin} is empty: fill in the IANA zone of its times.", origin=mapping.origin)
        )
    if mapping.zone and not mapping.zone.startswith(":"):
        time_zone(mapping.zone)
    if not mapping.loads and not mapping.canonical:
        raise UsageError(
            _("{origin} maps nothing: it has neither a [[load]] nor canonical = true.", origin=mapping.origin)
        )


def _load(toml: Toml, origin: str) -> LoadSpec:
    table = canonical_table(str(_needed(toml, "table", f"a [[load]] of {origin}")))
    where = f"the [[load]] of {table.name} in {origin}"
    _check(toml, "load", where)
    latest, changes = toml.get("latest", {}), toml.get("changes")
    _check(latest, "latest", where)
    columns = {
        table.column(name).name: _column(spec, "column", where) for name, spec in toml.get("columns", {}).items()
    }
    return LoadSpec(
        table=table, source=str(_needed(toml, "from", where)), columns=columns, where=toml.get("where"),
        latest_by=_list(latest, "by", where), latest_order=_list(latest, "order", where),
        distinct=_list(toml, "distinct", where),
        joins=tuple(_join(name, spec, where) for name, spec in toml.get("join", {}).items()),
        changes=_changes(changes, where) if changes else None,
    )  # fmt: skip


def _join(name: str, toml: Toml, where: str) -> Join:
    _check(toml, "join", where)
    return Join(name, str(toml.get("file", name)), str(_needed(toml, "key", where)), str(_needed(toml, "to", where)))


def _changes(toml: Toml, where: str) -> Changes:
    where = _("the changes of {where}", where=where)
    _check(toml, "changes", where)
    tracked = []
    for name, spec in _needed(toml, "track", where).items():
        full = {"column": spec} if isinstance(spec, str) else spec
        start, skip = full.get("start"), bool(full.get("skip_null", False))
        tracked.append(Tracked(name, _column(full, "track", where), None if start is None else str(start), skip))
    return Changes(
        case=str(_needed(toml, "case", where)), order=_list(toml, "order", where), at=str(_needed(toml, "at", where)),
        tracked=tuple(tracked), actor=toml.get("actor"),
    )  # fmt: skip


def _column(spec: object, kind: str, where: str) -> ColumnSpec:
    if isinstance(spec, str):
        return ColumnSpec(any=(spec,))
    if not isinstance(spec, dict):
        raise UsageError(_("A column of {where} is neither a name nor a table with column, any or expr.", where=where))
    _check(spec, kind, where)
    given = [key for key in ("column", "any", "expr") if key in spec]
    if len(given) != 1:
        raise UsageError(
            _(
                "A column of {where} needs exactly one of column, any and expr, not {given}.",
                where=where,
                given=given or _("none"),
            )
        )
    names = (str(spec["column"]),) if "column" in spec else tuple(str(one) for one in spec.get("any", ()))
    return ColumnSpec(any=names, expr=spec.get("expr"), why=str(spec.get("why", "")))


def _file(name: str, toml: Toml, origin: str) -> FileSpec:
    where = f"[files.{name}] of {origin}"
    _check(toml, "files", where)
    return FileSpec(
        name, _list(toml, "patterns", where), _list(toml, "header", where), _list(toml, "optional", where),
        bool(toml.get("required", True)),
    )  # fmt: skip


def _parameters(toml: Toml, origin: str) -> tuple[dict[str, str], dict[str, str]]:
    fixed: dict[str, str] = {}
    found: dict[str, str] = {}
    for name, value in toml.items():
        if isinstance(value, dict):
            found[name] = str(_needed(value, "in_file_name", f"parameter {name} of {origin}"))
        else:
            fixed[name] = str(value)
    return fixed, found


def _check(toml: Toml, kind: str, where: str) -> None:
    for key in toml:
        if key not in _KEYS[kind]:
            raise NotFoundError("key", key, _KEYS[kind], where)


def _needed(toml: Toml, key: str, where: str) -> Any:  # noqa: ANN401 - TOML holds any type
    if key not in toml:
        raise UsageError(_("{where} has no {key}.", where=where[0].upper() + where[1:], key=repr(key)))
    return toml[key]


def _table(toml: Toml, key: str, origin: str) -> dict[str, Any]:
    value = toml.get(key, {})
    if not isinstance(value, dict):
        raise UsageError(_("{key} of {origin} must be a table.", key=repr(key), origin=origin))
    return value


def _texts(toml: object, where: str) -> dict[str, str]:
    if not isinstance(toml, dict):
        raise UsageError(_("{where} must be a table of texts.", where=where))
    return {str(key): str(value) for key, value in toml.items()}


def _list(toml: Toml, key: str, where: str) -> tuple[str, ...]:
    value = toml.get(key, ())
    items: Iterable[object] = (value,) if isinstance(value, str) else value
    if not isinstance(items, (list, tuple)):
        raise UsageError(_("{key} of {where} must be a text or a list of texts.", key=repr(key), where=where))
    return tuple(str(one) for one in items)
