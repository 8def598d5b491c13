"""What a piece of work costs: wall and processor seconds, and the most memory that its process ever held."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Cost:
    """Seconds on the wall, seconds of processor time over all threads, peak memory in megabytes."""

    wall: float = 0.0
    cpu: float = 0.0
    memory: float = 0.0


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


@contextmanager
def clocked(whose: int = resource.RUSAGE_SELF) -> Iterator[Cost]:
    """Measure the block, of this process or of its children."""
    cost = Cost()
    cpu, wall = _cpu(whose), time.perf_counter()
    yield cost
    cost.wall, cost.cpu = time.perf_counter() - wall, _cpu(whose) - cpu
    cost.memory = peak(whose)


def peak(whose: int = resource.RUSAGE_SELF) -> float:
    """Return the peak memory so far in megabytes."""
    status = Path("/proc/self/status")
    if whose == resource.RUSAGE_SELF and status.is_file():
        # Linux counts what the parent held at the fork into a child's ru_maxrss, but not into its high-water mark.
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1e3
    return resource.getrusage(whose).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
