"""What Alembic runs: the steps over the connection that it is handed, in the transaction of that connection."""

from __future__ import annotations

from alembic import context

from deskgauge.web.access.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
