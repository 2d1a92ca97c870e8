"""Run every benchmark and print its median beside its yardstick's: `python -m bench [LEADS]`."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import measures

RUNS = 5


def median_ms(run: Callable[[], object], runs: int = RUNS) -> float:
    """The median wall time of `run` in milliseconds, after one run that does not count."""
    run()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    leads = int(sys.argv[1]) if len(sys.argv) > 1 else measures.MILLION
    print(f"{leads:,} leads with about five events each; medians of {RUNS} runs or more\n")
    print(f"{'':58}{'Tandem':>12}{'yardstick':>12}  what the yardstick is")
    with tempfile.TemporaryDirectory() as folder:
        for each in measures.all_measures(Path(folder), leads):
            ours = median_ms(each.ours, each.runs)
            bare = median_ms(each.yardstick, each.runs)
            print(f"{each.name:58}{ours:9,.1f} ms{bare:9,.1f} ms  {each.bare}", flush=True)


if __name__ == "__main__":
    main()
