"""A national office with a government unit for each division and every department of the templates, in a process of its
own: ``python -m benchmarks.nation FOLDER``. Prints seconds, rows and the peak of memory (MB) as json."""

import json
import resource
import sys
from pathlib import Path

from benchmarks.measure import timed
from gongkai.core.office import Office
from gongkai.core.registry.generate import generate_units
from gongkai.core.setup import init_office


def main(folder: str) -> None:
    """Make it and measure."""
    made: list[Office] = []
    load = timed(lambda: made.append(init_office(Path(folder), "000000000000", account="bench")))
    office = made[0].as_system()
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def generate() -> None:
        with office.change("units") as change:
            generate_units(office, change, 0)

    units = timed(generate)
    rows = [office.store.sql(f"SELECT count(*) FROM {table}")[0][0] for table in ("division", "unit")]
    office.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": load + units, "load": load, "units": units, "rows": sum(rows), "mb": peak}))


if __name__ == "__main__":
    main(sys.argv[1])
