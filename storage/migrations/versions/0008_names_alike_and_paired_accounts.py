"""Names that look alike, longer codes, accounts paired by both sides, names confirmed by their bearers"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person_name", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alike", sa.String(length=400), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_person_name_alike"), ["alike"], unique=False)
