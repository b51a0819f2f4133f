"""The store: the only place with SQL. SQLAlchemy Core on SQLite by default; the schema is kept by Alembic."""
