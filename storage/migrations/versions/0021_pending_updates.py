"""Find the updates that are not handled yet without reading the handled ones."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_INDEX = "ix_processed_updates_raw"


def upgrade() -> None:
    """Create the index."""
    is_pending = sa.text("raw IS NOT NULL")
    op.create_index(
        _INDEX,
        "processed_updates",
        ["update_id"],
        sqlite_where=is_pending,
        postgresql_where=is_pending,
    )


def downgrade() -> None:
    """Drop the index."""
    op.drop_index(_INDEX, "processed_updates")
