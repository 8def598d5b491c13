"""Calls and handling under the rules of others."""

from __future__ import annotations

from collections.abc import Callable

from naive import call_items
from naive.asking import Ask, Item
from naive.call_items import _offered, _unmeasured
from naive.desk import Call
from naive.recipes import Recipe, per_thing, share

LEVEL, GIVEN_UP, HANDLING = "service_level", "abandonment_rate", "handle_time"


def _level(about: Callable[[Call], bool], hit: Callable[[Call], bool]) -> Callable[[Ask], list[Item]]:
    """Return the maker of the calls that it is about, 1 for those that are hits in time."""

    def items(ask: Ask) -> list[Item]:
        found = []
        within = ask.desk.length("service_level_within").total_seconds()
        for call, failed in _offered(ask, "call"):
            waited = ask.waited(call)
            why = failed or (_unmeasured(call, waited) if call.answered or _given_up(call) else None)
            if about(call):
                soon = waited is not None and waited <= within
                found.append(Item(call.queued, call.dims, float(soon and hit(call)), reason=why))
        return found

    return items


def _given_up(call: Call) -> bool:
    return call.outcome == "abandoned"


def _abandoned(
    hit: Callable[[Call], bool] = _given_up, *, decided: bool = False, short: bool = True
) -> Callable[[Ask], list[Item]]:
    def items(ask: Ask) -> list[Item]:
        found = []
        limit = ask.desk.length("short_abandon")
        for call, failed in _offered(ask, "call", "chat"):
            end = call.waited_until
            lasted = end - call.queued if end is not None and end >= call.queued else None
            why = failed
            if not short and not why and _given_up(call):
                if lasted is None:
                    why = "no_time"
                elif lasted <= limit:
                    continue
            if call.answered or _given_up(call) or not decided:
                found.append(Item(call.queued, call.dims, float(hit(call)), reason=why))
        return found

    return items


def _worked_on(kind: str) -> Callable[[Ask], list[Item]]:
    return lambda ask: [item for item in call_items.handling(ask) if item.key.startswith(kind)]


DEFINED = {
    (LEVEL, "asterisk_sl"): Recipe(_level(lambda _: True, lambda call: call.answered), share),
    (LEVEL, "asterisk_sl2"): Recipe(_level(lambda call: call.answered or _given_up(call), lambda _: True), share),
    (LEVEL, "answered_only"): Recipe(_level(lambda call: call.answered, lambda _: True), share),
    (GIVEN_UP, "genesys"): Recipe(_abandoned(), share),
    (GIVEN_UP, "amazon_connect"): Recipe(_abandoned(), share),
    (GIVEN_UP, "without_short"): Recipe(_abandoned(short=False), share),
    (GIVEN_UP, "google_ccai"): Recipe(_abandoned(decided=True, short=False), share),
    (GIVEN_UP, "callbacks_abandoned"): Recipe(
        _abandoned(lambda call: _given_up(call) or call.outcome == "callback"), share
    ),
    (HANDLING, "genesys"): Recipe(_worked_on("call"), per_thing, headline="mean"),
    (HANDLING, "zammad"): Recipe(_worked_on("ticket"), per_thing, headline="mean"),
}
