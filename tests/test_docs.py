"""The documentation says what the declarations say, and its links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import cases_form
from deskgauge.catalogue.defined import all_definitions, not_known
from deskgauge.catalogue.definition import PRESETS
from deskgauge.catalogue.registry import builtin
from deskgauge.cli.main import COMMANDS, app
from deskgauge.engine.build import facts
from deskgauge.engine.declared import fact_columns
from deskgauge.model.settings import SETTINGS
from deskgauge.model.tables import TABLES
from support import company

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def site(script: Callable[[str], ModuleType], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as `make docs` lays them out."""
    folder = tmp_path_factory.mktemp("site") / "docs"
    script("generate_docs").main(folder)
    return folder


def test_every_column_is_described(site: Path) -> None:
    """In its table's section, with its type."""
    for table in TABLES.values():
        page = (site / "tables" / f"{table.name}.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| `(\w+)` \| (\w+)", page, re.MULTILINE)

        assert rows == [(column.name, column.type.value) for column in table.columns]
        assert f"({table.name}.md)" in (site / "tables" / "index.md").read_text(encoding="utf-8")


def test_every_fact_has_its_page(site: Path) -> None:
    """With its grain, every column of its query, and the query."""
    for fact in facts().values():
        page = (site / "facts" / f"{fact.name}.md").read_text(encoding="utf-8")

        assert fact.grain[1:] in page
        assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(fact_columns()[fact.name])
        assert fact.query.strip() in page


