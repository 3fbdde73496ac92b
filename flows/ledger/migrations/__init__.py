"""The ledger's tables and their changes, run by alembic when a ledger is opened."""
