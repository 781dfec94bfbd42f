"""Answer where the bot is a guest."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("submissions", sa.Column("inline_id", sa.Text()))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("submissions", "inline_id")
