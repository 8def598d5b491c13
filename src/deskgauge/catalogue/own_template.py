"""The example that `deskgauge init` lays into metrics/."""

from __future__ import annotations

EXAMPLE_FILE = "example.toml"

EXAMPLE = """\
# Metrics of your own: one table each, its name is the metric's id. Take the # away to have these two.
# They are checked when the project is opened and stand beside the built-in ones in every command.
#
# [vip_first_response]
# title = "First response, VIP customers"
# text = "From the creation of a ticket of a VIP customer to its first reply."
# kind = "duration"
# fact = "tickets"                    # what a row is
# at = "created_at"                   # when it counts
# condition = "segment = 'vip'"       # which rows count
# from = "created_at"
# to = "first_reply_at"
# direction = "down"                  # which way is good
# target = "2h"
#
# [refund_share]
# title = "Share of refunds"
# text = "Refund requests among all tickets."
# kind = "share"
# fact = "tickets"
# at = "created_at"
# hit = "request_type = 'refund'"
# direction = "down"
"""
