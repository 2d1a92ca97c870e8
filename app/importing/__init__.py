"""From a file to what would be written: decode, map, preview. No SQL, no Qt."""
