"""In which language the terminal speaks: the one asked for, else that of the environment, else the project's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from deskgauge.cli.projects import PROJECT_FILE
from deskgauge.language import LANGUAGES

VARIABLE = "DESKGAUGE_LANGUAGE"


def chosen_language(words: Sequence[str]) -> str:
    """Return the language that a command line speaks: ``--language``, DESKGAUGE_LANGUAGE, or the project's.

    What is none of LANGUAGES is passed over here; the command refuses it with a sentence where it was typed.
    """
    folder = Path(_value(words, "--project") or ".")
    for said in (_value(words, "--language"), os.environ.get(VARIABLE, "")):
        if said in LANGUAGES:
            return said
    return _of_project(folder / PROJECT_FILE)


def _value(words: Sequence[str], option: str) -> str:
    for at, word in enumerate(words):
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
        if word == option:
            return words[at + 1] if at + 1 < len(words) else ""
    return ""


def _of_project(file: Path) -> str:
    """Return the language that a project file names, English where it does not or cannot be read."""
    import tomllib

    try:
        company = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("company", {})
        said = company.get("language", "en")
    except (OSError, ValueError, AttributeError):
        return "en"
    return said if said in LANGUAGES else "en"
