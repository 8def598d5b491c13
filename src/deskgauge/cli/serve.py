"""deskgauge serve: the dashboard and the API."""

from __future__ import annotations

import argparse
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from deskgauge.cli.output import tell
from deskgauge.cli.projects import folder_of
from deskgauge.errors import UnsupportedError, WorkFailedError
from deskgauge.language import _
from deskgauge.model.settings import FILE_NAME, Settings
from deskgauge.model.settings_file import load_settings

if TYPE_CHECKING:
    from types import FrameType

    import uvicorn

    from deskgauge.web.access.accounts import Accounts
    from deskgauge.web.desk import Desk

EPILOG = """examples:
  deskgauge serve
  deskgauge serve --port 9000 --project demo"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where to serve."""
    parser.add_argument("--host", metavar="ADDRESS", help=_("the address to answer at; default: that of the settings"))
    parser.add_argument(
        "--port", metavar="NUMBER", type=int, help=_("default: that of the settings, 8765; 0 takes a free one")
    )


def execute(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    try:
        import uvicorn

        from deskgauge.web.access import open_accounts
        from deskgauge.web.app import create_app
        from deskgauge.web.middleware import LOOPBACK
    except ModuleNotFoundError as error:
        raise UnsupportedError(
            _("The dashboard needs the package {name}: pip install 'deskgauge[server,report]'.", name=error.name)
        ) from error
    folder = folder_of(args)
    settings = settings_of(folder)
    host = args.host or settings.server_host
    with home_of(folder) as home:
        accounts = open_accounts(settings, home)
        accounts.check_bind(host)
        taken = _socket(host, settings.server_port if args.port is None else args.port)
        app = create_app(folder, accounts=accounts, hosts=LOOPBACK if accounts.is_local else None, warm=True)
        address = f"http://{f'[{host}]' if ':' in host else host}:{taken.getsockname()[1]}/"
        _announce(accounts, address)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, server_header=False)
        server = uvicorn.Server(config)
        _end_with_it(server, app.state.desk)
        with suppress(KeyboardInterrupt):  # which is how one ends it
            server.run(sockets=[taken])
        accounts.close()
    return 0


def _end_with_it(server: uvicorn.Server, desk: Desk) -> None:
    """When the server is told to end, let what goes on and on end first: wallboards that listen for news."""
    told = server.handle_exit

    def leave(sig: int, frame: FrameType | None) -> None:
        desk.leave()
        told(sig, frame)

    server.handle_exit = leave  # type: ignore[method-assign]  # uvicorn offers no other place


def settings_of(folder: Path) -> Settings:
    """Return the settings of the project in a folder, the usual ones where there is none yet."""
    return load_settings(folder / FILE_NAME) if (folder / FILE_NAME).is_file() else Settings()


@contextmanager
def home_of(folder: Path) -> Iterator[Path]:
    """Give the folder that accounts are kept in: the project's, or for a while another where there is none yet."""
    if (folder / FILE_NAME).is_file():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="deskgauge-") as other:
        yield Path(other)


def _announce(accounts: Accounts, address: str) -> None:
    """Say where the dashboard is, and how to get in."""
    if accounts.has_users():
        tell(_("The dashboard: {address}", address=address))
    else:
        tell(_("The dashboard, for you alone; this link works once: {link}", link=accounts.one_time_link(address)))
    tell(_("Ctrl-C ends it."))


def _socket(host: str, port: int) -> socket.socket:
    """Take the address; raise WorkFailedError with a way on where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(128)  # whoever follows the link at once waits a moment and is not refused
    except OSError as error:
        taken.close()
        raise WorkFailedError(
            _(
                "The address {host} with port {port} cannot be taken: {reason}. Another port: --port {other}.",
                host=host,
                port=port,
                reason=error.strerror or error,
                other=port + 1,
            )
        ) from error
    return taken
