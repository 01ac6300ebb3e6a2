"""``python -m benchmarks [NAME …]``: run the benchmarks and print each ratio beside its goal."""

import importlib
import sys
import tempfile
from pathlib import Path

NAMES = (
    "acts",
    "divisions",
    "edits",
    "exchange",
    "startup",
    "terminal",
    "catalog",
    "findings",
    "importing",
    "annual",
    "clock",
    "tasks",
    "nightly",
    "plugins",
    "inspection",
    "pgstore",
)


def main() -> int:
    """Run all or the named ones; 1 when a goal is missed."""
    missed = 0
    for name in sys.argv[1:] or NAMES:
        print(f"# {name}", flush=True)
        with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as work:
            for result in importlib.import_module(f"benchmarks.{name}").run(Path(work)):
                print(result, flush=True)
                missed += not result.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
