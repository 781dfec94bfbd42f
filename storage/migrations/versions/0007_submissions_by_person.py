"""Count the submissions of one person."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEX = "ix_submissions_user_id_created_at"


def upgrade() -> None:
    """Make the index."""
    op.create_index(INDEX, "submissions", ["user_id", "created_at"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(INDEX, "submissions")
