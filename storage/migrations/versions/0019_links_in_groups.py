"""Let a group have the links of its members summarized, without a word about failures."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; no group has its links summarized."""
    for table, column in (("chats", "reads_links"), ("submissions", "is_quiet")):
        op.add_column(
            table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("submissions", "is_quiet")
    op.drop_column("chats", "reads_links")
