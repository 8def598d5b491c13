"""Rights and roles: what each role may do; one table, read by pages, API, tokens and tests."""

from __future__ import annotations

from collections.abc import Mapping

from deskgauge.language import N_

RIGHTS: Mapping[str, str] = {
    "read": N_("see numbers"),
    "rows": N_("see tickets and rows"),
    "export": N_("take rows away as a file"),
    "sql": N_("see the SQL"),
    "people": N_("see numbers by person"),
    "personal": N_("see names, addresses and texts that customers wrote"),
    "manage": N_("manage users, tokens and settings"),
}
"""Each right and what it lets one do."""

ROLES: Mapping[str, frozenset[str]] = {
    "viewer": frozenset({"read", "rows", "export", "people"}),
    "analyst": frozenset({"read", "rows", "export", "people", "sql", "personal"}),
    "admin": frozenset(RIGHTS),
    "agent": frozenset({"read", "rows"}),
}
"""Each role and its rights; an agent's reach over the own figures and the team's totals only."""

ROLE_TITLES: Mapping[str, str] = {
    "viewer": N_("Viewer"),
    "analyst": N_("Analyst"),
    "admin": N_("Admin"),
    "agent": N_("Agent"),
}

OPEN_TO_AGENTS = (
    "/me",
    "/metric",
    "/definitions",
    "/logout",
    "/settings/look",
    "/tickets",
    "/ticket",
    "/api",
    "/settings/tokens",
    "/settings/password",
)
"""The addresses that an agent may open: the own page, what its numbers mean, the own tickets, the API."""
