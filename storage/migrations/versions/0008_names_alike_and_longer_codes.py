"""Names that look alike, and longer codes"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("person_name", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alike", sa.String(length=400), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_person_name_alike"), ["alike"], unique=False)
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.alter_column(
            "digits", existing_type=sa.String(length=6), type_=sa.String(length=20), existing_nullable=False
        )