def test_every_setting_is_described(site: Path) -> None:
    """In its section, with its default."""
    page = (site / "settings.md").read_text(encoding="utf-8")
    for setting in SETTINGS:
        section = page.partition(f"\n## [{setting.section}]\n")[2].split("\n## ")[0]
        own = section.partition(f"\n### {setting.key}\n")[2].split("\n### ")[0]

        assert setting.meaning[1:] in own
        assert setting.default in (None, "", ()) or f"`{setting.default}`" in own


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_page(name: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With every option that its help names."""
    page = (site / "commands" / f"{name}.md").read_text(encoding="utf-8")
    app([name, "--help"])
    told = capsys.readouterr().out

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", told)) - {"--help"} <= set(re.findall(r"--[a-z][a-z-]+", page))


def test_every_metric_has_its_page(site: Path) -> None:
    """With its title, its definition and its way into the catalogue."""
    catalogue = (site / "metrics" / "index.md").read_text(encoding="utf-8")
    for metric in builtin().values():
        page = (site / "metrics" / f"{metric.id}.md").read_text(encoding="utf-8")

        assert page.startswith(f"# {metric.title}\n")
        assert metric.text in page
        assert metric.why, f"{metric.id} does not say why it is read"
        assert all(part in page for part in ("interval (95 %)", "named by", "## How it is computed", "needs"))
        assert "## A worked example" in page
        assert f"({metric.id}.md)" in catalogue


def test_every_definition_of_others_is_described(site: Path) -> None:
    """On the page of definitions and on its metric's, with its rule, its source and its version."""
    page = (site / "definitions.md").read_text(encoding="utf-8")
    for metric, own in all_definitions().items():
        of_metric = (site / "metrics" / f"{metric}.md").read_text(encoding="utf-8")
        assert f"](metrics/{metric}.md) |" in page
        for one in own.values():
            row = f"| `{one.id}` | **{one.title}.** {one.text} | {one.source} | {one.version} |"
            assert row in page
            assert row in of_metric
        assert all(PRESETS[name] in of_metric.partition("Not known: ")[2] for name in not_known(metric))


def test_every_changed_rule_leaves_a_note() -> None:
    """A definition in another version than its first stands among the changes."""
    page = (ROOT / "docs" / "definitions.md").read_text(encoding="utf-8")
    noted = set(re.findall(r"^\| (\w+) \| (\w+) \| (\w+) \|", page.partition("## Changes of rules")[2], re.MULTILINE))
    ours = {(one.id, "deskgauge", one.version) for one in builtin().values()}
    others = {(one.metric, one.id, one.version) for own in all_definitions().values() for one in own.values()}

    assert ("all", "all", "1") in noted
    assert {one for one in ours | others if one[2] != "1"} <= noted


def test_every_page_is_in_the_table_of_contents(site: Path) -> None:
    """A page that somebody adds stands in it by itself."""
    contents = (site.parent / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {page.relative_to(site).as_posix() for page in site.rglob("*.md")}

    assert {page for page in pages if f'"{page}"' not in contents} == set()


def test_the_way_of_a_cell_passes_files_that_exist() -> None:
    """The page that leads through the code names no file that has gone."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src|tests)/[\w/.]+)`", text))

    assert len(named) > 20
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_rule_that_code_or_a_case_names_is_written_down() -> None:
    """Numbers in comments, declarations, cases and pages lead to docs/rules.md."""
    written = re.findall(r"^(\d+)\. ", (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"), re.MULTILINE)
    files = [*(ROOT / "src").rglob("*"), *(ROOT / "tests" / "cases").rglob("*.yaml"), *(ROOT / "docs").rglob("*.md")]
    texts = [
        path.read_text(encoding="utf-8") for path in files if path.suffix in {".py", ".sql", ".toml", ".yaml", ".md"}
    ]
    lists = {one for text in texts for one in re.findall(r"\b[Rr]ules? (\d+(?:(?:, | and |-)\d+)*)", text)}
    named = {int(number) for one in lists for number in re.findall(r"\d+", one)}

    assert [int(number) for number in written] == list(range(1, len(written) + 1))
    assert named
    assert named <= {int(number) for number in written}


def test_every_decision_has_its_four_parts() -> None:
    """Question, decision, why, and what one may dispute; a number of its own."""
    pages = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    parts = ["**Question.**", "**Decision.**", "**Why.**", "**What one may dispute.**"]
    texts = [page.read_text(encoding="utf-8") for page in pages]

    assert len({page.name[:4] for page in pages}) == len(pages)
    assert all(text.startswith(f"# {int(page.name[:4])}. ") for page, text in zip(pages, texts, strict=True))
    assert [page.name for page, text in zip(pages, texts, strict=True) if not all(part in text for part in parts)] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs"])
def test_links_in_the_repository_lead_somewhere(name: str) -> None:
    """To a file, or to a page that is generated for the site."""
    pages = sorted((ROOT / name).rglob("*.md")) if name == "docs" else [ROOT / name]
    kinds = ("tables", "metrics", "facts", "commands", "conformance")
    made = ("contributing.md", "settings.md", *(f"{kind}/index.md" for kind in kinds))
    generated = {ROOT / "docs" / page for page in made}

    assert [f"{page.name}: {link}" for page in pages for link in broken_links(page, generated)] == []


def test_links_in_the_site_lead_somewhere(site: Path) -> None:
    """Among the pages as they are laid out."""
    assert [f"{page.name}: {link}" for page in site.rglob("*.md") for link in broken_links(page, set())] == []


def broken_links(page: Path, generated: set[Path]) -> list[str]:
    """Return the relative links of a page that lead to no file."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    targets = {link: (page.parent / link).resolve() for link in links}
    return [link for link, target in targets.items() if not target.exists() and target not in generated]


def test_the_architecture_page_works_its_example_out_rightly(tmp_path: Path) -> None:
    """Over a weekend with a change of clocks: 30 minutes of working time, 63 and a half hours in all."""
    week = {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    tables = {
        "tickets": [{"ticket_id": "4711", "created_at": "2026-03-27T16:50:00+01:00", "channel": "email"}],
        "messages": [
            {"message_id": "m", "ticket_id": "4711", "at": "2026-03-30T09:20:00+02:00", "author_kind": "agent"}
        ],
    }
    settings = {
        "company": {"time_zone": "Europe/Warsaw", "calendar": "office"},
        "calendars": {"office": {"time_zone": "Europe/Warsaw", **week}},
    }
    workspace = company(tmp_path, tables, settings)
    rows = [
        workspace.query("first_response_time", by=["channel"], grain="month", clock=clock).rows[0]
        for clock in ("business", "calendar")
    ]

    assert [(row["channel"], row["value"]) for row in rows] == [("email", 30 * 60), ("email", 63.5 * 3600)]


def test_the_case_in_contributing_is_a_case(tmp_path: Path) -> None:
    """It has the form of a case file, and its number is right."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    file = tmp_path / "csat.yaml"
    file.write_text(text.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    (case,) = cases_form.read(file)["cases"]
    workspace = company(tmp_path / "company", case["tables"], case["settings"])
    rows = workspace.query(*case["asks"][0]["ask"]["metrics"]).rows

    assert cases_form.faults(file) == []
    assert cases_form.differences(case["asks"][0]["expect"], rows) == []


def test_the_readme_shows_what_its_commands_print(script: Callable[[str], ModuleType], tmp_path: Path) -> None:
    """Line by line; `make readme` brings it up to date."""
    readme = script("refresh_readme")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    printed = readme.outputs(tmp_path)

    assert all(f"…\n```\n<!-- end of {name} -->" in text for name in printed)
    assert readme.refreshed(text, printed) == text
