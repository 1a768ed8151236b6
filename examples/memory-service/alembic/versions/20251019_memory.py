"""Memory."""
from alembic import op

revision = '20251019_memory'
down_revision = None


def upgrade():
    op.execute(open('db/sql/20251019_memory.up.sql').read())


def downgrade():
    op.execute(open('db/sql/20251019_memory.down.sql').read())
