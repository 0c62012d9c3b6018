"""Targets that run here, with the settings that docs/targets.md recommends, and what they hold."""

import ast
import csv
import json
import re
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from psycopg.conninfo import conninfo_to_dict

from tests.support.commands import beside, command
from tests.support.contract import OWN, TABLES, columns, keys
from tests.support.messages import Message
from tests.support.tables import Tables
from tests.support.truth import Row
from tests.support.warehouse import Postgres

Json = dict[str, Any]
Totals = dict[str, Decimal]
Maker = Callable[[Any], object]


class Loader(ABC):
    """A target as a process of its own, fed with what the tap said.

    Args:
        folder: Where its files are.
        postgres: Where there is room for a warehouse.
    """

    distribution: ClassVar[str]
    command: ClassVar[str]
    settings: ClassVar[Json]
    """What docs/targets.md recommends."""

    known_types: ClassVar[dict[str, str]] = {}
    """The types of columns in the database, as docs/targets.md has them, by kind."""

    def __init__(self, folder: Path, postgres: Postgres) -> None:
        self.folder = folder
        self.warehouse = postgres.warehouse()

    def load(self, messages: Path, **settings: object) -> Json:
        """Load what the tap said; give the state that the target confirms."""
        done = self.fed(messages, **settings)
        assert done.returncode == 0, done.stderr
        state: Json = json.loads(done.stdout.splitlines()[-1])
        return state

    def fed(self, messages: Path, **settings: object) -> "subprocess.CompletedProcess[str]":
        """Let the target have any text, and give what it says to that."""
        config = self.folder / "config.json"
        config.write_text(json.dumps({**self.place(), **self.settings, **settings}))
        with messages.open() as given:
            return subprocess.run(  # noqa: S603 - ours
                [self.command, f"--config={config}"],
                stdin=given,
                capture_output=True,
                text=True,
                check=False,
            )

    def kept(self, text: str) -> str | None:
        """Give what the target makes of a text: if it is good, the text."""
        return text

    @abstractmethod
    def place(self) -> Json:
        """Give the settings that say where to load to."""

    @abstractmethod
    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table."""

    def totals(self, table: str) -> Totals:
        """Give the number of live rows and the sum of each amount, as a user would find them."""
        return totals(table, self.live(table))

    def types(self) -> dict[str, set[str]]:
        """Give the types of columns in the database, if it is one, by the kind of the contract."""
        return {}


def amounts(table: str) -> list[str]:
    """Give the columns that are no whole numbers: amounts, rates and percentages."""
    return [column.name for column in columns(table) if column.kind == "number"]


def totals(table: str, rows: list[Row]) -> Totals:
    """Give the number of rows and the sum of each amount."""
    sums = {
        name: sum((row[name] or Decimal() for row in rows), Decimal()) for name in amounts(table)
    }
    return {"rows": Decimal(len(rows)), **sums}


class InPostgres(Loader):
    """A target that loads into PostgreSQL and puts a row in the place of one with its key."""

    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table."""
        return self.warehouse.live(table)

    def totals(self, table: str) -> Totals:
        """Add up in the warehouse; sums of floating numbers are rounded, as the document says."""
        sums = "".join(
            f", coalesce(round(cast(sum({name}) as numeric), 6), 0) as {name}"
            for name in amounts(table)
        )
        sql = f"select count(*) as rows{sums} from ({self.warehouse.live_sql(table)}) live"  # noqa: S608
        (row,) = self.warehouse.query(sql)
        return row

    def types(self) -> dict[str, set[str]]:
        """Give the types of columns in the database, by the kind of the contract."""
        rows = self.warehouse.query(
            "select table_name, column_name, data_type from information_schema.columns"
            " where table_schema = '{schema}'"
        )
        made = {(row["table_name"], row["column_name"]): row["data_type"] for row in rows}
        found: dict[str, set[str]] = {}
        for table in (*TABLES, *OWN):
            for column in columns(table):
                found.setdefault(column.kind, set()).add(made[table, column.name])
        return found


class MeltanoPostgres(InPostgres):
    """`meltanolabs-target-postgres`."""

    distribution = "meltanolabs-target-postgres"
    command = command("target-postgres")
    settings: ClassVar[Json] = {
        "use_copy": True,
        "validate_records": False,
        "add_record_metadata": True,
    }
    known_types: ClassVar[dict[str, str]] = {
        "integer": "bigint",
        "number": "numeric",
        "string": "text",
        "boolean": "boolean",
        "date": "date",
        "date-time": "timestamp without time zone",
        "array": "ARRAY",
    }

    def place(self) -> Json:
        """Give the settings that say where to load to."""
        config = self.warehouse.target_config()
        return {name: config[name] for name in ("sqlalchemy_url", "default_target_schema")}


