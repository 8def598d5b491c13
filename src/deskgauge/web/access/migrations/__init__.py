"""The steps that bring a database of accounts to what models.py says; Alembic runs them at every start."""
