"""Find the people who handed in an article."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_submissions_article_id", "submissions", ["article_id"])


def downgrade() -> None:
    """Drop the index."""
    op.drop_index("ix_submissions_article_id", "submissions")
