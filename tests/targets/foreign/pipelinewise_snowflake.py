"""What `pipelinewise-target-snowflake` makes of SCHEMA messages."""

from __future__ import annotations

import json
import sys

from target_snowflake.db_sync import DbSync, column_type, safe_column_name
from target_snowflake.file_format import FileFormatTypes

CONFIG = {
    "account": "none",
    "user": "nobody",
    "password": "none",
    "dbname": "warehouse",
    "warehouse": "none",
    "file_format": "none",
    "default_target_schema": "octopus",
}

for message in json.load(sys.stdin):
    stream = message["stream"]
    sync = DbSync(CONFIG, message, file_format_type=FileFormatTypes.CSV)
    table = sync.table_name(stream, is_temporary=False, without_schema=True)
    for name, schema in sync.flatten_schema.items():
        print(table, safe_column_name(name), column_type(schema))  # noqa: T201
