"""What a business can want to be known for, what shows it, and what shows that it was not bought dearly."""

from __future__ import annotations

from deskgauge.catalogue.profiles import Aim, Choice

WRITTEN = ("shop", "subscription", "internal_helpdesk", "marketplace")
CALLED = ("call_centre",)

AIMS = (
    Aim(
        "fast",
        "Fast: nobody waits long",
        shows=(
            Choice("first_response_time", "The first wait is the one that customers remember.", WRITTEN),
            Choice("first_response_within_target", "Says how many had the answer that was promised.", WRITTEN),
            Choice("response_time", "Covers every wait, not only the first.", WRITTEN),
            Choice("resolution_time", "A quick answer is worth little where the problem stays."),
            Choice("service_level", "The share of callers who were through in time.", CALLED),
            Choice("speed_of_answer", "How long a caller who got through had waited.", CALLED),
        ),
        guards=(
            Choice("solved_without_reply", "Closing the unanswered makes first responses look quick.", WRITTEN),
            Choice("reopen_rate", "What is solved in haste comes back.", WRITTEN),
            Choice("abandonment_rate", "Callers who gave up have no wait to be counted.", CALLED),
            Choice("repeat_contact_rate", "Whoever was hurried off calls again.", CALLED),
        ),
    ),
    Aim(
        "right_first_time",
        "Right first time: one contact is enough",
        shows=(
            Choice("first_contact_resolution", "The share of problems that one answer settled."),
            Choice("replies_per_resolution", "Every further reply is a question that the first left open.", WRITTEN),
            Choice("calls_to_resolution", "How often a customer had to call about one thing.", CALLED),
            Choice("quality_score", "What a colleague who reads along thinks of the answer."),
        ),
        guards=(
            Choice("repeat_contact_rate", "Shows those who came back by another way than the solved ticket."),
            Choice("reopen_rate", "A ticket solved too early counts as settled until it is opened again.", WRITTEN),
            Choice("audited_share", "A score of few audits, well chosen, says little."),
        ),
    ),
    Aim(
        "easy",
        "Easy: help costs the customer no effort",
        shows=(
            Choice("ces", "Customers say themselves how much effort it took."),
            Choice("deflection_rate", "Who finds the answer alone need not ask."),
            Choice("self_service_ratio", "How many helped themselves for each who wrote or called."),
            Choice("exchanges_per_resolution", "Every message to and fro is work for the customer.", WRITTEN),
            Choice("hold_share", "A caller on hold does nothing but wait.", CALLED),
        ),
        guards=(
            Choice("article_contact_rate", "An article that sends its readers to the desk has not helped."),
            Choice("survey_response_rate", "Effort is judged by those who answer; few answers prove little."),
            Choice("self_service_usage", "A high share of few sessions helps few."),
        ),
    ),
    Aim(
        "warm",
        "Warm: customers feel well treated",
        shows=(
            Choice("csat", "The direct question of whether they were content."),
            Choice("nps", "Whether they would send a friend."),
            Choice("customer_experience_score", "Purchase, support and what follows, seen as one."),
            Choice("quality_score", "Tone and care as a colleague hears them."),
        ),
        guards=(
            Choice("survey_response_rate", "Asking only the happy raises every score."),
            Choice("audited_share", "A score of few audits, well chosen, says little."),
            Choice("csat_weighted", "Puts the answers in the proportions of all solved tickets.", WRITTEN),
            Choice("complaint_rate", "Those who complain seldom fill in a survey."),
        ),
    ),
    Aim(
        "cheap",
        "Cheap: good help at low cost",
        shows=(
            Choice("cost_per_resolution", "What one solved problem costs, all in all."),
            Choice("handle_time", "Working time is most of the cost."),
            Choice("deflection_rate", "A question that needs no agent costs next to nothing."),
            Choice("productivity", "What an hour of work brings about."),
        ),
        guards=(
            Choice("first_contact_resolution", "Time saved on an answer that does not help is paid for twice."),
            Choice("repeat_contact_rate", "More and shorter calls look like success while customers call again."),
            Choice("self_service_usage", "A high share of few sessions saves little."),
            Choice("occupancy", "Above 85 to 90 % people burn out, and leaving costs more than waiting."),
        ),
    ),
)
