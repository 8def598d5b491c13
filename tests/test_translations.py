"""The catalogues: every text is there and translated, its places and marks kept; the compiled is the written."""

from __future__ import annotations

import pytest
from catalogues import (
    TEMPLATE,
    TRANSLATED,
    Lasting,
    collected,
    faults,
    forms_of,
    id_of,
    is_done,
    messages,
    mo_bytes,
    path_of,
    po_bytes,
    read,
)


@pytest.fixture(scope="module")
def texts() -> Lasting:
    return collected()


def test_every_text_of_the_program_is_in_the_catalogue(texts: Lasting) -> None:
    assert TEMPLATE.read_bytes() == po_bytes(texts), "run make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(texts: Lasting, language: str) -> None:
    known, wanted = read(language), {id_of(one) for one in messages(texts)}
    assert {id_of(one) for one in messages(known)} == wanted, "run make messages"
    left = [one.id for one in messages(known) if not is_done(one, known.num_plurals)]
    assert left == [], f"scripts/messages.py --todo {language} lists them, --fill takes translations"


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert path_of(language, "mo").read_bytes() == mo_bytes(language), "run make messages"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_places_and_marks(language: str) -> None:
    known = read(language)
    wrong = {
        id_of(one): found
        for one in messages(known)
        if is_done(one, known.num_plurals) and (found := faults(language, one, forms_of(one), known.num_plurals))
    }
    assert wrong == {}
