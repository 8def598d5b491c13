"""What holds for every file of the project, and that its parts agree with each other."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

import deskgauge

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MOST_LINES = 400
MOST_FUNCTION_LINES = 45
CODE = {".py", ".sql", ".js", ".css", ".html", ".sh"}
ADDRESSES = re.compile(
    r"index-url\s*[ =]\s*http|find-links[ =]+\S*[:/]|pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian|\.whl\b",
    re.IGNORECASE,
)


def tracked() -> list[Path]:
    """Return the files that git keeps, those not yet added included, those ignored not."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in sorted(set(names.split("\0"))) if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    """Return the Python files of the package."""
    return sorted((ROOT / "src").rglob("*.py"))


def named(path: Path) -> str:
    """Return the path as a test's name."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_too_long() -> None:
    """A file that grows over 400 lines is split along its seams."""
    lengths = {named(path): len(path.read_bytes().splitlines()) for path in tracked() if path.suffix in CODE}

    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_function_is_too_long() -> None:
    """A function has at most 45 lines."""
    long = [
        f"{named(path)}:{function.lineno} {function.name}"
        for path in sources()
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > MOST_FUNCTION_LINES
    ]

    assert long == []


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the machine's business; addresses of other people's servers grow stale."""
    found = [
        f"{named(path)}:{number}"
        for path in tracked()
        if path != Path(__file__) and path.suffix not in {".gz", ".zst", ".xlsx", ".parquet", ".png"}
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if ADDRESSES.search(line)
    ]

    assert found == []


@pytest.mark.parametrize("name", ["core", "dev", "docs"])
def test_pins_are_versions_and_hashes(name: str) -> None:
    """No option, no address, no path: a name with its version, a marker, hashes."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.removesuffix("\\").strip() for line in text.splitlines() if not line.startswith("#")]
    odd = [line for line in lines if not re.fullmatch(r"[a-z0-9._-]+==\S+( ; .+)?|--hash=sha256:[0-9a-f]{64}", line)]

    assert lines
    assert odd == []


@pytest.mark.parametrize("name", ["core", "dev", "docs"])
def test_pins_hold_every_declared_dependency(name: str) -> None:
    """A dependency added to pyproject.toml is pinned by `make pins`."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    groups, extras = PROJECT["dependency-groups"], PROJECT["project"]["optional-dependencies"]
    wanted = PROJECT["project"]["dependencies"] + groups["build"]
    wanted += {"core": [], "dev": groups["dev"] + list(chain.from_iterable(extras.values())), "docs": groups["docs"]}[
        name
    ]

    assert {base_name(one) for one in wanted} <= set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))


def test_every_import_is_a_declared_dependency() -> None:
    """What the package imports, a plain installation or one of its extras brings."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    declared = {base_name(one) for one in PROJECT["project"]["dependencies"] + list(chain.from_iterable(extras))}
    modules = {module for path in sources() for module in imported(path)} - set(sys.stdlib_module_names) - {"deskgauge"}
    owners = packages_distributions()
    brought = {module: {base_name(owner) for owner in owners.get(module, [])} for module in modules}

    assert {module for module, names in brought.items() if not names & declared} == set()


def test_every_declared_dependency_is_imported() -> None:
    """Nobody installs what nothing uses; tzdata is read by the standard library."""
    owners = packages_distributions()
    modules = {module for path in sources() for module in imported(path)}
    used = {base_name(owner) for module in modules for owner in owners.get(module, [])}

    assert {base_name(one) for one in PROJECT["project"]["dependencies"]} - used == {"tzdata"}


def test_versions_agree() -> None:
    """The package says the version that pyproject.toml and the changelog say."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert deskgauge.__version__ == PROJECT["project"]["version"]
    assert f"## {deskgauge.__version__}" in changelog


def test_recipes_are_explained() -> None:
    """Each target of the Makefile that a person calls says in its line what it does."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)

    assert phony
    assert [name for name in phony[1].split() if not re.search(rf"^{name}:.*## \w", text, re.MULTILINE)] == []


def base_name(requirement: str) -> str:
    """Return the name in a requirement: "psycopg" of "psycopg[binary]>=3.2"."""
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def imported(path: Path) -> Iterator[str]:
    """Yield the top-level names of what a file imports when it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []  # read by the type checker alone
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
