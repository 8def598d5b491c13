"""The kinds of business, the metrics that each begins with, and targets that may be a beginning.

A set is short on purpose: what a team looks at every week. Every other metric stays one question away.
"""

from __future__ import annotations

from deskgauge.catalogue.profiles import Choice, Profile, Suggestion

CSAT = Suggestion("csat", 0.8, "80 % is widely called good")
LEVEL = Suggestion("service_level", 0.8, "80 % within 20 s is what most phone teams begin with")
FIRST = Suggestion("first_response_within_target", 0.9, "nine of ten; begin with what you reach today")

PROFILES = (
    Profile(
        "shop",
        "Shop: sells goods, on the web or behind a counter",
        "Questions come before and after an order; help done well sells again.",
        (
            Choice("csat", "Whether customers were content, in their own words."),
            Choice("survey_response_rate", "Says how far satisfaction can be trusted."),
            Choice("first_response_time", "A buyer who waits buys elsewhere."),
            Choice("first_response_within_target", "Whether each channel kept its promise."),
            Choice("solved_without_reply", "Guards the response time: nobody is closed unheard."),
            Choice("resolution_time", "Until the parcel is found or the money is back."),
            Choice("first_contact_resolution", "Most questions about an order have one right answer."),
            Choice("ticket_volume", "Rises with sales; faster than sales means something is wrong with the goods."),
            Choice("ticket_backlog", "What a sale or a holiday left behind."),
            Choice("complaint_rate", "Complaints against customers, so that growth does not hide them."),
            Choice("contact_conversion_rate", "Whether talking to support ends in an order."),
            Choice("repurchase_rate", "A second order is the customer's verdict."),
            Choice("repeat_customer_share", "How much of the business comes back by itself."),
            Choice("nps", "Whether they would send a friend."),
        ),
        (CSAT, FIRST),
    ),
    Profile(
        "subscription",
        "Subscription: software, media, telecoms, memberships",
        "Customers stay or leave month by month; support is one of the reasons.",
        (
            Choice("customer_churn", "Whoever leaves takes every month to come along."),
            Choice("customer_retention", "The same from the other side: who stayed of those who were there."),
            Choice("csat", "Whether customers were content, in their own words."),
            Choice("survey_response_rate", "Says how far satisfaction can be trusted."),
            Choice("nps", "Falls before customers leave."),
            Choice("ces", "Effort drives people away sooner than anything else in support."),
            Choice("first_response_time", "An outage at the customer's counts in minutes."),
            Choice("solved_without_reply", "Guards the response time: nobody is closed unheard."),
            Choice("resolution_time", "Until it works again."),
            Choice("reopen_rate", "Guards the resolution time: solved has to stay solved."),
            Choice("first_contact_resolution", "Shows whether the first line can help."),
            Choice("escalation_rate", "What the first line has to pass on."),
            Choice("ticket_backlog", "What waits for a fix."),
            Choice("deflection_rate", "Whether the help pages help."),
            Choice("upsell_rate", "Support that is trusted may advise."),
        ),
        (CSAT, FIRST),
    ),
    Profile(
        "call_centre",
        "Call centre: most contacts are calls",
        "Work comes in queues and cannot be put off; people and minutes decide.",
        (
            Choice("service_level", "The share of callers who were through in time."),
            Choice("speed_of_answer", "How long those waited who got through."),
            Choice("abandonment_rate", "Those who gave up; guards every figure of waiting."),
            Choice("answered_rate", "How many of those who called were talked to."),
            Choice("call_volume", "What people have to be planned for."),
            Choice("handle_time", "Talk, hold and wrap-up: what a call costs."),
            Choice("hold_time", "Time on hold is time without help."),
            Choice("first_contact_resolution", "Guards the handle time: short calls have to settle something."),
            Choice("repeat_contact_rate", "More and shorter calls look like success until the same people call again."),
            Choice("calls_to_resolution", "How often a customer had to call about one thing."),
            Choice("quality_score", "What a colleague who listens in thinks of the call."),
            Choice("csat", "Whether callers were content, in their own words."),
            Choice("survey_response_rate", "Says how far satisfaction can be trusted."),
            Choice("occupancy", "Above 85 to 90 % people burn out."),
            Choice("employee_turnover", "Every agent who leaves takes months of training along."),
        ),
        (LEVEL, CSAT, Suggestion("abandonment_rate", 0.05, "5 % is what most phone teams begin with")),
    ),
    Profile(
        "internal_helpdesk",
        "Internal helpdesk: IT, people or facilities for one's own staff",
        "The customers are colleagues; lost working time is the cost.",
        (
            Choice("ticket_volume", "How much the house asks for."),
            Choice("active_tickets", "What is open right now."),
            Choice("ticket_backlog", "What has been open too long."),
            Choice("backlog_age", "Whether the old ones get older."),
            Choice("overdue_reviews", "Requests that nobody looked at in time."),
            Choice("first_response_time", "A colleague who knows that somebody cares works on."),
            Choice("solved_without_reply", "Guards the response time: nobody is closed unheard."),
            Choice("resolution_time", "The time that a colleague cannot work as planned."),
            Choice("reopen_rate", "Guards the resolution time: solved has to stay solved."),
            Choice("escalation_rate", "What the first line has to pass on."),
            Choice("first_contact_resolution", "What the first line settles alone."),
            Choice("self_service_usage", "Whether colleagues look for the answer themselves."),
            Choice("csat", "Whether colleagues were content, in their own words."),
            Choice("survey_response_rate", "Says how far satisfaction can be trusted."),
        ),
        (CSAT, FIRST),
    ),
    Profile(
        "marketplace",
        "Marketplace: brings buyers and sellers together",
        "Two sides ask for help, often about each other; trust is the product.",
        (
            Choice("ticket_volume", "How much of the trade needs a third party."),
            Choice("complaint_rate", "Complaints against customers: trust in figures."),
            Choice("complaint_growth_gap", "Whether complaints grow faster than the market itself."),
            Choice("first_response_time", "Two sides wait for one answer."),
            Choice("first_response_within_target", "Whether each channel kept its promise."),
            Choice("solved_without_reply", "Guards the response time: nobody is closed unheard."),
            Choice("resolution_time", "Until a dispute is settled."),
            Choice("escalation_rate", "Disputes that the first line could not settle."),
            Choice("repeat_contact_rate", "Whether a verdict was accepted."),
            Choice("csat", "Whether both sides were content, in their own words."),
            Choice("survey_response_rate", "Says how far satisfaction can be trusted."),
            Choice("nps", "Whether they would send a friend to either side."),
            Choice("repurchase_rate", "Buyers who dared a second time."),
            Choice("contact_conversion_rate", "Whether help before the purchase ends in one."),
            Choice("negative_comment_share", "A market is talked about in public."),
        ),
        (CSAT, FIRST),
    ),
)
