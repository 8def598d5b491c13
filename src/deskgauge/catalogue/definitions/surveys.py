"""Surveys: what a 3 of 5 is, whose answer counts, and by what it is divided."""

from __future__ import annotations

from deskgauge.catalogue.definition import Definition
from deskgauge.catalogue.kinds import Mean, Nps, Share, count_where
from deskgauge.catalogue.metrics.satisfaction import CES, CSAT, CSAT_SHARE, INVITED, NPS, OF_STAFF
from deskgauge.catalogue.parts import Scan
from deskgauge.catalogue.people import ResponseRateOfAll
from deskgauge.catalogue.population import Population

AT = {"event": "answered_at"}
MIDDLE = "2 * score = scale_min + scale_max"
RESCALED = "CASE WHEN high_is_good THEN score - scale_min ELSE scale_max - score END / (scale_max - scale_min)"
FIVE_POINT = Population(
    "kind = 'nps'",
    (("no_score", "score IS NULL OR scale_min <> 1 OR scale_max <> 5 OR score < 1 OR score > 5"),),
)
ALL_INVITES = Scan("all_invites", "sent_at", {"n": count_where(Population().counted())})


DEFINITIONS = [
    Definition(
        metric="csat", id="zendesk", title="A 3 of 5 is bad",
        text="Good answers by good and bad ones; on a scale from 1 to 5 the good ones are 4 and 5, and 3 is bad. On "
        "such scales that is our own rule.",
        source="Zendesk, quoted by eesel's guide to its satisfaction score",
        kind=CSAT_SHARE,
    ),
    Definition(
        metric="csat", id="neutral_stays", title="A 3 of 5 is neutral and stays below the line",
        text="Answers in the best boxes, among all answers with a score; the middle of the scale is neither good nor "
        "bad and is counted among the answers. The share of the good is ours.",
        source="SimpleSat's documentation of its satisfaction score",
        kind=CSAT_SHARE,
    ),
    Definition(
        metric="csat", id="without_neutral", title="Answers in the middle are left out",
        text="Answers in the best boxes, among the answers with a score that are not the middle of their scale.",
        source="Deskgauge: good by good and bad, as on a scale of two",
        kind=Share("surveys", "answered_at", CSAT.less(("no_score", MIDDLE)), AT, hit="is_top_box"),
    ),
    Definition(
        metric="csat", id="mean_score", title="Mean of the scores",
        text="The mean score; answers on other scales than 1 to 5 are stretched to it.",
        source="Zykrr's documentation; frappe/helpdesk and libredesk, their dashboards",
        unit="score",
        kind=Mean("surveys", "answered_at", CSAT, AT, score=f"1 + 4.0 * ({RESCALED})"),
    ),
    Definition(
        metric="csat", id="sum_over_maximum", title="Sum of the scores by the highest possible",
        text="The scores by the highest possible score of their scale, on average: all 3 of 5 give 60 %.",
        source="ServiceRocket Surveys' documentation of its metrics",
        kind=Mean("surveys", "answered_at", CSAT, AT, score="1.0 * score / scale_max"),
    ),
    Definition(
        metric="nps", id="five_point", title="On a scale of five points",
        text="100 times the share of answers 5 less the share of answers 1 to 3, on a scale from 1 to 5; answers on "
        "other scales are left out.",
        source="ServiceRocket Surveys' documentation of its metrics",
        kind=Nps("surveys", "answered_at", FIVE_POINT, AT, promoter="score = 5", detractor="score <= 3"),
    ),
    Definition(
        metric="nps", id="one_to_six", title="Detractors from 1 to 6",
        text="Ours, but an answer of 0 is no detractor. Divided by the answers, as ours; Zykrr itself divides by its "
        "population, which is not known here.",
        source="Deskgauge: with the detractors of Zykrr's documentation",
        kind=Nps("surveys", "answered_at", NPS, AT, promoter="score >= 9", detractor="score >= 1 AND score <= 6"),
    ),
    Definition(
        metric="nps", id="dismissed_counted", title="Surveys dismissed stay below the line",
        text="100 times the promoters less the detractors, by all answers: those without a score are counted below "
        "the line.",
        source="formbricks/formbricks, surveySummary.ts",
        kind=Nps(
            "surveys", "answered_at",
            Population(
                "kind = 'nps'",
                (("no_score", "scale_min <> 0 OR scale_max <> 10 OR score < 0 OR score > 10"),),
            ),
            AT, promoter="score >= 9", detractor="score <= 6",
        ),
    ),
    Definition(
        metric="nps", id="latest_per_customer", title="Only each customer's newest answer",
        text="Ours over the newest answer with a score of each customer; earlier ones count in no period. Answers "
        "without a customer each count.",
        source="Deskgauge: one customer, one voice",
        kind=Nps("newest_answers", "answered_at", NPS, AT, promoter="score >= 9", detractor="score <= 6"),
    ),
    Definition(
        metric="ces", id="mean_score", title="Mean of the scores",
        text="The mean effort from 1 (none) to 7 (most); other scales are stretched to it.",
        source="formbricks/formbricks, its summary of effort scores",
        kind=Mean("surveys", "answered_at", CES, AT, score="1 + 0.06 * effort"),
    ),
    Definition(
        metric="ces", id="sum_over_maximum", title="Sum of the scores by the highest possible",
        text="The scores by the highest possible score of their scale, on average, in per cent; which way the scale "
        "runs is not looked at.",
        source="ServiceRocket Surveys' documentation of its metrics",
        kind=Mean("surveys", "answered_at", CES, AT, score="100.0 * score / scale_max"),
    ),
    Definition(
        metric="survey_response_rate", id="chatwoot", title="By all surveys sent, whatever the filter",
        text="Surveys answered, in the slice and under the filter asked for, by all surveys sent in the period: "
        "neither slice nor filter is applied below the line. The staff survey is left out above it where it went to "
        "fewer than five people of the slice.",
        source="chatwoot/chatwoot, csat_survey_responses_controller.rb",
        kind=ResponseRateOfAll(
            "invites", "sent_at", Population(), hit="is_answered", staff=OF_STAFF, person=INVITED,
            by_all={"sent": ALL_INVITES},
        ),
    ),
]  # fmt: skip
