"""The project file: every value, every mistake, and the file that a new project begins with."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from deskgauge.errors import ProjectError
from deskgauge.model.calendars import Calendar
from deskgauge.model.settings import SETTINGS, Settings, Target, fingerprint, parse_duration
from deskgauge.model.settings_file import load_settings
from deskgauge.model.settings_template import DEFAULT_TOML


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deskgauge.toml"


def _load(file: Path, text: str) -> Settings:
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def _problems(file: Path, text: str) -> list[str]:
    with pytest.raises(ProjectError) as caught:
        _load(file, text)
    first, *problems = str(caught.value).splitlines()
    assert first == f"{file} cannot be used as it is:"
    return [problem.strip() for problem in problems]


def test_an_empty_file_is_all_defaults(file: Path) -> None:
    day = 86_400.0
    assert _load(file, "") == Settings(
        name="My company",
        time_zone="UTC",
        currency="EUR",
        language="en",
        calendar=None,
        backlog_after=3 * day,
        review_every=2 * day,
        repeat_window=7 * day,
        conversion_window=7 * day,
        deflection_window=day,
        service_level_within=20.0,
        short_abandon=5.0,
        inactive_after=90 * day,
        ignore_reopen_under=0.0,
        min_n=10,
        min_n_survey=30,
        min_n_agent=10,
        week_start="monday",
        profile=None,
        aims=(),
        scorecard_metrics=(),
        store_url="duckdb",
        first_response_target={"email": day, "web": day, "chat": 60.0, "phone": 180.0, "social": 3600.0},
        calendars={},
        targets=(),
        labels={},
    )


def test_everything_can_be_said(file: Path) -> None:
    settings = _load(
        file,
        """
        [company]
        name = "Example GmbH"
        time_zone = "Europe/Warsaw"
        currency = "PLN"
        language = "pl"
        calendar = "office"
        [calendars.office]
        mon = ["09:00-17:00"]
        tue = ["09:00-13:00", "14:00-17:00"]
        holidays = "PL"
        closed = ["2026-12-24", "2026-12-31 13:00-24:00"]
        [[calendars.office.changes]]
        from = 2026-07-01
        mon = ["10:00-12:00"]
        [settings]
        backlog_after = "1w"
        short_abandon = 7.5
        min_n = 5
        week_start = "Sunday"
        [settings.first_response_target]
        email = "4h"
        messaging = "10m"
        social = false
        [scorecard]
        profile = "shop"
        aims = ["fast", "warm", "fast"]
        metrics = ["csat"]
        [store]
        url = "postgresql://user:secret@localhost/desk"
        [labels.status]
        "With the customer" = "pending"
        [labels.request_type]
        Parcels = "parcels"
        [labels.channel]
        Shopfront = "in_person"
        [[targets]]
        metric = "csat"
        value = 0.85
        team_id = "billing"
        channel = "Shopfront"
        priority = "High "
        from = "2026-01-01"
        to = 2026-06-30
        [[targets]]
        metric = "first_response_time"
        value = "4h"
        """,
    )
    assert (settings.name, settings.currency, settings.language) == ("Example GmbH", "PLN", "pl")
    assert (settings.backlog_after, settings.short_abandon, settings.min_n) == (604_800, 7.5, 5)
    assert (settings.week_start, settings.store_url) == ("sunday", "postgresql://user:secret@localhost/desk")
    assert (settings.profile, settings.aims, settings.scorecard_metrics) == ("shop", ("fast", "warm"), ("csat",))
    assert settings.first_response_target == {
        "email": 14_400,
        "web": 86_400,
        "chat": 60,
        "phone": 180,
        "messaging": 600,
    }
    office = settings.calendars["office"]
    assert isinstance(office, Calendar)
    assert [version.time_zone for version in office.versions] == ["Europe/Warsaw"] * 2
    assert office.versions[1].valid_from == date(2026, 7, 1)
    assert settings.labels["status"] == {"With the customer": "pending"}
    assert settings.targets == (
        Target("csat", 0.85, "billing", "in_person", "high", date(2026, 1, 1), date(2026, 6, 30)),
        Target("first_response_time", 14_400.0),
    )


def test_everything_wrong_is_told_at_once(file: Path) -> None:
    problems = _problems(
        file,
        """
        targets = [{ metric = "csat" }]
        [company]
        time_zone = "Europe/Warszawa"
        currency = "EURO"
        language = "de"
        nam = "x"
        min_n = 3
        [settings]
        backlog_after = "3 days"
        review_every = 0
        repeat_window = "-2d"
        short_abandon = -1
        min_n = 0
        min_n_agent = 2.5
        min_n_survey = true
        week_start = "mondy"
        first_response_target = "1h"
        [store]
        url = "mysql://root:secret@db/x"
        [calendar.office]
        mon = []
        [calendars.office]
        mon = ["09:00-17:00", "16:00-18:00"]
        holidays = "XX"
        [labels.status]
        waiting = "customer"
        odd = 5
        [labels.color]
        """,
    )
    assert [problem.partition(" Did you mean")[0] for problem in problems] == [
        "There is no section [calendar].",
        "settings.first_response_target: it is a section, [settings.first_response_target], and no value such as '1h'.",
        "company.time_zone: There is no time zone 'Europe/Warszawa'.",
        "company.currency: 'EURO' is no currency code of ISO 4217, such as 'EUR'.",
        "company.language: There is no language 'de'. Known: en, fa, ne, pl, sr, zh.",
        "company: there is no setting 'nam'.",
        "company: there is no setting 'min_n'. It belongs to [settings].",
        "settings.backlog_after: '3 days' is no length of time; "
        'write "20s", "1m", "24h", "3d", "1w" or a number of seconds.',
        "settings.review_every: 0 is no time at all; it must be more than 0.",
        "settings.repeat_window: '-2d' is negative; a length of time is 0 or more.",
        "settings.short_abandon: -1 is negative; a length of time is 0 or more.",
        "settings.min_n: 0 is too few; it must be 1 or more.",
        "settings.min_n_agent: 2.5 is no whole number.",
        "settings.min_n_survey: True is no whole number.",
        "settings.week_start: There is no day of the week 'mondy'.",
        "store.url: There is no kind of store 'mysql'. Known: clickhouse, duckdb, postgres, postgresql, spark.",
        "labels.status.odd: it is no text.",
        "labels.status: 'customer' is no word for it. Known: closed, new, on_hold, open, pending, solved.",
        "labels: There is no kind of label 'color'.",
        "calendars.office: mon 09:00-17:00 and mon 16:00-18:00 overlap.",
        "targets[1]: it has no value, such as value = 0.85.",
        "calendars.office, holidays: There is no country 'XX' in the list of public holidays.",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("targets = 5", "targets: they are tables"),
        ("[[targets]]\nvalue = 1", "targets[1]: it names no metric"),
        ('[[targets]]\nmetric = ""\nvalue = 1', "targets[1].metric: '' is no text."),
        ('[[targets]]\nmetric = "csat"\nvalue = "good"', "targets[1].value: 'good' is neither a number nor a length"),
        ('[[targets]]\nmetric = "csat"\nvalue = nan', "targets[1].value: nan is neither"),
        ('[[targets]]\nmetric = "csat"\nvalue = true', "targets[1].value: True is neither"),
        (
            '[[targets]]\nmetric = "csat"\nvalue = 1\nteam = "a"',
            "targets[1]: there is no key 'team'. Did you mean 'team_id'",
        ),
        ('[[targets]]\nmetric = "csat"\nvalue = 1\nfrom = "soon"', "targets[1].from: 'soon' is no date"),
        (
            '[[targets]]\nmetric = "csat"\nvalue = 1\nchannel = "pigeon"',
            "targets[1]: There is no channel 'pigeon'. Known: api, chat, email",
        ),
        (
            '[[targets]]\nmetric = "csat"\nvalue = 1\nfrom = "2026-02-01"\nto = "2026-01-31"',
            "targets[1]: it ends on 2026-01-31, before it begins on 2026-02-01.",
        ),
        (
            '[[targets]]\nmetric = "csat"\nvalue = 1\n[[targets]]\nmetric = "csat"\nvalue = 2',
            "targets: csat has two targets for the same days.",
        ),
        (
            '[[targets]]\nmetric = "csat"\nvalue = 1\nto = "2026-06-30"\n'
            '[[targets]]\nmetric = "csat"\nvalue = 2\nfrom = "2026-06-30"',
            "targets: csat has two targets for 2026-06-30.",
        ),
        ("[settings.first_response_target]\nfax = '1h'", "settings.first_response_target: There is no channel 'fax'"),
        ("[settings.top_performers]\ncsat = -1", "settings.top_performers.csat: -1 is negative"),
        ("[settings.top_performers]\nfcr = 1", "settings.top_performers: there is no setting 'fcr'."),
        ("[settings.brand_words]\nfriendly = 50", "settings.brand_words.friendly: 50 is more than all"),
        ("[settings.brand_words]\nfriendly = 'often'", "settings.brand_words.friendly: 'often' is no number."),
        ("[settings.first_response_target]\nemail = 0", "settings.first_response_target.email: 0 is no time at all"),
        ("[company]\nname = ' '", "company.name: ' ' is no text."),
        (
            "[company]\ncurrency = 'eur'",
            "company.currency: 'eur' is no currency code of ISO 4217, such as 'EUR'. Did you mean 'EUR'?",
        ),
        ("[company]\ntime_zone = '+02:00'", "company.time_zone: '+02:00' is an offset, and a time zone is needed"),
        ("[settings]\nbacklog_after = inf", "settings.backlog_after: inf is no length of time"),
        ("[settings]\nbacklog_after = true", "settings.backlog_after: True is no length of time"),
        ("[scorecard]\naims = 'fast'", 'scorecard.aims: \'fast\' is no list of names, such as ["csat", "nps"].'),
        ("[scorecard]\nmetrics = [3]", "scorecard.metrics: 3 is no text."),
        ("[scorecard]\nprofil = 'shop'", "scorecard: there is no setting 'profil'. Did you mean 'profile'?"),
        ("company = 3", "company: it is a section, [company], and no value such as 3."),
        ("[calendars]\noffice = 3", "calendars.office: it is a section, [calendars.office], and no value such as 3."),
        (
            "[settings]\nbaseline_from = 2026-03-02\nbaseline_to = 2026-03-01",
            "settings.baseline_to: 2026-03-01 is before baseline_from",
        ),
        ("[settings]\nbaseline_from = 'soon'", "settings.baseline_from: 'soon' is no date"),
        ("[store]\nurl = 'user:secret@db'", "store.url: There is no kind of store 'user'"),
    ],
)
def test_a_wrong_line_is_told_with_what_is_right(file: Path, text: str, problem: str) -> None:
    problems = _problems(file, text)
    assert any(told.startswith(problem) for told in problems), problems
    assert "secret" not in " ".join(problems)


def test_a_later_target_takes_over_from_one_without_an_end(file: Path) -> None:
    text = '[[targets]]\nmetric = "csat"\nvalue = 0.8\n[[targets]]\nmetric = "csat"\nvalue = 0.9\nfrom = "2026-07-01"\n'
    other = '[[targets]]\nmetric = "csat"\nvalue = 0.7\nteam_id = "billing"\n'
    assert [target.value for target in _load(file, text + other).targets] == [0.8, 0.9, 0.7]


def test_the_default_calendar_may_come_from_the_data(file: Path) -> None:
    assert _load(file, '[company]\ncalendar = "elsewhere"').calendar == "elsewhere"


def test_what_is_no_toml_is_told_with_its_line(file: Path) -> None:
    with pytest.raises(ProjectError, match=r"is no TOML: .*at line 2"):
        _load(file, "[company]\nname = Example\n")


def test_a_missing_or_unreadable_file_is_told(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="`deskgauge init` writes one"):
        load_settings(file)
    with pytest.raises(ProjectError, match="cannot be read"):
        load_settings(tmp_path)
    file.write_bytes(b'[company]\nname = "\xfc"')
    with pytest.raises(ProjectError, match="not written in UTF-8: invalid start byte at byte 18"):
        load_settings(file)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf[company]\r\nname = "Example"\r\n')
    assert load_settings(file).name == "Example"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20s", 20), ("1m", 60), ("2h", 7200), ("3d", 259_200), ("1w", 604_800), (" 1.5 h ", 5400), (90, 90)],
)
def test_lengths_of_time(text: object, seconds: float) -> None:
    assert parse_duration(text) == seconds


# The declaration and the new project's file.


def test_the_new_projects_file_is_all_defaults_and_names_every_setting(file: Path) -> None:
    assert _load(file, DEFAULT_TOML) == Settings()
    for spec in SETTINGS:
        assert re.search(rf"^(# )?{spec.key} = .*# {re.escape(spec.meaning)}$", DEFAULT_TOML, re.MULTILINE), spec


def test_its_examples_can_be_used_as_they_are(file: Path) -> None:
    uncommented = re.sub(r"^# (?=[a-z_]+ = |\[|\")", "", DEFAULT_TOML, flags=re.MULTILINE)
    settings = _load(file, uncommented)
    assert settings == replace(
        Settings(), digits="latin", dates="gregorian", calendar="office",
        calendars=settings.calendars, targets=settings.targets, labels=settings.labels,
        profile="shop", aims=("fast", "warm"), scorecard_metrics=("csat", "nps"),
        brand_words={"friendly": 0.5, "reliable": 0.4},
        baseline_from=date(2025, 1, 1), baseline_to=date(2025, 3, 31),
        accounts_url="postgresql://deskgauge@localhost/accounts",
        smtp_host="mail.example.com", smtp_user="reports", smtp_from="reports@example.com",
        smtp_to=("support@example.com",),
    )  # fmt: skip
    assert list(settings.calendars) == ["office"]
    assert settings.targets == (Target("csat", 0.85, "billing"),)
    assert settings.labels["request_type"] == {"Where is my parcel": "shipping"}


def test_every_declared_setting_is_a_field_and_can_be_set(file: Path) -> None:
    names = {one.name for one in fields(Settings)}
    assert {spec.field for spec in SETTINGS} == names - {"calendars", "targets", "labels", "brand_words"}
    for spec in SETTINGS:
        assert spec.kind not in ("duration", "window") or spec.unit == "seconds"
        value = {"duration": '"77s"', "window": '"77s"', "count": "77", "weight": "7.5", "zone": '"Asia/Tehran"'}.get(
            spec.kind
        )
        value = value or {"currency": '"IRR"', "language": '"fa"', "weekday": '"friday"'}.get(spec.key, '"x"')
        value = {"week_start": '"friday"', "url": '"spark://host"'}.get(spec.key, value)
        value = {"clock_team": '"first"', "reply_agent": '"ticket"'}.get(spec.key, value)
        value = {"digits": '"native"', "dates": '"jalali"'}.get(spec.kind, value)
        value = {"names": '["x", "y"]', "date": "2026-02-28", "port": "8777", "accounts": '"sqlite:///x"'}.get(
            spec.kind, value
        )
        value = {"switch": "false", "address": '"a@b.c"', "addresses": '["a@b.c", "d@e.f"]'}.get(spec.kind, value)
        settings = _load(file, f"[{spec.section}]\n{spec.key} = {value}\n")
        (read,) = tomllib.loads(f"v = {value}").values()
        found = getattr(settings, spec.field)
        found = found[spec.key] if spec.field == "first_response_target" else found
        assert found == (77.0 if read == "77s" else tuple(read) if isinstance(read, list) else read)


def test_the_fingerprint_follows_what_facts_depend_on(file: Path) -> None:
    text = '[company]\ntime_zone = "UTC"\n[calendars.o]\nmon = ["09:00-17:00"]\nclosed = ["2026-12-24"]\n'
    settings = _load(file, text)
    assert fingerprint(settings) == fingerprint(_load(file, text))
    assert fingerprint(_load(file, text.replace("17:00", "17:30"))) != fingerprint(settings)
    assert fingerprint(_load(file, text.replace("12-24", "12-25"))) != fingerprint(settings)
    assert fingerprint(_load(file, text + '[labels.status]\nx = "open"')) != fingerprint(settings)


def test_the_fingerprint_of_each_field() -> None:
    changed = {
        "name": "other",
        "language": "pl",
        "min_n": 1,
        "min_n_survey": 1,
        "min_n_agent": 1,
        "store_url": "spark://x",
        "targets": (Target("csat", 1.0),),
        "time_zone": "Asia/Tehran",
        "currency": "IRR",
        "calendar": "o",
        "week_start": "sunday",
        "first_response_target": {"email": 1.0},
        "calendars": {"o": Calendar("o", ())},
        "labels": {"status": {"x": "open"}},
        "profile": "shop",
        "aims": ("fast",),
        "scorecard_metrics": ("csat",),
    }
    in_facts = {
        "name", "calendar", "calendars", "labels", "ignore_reopen_under", "inactive_after", "currency", "time_zone",
        "clock_team",
    }  # fmt: skip
    for one in fields(Settings):
        other = replace(Settings(), **{one.name: changed.get(one.name, 12.5)})  # type: ignore[arg-type]  # any field
        assert (fingerprint(other) == fingerprint(Settings())) == (one.name not in in_facts), one.name
