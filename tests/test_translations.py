"""The catalogues: what is compiled is what is written, and no translation lost a place or a mark."""

from __future__ import annotations

import pytest
from catalogues import TRANSLATED, faults, forms_of, id_of, is_done, messages, mo_bytes, path_of, read


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
