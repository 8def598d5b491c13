"""A real ``deskgauge serve`` on a free port, as long as the tests need it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ADDRESS = re.compile(r"https?://\S+")
PATIENCE = 60.0  # seconds until it has said its address


@contextmanager
def serving(project: Path, log: Path, *words: str) -> Iterator[str]:
    """Serve a project and yield the address that it prints, the link that opens it."""
    command = [sys.executable, "-m", "deskgauge", "serve", "--port", "0", "--project", str(project), *words]
    with log.open("w", encoding="utf-8") as told, subprocess.Popen(command, stdout=told, stderr=told) as process:
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(10)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return the first address that it prints; fail with all it said where there is none."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if found := ADDRESS.search(log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.05)
    raise RuntimeError(f"deskgauge serve gave no address:\n{log.read_text(encoding='utf-8')}")


def run(project: Path, *words: str, text: str = "") -> str:
    """Run a command of ours on a project and return what it wrote; fail with it where it failed."""
    command: Sequence[str] = [sys.executable, "-m", "deskgauge", *words, "--project", str(project)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr
