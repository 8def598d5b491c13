"""Voice of the customer, beyond the single score: weighted, put together, in words, against rivals."""

from __future__ import annotations

from deskgauge.catalogue.kinds import Mean, Nps, Share, count_where
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import SOLVED
from deskgauge.catalogue.metrics.satisfaction import CES, CSAT, CSAT_SHARE, NPS
from deskgauge.catalogue.parts import Cross
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.voice import Gap, GroupMean, Together, WordMatch, WordShare
from deskgauge.catalogue.weighting import RakedShare

STAGES = ("purchase", "support", "follow_up")
EXPERIENCE = Population(
    "kind = 'experience' AND stage IN ('purchase', 'support', 'follow_up')", (("no_score", "effort IS NULL"),)
)
EVENT = {"event": "answered_at"}
SURVEYS = ("survey_responses",)

METRICS = [
    Metric(
        id="csat_weighted", title="Customer satisfaction, weighted", group="satisfaction", unit="share", better="up",
        kind=RakedShare(
            "rated", "answered_at", CSAT.less(("no_time", "NOT is_known")), {"event": "answered_at"},
            hit="is_top_box",
            margins=("ticket_channel", "ticket_type", "ticket_priority", "resolved_within"),
            like=Cross(
                "resolved", "solved_at", ("channel", "request_type", "priority", "resolved_within"),
                {"n": count_where(SOLVED.counted())},
            ),
        ),
        text="Customer satisfaction with each answer weighted so that the answers are like the tickets solved in the "
        "same period and slice by channel, request type, priority and time to resolution (raking). Answers that name "
        "no ticket are left out.",
        source="S4.1", needs=("survey_responses", "tickets"), requires=(("survey_responses",), ("tickets",)),
        of="csat", survey=True, pairs=("csat", "survey_response_rate"),
        why="The unhappy answer more often, and some channels more than others: what the answers would say if all "
        "kinds of tickets had answered alike.",
    ),
    Metric(
        id="customer_experience_score", title="Customer experience score", group="satisfaction", unit="score",
        better="up",
        kind=GroupMean(
            "surveys", "answered_at", EXPERIENCE, EVENT, score="100 - effort", column="stage", groups=STAGES
        ),
        text="Mean rating of each stage (purchase, support, follow-up), rescaled to 0 (worst) to 100 (best), and the "
        "mean of the stages that have answers. Answers that name none of the stages count nowhere.",
        source="S4.9", needs=SURVEYS, requires=(SURVEYS,), survey=True, pairs=("survey_response_rate",),
        why="How the whole way feels, from buying to what comes after help, each stage counting alike.",
    ),
    Metric(
        id="loyalty_index", title="Loyalty index", group="satisfaction", unit="score", better="up",
        kind=Together(
            "surveys", "answered_at", CSAT, EVENT,
            members={
                "csat": (CSAT_SHARE, (0.0, 100.0)),
                "nps": (
                    Nps("surveys", "answered_at", NPS, promoter="score >= 9", detractor="score <= 6"), (50.0, 0.5)
                ),
                "ces": (Mean("surveys", "answered_at", CES, score="effort"), (100.0, -1.0)),
            },
        ),
        text="Mean of customer satisfaction (0 to 100), net promoter score brought to 0 to 100, and 100 less customer "
        "effort; only where each of the three has min_n_survey answers.",
        source="S3", needs=SURVEYS, requires=(SURVEYS,), survey=True, pairs=("csat", "nps", "ces"),
        why="One number of three for those who must have one; look at the three before acting on it.",
    ),
    Metric(
        id="brand_attributes", title="Words for the brand", group="satisfaction", unit="share", better="up",
        kind=WordShare("brand_words", ""),
        text="Share of respondents of the brand survey who use each word. Words are compared in lower case; a "
        "respondent who uses a word twice counts once.",
        source="S0.12", needs=SURVEYS, requires=(SURVEYS,), survey=True, pairs=("brand_alignment",),
        why="What customers call you, unprompted or from a list.",
    ),
    Metric(
        id="brand_alignment", title="Words as expected", group="satisfaction", unit="ratio", better="up",
        kind=WordMatch("brand_words", ""),
        text="Cosine of the shares of words that respondents use and the shares expected in [settings.brand_words]: 1 "
        "where they are in proportion, 0 where no word is in common.",
        source="S0.12", needs=SURVEYS, requires=(SURVEYS,), of="brand_attributes", survey=True,
        why="Whether customers see in you what you want them to see.",
    ),
    Metric(
        id="competitor_gap", title="Distance to competitors", group="satisfaction", unit="score", better="up",
        kind=Gap(
            "competitors", "from_at",
            Population("TRUE", (("no_time", "from_at IS NULL"), ("no_score", "value IS NULL")), validity=False),
        ),
        text="Own value less a competitor's published value of the same metric, own computed over the published "
        "period; with the own rank among all. A score counts in the period in which its published period begins.",
        source="S0.6", needs=("competitor_scores",), requires=(("competitor_scores",),),
        pairs=("competitor_preference",),
        why="Customers compare; a good value may still be the worst of the street. For a metric whose good is low, "
        "below 0 is ahead: the rank says it.",
    ),
    Metric(
        id="competitor_preference", title="Preferred over competitors", group="satisfaction", unit="share",
        better="up",
        kind=Share(
            "preferences", "answered_at", Population("TRUE", (("no_score", "NOT has_choice"),)), EVENT, hit="is_us"
        ),
        text="Respondents of the competitor survey who choose us, by the company's name or a word such as \"us\", "
        "among those who make a choice.",
        source="S0.6", needs=SURVEYS, requires=(SURVEYS,), of="competitor_gap", survey=True,
        why="Whether those who know several would come to you first.",
    ),
]  # fmt: skip
