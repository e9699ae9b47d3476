"""
The events and their head; the database itself refuses what is not one more event.

Revision ID: 0001
"""

from typing import Final

from alembic import op
from sqlalchemy import text

from zae.store.events import FIRST
from zae.store.tables import POSTGRESQL, event_table, head_table

revision = "0001"
down_revision = None

_SQLITE: Final = """
CREATE TRIGGER event_linked BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT events + 1 FROM head) OR NEW.previous <> (SELECT hash FROM head)
BEGIN SELECT RAISE(ABORT, 'zae: the event does not continue the chain'); END
--
CREATE TRIGGER event_counted AFTER INSERT ON event
BEGIN UPDATE head SET events = NEW.seq, hash = NEW.hash; END
--
CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'zae: events are added, never changed nor removed'); END
--
CREATE TRIGGER event_kept BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'zae: events are added, never changed nor removed'); END
--
CREATE TRIGGER head_kept BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'zae: events are added, never changed nor removed'); END
--
CREATE TRIGGER head_alone BEFORE INSERT ON head
BEGIN SELECT RAISE(ABORT, 'zae: events are added, never changed nor removed'); END
--
CREATE TRIGGER head_follows BEFORE UPDATE ON head
WHEN NEW.events <> OLD.events + 1
  OR NOT EXISTS (SELECT 1 FROM event WHERE seq = NEW.events AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'zae: events are added, never changed nor removed'); END
"""

# The functions name their schema: a client that looks elsewhere (QGIS, psql) runs them as well.
_POSTGRESQL: Final = """
CREATE FUNCTION event_linked() RETURNS trigger LANGUAGE plpgsql
SET search_path = {schema} AS $$
DECLARE last record;
BEGIN
  SELECT * INTO last FROM head FOR UPDATE;
  IF NEW.seq <> last.events + 1 OR NEW.previous <> last.hash THEN
    RAISE EXCEPTION 'zae: the event does not continue the chain';
  END IF;
  RETURN NEW;
END $$
--
CREATE FUNCTION event_counted() RETURNS trigger LANGUAGE plpgsql
SET search_path = {schema} AS $$
BEGIN UPDATE head SET events = NEW.seq, hash = NEW.hash; RETURN NULL; END $$
--
CREATE FUNCTION event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'zae: events are added, never changed nor removed'; END $$
--
CREATE FUNCTION head_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = {schema} AS $$
BEGIN
  IF NEW.events <> OLD.events + 1
     OR NOT EXISTS (SELECT 1 FROM event WHERE seq = NEW.events AND hash = NEW.hash) THEN
    RAISE EXCEPTION 'zae: events are added, never changed nor removed';
  END IF;
  RETURN NEW;
END $$
--
CREATE TRIGGER event_linked BEFORE INSERT ON event
FOR EACH ROW EXECUTE FUNCTION event_linked()
--
CREATE TRIGGER event_counted AFTER INSERT ON event
FOR EACH ROW EXECUTE FUNCTION event_counted()
--
CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_kept()
--
CREATE TRIGGER head_kept BEFORE INSERT OR DELETE OR TRUNCATE ON head
FOR EACH STATEMENT EXECUTE FUNCTION event_kept()
--
CREATE TRIGGER head_follows BEFORE UPDATE ON head
FOR EACH ROW EXECUTE FUNCTION head_follows()
--
CREATE INDEX event_geometry ON event USING gist (geometry)
"""


def upgrade() -> None:
    """Make the tables, the head of an empty chain, then the triggers."""
    connection = op.get_bind()
    event_table(connection.dialect.name).create(connection)
    head_table().create(connection)
    connection.execute(head_table().insert().values(one=1, events=0, hash=FIRST))
    op.create_index("event_subject", "event", ["subject_kind", "subject_id"])
    op.create_index("event_kind", "event", ["kind"])
    statements = _SQLITE
    if connection.dialect.name == POSTGRESQL:
        schema = connection.scalar(text("SELECT quote_ident(current_schema())"))
        statements = _POSTGRESQL.replace("{schema}", str(schema))
    for statement in statements.split("\n--\n"):
        connection.exec_driver_sql(statement)
