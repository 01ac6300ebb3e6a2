"""Taking turns: A B A B …, and the ratio of medians, so that a machine's drift touches both sides alike."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One goal: what was compared, the ratio, and the most (or least) it may be."""

    name: str
    ours: float
    baseline: float
    ratio: float
    goal: float
    at_most: bool = True
    unit: str = "s"

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio <= self.goal if self.at_most else self.ratio >= self.goal

    def __str__(self) -> str:
        sign = "<=" if self.at_most else ">="
        mark = "ok  " if self.met else "MISS"
        return (
            f"{mark} {self.name}: {self.ratio:.2f} (goal {sign} {self.goal:g}; "
            f"ours {self.ours:.4g} {self.unit}, baseline {self.baseline:.4g} {self.unit})"
        )


def turns(ours: Callable[[], float], baseline: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Medians of both, taken in turn; each callable gives the seconds it measured itself."""
    a, b = [], []
    for _ in range(rounds):
        b.append(baseline())
        a.append(ours())
    return statistics.median(a), statistics.median(b)


def timed(work: Callable[[], object]) -> float:
    """Seconds that the call took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def process(command: Sequence[str], **options: object) -> float:
    """Seconds that a whole process took; it must end well. It keeps its compiled modules, as an installed program does."""
    options.setdefault("env", {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"})
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, **options)  # type: ignore[call-overload]
    return time.perf_counter() - start
