"""Bring the README's excerpt of the demo's scorecard up to what `deskgauge demo` prints now.

A line of the excerpt is found in the output by its first words: after a number, up to two blanks, a number or a sign.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- from the demo -->\n```\n", "```\n<!-- end -->"
WIDTH = "140"


def main() -> None:
    """Rewrite the README."""
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        README.write_text(refreshed(text, demo(Path(folder) / "demo")), encoding="utf-8")


def demo(folder: Path) -> str:
    """Return what the demo prints on a terminal of the README's width."""
    command = [sys.executable, "-m", "deskgauge", "demo", str(folder)]
    environment = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1"}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def refreshed(text: str, output: str) -> str:
    """Return the README's text with each line of its excerpt as it stands in the output; KeyError where it has gone."""
    before, _, rest = text.partition(BEGIN)
    excerpt, _, after = rest.partition(END)
    lines = {beginning(line): line.rstrip() for line in reversed(output.splitlines())} | {"": "", "…": "…"}
    return before + BEGIN + "".join(f"{lines[beginning(line)]}\n" for line in excerpt.splitlines()) + END + after


def beginning(line: str) -> str:
    """Return the words that a line is known by."""
    return re.split(r"\s{2,}|\d|[:·]", line.lstrip(" 0123456789"), maxsplit=1)[0].strip()


if __name__ == "__main__":
    main()
