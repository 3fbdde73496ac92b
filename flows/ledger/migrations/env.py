"""Runs migrations on the connection that flows.ledger.database holds, inside its transaction."""

from alembic import context

from flows.ledger.database import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
