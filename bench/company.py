"""The company of the bench as a project with all data in it, and as raw tables for what starts from those."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

import deskgauge
from bench import data
from deskgauge.engine.embedded import MEMORY_LIMIT
from deskgauge.model.tables import TABLES
from deskgauge.project import Workspace

HAND = Path(__file__).parent / "hand"
Connection = duckdb.DuckDBPyConnection


def new_project(folder: Path) -> Workspace:
    """Make an empty project of the bench's company, instead of any that is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "deskgauge.toml").write_text(data.PROJECT, encoding="utf-8")
    return deskgauge.open(folder)


def project_of(n: int) -> Path:
    """Return the folder of the project that holds the company of N tickets."""
    return data.folder_of(n) / "project"


def whole_of(n: int) -> Path:
    """Return the folder of the project that holds the rest of the company as well."""
    return data.folder_of(n) / "whole"


def store_of(n: int) -> Path:
    """Return the file of the project's only generation."""
    return next((project_of(n) / "data").glob("store-*.duckdb"))


def whole_store_of(n: int) -> Path:
    """Return the file of the newest generation of the project with the whole company."""
    files = (whole_of(n) / "data").glob("store-*.duckdb")
    return max(files, key=lambda file: int(file.stem.rpartition("-")[2]))


def raw_of(n: int) -> Path:
    """Return the file with the raw tables and nothing else."""
    return data.folder_of(n) / "raw.duckdb"


def load(n: int) -> None:
    """Import the whole company into a new project."""
    new_project(project_of(n)).import_files([data.folder_of(n) / "parquet"])


def load_whole(n: int) -> None:
    """Import the company with all the rest of it into another new project."""
    folder = data.folder_of(n)
    new_project(whole_of(n)).import_files([folder / "parquet", folder / "more"])


def copy_raw(n: int) -> None:
    """Copy the raw tables out of the project's store, in the order in which it keeps them."""
    raw_of(n).unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET preserve_insertion_order = true")
        connection.execute(f"ATTACH '{store_of(n)}' AS store (READ_ONLY); ATTACH '{raw_of(n)}' AS raw")
        for table in TABLES:
            connection.execute(f"CREATE TABLE raw.{table} AS FROM store.{table}")
        connection.execute("DETACH raw")


@contextmanager
def writing(file: Path) -> Iterator[Connection]:
    """Open a database to write into as the store does: beside memory, with the same limit, written down at the end."""
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'; SET temp_directory = '{file}.spill'")
        connection.execute("SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
        connection.execute(f"ATTACH '{file}' AS generation; USE generation")
        yield connection
    shutil.rmtree(f"{file}.spill", ignore_errors=True)


def write_down(connection: Connection) -> None:
    """Let go of the database, which writes all of it to its file."""
    connection.execute("USE memory; DETACH generation")


def script(name: str) -> str:
    """Return a hand-written script."""
    return (HAND / f"{name}.sql").read_text(encoding="utf-8")


def sections(name: str) -> Mapping[str, str]:
    """Return the statements of a hand-written script by the names that stand before them."""
    parts = script(name).split("-- name: ")[1:]
    return {head.strip(): body for head, _, body in (part.partition("\n") for part in parts)}


def with_holidays(connection: Connection) -> None:
    """Give the hand-written working clock the holidays that it reads."""
    connection.execute("CREATE TEMP TABLE holidays AS SELECT CAST(unnest($1) AS DATE) AS day", [data.polish_holidays()])
