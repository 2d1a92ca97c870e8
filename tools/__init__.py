"""What a checkout needs before and beside the app; not installed with it."""
