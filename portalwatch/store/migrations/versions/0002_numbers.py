"""What an item says of itself: its numbers, the dates that matter, its body as HTML, where list and article differ."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; items on record have none of it until their article is read again."""
    op.add_column("item", sa.Column("html", sa.Text(), nullable=False, server_default=""))
    op.add_column("item", sa.Column("document_number", sa.Text()))
    for name in ("standards", "mentions", "disagreements"):
        op.add_column("item", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
