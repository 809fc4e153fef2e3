"""Alembic's way in: runs on the connection that `migrate.py` hands over."""

from alembic import context

from understudy.service.database.migrate import is_ours
from understudy.service.database.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    include_name=lambda name, kind, parents: kind != "table" or is_ours(name),
)
with context.begin_transaction():
    context.run_migrations()
