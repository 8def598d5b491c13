"""A server that runs for a test."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from deskgauge.web.access.gate import Who
from deskgauge.web.app import create_app, the_one
from deskgauge.web.desk import Desk, Limits


class Served:
    """A running server: its port and its desk."""

    def __init__(self, port: int, desk: Desk) -> None:
        self.port, self.desk = port, desk

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Ask for an address over a connection of its own; return the status and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def json(self, path: str) -> Any:
        """Ask for an address that answers with JSON."""
        return json.loads(self.get(path)[1])


@contextmanager
def served(folder: Path, limits: Limits | None = None, who: Who = the_one) -> Iterator[Served]:
    """Serve a project on a free port of this machine."""
    app = create_app(folder, limits=limits, who=who)
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield Served(taken.getsockname()[1], app.state.desk)
    finally:
        app.state.desk.leave()
        server.should_exit = True
        thread.join(20)
        taken.close()
