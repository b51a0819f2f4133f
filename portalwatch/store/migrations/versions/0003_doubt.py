"""What tells moved, withdrawn and returned items, and layouts that have changed."""

import sqlalchemy as sa
from alembic import op

from portalwatch.store import schema

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, and the tables of aliases and repairs."""
    op.create_table(
        "alias",
        sa.Column("portal", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", schema.Instant(length=32), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_alias_item_id")),
        sa.PrimaryKeyConstraint("portal", "key", name=op.f("pk_alias")),
    )
    op.create_index(op.f("ix_alias_item_id"), "alias", ["item_id"])
    op.create_table(
        "repair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=64), nullable=False),
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("at", schema.Instant(length=32), nullable=False),
        sa.Column("undone_at", schema.Instant(length=32)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair")),
    )
    op.create_index("ix_repair_portal_section", "repair", ["portal", "section"])
    op.add_column("item", sa.Column("heading", sa.Text(), nullable=False, server_default=""))
    op.add_column("item", sa.Column("gone_at", schema.Instant(length=32)))
    op.add_column("item", sa.Column("withdrawn_at", schema.Instant(length=32)))
    op.add_column("item", sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("listing", sa.Column("title", sa.Text()))
    op.add_column("listing", sa.Column("published_on", sa.String(length=10)))
    op.add_column("listing", sa.Column("misses", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("revision", sa.Column("fingerprint", sa.String(length=64)))
    op.add_column("section", sa.Column("rejected_at", schema.Instant(length=32)))
    op.add_column("section", sa.Column("sequence", sa.JSON(), nullable=False, server_default="[]"))
