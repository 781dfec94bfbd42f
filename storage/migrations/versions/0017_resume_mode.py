"""Remember in which mode a paused chat resumes."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a chat that is paused now resumes at once."""
    op.add_column("chats", sa.Column("resume_mode", sa.String(8)))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("chats", "resume_mode")
