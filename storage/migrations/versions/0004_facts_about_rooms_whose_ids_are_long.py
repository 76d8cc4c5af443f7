"""Facts about rooms whose ids are long"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("fact") as batch:
        batch.alter_column(
            "key", existing_type=sa.String(length=120), type_=sa.String(length=500), existing_nullable=False
        )
