"""Collect the texts, bring the catalogues up to date and compile them; give translators what is left, take it back.

messages.py                     collect and compile
messages.py --todo fa           what is not translated yet into a language, one JSON object a line
messages.py --fill fa FILE      take translations, one JSON object a line: {"id": "…", "text": "…"}, or for plurals
                                {"id": "…", "forms": ["…", "…", "…"]}; what is wrong with one is told, the rest is kept
messages.py --count             how much of each language is done
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from catalogues import (
    TEMPLATE,
    TRANSLATED,
    collected,
    faults,
    id_of,
    is_done,
    joined,
    messages,
    mo_bytes,
    path_of,
    po_bytes,
    read,
    singular,
)


def main() -> int:
    """Do what the words say; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--todo", metavar="LANG", choices=TRANSLATED)
    parser.add_argument("--fill", metavar=("LANG", "FILE"), nargs=2)
    parser.add_argument("--count", action="store_true")
    args = parser.parse_args()
    if args.todo:
        return _todo(args.todo)
    if args.fill:
        return _fill(args.fill[0], Path(args.fill[1]))
    if not args.count:
        _update()
    return _count()


def _update() -> None:
    texts = collected()
    ids = [id_of(one) for one in messages(texts)]
    if len(ids) != len(set(ids)):
        raise SystemExit("two texts have the same id")
    _write(TEMPLATE, po_bytes(texts))
    for language in TRANSLATED:
        _write(path_of(language), po_bytes(joined(language, texts)))
        _write(path_of(language, "mo"), mo_bytes(language))


def _count() -> int:
    for language in TRANSLATED:
        known = read(language)
        done = sum(is_done(one, known.num_plurals) for one in messages(known))
        print(f"{language}  {done} of {len(known)} texts")
    return 0


def _todo(language: str) -> int:
    known = read(language)
    for one in messages(known):
        if not is_done(one, known.num_plurals):
            told: dict[str, object] = {"id": id_of(one)}
            if one.context:
                told["context"] = one.context
            if one.pluralizable:
                told |= {"one": one.id[0], "many": one.id[1], "forms": known.num_plurals}
            else:
                told["text"] = one.id
            told["where"] = "; ".join(dict.fromkeys([*one.auto_comments, *(path for path, _ in one.locations)]))[:160]
            print(json.dumps(told, ensure_ascii=False))
    return 0


def _fill(language: str, file: Path) -> int:
    known = joined(language, read(language))
    by_id = {id_of(one): one for one in messages(known)}
    wrong = taken = 0
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            told = _take(language, known, by_id, line)
            taken += not told
            wrong += bool(told)
            if told:
                print(f"{file.name}, line {number}: {told}", file=sys.stderr)
    _write(path_of(language), po_bytes(known))
    _write(path_of(language, "mo"), mo_bytes(language))
    print(f"{language}: {taken} taken, {wrong} not")
    return 1 if wrong else 0


def _take(language: str, known: Catalog, by_id: Mapping[str, Message], line: str) -> str:
    """Put one line's translation in its place; return what is wrong with it, "" where nothing is."""
    try:
        given = json.loads(line)
        wanted = by_id[given["id"]]
        message = known.get(singular(wanted), wanted.context)
        forms = given["forms"] if "forms" in given else [given["text"]]
    except (ValueError, KeyError, TypeError) as error:
        return f"no translation of a known text ({error!r})"
    if message is None or not all(isinstance(one, str) for one in forms):
        return "a translation is text"
    found = faults(language, message, forms, known.num_plurals)
    if not found:
        message.string = tuple(forms) if message.pluralizable else forms[0]
    return "; ".join(found)


def _write(path: Path, data: bytes) -> None:
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    raise SystemExit(main())
