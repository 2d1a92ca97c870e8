"""Charts: a chart as plain values, builders for each of them, and the one widget that draws them."""
