"""In which language the terminal speaks: the one asked for, else that of the environment, else the project's."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from deskgauge.cli.projects import PROJECT_FILE
from deskgauge.language import LANGUAGES

VARIABLE = "DESKGAUGE_LANGUAGE"


def chosen(words: Sequence[str]) -> tuple[str, str, str]:
    """Return the language, the digits and the calendar that a command line speaks in.

    The language is that of ``--language``, of DESKGAUGE_LANGUAGE, or the project's. What is none of LANGUAGES is passed
    over here; the command refuses it with a sentence where it was typed.
    """
    company = _company(Path(_value(words, "--project") or ".") / PROJECT_FILE)
    asked = (_value(words, "--language"), os.environ.get(VARIABLE, ""), str(company.get("language", "en")))
    language = next((one for one in asked if one in LANGUAGES), "en")
    return language, str(company.get("digits", "")), str(company.get("dates", ""))


def _value(words: Sequence[str], option: str) -> str:
    for at, word in enumerate(words):
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
        if word == option:
            return words[at + 1] if at + 1 < len(words) else ""
    return ""


def _company(file: Path) -> dict[str, object]:
    """Return what a project file says of the company, nothing where it does not or cannot be read."""
    import tomllib

    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig")).get("company", {})
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
