"""People against their own team: an estimate with its interval on one scale for all, a place as a range."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from deskgauge.language import N_, _
from deskgauge.report.judged import Mark
from deskgauge.report.reading import Reading, Words, reading

WIDTH, HEIGHT = 200, 16
ABOVE = Mark("up", "better", N_("above the team"))
BELOW = Mark("down", "worse", N_("below the team"))
LIKE = Mark("flat", "flat", N_("like the team"))


@dataclass(frozen=True, slots=True)
class Person:
    """One person within a team: where the estimate lies, what may be said of it, the place as a range."""

    agent: str
    name: str
    one: Reading
    strip: Markup
    mark: Mark | None
    place: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team's people by name; those with too few tickets apart."""

    team: object
    people: Sequence[Person]
    few: Sequence[Person]


def teams_of(rows: Sequence[Mapping[str, object]], named: Callable[[str], str], words: Words) -> list[Team]:
    """Return an answer to ``top_performers`` by team: 0 is the middle of each team, the interval decides.

    All strips have one scale. ``named`` says what an agent's id is called.
    """
    read = [(row, reading(row)) for row in rows if row.get("agent") is not None]
    edges = [edge for _row, one in read for edge in (one.low, one.high) if edge is not None] or [-1.0, 1.0]
    reach = max(abs(edge) for edge in edges) * 1.05 or 1.0
    teams = list(dict.fromkeys(row.get("team") for row, _one in read))
    found = []
    for team in sorted(teams, key=lambda name: (name is None, str(name))):
        own = [(row, one) for row, one in read if row.get("team") == team]
        ranked = sum(row.get("rank") is not None for row, _one in own)
        people = [_person(row, one, named, reach, ranked, words) for row, one in own]
        people.sort(key=lambda person: person.name.casefold())
        judged = [person for person in people if person.mark is not None]
        found.append(Team(team, judged, [person for person in people if person.mark is None]))
    return found


def _person(
    row: Mapping[str, object], one: Reading, named: Callable[[str], str], reach: float, ranked: int, words: Words
) -> Person:
    agent = str(row["agent"])
    if one.value is None or one.low is None or one.high is None:
        return Person(agent, named(agent), one, Markup(""), None, "")
    mark = ABOVE if one.low > 0 else BELOW if one.high < 0 else LIKE
    told = Mark(mark.sign, mark.look, _(mark.text))
    return Person(agent, named(agent), one, _strip(one, reach), told, _place(row, ranked, words))


def _place(row: Mapping[str, object], ranked: int, words: Words) -> str:
    low, high = (words.count(int(str(row[name]))).text for name in ("rank_low", "rank_high"))
    all_of = words.count(ranked).text
    if low == high:
        return _("{place} of {n}", place=low, n=all_of)
    return _("{first} to {last} of {n}", first=low, last=high, n=all_of)


def _strip(one: Reading, reach: float) -> Markup:
    def at(value: float) -> float:
        return round((value + reach) / (2 * reach) * WIDTH, 1)

    low, value, high = at(one.low or 0.0), at(one.value or 0.0), at(one.high or 0.0)
    middle = HEIGHT // 2
    parts = (
        f'<rect class="b-rail" x="0" y="{middle - 1}" width="{WIDTH}" height="2"/>'
        f'<path class="c-tgt" d="M{WIDTH // 2} 0v{HEIGHT}"/>'
        f'<rect class="b-int" x="{low}" y="{middle - 3}" width="{round(high - low, 1)}" height="6" rx="1"/>'
        f'<circle class="b-dot" cx="{value}" cy="{middle}" r="4.4"/>'
    )
    box = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false"'
    return Markup(f"<svg {box}>{parts}</svg>")  # noqa: S704  # numbers and names of ours only