class PipelinewisePostgres(InPostgres):
    """`pipelinewise-target-postgres`."""

    distribution = "pipelinewise-target-postgres"
    command = beside("pipelinewise", "target-postgres")
    settings: ClassVar[Json] = {"flush_all_streams": True}
    known_types: ClassVar[dict[str, str]] = {
        "integer": "numeric",
        "number": "double precision",
        "string": "character varying",
        "boolean": "boolean",
        "date": "character varying",
        "date-time": "timestamp without time zone",
        "array": "jsonb",
    }

    def kept(self, text: str) -> str | None:
        """Give what the target makes of a text: it writes control characters as JSON does."""
        return text.replace("\n", "\\n").replace("\t", "\\t") or None

    def place(self) -> Json:
        """Give the settings that say where to load to."""
        server = conninfo_to_dict(self.warehouse.address)
        return {
            "host": server["host"],
            "port": 5432,
            "user": server["user"],
            "password": "not asked for",
            "dbname": server["dbname"],
            "default_target_schema": self.warehouse.schema,
        }

    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table: whole numbers come as numeric, amounts as double."""
        made: dict[str, Maker] = {"integer": int, "number": lambda value: Decimal(repr(value))}
        kinds = {column.name: made.get(column.kind) for column in columns(table)}
        return [_with(kinds, row) for row in super().live(table)]


class Files(Loader):
    """A target that appends rows to files: of those with one key, the last is the row."""

    def load(self, messages: Path, **settings: object) -> Json:
        """Load what the tap said, and read all files."""
        confirmed = super().load(messages, **settings)
        self._tables = Tables()
        for table in (*TABLES, *OWN):
            self._tables.load(self._messages(table))
        return confirmed

    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table."""
        return self._tables.live(table)

    def _messages(self, table: str) -> Iterator[Message]:
        yield {"type": "SCHEMA", "stream": table, "key_properties": keys(table)}
        for record in self.records(table):
            yield {"type": "RECORD", "stream": table, "record": record}

    @abstractmethod
    def records(self, table: str) -> Iterator[Row]:
        """Give the rows in the files of a table, in the order of writing."""


class Jsonl(Files):
    """`target-jsonl`."""

    distribution = "target-jsonl"
    command = beside("singer", "target-jsonl")
    settings: ClassVar[Json] = {"do_timestamp_file": False}

    def place(self) -> Json:
        """Give the settings that say where to load to."""
        return {"destination_path": str(self.folder)}

    def records(self, table: str) -> Iterator[Row]:
        """Give the rows in the file of a table."""
        path = self.folder / f"{table}.jsonl"
        if path.exists():
            with path.open(newline="\n") as lines:
                yield from (json.loads(line, parse_float=Decimal) for line in lines)


class Csv(Files):
    """`meltanolabs-target-csv`."""

    distribution = "meltanolabs-target-csv"
    command = command("target-csv")
    settings: ClassVar[Json] = {
        "file_naming_scheme": "{stream_name}-{timestamp}.csv",
        "add_record_metadata": True,
        "validate_records": False,
    }

    def kept(self, text: str) -> str | None:
        """Give what can be read of a text: an empty one looks as null does."""
        return text or None

    def place(self) -> Json:
        """Give the settings that say where to load to."""
        return {"output_path": str(self.folder)}

    def records(self, table: str) -> Iterator[Row]:
        """Give the rows in the files of a table, one file a run."""
        made: dict[str, Maker] = {
            "integer": int,
            "number": Decimal,
            "boolean": {"True": True, "False": False}.__getitem__,
            "array": _array,
        }
        kinds = {column.name: made.get(column.kind) for column in columns(table)}
        for path in sorted(self.folder.glob(f"{table}-*.csv")):
            with path.open(newline="") as lines:
                for row in csv.DictReader(lines):
                    texts = {name: row[name] or None for name in kinds}
                    yield _with(kinds, texts)


def _with(kinds: dict[str, Maker | None], row: Row) -> Row:
    """Give a row whose values were made what they are called; null stays null."""
    return {
        name: value if make is None or value is None else make(value)
        for name, value in row.items()
        for make in [kinds.get(name)]
    }


def _array(text: str) -> object:
    """Read an array that stands there as Python writes it."""
    return ast.literal_eval(re.sub(r"Decimal\('([^']*)'\)", r"\1", text))


LOADERS: tuple[type[Loader], ...] = (MeltanoPostgres, PipelinewisePostgres, Jsonl, Csv)
