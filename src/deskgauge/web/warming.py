"""The scorecard of each new generation is asked for before anybody comes, so that the first view is quick as well."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from deskgauge.errors import DeskgaugeError
from deskgauge.language import in_language
from deskgauge.web.access.desks import of_everybody
from deskgauge.web.pages.page import page_of
from deskgauge.web.pages.view import make_view

if TYPE_CHECKING:
    from deskgauge.web.desk import Desk

LOOK_SECONDS = 1.0
FIRST_PAGE = "scorecard"
log = logging.getLogger(__name__)


def keep_warm(desk: Desk) -> threading.Thread:
    """Start asking for the scorecard of each generation; it ends with the desk."""
    thread = threading.Thread(target=_keep_warm, args=(desk,), name="deskgauge-warm", daemon=True)
    thread.start()
    return thread


def _keep_warm(desk: Desk) -> None:
    known = ""
    while not desk.is_closing:
        try:
            generation = desk.generation()
            if generation != known and desk.has_data():
                known = generation
                ask_first_page(desk)
        except DeskgaugeError as error:
            log.info("The scorecard was not asked for ahead: %s", error)
        time.sleep(LOOK_SECONDS)


def ask_first_page(desk: Desk) -> None:
    """Ask what the first page asks for who sees all, in the company's language; the desk keeps the answers."""
    with desk.turn(), in_language(desk.language):
        page, asked = page_of(FIRST_PAGE), of_everybody(desk)
        page.show(make_view(asked, asked.viewer, page, page.path, [], {}, asked.holdings()))
