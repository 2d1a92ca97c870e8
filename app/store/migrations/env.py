"""Alembic's entry: run the steps on the connection that `migrate.upgrade` hands over."""

from alembic import context

from app.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
