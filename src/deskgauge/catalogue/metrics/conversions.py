"""What contacts, visits and mails lead to, and when customers are best reached."""

from __future__ import annotations

from functools import partial

from deskgauge.catalogue.durations import Duration
from deskgauge.catalogue.kinds import Composite, Share, count_where, share
from deskgauge.catalogue.metric import Metric
from deskgauge.catalogue.metrics.flow import CONTACTS
from deskgauge.catalogue.parts import Cells, Figure, Part, Scan, Value
from deskgauge.catalogue.population import Population
from deskgauge.catalogue.ranked import RankedShare
from deskgauge.catalogue.things import FirstShare, Sum

EVERY = Population(validity=False)
TIMED = EVERY.less(("no_time", "seconds IS NULL"))
DELIVERED = Population("is_delivered", validity=False)
TALKS = Population(
    excluded=(
        ("no_customer", "customer_id IS NULL"),
        ("window_running", "SECONDS(ended_at, $now) < $conversion_window"),
    )
)
CREDITED = ("orders", "tickets", "calls")
ENGAGEMENT = {
    "touches": Scan(
        "touches", '"at"',
        {
            "visits": count_where("kind = 'visit'"),
            "converted": count_where("is_converted"),
            "seconds": Figure("mean", "seconds IS NOT NULL", "seconds"),
            "delivered": count_where("is_delivered"),
            "opened": count_where("is_opened"),
            "clicked": count_where("is_clicked"),
        },
    )
}  # fmt: skip


def _credited(kind: str) -> dict[str, Part]:
    """Return the contacts with an order of a kind credited to them, and all contacts."""
    credited = Population(f"order_kind = '{kind}' AND NOT is_cancelled").counted()
    return {
        "credited": Scan("credited_orders", "ordered_at", {"k": Figure("distinct", credited, "contact_key")}),
        "contacts": Scan("contacts", '"at"', {"n": count_where(CONTACTS.counted())}),
    }


def _credited_share(cells: Cells) -> Value:
    k, n = cells.count("credited", "k"), cells.count("contacts", "n")
    return share(k, n) if k <= n else Value(k / n if n else None, n)


def _sold(kind: str) -> Composite:
    return Composite("contacts", '"at"', CONTACTS, made_of=_credited(kind), formula=_credited_share)


def _components(cells: Cells, *, before: bool) -> dict[str, float | None]:
    """Return the four components of engagement, None where there is nothing to make one of."""
    count = partial(cells.count, "touches", before=before)
    visits, delivered = count("visits"), count("delivered")
    return {
        "open rate": count("opened") / delivered if delivered else None,
        "click rate": count("clicked") / delivered if delivered else None,
        "time on site": cells.maybe("touches", "seconds", before=before),
        "conversion rate": count("converted") / visits if visits else None,
    }


def _engagement(cells: Cells) -> Value:
    now, base = _components(cells, before=False), _components(cells, before=True)
    n = cells.count("touches", "visits") + cells.count("touches", "delivered")
    lacking = [name for name, value in base.items() if not value]
    if lacking:
        return Value(None, n, note=f"no baseline of {', '.join(lacking)}")
    absent = [name for name, value in now.items() if value is None]
    if absent:
        return Value(None, n, note=f"no {', '.join(absent)} in the period" if n else None)
    return Value(sum(100 * (now[name] or 0.0) / (base[name] or 1.0) for name in now) / len(now), n)


