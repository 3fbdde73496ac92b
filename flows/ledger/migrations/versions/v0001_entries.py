"""The table of entries, which the database itself keeps append-only, and the note of the last one."""

from alembic import op
from sqlalchemy import Column, Integer, Text

from flows.ledger.chain import START

revision = "0001"
down_revision = None

_TEXTS = ("at", "who", "kind", "locality", "period", "body", "previous", "hash")
_SQLITE = "CREATE TRIGGER ledger_no_{what} BEFORE {what} ON ledger_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END"
_FUNCTION = """CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION ''append-only''; END'"""
_POSTGRESQL = """CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"""


def upgrade() -> None:
    """Makes the tables and their guards."""
    texts = [Column(name, Text, nullable=False) for name in _TEXTS]
    op.create_table("ledger_entry", Column("seq", Integer, primary_key=True, autoincrement=False), *texts)
    op.create_index("ledger_entry_period", "ledger_entry", ["locality", "period"])
    head = op.create_table("ledger_head", Column("seq", Integer, nullable=False), Column("hash", Text, nullable=False))
    op.bulk_insert(head, [{"seq": 0, "hash": START}])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in [_SQLITE.format(what=what) for what in ("UPDATE", "DELETE")] if sqlite else [_FUNCTION, _POSTGRESQL]:
        op.execute(guard)
