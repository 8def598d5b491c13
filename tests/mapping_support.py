"""Mappings that several tests start from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from import_support import Staged, stage, write

FILES = """
[files.log]
patterns = ["log*"]
header = ["nr", "state"]
"""
LOAD = """
[[load]]
table = "tickets"
from = "log"
[load.columns]
ticket_id = "nr"
created_at = "opened"
"""
UTC = '[times]\nzone = "UTC"\n'
LOG = "nr;state;step;opened;changed;group;who\n"


def mapped(folder: Path, mapping: str, files: dict[str, str], **options: Any) -> Staged:
    """Write a mapping and files beside it, and stage the files by it."""
    write(folder / "in", dict(files))
    write(folder, {"ours.toml": mapping})
    return stage(folder / "in", mapping=folder / "ours.toml", **options)


JOINED = (
    UTC
    + """
[files.note]
patterns = ["note"]
header = ["id", "ticket", "by", "at"]
[files.person]
patterns = ["person"]
header = ["id", "role"]
optional = ["name"]
required = false
[views]
count = "SELECT ticket, count(*) AS notes FROM note GROUP BY ticket"
early = "SELECT * FROM note WHERE id <= '2'"
[[load]]
table = "messages"
from = "note"
[load.join.writer]
file = "person"
key = "id"
to = "by"
[load.join.count]
key = "ticket"
to = "ticket"
[load.columns]
message_id = "id"
ticket_id = "ticket"
at = "at"
author_kind = { expr = "writer.role" }
via = { expr = "count.notes" }
[[load]]
table = "agents"
from = "person"
[load.columns]
agent_id = "id"
name = "name"
[[load]]
table = "customers"
from = "early"
[load.columns]
customer_id = "by"
created_at = "at"
"""
)
NOTES = "id,ticket,by,at\n1,t1,a,2026-01-01 10:00:00\n2,t1,b,2026-01-01 11:00:00\n3,t2,c,someday\n"
