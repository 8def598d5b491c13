"""Small pictures: shapes tell verdicts apart without colour, places are in proportion, paper needs no style sheet."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from deskgauge.report import pictures
from deskgauge.report.reading import VERDICTS, Reading, reading

ROW = {"value": 60.0, "unit": "score", "n": 50, "low": 50.0, "high": 75.0, "target": 80.0, "previous": 40.0}


def one(**changes: Any) -> Reading:
    return reading({**ROW, **changes})


def shapes(picture: str) -> list[tuple[str, dict[str, str]]]:
    return [(node.tag.rpartition("}")[2], node.attrib) for node in ET.fromstring(picture).iter()][1:]


def test_every_verdict_and_change_has_a_shape_of_its_own() -> None:
    assert set(VERDICTS) < set(pictures.SIGNS)
    drawn = [re.sub(r'(fill|stroke)="[^"]*"', "", pictures.sign(name)) for name in pictures.SIGNS]
    assert len(set(drawn)) == len(pictures.SIGNS)
    assert "currentColor" in pictures.sign("up")
    assert "#b04300" in pictures.sign("up", tone="bad", paper=True)


def test_a_strip_keeps_its_marks_in_proportion() -> None:
    found = {attributes["class"]: attributes for _, attributes in shapes(pictures.target_strip(one(), "up"))}
    value, past = float(found["b-dot"]["cx"]), float(found["b-prev"]["cx"])
    low, width = float(found["b-int"]["x"]), float(found["b-int"]["width"])
    target = float(re.findall(r"[\d.]+", found["b-tgt"]["d"])[0])
    unit = (target - past) / 40
    assert [value - past, low - past, width] == pytest.approx([20 * unit, 10 * unit, 25 * unit], abs=0.2)
    zone = float(found["b-zone"]["x"]), float(found["b-zone"]["width"])
    assert zone == pytest.approx((target, 240 - target), abs=0.2)
    down = {a["class"]: a for _, a in shapes(pictures.target_strip(one(), "down"))}["b-zone"]
    assert (float(down["x"]), float(down["width"])) == pytest.approx((0, target), abs=0.2)


@pytest.mark.parametrize("changes", [{"value": None}, {"too_few": True}])
def test_no_strip_where_nothing_may_be_judged(changes: dict[str, Any]) -> None:
    assert pictures.target_strip(one(**changes), "up") == ""


def test_a_value_alone_stands_in_the_middle() -> None:
    alone = one(low=None, high=None, target=None, previous=None)
    (rail, dot) = shapes(pictures.target_strip(alone, "up"))
    assert (rail[1]["class"], dot[1]["cx"]) == ("b-rail", "120")


def test_a_gap_breaks_the_sparkline_and_the_newest_has_a_dot() -> None:
    found = shapes(pictures.sparkline([1, 2, None, 4, 3], 2.5))
    assert [attributes["class"] for _, attributes in found] == ["s-tgt", "s-line", "s-line", "s-dot"]
    assert found[1][1]["points"].split()[0].startswith("4,")
    assert float(found[3][1]["cx"]) == 100
    assert [tag for tag, _ in shapes(pictures.sparkline([1, 2, None]))] == ["polyline"]
    assert [attributes["class"] for _, attributes in shapes(pictures.sparkline([1, 2], 900))] == ["s-line", "s-dot"]
    assert pictures.sparkline([None, None]) == ""
    assert "nan" not in pictures.sparkline([5.0, 5.0])


def test_bars_are_as_long_as_their_share() -> None:
    assert shapes(pictures.bar(0.25))[0][1]["width"] == "25"
    assert shapes(pictures.bar(0.25, mirrored=True))[0][1]["x"] == "75"
    assert shapes(pictures.bar(7))[0][1]["width"] == "100"


def test_paper_stands_alone_and_the_page_follows_its_style_sheet() -> None:
    def drawn(*, paper: bool) -> str:
        samples = [pictures.sample(name, paper=paper) for name in ("band", *pictures.SAMPLES)]
        strip = pictures.target_strip(one(), "up", paper=paper)
        return "".join([*samples, strip, pictures.sparkline([1, 2], 1, paper=paper), pictures.bar(0.5, paper=paper)])

    page, paper = drawn(paper=False), drawn(paper=True)
    assert "class=" not in paper
    assert "var(" not in paper
    assert "#" not in page
    assert "style=" not in page + paper
    assert page.count('aria-hidden="true"') == page.count("<svg")
