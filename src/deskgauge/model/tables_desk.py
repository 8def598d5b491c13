"""The desk: tickets, messages, calls, work, audits, surveys."""

from __future__ import annotations

from deskgauge.model.table import declare

DECLARED = (
    declare(
        "tickets",
        "a request for help",
        "ticket_id",
        """
        ticket_id:! the ticket
        created_at:at! when it was opened
        created_by: who opened it: customer, agent or bot; empty means the customer
        channel: how it came in
        subject:* its subject line
        request_type: what it is about
        priority: its priority, in the company's words
        status: its status today; used only where no change of status is recorded
        status_at:at when it took that status
        team_id: the team that holds it today
        agent_id: the agent who holds it today
        customer_id: who asked
        organization_id: the customer's organisation
        brand: the brand it was asked of
        product: the product it is about
        language: the language it is written in
        tags:json its tags, a list of texts
        country: the customer's country
        is_complaint:bool whether it is a complaint
        is_escalated:bool whether it was flagged as escalated
        is_spam:bool whether it is spam
        is_deleted:bool whether it was deleted
        merged_into: the ticket that it was merged into
        parent_ticket_id: the ticket that it follows
        article_id: the help page that it was opened from
        custom:json further fields of the source
        """,
        "created_at",
    ),
    declare(
        "ticket_events",
        "one change of a ticket",
        "event_id",
        """
        event_id:! the change
        ticket_id:! the ticket
        at:at! when it changed
        actor_id: who changed it
        actor_kind: customer, agent, bot or system
        field:! what changed: status, team_id, agent_id, priority, tier, channel, …
        old_value: the value before
        new_value: the value after
        """,
        "at",
    ),
    declare(
        "messages",
        "one message or note",
        "message_id",
        """
        message_id:! the message
        ticket_id:! the ticket
        at:at! when it was sent
        author_id: who wrote it
        author_kind: customer, agent, bot or system
        is_public:bool whether the customer can see it; empty means yes
        is_auto:bool whether it was sent automatically; empty means no
        channel: how it was sent
        body:* its text
        via: what sent it
        """,
        "at",
    ),
    declare(
        "calls",
        "one call, or one live chat session in a queue",
        "call_id",
        """
        call_id:! the call or chat
        kind: call or chat; empty means call
        direction: inbound or outbound; empty means inbound
        queued_at:at! when it entered the queue
        answered_at:at when an agent answered
        ended_at:at when the talk ended or the caller gave up
        outcome: answered, abandoned, voicemail, callback, transferred or failed
        wait_s:s time in the queue, used only where a time is missing
        talk_s:s time talking
        hold_s:s time on hold
        wrap_s:s work after the call
        queue: the queue
        team_id: the team
        agent_id: the agent who answered
        customer_id: who called
        ticket_id: the ticket that it is about
        channel: how it came in; empty means phone for calls and chat for chats
        request_type: what it is about
        article_id: the help page that it was started from
        number:* the caller's number
        """,
        "queued_at",
        later={
            "answered_at": "outcome wait_s talk_s hold_s wrap_s",
            "ended_at": "outcome wait_s talk_s hold_s wrap_s",
        },
    ),
    declare(
        "work_logs",
        "agent time on a piece of work",
        "work_id",
        """
        work_id:! the entry
        ticket_id: the ticket worked on
        call_id: the call worked on
        agent_id: who worked
        started_at:at when the work began
        ended_at:at when it ended
        seconds:s how long it took; where empty, from beginning to end
        """,
        "ended_at",
    ),
    declare(
        "quality_reviews",
        "an audit of one ticket or call",
        "review_id",
        """
        review_id:! the audit
        ticket_id: the ticket audited
        call_id: the call audited
        agent_id: whose work was audited
        reviewer_id: who audited
        reviewed_at:at! when
        score:num the score given
        scale_max:num the best score possible
        criteria:json the scores by criterion
        """,
        "reviewed_at",
    ),
    declare(
        "survey_invites",
        "a survey sent",
        "invite_id",
        """
        invite_id:! the invitation
        survey_id: the survey
        kind: csat, nps, ces, esat, brand, experience or competitor
        sent_at:at! when it was sent
        reminded_at:at when it was sent again
        customer_id: to whom
        agent_id: whose work it asks about
        ticket_id: the ticket that it asks about
        channel: the channel that it asks about
        """,
        "sent_at",
        later={"reminded_at": ""},
    ),
    declare(
        "survey_responses",
        "an answer",
        "response_id",
        """
        response_id:! the answer
        invite_id: the invitation that it answers
        survey_id: the survey
        kind: csat, nps, ces, esat, brand, experience or competitor
        question: the question answered
        answered_at:at! when
        score:num the score given
        scale_min:num the lowest score of the scale
        scale_max:num the highest score of the scale
        high_is_good:bool whether a high score is good
        choice: the choice made, where the question is no scale
        effort_area: what the effort was about
        stage: purchase, support or follow_up
        comment:* what was written
        language: the language of the comment
        customer_id: who answered
        agent_id: whose work was rated
        ticket_id: the ticket rated
        """,
        "answered_at",
    ),
)
