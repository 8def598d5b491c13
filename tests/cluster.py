"""A throw-away PostgreSQL, started from the machine's own binaries in a temporary folder on a free loopback port.

One cluster serves one test run. Whichever worker needs it first starts it, behind a lock; the process that began the
run stops it at the end, by the process id in the cluster's own folder.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "fsync": "off",  # nothing of a test run outlives it
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "60",
    "shared_buffers": "64MB",
}
USER = "deskgauge"


def binaries() -> Path:
    """Return the folder of initdb and pg_ctl: that of the newest PostgreSQL that Debian put there, or of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: _version(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise FileNotFoundError("PostgreSQL's initdb is not on this machine; on Debian: apt-get install postgresql")
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


def url(home: Path) -> str:
    """Return the address of the cluster in ``home``, started on the first call of the test run."""
    with _locked(home):
        address = home / "url"
        if not address.exists():
            address.write_text(_start(home))
        return address.read_text()


def stop(home: Path) -> None:
    """Stop the cluster in ``home`` where one was started, and remove the folder."""
    if (home / "url").exists():
        _run(home, "pg_ctl", "-D", str(home / "data"), "-m", "immediate", "-w", "stop")
    shutil.rmtree(home, ignore_errors=True)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(home: Path) -> str:
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")  # initdb refuses to run as root
    data = home / "data"
    _run(home, "initdb", "-D", str(data), "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", "--no-sync")
    port = _free_port()
    options = {**SETTINGS, "port": str(port), "unix_socket_directories": str(home)}
    with (data / "postgresql.auto.conf").open("a") as settings:
        settings.writelines(f"{name} = '{value}'\n" for name, value in options.items())
    _run(home, "pg_ctl", "-D", str(data), "-l", str(home / "log"), "-w", "-t", "60", "start")
    return f"postgresql://{USER}@127.0.0.1:{port}/postgres"


def _run(home: Path, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are root, and say what it said when it fails."""
    command = [str(binaries() / program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    output = home / f"{time.monotonic_ns()}.out"  # a file: a started server would keep a pipe open
    with output.open("w") as file:
        done = subprocess.run(command, cwd=home, stdin=subprocess.DEVNULL, stdout=file, stderr=file, check=False)
    if done.returncode:
        log = home / "log"
        raise RuntimeError(f"{program} failed:\n{output.read_text()}{log.read_text() if log.exists() else ''}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
