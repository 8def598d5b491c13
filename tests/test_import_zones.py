"""Wall times of a zone to UTC by rule 42: the SQL against the standard library, and the counts against both."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deskgauge.errors import NotFoundError, UsageError
from deskgauge.model.zones import offsets, to_local, to_utc
from import_support import Staged, stage, tickets, write

ZONES = [
    "Europe/Warsaw",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Pacific/Apia",
    "UTC",
]


def _staged(folder: Path, zone: str, times: list[str], formats: str = "[]") -> Staged:
    rows = [f't{at:05},"{text}"' for at, text in enumerate(times)]
    mapping = f'canonical = true\n[times]\nzone = "{zone}"\nformats = {formats}\n'
    write(folder, {"tickets.csv": tickets(*rows, header="ticket_id,created_at"), "zone.toml": mapping})
    return stage(folder / "tickets.csv", mapping=folder / "zone.toml")


@pytest.mark.parametrize("zone", ZONES)
def test_wall_times_of_a_zone_become_utc(tmp_path: Path, zone: str) -> None:
    """400 times, half of them around changes of the clock between 1995 and 2030."""
    chance = random.Random(zone)
    start, end = datetime(1995, 1, 1), datetime(2030, 1, 1)
    changes = [change for change, _ in offsets(zone, start, end)[1:]] or [start]
    times = [start + timedelta(seconds=chance.randrange(int((end - start).total_seconds()))) for _ in range(200)]
    times += [
        to_local(chance.choice(changes), zone) + timedelta(seconds=chance.randrange(-7200, 7200)) for _ in range(200)
    ]
    staged = _staged(tmp_path, zone, [time.isoformat(sep=" ") for time in times])

    assert staged.rows("tickets", "ticket_id", "created_at") == [
        (f"t{at:05}", to_utc(time, zone)) for at, time in enumerate(times)
    ]
    skipped = sum(to_local(to_utc(time, zone), zone) != time for time in times)
    repeated = sum(_comes_again(time, zone) for time in times)
    assert (staged.report.files[0].moved_forward, staged.report.files[0].first_pass) == (skipped, repeated)


def _comes_again(time: datetime, zone: str) -> bool:
    """Say whether the wall time is shown a second time later, looked for minute by minute over the next 25 hours."""
    first = to_utc(time, zone)
    if to_local(first, zone) != time:
        return False
    return any(to_local(first + timedelta(minutes=minutes), zone) == time for minutes in range(15, 25 * 60, 15))


def test_the_skipped_and_the_repeated_hour_of_warsaw(tmp_path: Path) -> None:
    times = ["2026-03-29 02:30:00", "2026-03-29 03:00:00", "2026-10-25 02:30:00", "2026-10-25 03:00:00"]
    staged = _staged(tmp_path, "Europe/Warsaw", times)

    assert staged.rows("tickets", "ticket_id", "created_at") == [
        ("t00000", datetime(2026, 3, 29, 1, 30)),  # shown as 03:30
        ("t00001", datetime(2026, 3, 29, 1, 0)),
        ("t00002", datetime(2026, 10, 25, 0, 30)),  # the first 02:30
        ("t00003", datetime(2026, 10, 25, 2, 0)),
    ]
    assert (staged.report.files[0].moved_forward, staged.report.files[0].first_pass) == (1, 1)


def test_with_an_offset_there_is_no_question(tmp_path: Path) -> None:
    times = ["2026-10-25T02:30:00+01:00", "2026-03-29T02:30:00Z", "2026-10-25 02:30:00"]
    staged = _staged(tmp_path, "Europe/Warsaw", times)

    assert staged.rows("tickets", "created_at") == [
        datetime(2026, 3, 29, 2, 30), datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30),
    ]  # fmt: skip
    assert (staged.report.files[0].moved_forward, staged.report.files[0].first_pass) == (0, 1)


def test_formats_are_tried_in_order_and_then_iso(tmp_path: Path) -> None:
    times = ["29/2/2016 01:16", "Mar 5, 2016 4:07 PM", "2016-03-05 16:08:09", "5.3.2016", "31/2/2016 01:00"]
    staged = _staged(tmp_path, "UTC", times, '["%d/%m/%Y %H:%M", "%b %d, %Y %I:%M %p"]')

    assert staged.rows("tickets", "created_at") == [
        datetime(2016, 2, 29, 1, 16), datetime(2016, 3, 5, 16, 7), datetime(2016, 3, 5, 16, 8, 9),
    ]  # fmt: skip
    expected = "expected a time written as %d/%m/%Y %H:%M or %b %d, %Y %I:%M %p or as 2026-03-01 09:30:00, in UTC"
    assert staged.reasons() == [
        (5, f"created_at: 5.3.2016: {expected}"),
        (6, f"created_at: 31/2/2016 01:00: {expected}"),
    ]


def test_times_outside_the_years_are_refused_in_a_zone_too(tmp_path: Path) -> None:
    staged = _staged(tmp_path, "Europe/Warsaw", ["0216-03-01 12:00:00", "2016-03-01 12:00:00", "9999-12-31 00:00:00"])

    assert staged.totals() == (3, 1, 2)
    assert all("outside the years 1900 to 2199" in reason for _, reason in staged.reasons())


def test_a_file_without_any_time_in_its_column(tmp_path: Path) -> None:
    assert _staged(tmp_path, "Europe/Warsaw", ["", "soon"]).totals() == (2, 0, 2)


def test_an_unknown_zone_and_an_offset_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no time zone 'Europe/Warsow'\. Did you mean 'Europe/Warsaw'"):
        _staged(tmp_path, "Europe/Warsow", ["2026-01-01 00:00:00"])
    with pytest.raises(UsageError, match=r"'\+01:00' is an offset"):
        _staged(tmp_path, "+01:00", ["2026-01-01 00:00:00"])
