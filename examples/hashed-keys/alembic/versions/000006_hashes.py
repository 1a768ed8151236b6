"""Keep a hash beside every key.

Revision ID: 000006_hashes
Revises:
"""

from pathlib import Path

from alembic import op

revision = "000006_hashes"
down_revision = None

SQL = Path(__file__).parents[2] / "db" / "sql"


def upgrade():
    op.execute((SQL / "000006_hashes.up.sql").read_text())


def downgrade():
    op.execute((SQL / "000006_hashes.down.sql").read_text())
