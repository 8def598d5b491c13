"""The usual spellings of each word of the vocabulary, vendors' terms among them.

Spellings are compared without case, spaces, hyphens and underscores, so each stands here once. A term that
one vendor uses for one thing and another vendor for another (``user``, ``mobile``, ``question``, ``waiting``)
is left out on purpose: it is then ``other``, is reported, and the company says what it means.
"""

from __future__ import annotations

from collections.abc import Mapping


def _spellings(**words: str) -> dict[str, tuple[str, ...]]:
    """Cut the comma-separated spellings of each word."""
    return {word: tuple(part.strip() for part in text.split(",")) for word, text in words.items()}


_NONE_OF_THESE = "others, unknown, misc, miscellaneous, undefined, unspecified, not specified, none, n/a, ?"

SPELLINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "status": _spellings(
        new="created, to do, unassigned, submitted, registered, untouched, not started, received, logged",
        open="opened, reopened, re-open, active, in progress, work in progress, wip, ongoing, assigned, working, "
        "working on it, processing, processing (assigned), processing (planned), being processed, started, "
        "escalated, accepted, acknowledged, under investigation, investigating, in review, unresolved, "
        "waiting for support, waiting on support, waiting on us, waiting for agent, waiting on agent, "
        "awaiting agent, customer responded, customer replied",
        pending="pending customer, pending customer response, pending customer reply, pending user, "
        "pending user info, pending requester, pending response, pending reminder, pending close, "
        "pending auto close, pending input, awaiting customer, awaiting customer response, awaiting customer reply, "
        "awaiting user, awaiting user info, awaiting caller, awaiting reply, awaiting response, awaiting requester, "
        "waiting on customer, waiting for customer, waiting for customer response, waiting for customer reply, "
        "waiting on contact, waiting for contact, waiting on requester, waiting for requester, waiting on client, "
        "waiting for client, waiting on user, waiting for user, waiting for reply, waiting for details, answered, "
        "replied, more info required, need more info, needs more info",
        on_hold="hold, held, paused, suspended, snoozed, stalled, deferred, postponed, blocked, awaiting vendor, "
        "awaiting evidence, awaiting problem, awaiting change, awaiting third party, pending vendor, "
        "pending third party, waiting on vendor, waiting for vendor, waiting on third party, "
        "waiting for third party, waiting on 3rd party, waiting on supplier, waiting for supplier",
        solved="solve, resolved, resolve, fixed, done, complete, completed, finished, problem solved, "
        "information provided, solution provided",
        closed="close, archived, cancelled, canceled, rejected, closed complete, closed incomplete, closed skipped, "
        "closed successful, closed unsuccessful, closed resolved, auto closed, automatically closed",
    ),
    "channel": _spellings(
        email="mail, emails, electronic mail, inbox, outbound email, feedback email",
        web="web form, website, form, contact form, online form, widget, web widget, feedback widget, "
        "portal, web portal, customer portal, support portal, self-service, self-service portal, help center, "
        "help centre, internet, online, mobile sdk, mobile app",
        chat="chats, live chat, web chat, online chat, website chat, chat widget",
        phone="telephone, phones, phone call, telephone call, voice, voice call, call, calls, inbound call, "
        "phone call (inbound), phone call (outbound), outbound call, voicemail, hotline, tel, customer care call",
        social="social media, social network, social networks, twitter, x, x (twitter), x (formerly twitter), x corp, "
        "facebook, facebook page, facebook post, instagram, linkedin, youtube, tiktok, reddit, weibo, mastodon, "
        "bluesky, threads, pinterest, vk",
        messaging="message, messages, messenger, facebook messenger, whatsapp, whatsapp business, sms, mms, "
        "rcs, text, text message, imessage, telegram, viber, line, wechat, signal, kakaotalk, zalo, slack, "
        "microsoft teams, ms teams, discord, apple business chat, apple messages for business, "
        "google business messages, native messaging, in-app messaging, twitter dm, twitter direct message, x corp dm, "
        "instagram dm, instagram direct",
        api="rest api, web service, web api, integration",
        in_person="face to face, walk-in, walk-ins, on-site, in store, store, branch, counter, front desk, "
        "service desk visit, office visit",
        other=_NONE_OF_THESE,
    ),
    "request_type": _spellings(
        product="products, product inquiry, product enquiry, product question, product information, product info, "
        "product compatibility, product recommendation",
        cancellation="cancellations, cancel, cancellation request, cancel order, order cancellation, "
        "cancel subscription, subscription cancellation",
        how_to="how-tos, how to question, how do i, usage question",
        availability="product availability, stock, in stock, out of stock, stock question, back in stock",
        refund="refunds, refund request, request for refund, money back",
        sales_question="sales, sales inquiry, sales enquiry, presales, presales question, pre-purchase question, "
        "quote, quotation, quote request",
        shipping="delivery, deliveries, shipment, shipments, shipping question, shipping issue, shipping inquiry, "
        "delivery problem, delivery issue, delivery question, order tracking, tracking, where is my order, wismo",
        technical="tech, technical issue, technical problem, technical question, technical support, tech support, "
        "bug, bugs, bug report, software bug, defect, outage",
        billing="bill, billing inquiry, billing enquiry, billing question, billing issue, billing problem, invoice, "
        "invoices, invoicing, payment, payments, payment issue, payment problem, payment question",
        account="accounts, account access, account issue, account question, account management, login, "
        "login issue, login problem, password, password reset, sign-in",
        complaint="complaints, complain, grievance",
        other=f"{_NONE_OF_THESE}, general, general inquiry, general enquiry, general question",
    )
    | {"return": ("returns", "return request", "return of goods", "rma")},
    "actor": _spellings(
        customer="customers, end-user, end users, requester, client, contact, visitor, consumer, caller, shopper",
        agent="agents, admin, administrator, staff, teammate, team member, operator, representative, rep, employee, "
        "technician, support agent, human agent",
        bot="robot, chatbot, ai, ai agent, virtual agent, virtual assistant, answer bot, agent bot",
        system="automation, automations, automated, automatic, trigger, triggers, rule, workflow, macro, "
        "business rule, scheduler, integration",
    ),
    "role": _spellings(
        agent="agents, admin, administrator, staff, teammate, team member, team lead, team leader, supervisor, "
        "manager, operator, representative, rep, employee, technician, support agent, owner",
        customer="customers, end-user, end users, requester, client, contact, visitor, consumer",
    ),
    "call_kind": _spellings(
        call="calls, phone, phone call, telephone, voice, voice call",
        chat="chats, live chat, web chat, chat session",
    ),
    "direction": _spellings(
        inbound="in, incoming, received, inward",
        outbound="out, outgoing, made, placed, outward, dialed, dialled",
    ),
    "outcome": _spellings(
        answered="answer, agent, handled, connected, completed, complete, accepted, picked up, yes, "
        "completeagent, completecaller",
        abandoned="abandon, abandons, hang, hang-up, hung up, caller hung up, missed, given up, no answer, "
        "not answered, unanswered, lost, no",
        voicemail="message left, left message, mailbox",
        callback="callback requested, scheduled callback",
        transferred="transfer, transferred out, forwarded, blind transfer, attended transfer",
        failed="fail, failure, error, busy, technical failure, phantom",
    ),
    "survey_kind": _spellings(
        csat="customer satisfaction, satisfaction, satisfaction rating, csat rating, customer satisfaction score",
        nps="net promoter score, net promoter, promoter score, likelihood to recommend, recommendation",
        ces="customer effort score, customer effort, effort, effort score",
        esat="employee satisfaction, staff satisfaction, employee survey",
        brand="brand survey, brand attributes, brand image",
        experience="customer experience, customer experience score, cx, cxs",
        competitor="competitors, competitor survey, competition",
    ),
    "stage": _spellings(
        purchase="buying, buy, order, pre-sales, sales, checkout",
        support="service, customer support, customer service, help",
        follow_up="follow-ups, after-sales, aftercare, post-support, after support",
    ),
    "order_kind": _spellings(
        new="first, first order, new customer, new business, initial",
        repeat="repeated, repeat order, reorder, returning, returning customer, renewal",
        upsell="up-selling, upgrade",
        cross_sell="cross-selling, add-on",
        action="other action, wanted action, sign-up, lead, trial",
    ),
    "email_kind": _spellings(
        sent="send, sends, processed",
        delivered="deliver, delivery",
        opened="open, opens",
        clicked="click, clicks",
        bounced="bounce, bounces, hard bounce, soft bounce, dropped",
        unsubscribed="unsubscribe, unsubscribes, opt-out, opted out",
    ),
    "tool": _spellings(
        article="articles, help article, knowledge base, knowledge base article, faq, help center, help centre",
        video="videos, tutorial video, video tutorial",
        community="forum, forums, community forum, community post, social post",
        chatbot="bot, ai bot, answer bot, virtual agent, virtual assistant",
        search="site search, help search",
        form="forms, web form, self-service form",
    ),
    "post_kind": _spellings(
        question="questions, ask, inquiry, enquiry",
        mention="mentions, tag, tagged",
        complaint="complaints",
        praise="compliment, compliments, thanks",
        other=_NONE_OF_THESE,
    ),
    "sentiment": _spellings(
        positive="pos, good",
        neutral="neu, mixed",
        negative="neg, bad",
    ),
    "company_event_kind": _spellings(
        launch="product launch, release, new product",
        policy="policy change, process change, price change",
        training="trainings, coaching, workshop",
        campaign="marketing campaign, promotion, sale",
        incident="outage, disruption, disturbance",
        holiday="holidays, public holiday, bank holiday",
    ),
    "cash_kind": _spellings(
        operating="operational, operations, operating activities",
        other=f"{_NONE_OF_THESE}, investing, financing, investment",
    ),
}
