"""Pure functions on plain values and NumPy columns: no SQL, no Qt, no files, no reading of the time."""
