"""Alembic's way in: runs on the connection that `migrate.py` hands over."""

from alembic import context

from understudy.service.database import work_tables
from understudy.service.database.migrate import is_ours

context.configure(
    connection=context.config.attributes["connection"],
    # all tables are known once these are, which come last
    target_metadata=work_tables.FilmSegment.metadata,
    include_name=lambda name, kind, parents: kind != "table" or is_ours(name),
)
with context.begin_transaction():
    context.run_migrations()
