"""What alembic runs: the steps on the connection it is handed, inside the transaction already open on it."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
