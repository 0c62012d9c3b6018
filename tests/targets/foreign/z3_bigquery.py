"""What `z3-target-bigquery` makes of SCHEMA messages, with `denormalized` on.

It adds columns of its own, called `_sdc_...`, which are not shown: its SDK of 2023 does.
"""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from target_bigquery.core import BaseBigQuerySink, BigQueryTable, IngestionStrategy

if TYPE_CHECKING:
    from google.cloud.bigquery import SchemaField


def show(table: str, field: SchemaField, within: str = "") -> None:
    """Print a column, and what is in it."""
    repeated = " repeated" if field.mode == "REPEATED" else ""
    name = within + field.name
    print(table, name, f"{field.field_type.upper()}{repeated}")  # noqa: T201
    for inner in field.fields:
        show(table, inner, f"{name}.")


for message in json.load(sys.stdin):
    sink = SimpleNamespace(stream_name=message["stream"])
    table = BigQueryTable(
        name=BaseBigQuerySink.table_name.fget(sink),
        dataset="octopus",
        project="warehouse",
        jsonschema=message["schema"],
        ingestion_strategy=IngestionStrategy.DENORMALIZED,
    )
    for column in table.get_resolved_schema(apply_transforms=True):
        show(table.name, column)
