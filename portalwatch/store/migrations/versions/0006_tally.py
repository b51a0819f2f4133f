"""What tells how many items a list says that it has, and what finds the articles that are due."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; a list's count is learnt from its next crawls. Add the index."""
    op.add_column("section", sa.Column("tally", sa.JSON()))
    op.create_index("ix_item_portal_reread_at", "item", ["portal", "reread_at"])
