"""The pages of settings and of commands."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from deskgauge.cli.arguments import Parser, add_global
from deskgauge.cli.main import COMMANDS
from deskgauge.model.settings import SettingSpec


def settings_page(settings: Iterable[SettingSpec], texts: dict[str, str]) -> Iterator[str]:
    """Yield every setting by section; ``texts`` are the definitions of metrics, to find who names it."""
    yield "# The settings"
    yield ""
    yield "What deskgauge.toml may say. Everything has a default; `deskgauge init` writes the file with all of them."
    for section, members in groupby(settings, key=lambda one: one.section):
        yield f"\n## [{section}]\n"
        for one in members:
            yield f"### {one.key}\n"
            yield f"{one.meaning[0].upper()}{one.meaning[1:]}."
            default = "none" if one.default in (None, "", ()) else f"`{one.default}`"
            yield f"\nKind: {one.kind}{f', in {one.unit}' if one.unit else ''}. Default: {default}."
            naming = [metric for metric, text in texts.items() if one.field in text.split()]
            if naming:
                yield "\nRead by: " + ", ".join(f"[{metric}](metrics/{metric}.md)" for metric in naming) + "."
            yield ""


def commands_page() -> Iterator[str]:
    """Yield the overview of the commands."""
    yield "# The commands\n"
    yield "| command | does |"
    yield "| --- | --- |"
    yield from (f"| [deskgauge {name}]({name}.md) | {summary} |" for name, (_, summary) in COMMANDS.items())
    yield "\nMore words and examples: [the command line](../cli.md)."


def command_page(name: str) -> Iterator[str]:
    """Yield one command's page: what it does and every option, from its own parser."""
    module, summary = COMMANDS[name]
    command = importlib.import_module(f"deskgauge.cli.{module}")
    parser = Parser(f"deskgauge {name}", summary, command.EPILOG)
    command.configure(parser)
    add_global(parser)
    yield f"# deskgauge {name}\n"
    yield f"{summary[0].upper()}{summary[1:]}.\n"
    yield "| | |"
    yield "| --- | --- |"
    yield from (f"| {written(action)} | {described(action)} |" for action in options_of(parser))
    if command.EPILOG:
        yield f"\n```\n{command.EPILOG}\n```"


def options_of(parser: argparse.ArgumentParser) -> Sequence[argparse.Action]:
    """Return a parser's arguments and options, the help itself left out."""
    found = parser._actions  # noqa: SLF001 - argparse offers no other list of what was declared
    return [action for action in found if not isinstance(action, argparse._HelpAction)]  # noqa: SLF001 - the same


def written(action: argparse.Action) -> str:
    """Write an option as it is typed."""
    value = action.metavar if isinstance(action.metavar, str) else (action.dest.upper() if action.nargs != 0 else "")
    choices = "|".join(map(str, action.choices)) if action.choices else value
    names = ", ".join(action.option_strings)
    return f"`{f'{names} {choices}'.strip()}`".replace("|", "\\|")


def described(action: argparse.Action) -> str:
    """Return an option's help as one line of a table."""
    return (action.help or "").replace("%%", "%").replace("|", "\\|").replace("\n", " ")
