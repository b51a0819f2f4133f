"""When articles and lists were last read, and what templates were found to add and take."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns, which the next readings fill, and the table."""
    op.add_column("section", sa.Column("listed_at", sa.String(32)))
    op.add_column("item", sa.Column("read_at", sa.String(32)))
    op.create_table(
        "piece",
        sa.Column("portal", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("portal", "mark", name=op.f("pk_piece")),
    )
