"""${message[0].upper() + message[1:]}."""

from alembic import op
import sqlalchemy as sa
% if imports:
${imports}
% endif
% if down_revision is None:

from storage.search.tables import create_index
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
% if down_revision is None:
    create_index(op.get_bind())
% endif
