"""What tells sections that look wrong though they can be read, and which notices are dealt with."""

import sqlalchemy as sa
from alembic import op

from portalwatch.store import schema

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns. What has been told stays told; a section's rhythm is learnt from its next crawls."""
    op.add_column("crawl", sa.Column("dated", sa.Integer()))
    op.add_column("crawl", sa.Column("titled", sa.Integer()))
    op.add_column("section", sa.Column("warnings", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("section", sa.Column("days", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("section", sa.Column("lost", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("notice", sa.Column("told_at", schema.Instant(length=32)))
    op.create_index("ix_notice_told_at", "notice", ["told_at"])
    op.execute("UPDATE notice SET told_at = at WHERE delivery_id IS NOT NULL")
