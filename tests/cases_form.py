"""How a case file is read and held to its form, and how an answer is compared with what it should have been.

A number without a point, or with fewer than four decimals, and a fraction such as ``2/3`` are exact (1e-9 relative);
one with four or more decimals was rounded by hand and holds to half a unit of its last digit. Instants and dates
stay text. Only the keys that a row names are compared; the reasons of exclusion are compared whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from deskgauge.model.tables import TABLES

FOLDER = Path(__file__).parent / "cases"
FILE_KEYS = {"metric", "rules", "cases"}
CASE_KEYS = {"name", "why", "settings", "tables", "asks", "working"}
ASK_KEYS = {"ask", "expect", "excluded"}
QUESTION = {
    "metrics",
    "by",
    "grain",
    "from",
    "to",
    "where",
    "clock",
    "stat",
    "anchor",
    "definition",
    "compare",
    "as_of",
}
ROUNDED_FROM = 4


class Given(float):
    """A number as it stands in a case, with how many decimals were written."""

    decimals: int


class _Loader(yaml.CSafeLoader):
    """YAML without the conversion of dates, and with the decimals of each number; in C, as 113 files are read."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _given(_loader: _Loader, node: yaml.ScalarNode) -> Given:
    number = Given(node.value)
    number.decimals = len(node.value.partition(".")[2])
    return number


_Loader.add_constructor("tag:yaml.org,2002:float", _given)


@dataclass(frozen=True)
class Case:
    """One tiny company, the questions asked of it, and the answers worked out by hand."""

    metric: str
    name: str
    why: str
    settings: Mapping[str, Any]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]
    asks: Sequence[Mapping[str, Any]]
    working: str

    @property
    def id(self) -> str:
        """The metric and the sentence, as pytest shows them."""
        return f"{self.metric}-{self.name}"


def read(path: Path) -> Mapping[str, Any]:
    """Return a case file as nested mappings."""
    with path.open(encoding="utf-8") as stream:
        content: Mapping[str, Any] = yaml.load(stream, _Loader)  # a SafeLoader with two changes
    return content


def cases() -> list[Case]:
    """Return all cases of all files, in the order of the files' names."""
    return [_case(content["metric"], one) for content in map(read, files()) for one in content["cases"]]


def files() -> list[Path]:
    """Return the case files, those of the definitions of others in a folder of their own, sorted."""
    return sorted(FOLDER.rglob("*.yaml"))


def _case(metric: str, one: Mapping[str, Any]) -> Case:
    return Case(
        metric, one["name"], one["why"], one.get("settings") or {}, one["tables"], one["asks"], one.get("working", "")
    )


def faults(path: Path) -> list[str]:
    """Return what is wrong with the form of a case file; nothing where it is right."""
    content = read(path)
    found = _unknown(content, FILE_KEYS, "the file")
    if content.get("metric") != path.stem:
        found.append(f"metric {content.get('metric')!r} in a file named {path.stem}")
    for one in content["cases"]:
        found += _unknown(one, CASE_KEYS, f"case {one.get('name')!r}")
        found += [
            f"case {one.get('name')!r} has no {key}" for key in ("name", "why", "tables", "asks") if key not in one
        ]
        found += _table_faults(one)
        found += _ask_faults(one)
    names = [one["name"] for one in content["cases"]]
    found += [f"two cases named {name!r}" for name in sorted({name for name in names if names.count(name) > 1})]
    return found + _rule_faults(content)


def _rule_faults(content: Mapping[str, Any]) -> list[str]:
    """The rules named at the top are those that the cases name, and the other way round."""
    named = {int(number) for one in content["cases"] for number in _rule_numbers(one["why"])}
    listed = set(content.get("rules", []))
    return [f"rule {number} is listed and no case names it" for number in sorted(listed - named)] + [
        f"rule {number} is named by a case and not listed" for number in sorted(named - listed)
    ]


def _rule_numbers(why: str) -> list[str]:
    return [number for found in re.findall(r"rules? (\d+(?:, \d+)*)", why) for number in found.split(", ")]


def _table_faults(one: Mapping[str, Any]) -> list[str]:
    found = [f"unknown table {name!r}" for name in one["tables"] if name not in TABLES]
    for name in set(one["tables"]) & set(TABLES):
        known = {column.name for column in TABLES[name].columns}
        for row in one["tables"][name]:
            found += _unknown(row, known, f"table {name} of case {one['name']!r}")
    return found


def _ask_faults(one: Mapping[str, Any]) -> list[str]:
    found = []
    for ask in one["asks"]:
        found += _unknown(ask, ASK_KEYS, f"an ask of case {one['name']!r}")
        found += _unknown(ask["ask"], QUESTION, f"a question of case {one['name']!r}")
        if not ask.get("expect") and "excluded" not in ask:
            found.append(f"a question of case {one['name']!r} expects nothing")
    return found


def _unknown(mapping: Mapping[str, Any], known: set[str], where: str) -> list[str]:
    return [f"unknown key {key!r} in {where}" for key in mapping if key not in known]


def differences(expected: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what differs between the rows expected and those given, one sentence each."""
    found = []
    if len(expected) != len(rows):
        found.append(f"{len(expected)} rows expected, {len(rows)} given")
    for number, (want, have) in enumerate(zip(expected, rows, strict=False), start=1):
        for key, value in want.items():
            if key not in have:
                found.append(f"row {number} has no {key}")
            elif not same(value, have[key]):
                found.append(f"row {number}: {key} should be {shown(value)} and is {shown(have[key])}")
    return found


def same(want: object, have: object) -> bool:
    """Whether a value is the one expected, to the digits that were written."""
    if want is None or have is None or isinstance(want, bool) or isinstance(have, bool):
        return want is have
    if isinstance(have, datetime):
        return want == have.isoformat()
    if isinstance(want, str) and re.fullmatch(r"-?\d+/\d+", want) and not isinstance(have, str):
        want = float(Fraction(want))
    if isinstance(want, int | float):
        return isinstance(have, int | float) and abs(float(have) - float(want)) <= _tolerance(want)
    return want == have


def _tolerance(want: float) -> float:
    if isinstance(want, Given) and want.decimals >= ROUNDED_FROM:
        return 0.5000001 * math.pow(10, -want.decimals)
    return 1e-9 * max(1e-3, abs(want))


def shown(value: object) -> str:
    """A value in a sentence."""
    return value.isoformat() if isinstance(value, datetime) else repr(value)
