"""Remember in which chats cards are, so that a rating shows on all of them."""

import sqlalchemy as sa
from alembic import op

from storage.engine.columns import RowNumber, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "shown_cards",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("inline_id", sa.Text(), nullable=False),
        sa.Column("article_id", RowNumber, nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("tag_number", RowNumber, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("shown_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_shown_cards_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", "message_id", "inline_id", name=op.f("pk_shown_cards")),
    )
    op.create_index("ix_shown_cards_article_id_shown_at", "shown_cards", ["article_id", "shown_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("shown_cards")
