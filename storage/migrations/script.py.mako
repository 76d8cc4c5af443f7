"""${message}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON().with_variant(JSONB(), "postgresql")

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def on(dialect: str, statement: str) -> None:
    """Run what only one kind of database understands."""
    if op.get_bind().dialect.name == dialect:
        op.execute(statement)


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
