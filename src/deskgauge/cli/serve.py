"""deskgauge serve: the dashboard and the API."""

from __future__ import annotations

import argparse
import socket

from deskgauge.cli.output import tell
from deskgauge.cli.projects import folder_of
from deskgauge.errors import UnsupportedError, WorkFailedError
from deskgauge.language import _

EPILOG = """examples:
  deskgauge serve
  deskgauge serve --port 9000 --project demo"""
HOST, PORT = "127.0.0.1", 8765


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare where to serve."""
    parser.add_argument("--host", metavar="ADDRESS", default=HOST, help=f"the address to answer at, by default {HOST}")
    parser.add_argument(
        "--port", metavar="NUMBER", type=int, default=PORT, help=f"by default {PORT}; 0 takes a free one"
    )


def execute(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    try:
        import uvicorn

        from deskgauge.web.app import create_app
    except ModuleNotFoundError as error:
        raise UnsupportedError(
            _("The dashboard needs the package {name}: pip install 'deskgauge[server,report]'.", name=error.name)
        ) from error
    taken = _socket(args.host, args.port)
    app = create_app(folder_of(args))
    tell(_("The dashboard: {address}", address=f"http://{args.host}:{taken.getsockname()[1]}/"))
    tell(_("Ctrl-C ends it."))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, server_header=False)
    uvicorn.Server(config).run(sockets=[taken])
    return 0


def _socket(host: str, port: int) -> socket.socket:
    """Take the address; raise WorkFailedError with a way on where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
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
