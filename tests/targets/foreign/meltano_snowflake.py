"""What `meltanolabs-target-snowflake` makes of SCHEMA messages."""

from __future__ import annotations

import json
import sys

import sqlalchemy
from sqlalchemy.sql.compiler import RESERVED_WORDS
from target_snowflake.connector import SnowflakeConnector
from target_snowflake.sinks import SnowflakeSink
from target_snowflake.target import TargetSnowflake

CONFIG = {"account": "none", "user": "nobody", "password": "none", "database": "warehouse"}


class Connector(SnowflakeConnector):  # type: ignore[misc]
    """The target's own, but for the question whether there is such a database."""

    def create_engine(self) -> sqlalchemy.Engine:
        """Create an engine with the words that the target takes for reserved."""
        engine = sqlalchemy.create_engine(self.sqlalchemy_url)
        engine.dialect.identifier_preparer.reserved_words |= RESERVED_WORDS
        return engine


target = TargetSnowflake(config={**CONFIG, "schema": "octopus", "add_record_metadata": True})
connector = Connector(dict(target.config))
dialect = connector._engine.dialect
for message in json.load(sys.stdin):
    sink = SnowflakeSink(
        target, message["stream"], message["schema"], message["key_properties"], connector
    )
    for name, schema in sink.conform_schema(sink.schema)["properties"].items():
        column = connector.format_identifier(name, safe=True)
        kind = connector.to_sql_type(schema).compile(dialect)
        print(sink.table_name, column, kind)  # noqa: T201
