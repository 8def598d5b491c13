"""A garden-centre chain's survey in four waves: blanks stay out, and the comments are read right.

What misleads in the file: ``NA`` is no answer (and, as text, the larger of all scores); the bytes are Latin-1 with
letters of DOS code page 850 among them, sometimes both in one word; the waves have numbers and no dates. A DOS letter
whose byte is printed in Latin-1 as well (È, which is Ô there) cannot be told by its byte: about ten stay wrong.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from deskgauge.project import Workspace
from deskgauge.sources.outcome import ImportReport
from naive.figures import Z, wilson
from realdata.asking import Line, assert_nothing_lost, by_period, lines_of, project, stored
from support import one_row

# The mapping dates the waves by quarters of the year 2000 and says so.
WAVES = {"0": datetime(2000, 1, 1), "1": datetime(2000, 4, 1), "2": datetime(2000, 7, 1), "3": datetime(2000, 10, 1)}
YEAR = {"from_": "2000-01-01", "to": "2001-01-01"}
TOTAL = {**YEAR, "grain": "total"}
QUARTERS = {**YEAR, "grain": "quarter"}


@dataclass(frozen=True)
class Survey:
    """The survey as lines, and as a project that imported it."""

    lines: list[Line]
    desk: Workspace
    report: ImportReport

    def scores(self, question: str, wave: str | None = None) -> list[int]:
        """Return the scores of a question, of one wave or all; blanks are none."""
        return [
            int(line[question]) for line in self.lines if line[question] != "NA" and (wave is None or line["t"] == wave)
        ]


@pytest.fixture(scope="module")
def survey(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The four waves, imported without a word about their encoding or their columns."""
    path = real_data / "nps_french_retail" / "nps_waves_0-3.csv.gz"
    desk = project(tmp_path_factory.mktemp("survey"), "Europe/Paris")
    report = desk.import_files([path])
    return Survey(lines_of(path, "latin-1"), desk, report)


def nps(scores: list[int]) -> tuple[float, float, float]:
    """Return promoters less detractors, and the interval from the variance of 100, 0 and -100."""
    each = [100 if score >= 9 else -100 if score <= 6 else 0 for score in scores]
    value = math.fsum(each) / len(each)
    half = Z * math.sqrt(math.fsum((one - value) ** 2 for one in each) / len(each) / len(each))
    return value, value - half, value + half


def mended(text: str) -> str:
    """Return a text read as Latin-1 with the letters that are none in it read by the DOS code page."""
    return "".join(bytes([ord(sign)]).decode("cp850") if 0x80 <= ord(sign) < 0xA0 else sign for sign in text)


def test_every_answer_is_a_row(survey: Survey) -> None:
    """One row per person and question answered, and one for a comment without a score."""
    assert_nothing_lost(survey.report)
    alone = sum(line["nps"] == "NA" and line["explication"] != "NA" for line in survey.lines)
    naive = {
        "nps": len(survey.scores("nps")) + alone,
        "csat": len(survey.scores("satisfaction")),
        "experience": len(survey.scores("intention")),
    }

    assert len(survey.lines) == 8526
    assert alone == 28
    assert dict(stored(survey.desk, "SELECT kind, count(*) FROM survey_responses GROUP BY kind")) == naive
    assert any("tells waves and no dates" in note for note in survey.report.notes)


def test_nps_of_all_waves(survey: Survey) -> None:
    """A blank is in no denominator; the comments without a score are counted as left out."""
    scores = survey.scores("nps")
    value, low, high = nps(scores)
    row = one_row(survey.desk, "nps", **TOTAL)

    assert (row["value"], row["n"]) == (pytest.approx(value, rel=1e-9), len(scores))
    assert (row["low"], row["high"]) == pytest.approx((low, high), rel=1e-9)
    assert len(scores) < len(survey.lines)
    assert survey.desk.query("nps", **TOTAL).excluded == {"nps": {"no_score": 28}}


def test_nps_and_satisfaction_of_each_wave(survey: Survey) -> None:
    """A wave is a quarter: the satisfied are those who said 9 or 10 of 10."""
    recommend, satisfied = by_period(survey.desk, "nps", **QUARTERS), by_period(survey.desk, "csat", **QUARTERS)

    for wave, start in WAVES.items():
        scores, pleased = survey.scores("nps", wave), survey.scores("satisfaction", wave)
        hits = sum(score >= 9 for score in pleased)
        assert (recommend[start]["value"], recommend[start]["n"]) == (pytest.approx(nps(scores)[0]), len(scores))
        assert (satisfied[start]["value"], satisfied[start]["n"]) == (pytest.approx(hits / len(pleased)), len(pleased))
        assert (satisfied[start]["low"], satisfied[start]["high"]) == pytest.approx(wilson(hits, len(pleased)))


def test_comments_are_read_right(survey: Survey) -> None:
    """Letter by letter, in words that mix both encodings too; no control character is left."""
    found = dict(stored(survey.desk, "SELECT customer_id, comment FROM survey_responses WHERE comment IS NOT NULL"))
    naive = {line["id"]: mended(line["explication"]) for line in survey.lines if line["explication"] != "NA"}

    assert found == naive
    assert "recevoir régulièrement au bout de 50 points cumulé" in found["1913614"]
    assert "L'UNIQUE PERSONNE AFFECTÉE AU SERVICE ÉTAIT" in found["1922579"]
    assert "diversité" in " ".join(found.values())
    assert not any(0x80 <= ord(sign) < 0xA0 for text in found.values() for sign in text)
