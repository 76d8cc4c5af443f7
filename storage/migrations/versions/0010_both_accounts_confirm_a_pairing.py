"""Both accounts confirm a pairing"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("link_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("used_name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("used_room", sa.String(length=400), server_default="", nullable=False))
        batch_op.add_column(sa.Column("pairing", sa.String(length=20), server_default="given", nullable=False))
