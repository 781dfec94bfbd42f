"""Let a chat turn rich messages off."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every chat keeps its rich messages."""
    op.add_column(
        "chats", sa.Column("is_plain", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("chats", "is_plain")
