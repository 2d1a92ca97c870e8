"""Real data that lies beside the project on some machines, and never in it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
OLIST = SHARED / "olist"
AWKWARD = SHARED / "awkward"

needs_shared_data = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the real data sets lie outside the project; this machine has none"
)
