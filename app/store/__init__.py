"""The one place with SQL: a workspace is one SQLite file.

It stands on the rules: it reads facts into their plain columns and writes back what they derive.
"""
