"""Bring the README's excerpts up to what its commands print now.

A line of an excerpt is found in the output by its first words: after a number, up to two blanks, a number or a sign.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
WIDTH = "140"


def main() -> None:
    """Rewrite the README."""
    with tempfile.TemporaryDirectory() as folder:
        printed = outputs(Path(folder))
    README.write_text(refreshed(README.read_text(encoding="utf-8"), printed), encoding="utf-8")


def outputs(folder: Path) -> Mapping[str, str]:
    """Return what the README's examples print on a terminal of its width."""
    desk = ["--project", str(folder / "my-desk")]
    run("init", str(folder / "my-desk"), "--defaults")
    run(*desk, "import", "examples/servicenow", "--mapping", "servicenow_incident_log")
    return {
        "demo": run("demo", str(folder / "demo")),
        "servicenow": run(*desk, "scorecard", "--from", "2016-03-01", "--to", "2016-04-01"),
        "explain": run(*desk, "explain", "resolution_time", "--anchor", "created", "--period", "2016-03"),
    }


def run(*arguments: str) -> str:
    """Run a command of Deskgauge and return what it prints."""
    command = [sys.executable, "-m", "deskgauge", *arguments]
    environment = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def refreshed(text: str, printed: Mapping[str, str]) -> str:
    """Return the README's text with each line of its excerpts as it was printed; KeyError where it has gone."""
    for name, output in printed.items():
        begin, end = f"<!-- {name} -->\n```\n", f"```\n<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        excerpt, _, after = rest.partition(end)
        lines = {beginning(line): line.rstrip() for line in reversed(output.splitlines())} | {"": "", "…": "…"}
        fresh = "".join(f"{lines[beginning(line)]}\n" for line in excerpt.splitlines())
        text = before + begin + fresh + end + after
    return text


def beginning(line: str) -> str:
    """Return the words that a line is known by."""
    return re.split(r"\s{2,}|\d|[:·]", line.lstrip(" 0123456789"), maxsplit=1)[0].strip()


if __name__ == "__main__":
    main()
