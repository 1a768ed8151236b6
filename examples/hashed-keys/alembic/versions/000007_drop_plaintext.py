"""Keep the hashes alone.

Revision ID: 000007_drop_plaintext
Revises: 000006_hashes
"""

from pathlib import Path

from alembic import op

revision = "000007_drop_plaintext"
down_revision = "000006_hashes"

SQL = Path(__file__).parents[2] / "db" / "sql"


def upgrade():
    op.execute((SQL / "000007_drop_plaintext.up.sql").read_text())


def downgrade():
    op.execute((SQL / "000007_drop_plaintext.down.sql").read_text())
