"""The vocabulary: validated classes for forms, imports and rules, and their tables for the store.

`Thing(SQLModel)` validates; `ThingRow(Thing, table=True)` is its table and does not, so data enters through `Thing`.
"""
