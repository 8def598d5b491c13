"""What each viewer is told of a company: nothing beyond their limits, whichever way they ask for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from deskgauge.catalogue import registry
from deskgauge.errors import DeskgaugeError, NotFoundError
from deskgauge.insight.colleagues import middle_half
from deskgauge.web.access import NoRightError, ScopedDesk, Viewer
from deskgauge.web.access.masks import has_personal, masked, personal_columns
from deskgauge.web.access.reach import is_cut_by
from deskgauge.web.access.refusals import TooFewPeopleError
from deskgauge.web.desk import Desk

NOT_ASKED = {"answers_kept", "close", "leave", "turn"}  # what a request does not ask of its desk
VOLUME, SOLVED = "ticket_volume", "tickets_solved"


def mark(text: str) -> str:
    return f"<{len(text)}>"


@pytest.fixture(scope="module")
def desk(demo_project: Path) -> Iterator[Desk]:
    found = Desk(demo_project)
    yield found
    found.close()


@pytest.fixture(scope="module")
def counts(desk: Desk) -> dict[tuple[str, str], float]:
    """The solved tickets of each agent in each team."""
    rows = desk.query(SOLVED, by=("team", "agent")).rows
    return {(str(row["team"]), str(row["agent"])): float(str(row["value"])) for row in rows if row["agent"]}


@pytest.fixture(scope="module")
def team(counts: Mapping[tuple[str, str], float]) -> str:
    """The team that most agents work in."""
    teams = [team for team, _agent in counts]
    return max(sorted(set(teams)), key=teams.count)


@pytest.fixture(scope="module")
def agent_id(counts: Mapping[tuple[str, str], float], team: str) -> str:
    """The agent of that team who solved most."""
    return max((agent for one, agent in counts if one == team), key=lambda agent: counts[team, agent])


def of(desk: Desk, role: str, **limits: object) -> ScopedDesk:
    return ScopedDesk(desk, replace(Viewer("Ana", role), **limits), mark)  # type: ignore[arg-type]  # fields of a viewer


def value(rows: object) -> float:
    assert isinstance(rows, list)
    (row,) = rows
    return float(str(row["value"]))


def test_every_question_of_the_desk_is_asked_with_a_limit_or_not_at_all() -> None:
    def public(kind: type) -> set[str]:
        return {name for name, _one in inspect.getmembers(kind) if not name.startswith("_")}

    assert public(Desk) - NOT_ASKED <= public(ScopedDesk)
    assert not hasattr(ScopedDesk, "__getattr__")


def test_a_leader_sees_the_own_teams_in_every_answer(desk: Desk, team: str) -> None:
    leader = of(desk, "viewer", teams=(team,))
    own = value(desk.query(VOLUME, where=f"team = '{team}'").rows)
    assert value(leader.query(VOLUME).rows) == own < value(desk.query(VOLUME).rows)
    assert {row["team"] for row in leader.query(VOLUME, by="team").rows} == {team}
    assert value(leader.query(VOLUME, where="team <> 'x' or channel = 'email'").rows) == own
    assert leader.explain(VOLUME, limit=0).parts[0].counted == own
    assert {row["team_id"] for row in leader.explain(VOLUME, whole=True, limit=50).parts[0].rows} == {team}
    card = leader.scorecard(compare=None)
    row = next(line.row for line in card.lines if line.metric.id == VOLUME)
    assert row["value"] == value(
        desk.query(VOLUME, where=f"team = '{team}'", from_=str(card.period_start), to=str(card.period_end)).rows
    )
    assert leader.holdings().values["team"] == [team]
    assert set(leader.holdings().names["team"]) <= {team}
    assert all(not finding.sample for finding in leader.check())


def test_what_cannot_be_limited_is_refused_not_told_of_the_whole(desk: Desk, team: str) -> None:
    leader = of(desk, "viewer", teams=(team,))
    agent = of(desk, "agent", teams=(team,), agent_id="x")
    for name, metric in registry.builtin().items():
        if not is_cut_by(metric, "team"):
            for ask in (
                leader.query,
                leader.explain,
                leader.contributors,
                leader.compare_definitions,
                leader.distribution,
            ):
                with pytest.raises(NoRightError):
                    ask(name)
        if not is_cut_by(metric, "agent") or "agent" in metric.kind.carries:
            with pytest.raises(NoRightError):
                agent.query(name)
    shown = {line.metric.id for line in leader.scorecard(compare=None).lines}
    apart = dict(leader.scorecard(compare=None).apart)
    assert {"complaint_rate", "customer_retention"} <= set(apart)
    assert not {name for name in shown if not is_cut_by(leader.metrics()[name], "team")}


def test_no_teams_is_nothing(desk: Desk) -> None:
    nobody = of(desk, "viewer", teams=())
    assert value(nobody.query(VOLUME).rows) == 0
    with pytest.raises(NotFoundError):
        nobody.ticket(a_ticket(desk))


def a_ticket(desk: Desk, where: str | None = None) -> str:
    row = desk.explain(SOLVED, where=where, limit=1).parts[0].rows[0]
    return str(row["ticket_id"])


def test_a_ticket_beyond_the_limits_is_as_if_it_were_not_there(desk: Desk, team: str, agent_id: str) -> None:
    theirs, foreign = a_ticket(desk, f"team = '{team}'"), a_ticket(desk, f"team <> '{team}'")
    leader = of(desk, "viewer", teams=(team,))
    assert leader.ticket(theirs).ticket["team_id"] == team
    agent = of(desk, "agent", teams=(team,), agent_id=agent_id)
    assert agent.ticket(a_ticket(desk, f"agent = '{agent_id}'")).events
    for asker in (leader, agent):
        told = set()
        for ticket in (foreign, f"{foreign}x"):
            with pytest.raises(NotFoundError) as caught:
                asker.ticket(ticket)
            told.add(str(caught.value).replace(ticket, "…"))
            assert caught.value.known == []
        assert len(told) == 1
    with pytest.raises(NoRightError):
        of(desk, "viewer", scopes=frozenset({"read"})).ticket(theirs)


# ------------------------------------------------------------------------------ agents
def test_an_agent_sees_the_own_figures_and_the_teams_totals(
    desk: Desk, counts: Mapping[tuple[str, str], float], team: str, agent_id: str
) -> None:
    agent = of(desk, "agent", teams=(team,), agent_id=agent_id)
    own = sum(one for (_team, who), one in counts.items() if who == agent_id)
    total = value(desk.query(SOLVED, where=f"team = '{team}'").rows)
    assert value(agent.query(SOLVED).rows) == own
    assert {row["agent"] for row in agent.query(SOLVED, by="agent").rows} == {agent_id}
    assert value(agent.query(SOLVED, where=f"team = '{team}'").rows) == total
    assert value(agent.query(SOLVED, by="team").rows) == total
    assert {row["agent_id"] for row in agent.explain(SOLVED, whole=True).parts[0].rows if "agent_id" in row} <= {
        agent_id
    }
    assert agent.explain(SOLVED, where=f"team = '{team}'").parts[0].rows == []


def test_an_agent_learns_nothing_of_one_colleague(
    desk: Desk, counts: Mapping[tuple[str, str], float], team: str, agent_id: str
) -> None:
    agent = of(desk, "agent", teams=(team,), agent_id=agent_id)
    colleague = next(who for one, who in counts if one == team and who != agent_id)
    where = f"agent = '{colleague}'"
    secret = sum(one for (_team, who), one in counts.items() if who == colleague)
    assert secret
    for filter_ in (
        where,
        f"{where} or team = '{team}'",
        f"not (agent = '{agent_id}')",
        f"team = '{team}' and {where}",
    ):
        told = value(agent.query(SOLVED, where=filter_).rows)
        assert told in (0, value(agent.query(SOLVED).rows)), filter_
    own = agent.query(SOLVED, by="agent", where=f"team = '{team}'").rows
    assert {row["agent"] for row in own} <= {agent_id}
    for grain in ("day", "hour"):
        with pytest.raises(NoRightError):
            agent.query(SOLVED, by="team", grain=grain)
    with pytest.raises(NoRightError):
        agent.query("top_performers")
    with pytest.raises(NoRightError):
        agent.sql(SOLVED)
    with pytest.raises(NoRightError):
        agent.check()
    other = next(one for one, _who in counts if one != team)
    assert value(agent.query(SOLVED, where=f"team = '{other}'").rows) == 0
    assert agent.compare_definitions("first_response_time", where=f"team = '{team}'").verdicts == []


def test_what_moved_a_teams_total_is_not_split_by_colleagues(desk: Desk, team: str, agent_id: str) -> None:
    agent = of(desk, "agent", teams=(team,), agent_id=agent_id)
    where, span = f"team = '{team}'", {"from_": "2026-09-01", "to": "2026-10-01"}
    with pytest.raises(NoRightError):
        agent.contributors(SOLVED, where=where, **span)
    assert [split.by for split in agent.contributors(SOLVED, "team", where=where, **span).splits] == [("team",)]
    with pytest.raises(NoRightError):  # a quiet day, while the others are counted over all days
        agent.explain(SOLVED, where=where, period="2026-09-06")
    with pytest.raises(NoRightError):
        agent.contributors(SOLVED, "team", where=where, against=("2026-08-30", "2026-08-31"), **span)


def test_totals_of_fewer_than_five_others_are_not_told(desk: Desk, team: str, agent_id: str) -> None:
    days = [str(row["period_start"])[:10] for row in desk.query(SOLVED, grain="day").rows]
    people = {day: set[str]() for day in days}
    for row in desk.query(SOLVED, grain="day", by="agent", where=f"team = '{team}'").rows:
        if row["agent"] and row["n"]:
            people[str(row["period_start"])[:10]].add(str(row["agent"]))
    quiet = next(n for n, day in enumerate(days[:-1]) if len(people[day] - {agent_id}) < 5)
    agent = of(desk, "agent", teams=(team,), agent_id=agent_id)
    with pytest.raises(TooFewPeopleError, match="under 5"):
        agent.query(VOLUME, by="team", from_=days[quiet], to=days[quiet + 1])
    with pytest.raises(NoRightError):
        of(desk, "agent", agent_id=agent_id).query(VOLUME, by="team")


def test_the_middle_half_is_told_of_five_colleagues_or_more() -> None:
    rows = [{"value": float(n), "too_few": False} for n in (5, 1, 4, 2, 3)]
    band = middle_half(rows)
    assert band is not None
    assert (band.low, band.high, band.people) == (2.0, 4.0, 5)
    assert middle_half(rows[:4]) is None
    assert middle_half([*rows[:4], {"value": 9.0, "too_few": True}, {"value": None}]) is None


def test_an_agent_is_shown_the_middle_half_of_the_others(desk: Desk, team: str, agent_id: str) -> None:
    agent = of(desk, "agent", teams=(team,), agent_id=agent_id)
    rows = desk.query(SOLVED, by="agent", where=f"team = '{team}'").rows
    others = [row for row in rows if row["agent"] not in (None, agent_id) and row["n"]]
    assert agent.middle_half(SOLVED) == middle_half(others)


# ------------------------------------------------------------------------------ people, rows, masks
def test_numbers_by_person_need_the_right_to_see_people(desk: Desk, agent_id: str) -> None:
    token = of(desk, "admin", scopes=frozenset({"read"}))
    asks: list[Callable[[], object]] = [
        lambda: token.query(SOLVED, by="agent"),
        lambda: token.query(SOLVED, by="agent_id"),
        lambda: token.query(SOLVED, where=f"agent = '{agent_id}'"),
        lambda: token.query(SOLVED, where=f"channel = 'email' or AGENT_ID like '{agent_id}'"),
        lambda: token.query("top_performers"),
        lambda: token.query(f"{SOLVED}, top_performers"),
        lambda: token.contributors(SOLVED, "agent"),
        lambda: token.sql(SOLVED),
    ]
    for ask in asks:
        with pytest.raises(NoRightError):
            ask()
    splits = token.contributors("first_response_time", from_="2026-09-01", to="2026-10-01").splits
    assert splits
    assert not [split for split in splits if "agent" in split.by]
    told = token.explain(SOLVED)
    assert (told.parts[0].rows, list(told.sql), list(told.as_run)) == ([], [], [])
    assert told.parts[0].counted


def test_further_computations_have_the_same_limits(desk: Desk, team: str) -> None:
    leader = of(desk, "viewer", teams=(team,))

    def volume(project: ScopedDesk) -> float:
        return value(project.query(VOLUME).rows)

    assert leader.computed("volume", volume) == value(leader.query(VOLUME).rows)
    assert of(desk, "analyst").computed("volume", volume) == value(desk.query(VOLUME).rows)
    assert not [one for one in of(desk, "viewer").computed("found", lambda project: project.check()) if one.sample]
    for asker in (leader, of(desk, "viewer")):
        with pytest.raises(NoRightError):
            asker.computed("inside", lambda project: project._session(None))


def test_what_is_personal_is_masked_with_the_same_mark_for_the_same_value(desk: Desk) -> None:
    assert {"subject", "body", "comment", "email", "name", "number", "author"} == personal_columns()
    rows: list[dict[str, object]] = [
        {"ticket_id": "t1", "subject": "My parcel", "n": 3},
        {"agent_id": "a", "name": "Ana", "more": [{"customer_email": "a@b.c"}]},
        {"metric": "csat", "name": "Customer satisfaction", "number": 3},
        {"comment": None},
    ]
    assert masked(rows, mark) == [
        {"ticket_id": "t1", "subject": "<9>", "n": 3},
        {"agent_id": "a", "name": "<3>", "more": [{"customer_email": "<5>"}]},
        {"metric": "csat", "name": "Customer satisfaction", "number": 3},
        {"comment": None},
    ]
    assert [has_personal(row) for row in rows] == [True, True, False, False]
    viewer, analyst = of(desk, "viewer"), of(desk, "analyst")
    assert viewer.computed("rows", lambda _project: rows) == masked(rows, mark)
    assert analyst.computed("rows", lambda _project: rows) == rows


def test_a_page_that_is_kept_is_kept_for_its_viewer_and_counted_each_time(desk: Desk, team: str) -> None:
    leader, analyst = of(desk, "viewer", teams=(team,)), of(desk, "analyst")
    for one in (leader, analyst, leader, analyst):
        made = one.kept("page", lambda one=one: str(value(one.query(VOLUME).rows)), len)  # type: ignore[misc]  # its default
        assert made == str(value(one.query(VOLUME).rows))
    assert leader.handed.rows == analyst.handed.rows == 4


@pytest.mark.parametrize("where", ["agent = ", "1 = 1", "team = 'x'; drop table x", "(select 1) = 1", "team = 'x' --"])
def test_a_filter_stays_data_for_everybody(desk: Desk, team: str, where: str) -> None:
    leader = of(desk, "viewer", teams=(team,))
    try:
        told = value(leader.query(VOLUME, where=where).rows)
    except DeskgaugeError:
        return
    assert told == 0
