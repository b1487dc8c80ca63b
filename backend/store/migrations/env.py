"""Alembic's entry: runs the chain on the connection that backend.store.schema hands over."""

from alembic import context
from sqlmodel import SQLModel

import backend.models  # noqa: F401  registers the tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
