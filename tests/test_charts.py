"""Charts: valid Vega-Lite in every language, tables that equal the answers, pictures that need nothing else."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from chart_samples import ANSWERS, Answers, asked, drawn
from deskgauge.language import LANGUAGES, in_language
from deskgauge.project import Workspace
from deskgauge.report.charts import Chart, drawing
from deskgauge.report.charts.palette import DARK, LIGHT
from deskgauge.report.charts.scales import scale
from deskgauge.report.format import format_value
from deskgauge.report.reading import Words, reading

NAMES = [
    "trend",
    "weeks",
    "nothing",
    "flow",
    "distribution",
    "heat",
    "waits",
    "ranked",
    "multiples",
    "ages",
    "diverging",
]


@pytest.fixture(scope="module")
def answers(demo_project: Path) -> Answers:
    return asked(Workspace(demo_project))


@pytest.fixture(scope="module")
def charts(answers: Answers) -> dict[str, dict[str, Chart]]:
    return {language: drawn(answers, language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft7Validator:
    text = resources.files("altair.vegalite.v6.schema").joinpath("vega-lite-schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft7Validator(json.loads(text))


def every_text(value: object) -> list[str]:
    """Return all texts inside of a specification."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in every_text(one)]
    return [text for one in value for text in every_text(one)] if isinstance(value, list) else [str(value)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_valid_vega_lite(
    language: str, charts: dict[str, dict[str, Chart]], schema: jsonschema.Draft7Validator
) -> None:
    assert list(charts[language]) == NAMES
    for name, chart in charts[language].items():
        problems = [f"{name}: {problem.message[:300]}" for problem in schema.iter_errors(chart.spec)]
        assert not problems
        assert chart.title
        assert chart.summary.endswith((".", "。", "।"))
        assert not [text for text in every_text(chart.spec) if text.startswith("http") and "schema" not in text]


def test_the_schema_is_of_the_version_that_draws(schema: jsonschema.Draft7Validator) -> None:
    import altair as alt
    import vl_convert

    assert drawing.VERSION in vl_convert.get_vegalite_versions()
    assert f"v{drawing.VERSION}" in alt.SCHEMA_VERSION
    assert not schema.is_valid({"mark": "bare", "encoding": {}})


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_the_answers_rows(language: str, charts: dict[str, dict[str, Chart]], answers: Answers) -> None:
    with in_language(language):
        words = Words(language, "EUR", "calendar", "Europe/Warsaw")
        days = [reading(row) for row in answers.days]
        assert [row[1] for row in charts[language]["trend"].rows] == [words.value(one).text for one in days]
        assert [row[3] for row in charts[language]["trend"].rows] == [words.count(one.n).text for one in days]
        assert [row[4] for row in charts[language]["trend"].rows] == [
            words.value(reading(row)).text for row in answers.before
        ]
        assert [row[2] for row in charts[language]["distribution"].rows] == [
            words.count(int(str(row["n"]))).text for row in answers.waits
        ]
        told = sorted(row[1] for row in charts[language]["ranked"].rows)
        assert told == sorted(words.value(reading(row)).text for row in answers.channels)
        assert len(charts[language]["multiples"].rows) == len(answers.panels)
        solved = [words.value(reading(row)).text for row in answers.flow if row["metric"] == "tickets_solved"]
        assert [row[2] for row in charts[language]["flow"].rows] == solved
        assert charts[language]["diverging"].rows[0][1:6] == [words.count(n).text for _, n in ANSWERS["CSAT"]]
    for chart in charts[language].values():
        assert {len(row) for row in chart.rows} <= {len(chart.columns)}


def test_ages_add_up_to_the_tickets_that_are_open(charts: dict[str, dict[str, Chart]], answers: Answers) -> None:
    for number, row in enumerate(charts["en"]["ages"].rows):
        assert sum(int(cell) for cell in row[1:]) == sum(int(str(one["n"])) for one in answers.ages[number * 4 :][:4])


@pytest.mark.parametrize(("language", "first"), [("en", "Mon"), ("fa", "شنبه"), ("ne", "आइत"), ("pl", "pon.")])
def test_the_week_begins_as_the_reader_s_does(language: str, first: str, charts: dict[str, dict[str, Chart]]) -> None:
    assert charts[language]["heat"].rows[0][0] == first
    monday = next(row for row in charts["en"]["heat"].rows if row[0] == "Mon")
    own = charts[language]["heat"].rows[{"fa": 2, "ne": 1}.get(language, 0)]
    assert [bool(cell) for cell in own[1:]] == [bool(cell) for cell in monday[1:]]


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_for_the_page_has_no_style_and_its_own_names(name: str, charts: dict[str, dict[str, Chart]]) -> None:
    drawn_ids: list[str | None] = []
    for language in ("en", "fa"):
        chart = charts[language][name]
        text = str(drawing.svg(chart, language))
        root = ET.fromstring(text)
        assert not [node for node in root.iter() if "style" in node.attrib or node.tag.endswith(("style", "script"))]
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|font-family", text)
        assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= LIGHT.keys() & DARK.keys()
        assert (root.get("role"), root.get("direction")) == ("img", "ltr")
        assert [float(str(root.get(side))) for side in ("width", "height")] == [
            float(one) for one in str(root.get("viewBox")).split()[2:]
        ]
        told = {node.get("id"): node.text for node in root.iter() if node.get("id")}
        assert list(told.values()) == [chart.title, chart.summary]
        assert str(root.get("aria-labelledby")).split() == list(told)
        drawn_ids += told
        assert "var(" not in drawing.svg(chart, language, css=False, dark=True)
    assert len(set(drawn_ids)) == len(drawn_ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_and_pictures_need_no_font(language: str, charts: dict[str, dict[str, Chart]]) -> None:
    for name in ("trend", "distribution", "ranked"):
        chart = charts[language][name]
        page, paper = (ET.fromstring(str(one)) for one in (
            drawing.svg(chart, language), drawing.print_svg(chart, language),
        ))  # fmt: skip
        texts = [node for node in page.iter() if node.tag.endswith("text")]
        assert texts
        assert not [node for node in paper.iter() if node.tag.endswith("text")]
        paths = [sum(node.tag.endswith("path") for node in root.iter()) for root in (page, paper)]
        assert paths[1] - paths[0] == len(texts)
        assert "var(" not in ET.tostring(paper, encoding="unicode")
    assert drawing.png(charts[language]["ranked"], language, 1.0).startswith(b"\x89PNG")


def test_the_page_s_script_holds_all_it_needs() -> None:
    script = drawing.bundle()
    assert 500_000 < len(script) < 1_200_000
    assert "vegaEmbed" in script
    assert drawing.bundle() is script


@pytest.mark.parametrize(
    ("unit", "values", "labels"),
    [
        ("duration", [0, 5200], ["0", "30 min", "1 h", "1 h 30 min"]),
        ("duration", [0, 50], ["0", "10 s", "20 s", "30 s", "40 s", "50 s"]),
        ("share", [0.78, 0.91], ["75%", "80%", "85%", "90%", "95%"]),
        ("share", [0.01, 0.04], ["0%", "1%", "2%", "3%", "4%"]),
        ("count", [0, 3], ["0", "1", "2", "3"]),
        ("count", [7, 1800], ["0", "500", "1,000", "1,500", "2,000"]),
        ("score", [-20, 41], [f"{format_value(-20, 'count')}", "0", "20", "40", "60"]),
    ],
)
def test_ticks_stand_at_round_values(unit: str, values: list[float], labels: list[str]) -> None:
    found = [text.replace("\N{NO-BREAK SPACE}", " ") for _, text in scale(values, unit, Words("en")).ticks]
    assert found == labels
