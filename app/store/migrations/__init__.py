"""Alembic's revisions; run for an older file only, since importing Alembic costs start-up time."""
