"""Voice of the customer: what those say who answer."""

from __future__ import annotations

from deskgauge import stats
from deskgauge.catalogue.kinds import Composite, Mean, Nps, Share, share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.options import Reading
from deskgauge.catalogue.parts import Cells, Value
from deskgauge.catalogue.people import ResponseRate
from deskgauge.catalogue.population import Population

CSAT = Population("kind = 'csat'", (("no_score", "is_top_box IS NULL"),))
NPS = Population(
    "kind = 'nps'",
    (("no_score", "score IS NULL OR scale_min <> 0 OR scale_max <> 10 OR score < 0 OR score > 10"),),
)
CES = Population("kind = 'ces'", (("no_score", "effort IS NULL"),))
OF_STAFF, INVITED = "kind = 'esat'", "COALESCE('a' || agent_id, 'i' || invite_id)"
CSAT_SHARE = Share("surveys", "answered_at", CSAT, {"event": "answered_at"}, hit="is_top_box")


def _change(cells: Cells) -> Value:
    now = share(cells.count("rows", "k"), cells.count("rows", "n"))
    before = share(cells.count("rows", "k", before=True), cells.count("rows", "n", before=True))
    if now.value is None or before.value is None:
        return Value(None, now.n, note="no answers in the period before" if now.n else None)
    ends = [float(end) for end in (now.low or 0.0, now.high or 0.0, before.low or 0.0, before.high or 0.0)]
    low, high = stats.mover(now.value, (ends[0], ends[1]), before.value, (ends[2], ends[3]))
    p_value = stats.two_proportions(cells.count("rows", "k"), now.n, cells.count("rows", "k", before=True), before.n)
    return Value(now.value - before.value, now.n, low, high, p_value=p_value)


METRICS = [
    Metric(
        id="csat", title="Customer satisfaction", group="satisfaction", unit="share", better="up", kind=CSAT_SHARE,
        text="Answers in the best boxes, among the answers with a score: the best two of scales with five points or "
        "more, the better half of three or four, the good one of two. One answer counts per invitation, the last.",
        why="What customers say who were asked about this very contact. Read it with the response rate: the unhappy "
        "answer more often.",
        source="S4.1 S2.15 S0.1", needs=("survey_responses",), requires=(("survey_responses",),), survey=True,
        pairs=("survey_response_rate",),
    ),
    Metric(
        id="satisfaction_change", title="Change of satisfaction", group="satisfaction", unit="share", better="up",
        kind=Composite(
            "surveys", "answered_at", CSAT, made_of=CSAT_SHARE.parts(Reading()), formula=_change,
            compared_with="previous",
        ),
        text="Customer satisfaction less that of the period before, with its interval and p-value.",
        why="Whether satisfaction moved by more than chance would move it.",
        source="S0.2", needs=("survey_responses",), requires=(("survey_responses",),), survey=True,
    ),
    Metric(
        id="nps", title="Net promoter score", group="satisfaction", unit="score", better="up",
        kind=Nps(
            "surveys", "answered_at", NPS, {"event": "answered_at"}, promoter="score >= 9", detractor="score <= 6"
        ),
        text="100 times the share of answers 9 and 10 less the share of answers 0 to 6, on a scale from 0 to 10. "
        "Below 0 there are more detractors than promoters.",
        why="Whether more customers would recommend than would warn. Its own past is the fairest yardstick.",
        source="S0.4 S1.6 S2.19 S4.8", needs=("survey_responses",), requires=(("survey_responses",),), survey=True,
        pairs=("survey_response_rate",),
    ),
    Metric(
        id="ces", title="Customer effort score", group="satisfaction", unit="score", better="down",
        kind=Mean("surveys", "answered_at", CES, {"event": "answered_at"}, score="effort"),
        text="Mean effort, rescaled to 0 (none) to 100 (most) whichever way the survey's scale runs.",
        why="How hard it was for the customer. Effort foretells who leaves better than delight foretells who stays.",
        source="S2.16", needs=("survey_responses",), requires=(("survey_responses",),), survey=True,
        pairs=("survey_response_rate",),
    ),
    Metric(
        id="survey_response_rate", title="Survey response rate", group="satisfaction", unit="share", better="up",
        kind=ResponseRate(
            "invites", "sent_at", Population(), {"event": "sent_at"}, hit="is_answered", staff=OF_STAFF,
            person=INVITED,
        ),
        text="Surveys sent in the period that were answered, among the surveys sent in it. A slice or filter leaves "
        "out the staff survey where it went to fewer than five people there.",
        why="How much of the voice was heard at all. A happy share of few answers is no share of the customers.",
        source="S4.1", needs=("survey_invites", "survey_responses"), requires=(("survey_invites",),), survey=True,
    ),
]  # fmt: skip
