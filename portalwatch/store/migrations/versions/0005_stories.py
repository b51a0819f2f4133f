"""What tells documents that were published in several places."""

import sqlalchemy as sa
from alembic import op

from portalwatch.changes.stories import subject
from portalwatch.store import schema

revision = "0005"
down_revision = "0004"

#: Rows that are written at once.
_MANY = 1000


def upgrade() -> None:
    """Add the tables, and the column by which items of one story are found; items known already get theirs."""
    op.create_table(
        "story",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", schema.Instant(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_table(
        "story_item",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("at", schema.Instant(length=32), nullable=False),
        sa.Column("parted_at", schema.Instant(length=32)),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_story_item_item_id")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_item_story_id")),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_story_item")),
    )
    op.create_index(op.f("ix_story_item_story_id"), "story_item", ["story_id"])
    op.add_column("item", sa.Column("subject", sa.Text()))
    _name_subjects(op.get_bind())
    op.create_index("ix_item_subject_published_on", "item", ["subject", "published_on"])
    op.create_index("ix_item_document_number", "item", ["document_number"])


def _name_subjects(connection: sa.Connection) -> None:
    item = sa.table("item", sa.column("id", sa.Integer), sa.column("title", sa.Text), sa.column("subject", sa.Text))
    query = sa.select(item.c.id, item.c.title).order_by(item.c.id).limit(_MANY)
    change = sa.update(item).where(item.c.id == sa.bindparam("number")).values(subject=sa.bindparam("named"))
    last = 0
    while rows := connection.execute(query.where(item.c.id > last)).all():
        connection.execute(change, [{"number": row.id, "named": subject(row.title)} for row in rows])
        last = rows[-1].id
