"""deskgauge serve: where it answers, what keeps it from it, and how it ends."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deskgauge.cli.main import app


def test_a_port_that_is_taken_is_said_with_a_way_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert app(["serve", "--port", str(port), "--project", str(tmp_path)]) == 1
    assert f"--port {port + 1}" in capsys.readouterr().err


def test_beyond_this_machine_it_takes_users(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app(["serve", "--host", "0.0.0.0", "--port", "0", "--project", str(tmp_path)]) == 2
    assert "deskgauge users add" in capsys.readouterr().err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_folder_without_a_project_is_served_and_ends_when_told(tmp_path: Path, how: signal.Signals) -> None:
    command = [sys.executable, "-m", "deskgauge", "serve", "--port", "0", "--project", str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        link = re.search(r"http://127\.0\.0\.1:(\d+)(/open\?token=\S+)", server.stderr.readline())
        assert link is not None
        connection = http.client.HTTPConnection("127.0.0.1", int(link[1]), timeout=30)
        connection.request("GET", link[2])
        answer = connection.getresponse()
        cookie = str(answer.getheader("set-cookie")).partition(";")[0]
        answer.read()
        connection.request("GET", "/", headers={"Cookie": cookie, "Accept": "text/html"})
        page = connection.getresponse()
        assert (page.status, b"deskgauge demo" in page.read()) == (200, True)
        connection.request("GET", "/wall/events", headers={"Cookie": cookie})
        assert connection.getresponse().status == 200  # and this connection stays open
        server.send_signal(how)
        server.wait(20)
        said = server.stderr.read()
        connection.close()
    assert "Traceback" not in said
    assert server.returncode in {0, -how}