METRICS = [
    Metric(
        id="conversion_rate", title="Conversion rate", group="customers", unit="share", better="up",
        kind=Share("visits", "started_at", EVERY, hit="is_converted"),
        text="Visits that ended in a wanted action or an order, among the visits. 200 of 400 is 50 %.",
        source="S1.7", needs=("visits",), requires=(("visits",),), pairs=("time_on_site",),
        why="A campaign that works turns 30 to 70 % of its visits into what it is for, says the article; a whole "
        "shop will see far less.",
    ),
    Metric(
        id="contact_conversion_rate", title="Conversion after contact", group="customers", unit="share", better="up",
        kind=FirstShare(
            "contact_ends", "ended_at", TALKS, thing="customer_id", order="contact_id",
            hit="SECONDS(ended_at, next_order_at) <= $conversion_window",
        ),
        text="Customers who ordered something, of whatever kind, within conversion_window after a talk with support "
        "ended, among the customers with a talk that ended in the period and whose window is over. Each counts once, "
        "by the first talk. A ticket solved without a reply is no talk.",
        source="S0.5", needs=("tickets", "calls", "messages", "orders"), requires=(("tickets", "calls"), ("orders",)),
        pairs=("upsell_rate",),
        why="After somebody of the team was in touch with a customer, how likely is the customer to buy? With good "
        "service this is high.",
    ),
    Metric(
        id="upsell_rate", title="Upsell rate", group="customers", unit="share", better="up", kind=_sold("upsell"),
        text="Contacts to which an upsell of the period is credited, divided by the contacts that began in it. A "
        "cancelled order counts nowhere; a contact with two upsells counts once.",
        source="S2.17", needs=CREDITED, requires=(("orders",), ("tickets", "calls")), pairs=("upsell_revenue", "csat"),
        why="It shows how often support persuades customers to take something better than they meant to.",
        interval="Wilson; none where more contacts are credited than began in the period.",
    ),
    Metric(
        id="cross_sell_rate", title="Cross-sell rate", group="customers", unit="share", better="up",
        kind=_sold("cross_sell"), of="upsell_rate",
        text="Contacts to which a cross-sell of the period is credited, divided by the contacts that began in it.",
        source="S2.17", needs=CREDITED, requires=(("orders",), ("tickets", "calls")), pairs=("csat",),
        why="It shows how often support persuades customers to take something that goes with what they have.",
        interval="Wilson; none where more contacts are credited than began in the period.",
    ),
    Metric(
        id="upsell_revenue", title="Upsell revenue", group="customers", unit="money", better="up",
        kind=Sum(
            "orders", "ordered_at",
            Population(
                "kind = 'upsell' AND is_credited AND NOT is_cancelled AND noted_amount IS NOT NULL",
                (("no_rate", "amount IS NULL"),), validity=False,
            ),
            amount="amount",
        ),
        of="upsell_rate",
        text="Amounts of the period's upsells that are credited to a ticket or a call, less the cancelled ones, in "
        "the reporting currency.",
        source="S2.17", needs=CREDITED, requires=(("orders",),), pairs=("upsell_rate",),
        why="It says what the upsells of support are worth.",
    ),
    Metric(
        id="email_open_rate", title="E-mail open rate", group="customers", unit="share", better="up",
        kind=Share("mails", "sent_at", DELIVERED, hit="is_opened"),
        text="Mails opened, among the mails delivered, each counted once. A mail opened or clicked was delivered.",
        source="S1.4", needs=("email_events",), requires=(("email_events",),), pairs=("email_click_rate",),
        why="Part of engagement: do customers care to read what the company writes?",
    ),
    Metric(
        id="email_click_rate", title="E-mail click rate", group="customers", unit="share", better="up",
        kind=Share("mails", "sent_at", DELIVERED, hit="is_clicked"), of="email_open_rate",
        text="Mails of which a link was followed, among the mails delivered, each counted once.",
        source="S1.4", needs=("email_events",), requires=(("email_events",),), pairs=("email_open_rate",),
        why="Part of engagement: do customers follow what the team recommends?",
    ),
    Metric(
        id="time_on_site", title="Time on site", group="customers", unit="duration", better="up",
        kind=Duration("visits", "started_at", TIMED, finished="seconds", headline="mean"),
        text="Length of the period's visits.",
        source="S1.4", needs=("visits",), requires=(("visits",),), pairs=("conversion_rate",),
        why="Part of engagement: the longer a visit, the more it interests.",
    ),
    Metric(
        id="engagement_index", title="Engagement index", group="customers", unit="score", better="up",
        kind=Composite(
            "touches", '"at"', EVERY, made_of=ENGAGEMENT, formula=_engagement, compared_with="baseline"
        ),
        text="100 times the mean of open rate, click rate, mean time on site and conversion rate, each divided by "
        "its own value in the baseline period. Above 100 customers are more engaged than then.",
        source="S1.4", needs=("email_events", "visits"), requires=(("email_events",), ("visits",)),
        pairs=("conversion_rate",),
        why="It draws the signs of interest that the article names together into one number.",
        interval="None: it is a mean of four ratios that share their rows.",
    ),
    Metric(
        id="best_contact_time", title="Best time to reach customers", group="customers", unit="share", better="up",
        kind=RankedShare("attempts", "attempted_at", EVERY, hit="is_answered"),
        text="Outbound attempts that got an answer, among the attempts. Cut by weekday, hour and channel, each slice "
        "carries its rank by the lower end of its interval, so that 1 of 1 does not win; slices too small to judge "
        "have none.",
        source="S1.1", needs=("contact_attempts",), requires=(("contact_attempts",),),
        why="It shows when, and by which channel, customers answer.",
    ),
]  # fmt: skip
