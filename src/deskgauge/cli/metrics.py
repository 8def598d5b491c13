"""deskgauge metrics: the catalogue; with or without a project."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from deskgauge.cli.arguments import add_output
from deskgauge.cli.output import deliver
from deskgauge.cli.projects import PROJECT_FILE, folder_of, opened
from deskgauge.errors import NotFoundError
from deskgauge.language import N_, _
from deskgauge.report.export import Document

if TYPE_CHECKING:
    from deskgauge.catalogue.metric import Metric

EPILOG = N_("Outside of a project the built-in metrics are shown, and no SQL.")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("metric", metavar="ID", nargs="?", help=_("show this one whole"))
    parser.add_argument(
        "--facts", action="store_true", help=_("list what an own metric can be of; with the name of one, its columns")
    )
    add_output(parser)


def execute(args: argparse.Namespace) -> int:
    """Show the catalogue or one metric, or the facts that metrics are written over."""
    if args.facts:
        from deskgauge.report.own_facts import facts_document

        deliver(facts_document(args.metric), args)
        return 0
    folder = folder_of(args)
    if args.project is not None or (folder / PROJECT_FILE).is_file():
        with opened(folder) as workspace:
            known = workspace.metrics()
            sql = _laid_out(workspace.sql(args.metric)) if args.metric in known and workspace.store.exists() else None
    else:
        from deskgauge.catalogue import registry

        known, sql = registry.builtin(), None
    deliver(_document(known, args.metric, sql), args)
    return 0


def _laid_out(statements: list[str]) -> str:
    """Return statements for reading, each clause on its line."""
    import sqlglot

    return ";\n\n".join(sqlglot.transpile(one, read="duckdb", write="duckdb", pretty=True)[0] for one in statements)


def _document(known: Mapping[str, Metric], name: str | None, sql: str | None) -> Document:
    from deskgauge.report.catalogue import catalogue_document, metric_document

    if name is None:
        return catalogue_document(list(known.values()))
    if name not in known:
        raise NotFoundError("metric", name, known)
    return metric_document(known[name], sql)
