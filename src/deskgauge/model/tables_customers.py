"""Customers, what they buy, read and say in public."""

from __future__ import annotations

from deskgauge.model.table import declare

DECLARED = (
    declare(
        "customers",
        "a customer",
        "customer_id",
        """
        customer_id:! the customer
        created_at:at since when
        ended_at:at until when; empty means still
        name:* name
        email:* e-mail address
        segment: the customer segment
        plan: the plan
        country: the country
        language: the language
        organization_id: the organisation
        is_contractual:bool whether a contract says when the customer leaves
        """,
        "created_at",
    ),
    declare(
        "subscriptions",
        "a contract span",
        "subscription_id",
        """
        subscription_id:! the contract
        customer_id:! the customer
        started_at:at! from when
        ended_at:at until when
        plan: the plan
        monthly_amount:money the monthly price
        currency: its ISO 4217 currency
        """,
        "started_at",
        planned=True,
    ),
    declare(
        "orders",
        "a purchase or other wanted action",
        "order_id",
        """
        order_id:! the order
        customer_id: who bought
        ordered_at:at! when
        kind: new, repeat, upsell, cross_sell or action
        amount:money its amount
        currency: its ISO 4217 currency
        product: what was bought
        credited_ticket_id: the ticket that it is credited to
        credited_call_id: the call that it is credited to
        is_cancelled:bool whether it was cancelled
        """,
        "ordered_at",
    ),
    declare(
        "visits",
        "a web visit",
        "visit_id",
        """
        visit_id:! the visit
        customer_id: the visitor, where known
        started_at:at! when it began
        seconds:s how long it lasted
        referrer: where from
        landing: the first page
        converted:bool whether it ended in a wanted action
        order_id: the order that it ended in
        """,
        "started_at",
    ),
    declare(
        "email_events",
        "one event of one sent mail",
        "event_id",
        """
        event_id:! the event
        message_id:! the mail
        campaign: the campaign
        customer_id: to whom
        at:at! when
        kind:! sent, delivered, opened, clicked, bounced or unsubscribed
        """,
        "at",
    ),
    declare(
        "contact_attempts",
        "the company tries to reach a customer",
        "attempt_id",
        """
        attempt_id:! the attempt
        customer_id: whom
        agent_id: who tried
        channel: how
        attempted_at:at! when
        answered_at:at when it was answered; empty means it was not
        """,
        "attempted_at",
        later={"answered_at": ""},
    ),
    declare(
        "articles",
        "a help article",
        "article_id",
        """
        article_id:! the article
        title: its title
        language: its language
        words:int how many words it has
        category: its category
        created_at:at when it was written
        updated_at:at when it was last changed
        body:* its text
        """,
        "created_at",
    ),
    declare(
        "article_views",
        "a reading of an article",
        "view_id",
        """
        view_id:! the view
        article_id:! the article
        viewed_at:at! when
        seconds:s how long
        customer_id: the reader, where known
        visitor_id: the reader's browser
        search_term: the search that led there
        """,
        "viewed_at",
    ),
    declare(
        "self_service_sessions",
        "a session in a self-service tool",
        "session_id",
        """
        session_id:! the session
        tool: article, video, community, chatbot, search or form
        started_at:at! when it began
        ended_at:at when it ended
        customer_id: the customer, where known
        visitor_id: the visitor's browser
        topic: what it was about
        outcome: how it ended, in the tool's words
        """,
        "started_at",
        later={"ended_at": "outcome"},
    ),
    declare(
        "social_posts",
        "a public post",
        "post_id",
        """
        post_id:! the post
        network: the network
        posted_at:at! when
        author:* who posted
        kind: question, mention, complaint, praise or other
        topic: what it is about
        sentiment: positive, neutral or negative
        body:* its text
        language: its language
        is_to_brand:bool whether it is addressed to the brand
        responded_at:at when the company answered
        response_id: the company's answer
        ticket_id: the ticket opened from it
        answered_by_article: the article that answers it
        """,
        "posted_at",
        later={"responded_at": "response_id"},
    ),
)
