"""Forms in which something is logged, added or changed."""
