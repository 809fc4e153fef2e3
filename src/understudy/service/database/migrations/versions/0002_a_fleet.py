"""A fleet: tenants share its workers, films are made in segments, and workers are known.

Only adds: the release before works on these tables too. Its waiting tasks have no turn, but their place in the queue.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "queue_clock",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("zero", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("watch_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_queue_clock")),
    )
    op.create_table(
        "unattended_queue",
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_unattended_queue")),
    )
    op.create_table(
        "worker",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column(
            "queues", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("concurrency", sa.BigInteger(), nullable=False),
        sa.Column("draining", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("start_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("heartbeat_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("leave_time", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    op.create_index(op.f("ix_worker_heartbeat_time"), "worker", ["heartbeat_time"], unique=False)
    op.create_table(
        "tenant_turn",
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("finish", sa.BigInteger(), nullable=False),
        sa.Column("least_urgent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_tenant_turn_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "queue", name=op.f("pk_tenant_turn")),
    )
    op.create_table(
        "shared_film",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("frames", sa.BigInteger(), nullable=False),
        sa.Column("left", sa.BigInteger(), nullable=False),
        sa.Column(
            "files", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("create_time", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_shared_film_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_shared_film")),
    )
    op.create_table(
        "film_segment",
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("scene", sa.BigInteger(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("stop", sa.BigInteger(), nullable=False),
        sa.Column("lot", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("frames", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("first_attempt", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("heartbeat_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "warnings", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["shared_film.job_id"], name=op.f("fk_film_segment_job_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_film_segment")),
    )
    op.add_column("job", sa.Column("predicted_duration", sa.Double(), nullable=True))
    op.add_column("job", sa.Column("queue", sa.Text(), server_default="cpu", nullable=False))
    op.add_column("job", sa.Column("turn", sa.BigInteger(), nullable=True))
    op.add_column("job", sa.Column("span", sa.BigInteger(), server_default="0", nullable=False))
    op.drop_index(
        op.f("ix_job_state_priority"),
        table_name="job",
        postgresql_where="(state = ANY (ARRAY['WAITING'::text, 'PROCESSING'::text]))",
    )
    op.create_index(
        "ix_job_project_id_end_time",
        "job",
        ["project_id", "end_time"],
        unique=False,
        postgresql_where=sa.text("state = 'SUCCEED'"),
    )
    op.create_index(
        "ix_job_project_id_state",
        "job",
        ["project_id", "state"],
        unique=False,
        postgresql_where=sa.text("state IN ('WAITING', 'PROCESSING')"),
    )
    op.create_index(
        "ix_job_queue_turn", "job", ["queue", "turn"], unique=False, postgresql_where=sa.text("state = 'WAITING'")
    )
    op.create_index(
        "ix_job_state_kind",
        "job",
        ["state", "kind"],
        unique=False,
        postgresql_where=sa.text("state IN ('WAITING', 'PROCESSING', 'BLOCK')"),
    )
    op.create_index(
        "ix_job_end_time",
        "job",
        ["end_time"],
        unique=False,
        postgresql_include=["kind", "state"],
        postgresql_where=sa.text("end_time IS NOT NULL"),
    )
    op.drop_index("ix_stored_file_project_id", table_name="stored_file")
    op.create_index(
        "ix_stored_file_project_id", "stored_file", ["project_id"], unique=False, postgresql_include=["size", "state"]
    )
    op.execute(  # who moves or withdraws a waiting task finds its entry by this
        "CREATE INDEX ix_procrastinate_jobs_job_id ON procrastinate_jobs ((args ->> 'job_id')) "
        "WHERE status IN ('todo', 'doing')"
    )


def downgrade() -> None:
    op.execute("DROP INDEX ix_procrastinate_jobs_job_id")
    op.drop_index("ix_stored_file_project_id", table_name="stored_file")
    op.create_index("ix_stored_file_project_id", "stored_file", ["project_id"], unique=False)
    op.drop_index("ix_job_end_time", table_name="job", postgresql_where=sa.text("end_time IS NOT NULL"))
    op.drop_index(
        "ix_job_state_kind",
        table_name="job",
        postgresql_where=sa.text("state IN ('WAITING', 'PROCESSING', 'BLOCK')"),
    )
    op.drop_index("ix_job_queue_turn", table_name="job", postgresql_where=sa.text("state = 'WAITING'"))
    op.drop_index(
        "ix_job_project_id_state", table_name="job", postgresql_where=sa.text("state IN ('WAITING', 'PROCESSING')")
    )
    op.drop_index("ix_job_project_id_end_time", table_name="job", postgresql_where=sa.text("state = 'SUCCEED'"))
    op.create_index(
        op.f("ix_job_state_priority"),
        "job",
        ["state", "priority"],
        unique=False,
        postgresql_where="(state = ANY (ARRAY['WAITING'::text, 'PROCESSING'::text]))",
    )
    op.drop_column("job", "span")
    op.drop_column("job", "turn")
    op.drop_column("job", "queue")
    op.drop_column("job", "predicted_duration")
    op.drop_table("film_segment")
    op.drop_table("shared_film")
    op.drop_table("tenant_turn")
    op.drop_index(op.f("ix_worker_heartbeat_time"), table_name="worker")
    op.drop_table("worker")
    op.drop_table("unattended_queue")
    op.drop_table("queue_clock")
