"""The server as it runs: live news, many readers while data are written, everything the API's description allows."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from deskgauge.project import Workspace
from serving import Served, served
from support import company, write_tables


def rows(number: int, size: int) -> dict[str, list[dict[str, object]]]:
    """Return the tickets of a generation: ``size`` of them, all of the priority that tells its number."""
    start = datetime(2026, 3, 2, 9)
    return {
        "tickets": [
            {"ticket_id": f"t{one}", "created_at": start + timedelta(minutes=one), "channel": "email",
             "product": f"product-{number}"}
            for one in range(size)
        ]
    }  # fmt: skip


def events(port: int, stop: Callable[[list[str]], bool], seconds: float = 20) -> list[str]:
    """Listen to the wallboard's news until enough were told; return the generations."""
    told: list[str] = []
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        line.sendall(b"GET /wall/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        with line.makefile("rb") as lines:
            for text in lines:
                if text.startswith(b"data: "):
                    told.append(text[6:].decode().strip())
                    if stop(told):
                        break
    return told


def test_the_wallboard_hears_of_new_data_at_once(tmp_path: Path) -> None:
    workspace = company(tmp_path / "shop", rows(1, 3))
    with served(tmp_path / "shop") as server:
        first = server.desk.generation()

        def stop(told: list[str]) -> bool:
            if len(told) == 1:
                workspace.import_files(write_tables(tmp_path / "next", rows(2, 4)))
            return len(told) == 2

        told = events(server.port, stop)
        assert told == [first, server.desk.generation()]
        status, page = server.get("/wall", {"accept": "text/html"})
        assert status == 200
        assert f'data-wall="{told[1]}"' in page.decode()
        assert 'http-equiv="refresh"' in page.decode()


def test_fifty_readers_see_whole_generations_while_twenty_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    workspace = company(folder, rows(0, 2))
    expected = {json.dumps(_told(workspace))}
    problems: list[object] = []
    seen: set[str] = set()
    done = threading.Event()

    def read(server: Served) -> None:
        while not done.is_set():
            status, body = server.get("/api/v1/query?metrics=ticket_volume,active_tickets&by=product")
            if status == 200:
                seen.add(json.dumps(json.loads(body)))
            else:
                problems.append((status, body))
            time.sleep(0.5)  # as people do; the imports want the processor too

    with served(folder) as server:
        readers = [threading.Thread(target=read, args=(server,)) for _ in range(50)]
        for one in readers:
            one.start()
        for number in range(1, 21):
            workspace.import_files(write_tables(tmp_path / f"files-{number}", rows(number, 2 + number)))
            expected.add(json.dumps(_told(workspace)))
        done.set()
        for one in readers:
            one.join(60)
        last = json.loads(server.get("/api/v1/query?metrics=ticket_volume,active_tickets&by=product")[1])
    assert problems == []
    assert seen <= expected
    assert len(seen) > 5
    assert json.dumps(last) == json.dumps(_told(workspace))


def _told(workspace: Workspace) -> dict[str, object]:
    """Return what the generation of now has to answer."""
    answer = workspace.query("ticket_volume", "active_tickets", by="product")
    made: dict[str, object] = json.loads(answer.to_json())
    return made
