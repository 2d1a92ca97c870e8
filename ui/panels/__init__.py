"""Details shown beside a page's list."""
