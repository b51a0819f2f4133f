"""Alembic's way in: it runs on the connection that the store has opened."""

from alembic import context

from portalwatch.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
