"""Hold every rule to its version: ``make versions`` writes the fingerprints down, and refuses a silent change.

A metric's fingerprint is taken of what it counts: its parts in every reading, the rows that they read, who is left out
and why, its text, unit and direction. Facts and the defaults of settings have their own: they may change without any
number changing, and whoever changes them says so by writing them down anew.
"""

from __future__ import annotations

import hashlib
import inspect
import io
import json
import re
import sys
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from deskgauge.catalogue.defined import all_definitions
from deskgauge.catalogue.kinds import Base, Kind
from deskgauge.catalogue.metric import OURS, Metric
from deskgauge.catalogue.registry import builtin
from deskgauge.catalogue.slices import FRAMES
from deskgauge.engine.build import facts
from deskgauge.engine.declared import readings
from deskgauge.model.settings import Settings

ROOT = Path(__file__).parent.parent
RECORD = ROOT / "docs" / "fingerprints.json"
NOTES = ROOT / "docs" / "definitions.md"
HOW = "run `make versions` and commit docs/fingerprints.json"

Record = Mapping[str, Mapping[str, str]]


def main() -> int:
    """Write the fingerprints down; with a rule that changed silently write nothing and say which."""
    known, now = recorded(), current()
    silent = [one for one in complaints(known, now, NOTES.read_text(encoding="utf-8")) if HOW not in one]
    if silent:
        print("\n".join(silent), file=sys.stderr)
        return 1
    for fact in (name for name in now["facts"] if known.get("facts", {}).get(name, "") != now["facts"][name]):
        resting = sorted(metric.id for metric in builtin().values() if fact in _facts_of(metric))
        if known and resting:
            print(f"{fact} changed: a metric that counts otherwise now needs a new version: {', '.join(resting)}.")
    RECORD.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(now['rules'])} rules, {len(now['facts'])} facts and {len(now['settings'])} defaults written down.")
    return 0


def recorded() -> Record:
    """Return the fingerprints written down."""
    found: Record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    return found


def current() -> Record:
    """Return the fingerprints as the declarations give them now."""
    rules = {_name(metric): f"{metric.version} {fingerprint(metric)}" for metric in _rules()}
    defaults = {one.name: repr(getattr(Settings(), one.name)) for one in fields(Settings)}
    return {
        "rules": rules,
        "facts": {name: _hash(_plain(fact.query)) for name, fact in facts().items()},
        "settings": defaults,
    }


def complaints(known: Record, now: Record, notes: str) -> list[str]:
    """Say what has changed without being written down, a sentence each: which, and what to do."""
    found = []
    for name, told in now["rules"].items():
        version, hash_ = told.split()
        before = known.get("rules", {}).get(name, "").split()
        if before and before[1] != hash_ and before[0] == version:
            found.append(
                f"{name} counts otherwise than its version {version} did: raise its version and say in a row of "
                "docs/definitions.md, Changes of rules, what changed; then run `make versions`."
            )
        elif version != "1" and not noted(notes, name, version):
            found.append(
                f"{name} has version {version}; docs/definitions.md, Changes of rules, needs a row that says why."
            )
        elif before != [version, hash_]:
            found.append(f"{name} is {'new' if not before else f'now version {version}'}: {HOW}.")
    found += [f"{name} has gone: {HOW}." for name in known.get("rules", {}) if name not in now["rules"]]
    for kind, what in (("facts", "fact"), ("settings", "default of the setting")):
        old = known.get(kind, {})
        changed = sorted(name for name in {*old, *now[kind]} if old.get(name) != now[kind].get(name))
        found += [
            f"the {what} {name} changed: raise the version of what counts otherwise; then {HOW}." for name in changed
        ]
    return found


def noted(notes: str, name: str, version: str) -> bool:
    """Say whether the table of changes has a row of a rule and its version."""
    metric, _, definition = name.partition(" ")
    cells = (re.escape(metric), rf"(?:{re.escape(definition or OURS)}|all)", re.escape(version))
    row = r"\|" + r"\|".join(rf"\s*`?{cell}`?\s*" for cell in cells) + r"\|"
    return re.search(f"^{row}", notes, re.MULTILINE) is not None


# ---------------------------------------------------------------------- one rule
def _rules() -> Iterator[Metric]:
    for metric in builtin().values():
        yield metric
        yield from (one.of(metric) for one in all_definitions().get(metric.id, {}).values())


def _name(metric: Metric) -> str:
    return metric.id if metric.definition == OURS else f"{metric.id} {metric.definition}"


def fingerprint(metric: Metric) -> str:
    """Return what tells one rule from every other, whatever its layout."""
    kind, told = metric.kind, [metric.text, metric.unit, metric.better, type(metric.kind).__name__]
    told += [str(kind.against), *kind.carries, *_code(kind)]
    for reading in readings(metric):
        parts = kind.parts(reading)
        told += [f"{reading.clock} {reading.stat} {reading.anchor} {reading.by_agent}"]
        told += [f"{name}: {part!r} of {FRAMES[part.frame].query}" for name, part in parts.items()]
        told += [repr(kind.accounts(reading))] if isinstance(kind, Base) else []
    return _hash(_plain("\n".join(told)))


def _code(kind: Kind) -> Iterator[str]:
    """Return the code of the functions that a kind is given, comments and layout apart."""
    for one in fields(kind) if isinstance(kind, Base) else ():
        function = getattr(kind, one.name)
        if inspect.isfunction(function):
            source = inspect.cleandoc("\n" + inspect.getsource(function))
            tokens = tokenize.generate_tokens(io.StringIO(source).readline)
            yield " ".join(token.string for token in tokens if token.string.strip() and token.type != tokenize.COMMENT)


def _facts_of(metric: Metric) -> set[str]:
    """Return the facts that a metric's rows rest on."""
    wanted = {fact for reading in readings(metric) for part in metric.kind.parts(reading).values()
              for fact in FRAMES[part.frame].facts}  # fmt: skip
    while (
        more := {need for fact in wanted if fact in facts() for need in facts()[fact].needs if need in facts()} - wanted
    ):
        wanted |= more
    return wanted


def _plain(text: str) -> str:
    """Leave out comments of SQL and the layout."""
    return " ".join(re.sub(r"--[^\n]*", "", text).split())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
