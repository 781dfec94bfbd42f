"""Answer a guest in the language in which they asked."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("submissions", sa.Column("language", sa.String(8)))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("submissions", "language")
