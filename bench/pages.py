"""How long a page takes: twenty viewers at once, each over a connection of their own, asking one real server."""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench import data

VIEWERS, EACH = 20, 15
SECONDS = 300  # how long the first view may take, and how long the server is left running without being asked
GOAL = 0.2  # seconds, for 95 of 100 views after the first
ADDRESSES: Mapping[str, str] = {
    "the scorecard": "/",
    "a metric's page": "/metric/first_response_time",
    "the scorecard as JSON": "/api/v1/scorecard",
}
Headers = dict[str, str]
Told = dict[str, dict[str, float]]


def measured(folder: Path) -> Told:
    """Serve a project, and return by address how long its views took: ``first``, then ``p50`` and ``p95`` in seconds.

    ``cpu`` is the processor time that the server took for one of these, ``unchanged`` the 95th percentile of those who
    had it before and send its ETag back.
    """
    with _served(folder) as (server, port, cookie):
        return {name: _address(server, port, path, {"Cookie": cookie}) for name, path in ADDRESSES.items()}


def _cpu(process: int) -> float:
    """Return the seconds of processor time that a process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _address(server: int, port: int, path: str, headers: Headers) -> dict[str, float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    asked = {**headers, "Accept": "application/json" if path.startswith("/api") else "text/html"}
    asked["Accept-Encoding"] = "gzip"
    first, tag = _view(connection, path, asked, 200)
    connection.close()
    worked = _cpu(server)
    later = _all(port, path, asked, 200)
    worked = (_cpu(server) - worked) / len(later)
    unchanged = _all(port, path, {**asked, "If-None-Match": tag}, 304)
    return {
        "first": first,
        "p50": statistics.median(later),
        "p95": statistics.quantiles(later, n=20)[-1],
        "cpu": worked,
        "unchanged": statistics.quantiles(unchanged, n=20)[-1],
    }


def _view(connection: http.client.HTTPConnection, path: str, headers: Headers, expected: int) -> tuple[float, str]:
    """Ask once; return the seconds until all of it was there, and its ETag."""
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != expected:
        raise SystemExit(f"{path} was answered with {answer.status}, not with {expected}.")
    return time.perf_counter() - began, answer.getheader("ETag") or ""


def _all(port: int, path: str, headers: Headers, expected: int) -> list[float]:
    """Let all viewers ask again and again, all at once; return the seconds of every view."""
    took: list[float] = []
    failed: list[BaseException] = []
    start = threading.Barrier(VIEWERS)

    def look() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            start.wait(SECONDS)
            took.extend(_view(connection, path, headers, expected)[0] for _ in range(EACH))
        except BaseException as error:  # noqa: BLE001  # raised again where it is looked at
            failed.append(error)
        finally:
            connection.close()

    viewers = [threading.Thread(target=look) for _ in range(VIEWERS)]
    for one in viewers:
        one.start()
    for one in viewers:
        one.join()
    if failed:
        raise failed[0]
    return took


@contextmanager
def _served(folder: Path) -> Iterator[tuple[int, int, str]]:
    """Run `deskgauge serve` on a free port and go in by its link; give its process, the port and the cookie."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(data.DATA / "compiled"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "deskgauge", "serve", "--project", str(folder), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, cwd=data.ROOT, text=True)
    try:
        assert server.stderr is not None
        told = server.stderr.readline()
        link = re.search(r"http://127\.0\.0\.1:(\d+)(/\S+)", told)
        if link is None:
            raise SystemExit(f"The server did not say where it is: {told}")
        yield server.pid, int(link[1]), _entered(int(link[1]), link[2])
    finally:
        server.terminate()
        server.wait(30)


def _entered(port: int, path: str) -> str:
    """Open the link that works once; return the cookie that it gives."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    for _ in range(100):
        try:
            connection.request("GET", path)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    answer = connection.getresponse()
    cookies = [value.partition(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    connection.close()
    return next(one for one in cookies if one.startswith("dg_session"))


def sentences(told: Told) -> Iterator[str]:
    """Yield one sentence for each address, with whether the goal is met."""
    for name, one in told.items():
        met = "yes" if one["p95"] < GOAL else "NO"
        yield (
            f"{VIEWERS} viewers at once, {name}: half of the views within {_ms(one['p50'])}, 95 of 100 within "
            f"{_ms(one['p95'])} (goal {_ms(GOAL)}: {met}), unchanged {_ms(one['unchanged'])}; processor time of a view "
            f"{one['cpu'] * 1000:.1f} ms; the first view after the start {one['first']:.1f} s."
        )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
