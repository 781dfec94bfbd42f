"""Remember which chats a person manages from the private chat, and how their cards look."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns."""
    op.add_column(
        "chats",
        sa.Column("has_card_buttons", sa.Boolean, nullable=False, server_default=sa.true()),
    )
    op.add_column(
        "chats", sa.Column("is_compact", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_table(
        "managed_chats",
        sa.Column("user_id", sa.BigInteger, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "chat_id", name="pk_managed_chats"),
        sa.ForeignKeyConstraint(
            ["chat_id"],
            ["chats.chat_id"],
            name="fk_managed_chats_chat_id_chats",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )


def downgrade() -> None:
    """Drop the table and the columns."""
    op.drop_table("managed_chats")
    op.drop_column("chats", "is_compact")
    op.drop_column("chats", "has_card_buttons")
