"""Every text on the terminal is translated: in a language of brackets nothing but names and ids stands outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deskgauge.cli import main
from pseudo import IDS, pseudo_language, untranslated


@pytest.fixture(scope="module")
def brackets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pseudo_language(tmp_path_factory.mktemp("locale")):
        yield


@pytest.mark.usefixtures("brackets")
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["scorecard"], 0),
        (["query", "csat", "first_response_time", "--by", "weekday", "--compare", "previous"], 0),
        (["explain", "first_response_time"], 0),
        (["check"], 0),
        (["metrics"], 0),
        (["metrics", "csat"], 0),
        (["compare-definitions", "first_contact_resolution"], 0),
        (["doctor"], None),
        (["init", "--list-profiles"], 0),
        (["--help"], 0),
        (["query", "--help"], 0),
        (["import", "--help"], 0),
        (["querry"], 2),
        (["query"], 2),
        (["query", "csatt"], 2),
        (["query", "csat", "--grain", "fortnight"], 2),
        (["query", "csat", "--where", "foo = 1"], 2),
        (["query", "csat", "--from", "soon"], 2),
        (["explain", "csat", "--limit", "-1"], 2),
        (["import", "nowhere.csv"], 2),
    ],
)
def test_nothing_on_the_terminal_is_left_in_english(
    words: list[str], status: int | None, demo_project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = main._run(["--project", str(demo_project), *words])
    assert status in (None, found)
    shown = capsys.readouterr()
    data = {*IDS, *demo_project.parts}
    assert untranslated(shown.out + shown.err, data) == []


def test_a_text_without_brackets_is_seen() -> None:
    assert untranslated("⟦One ⟦within⟧ another⟧ left over, id_of_it, --option and 12") == ["left over", "and"]
    assert untranslated("⟦Team⟧ Returns", ["Returns"]) == []
