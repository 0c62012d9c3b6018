"""The command `tap-octopus-setup load`: into a file, a folder, or any destination of dlt."""

from __future__ import annotations

import logging
import os
import typing as t
from pathlib import Path

import dlt
from dlt.common.destination.exceptions import UnknownDestinationModule

from tap_octopus.dlt import source
from tap_octopus.errors import RunFailed

DEFAULTS = {
    "DESTINATION__DUCKDB__CREDENTIALS__GLOBAL_CONFIG": '{"memory_limit": "100MB", "threads": 2}',
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
}
"""What is set unless the user sets it. By itself, DuckDB takes as much memory as it finds, and dlt
tells its makers of each run, and warns of each table that it only adds to.
"""


def load(config: dict[str, t.Any], to: str, schema: str) -> int:
    """Load what changed, and return the number of rows.

    Raises:
        RunFailed: Something was not read or not loaded.
    """
    os.environ.update({**DEFAULTS, **os.environ})
    logging.getLogger("tap-octopus").setLevel(logging.INFO)  # a line for each dossier
    logging.getLogger("singer_sdk.metrics").propagate = False
    pipeline = _pipeline(to, schema)
    source.load(pipeline, source.octopus(**config))
    trace = pipeline.last_trace
    info = trace.last_normalize_info if trace else None
    counts = info.row_counts if info else {}
    return sum(count for table, count in counts.items() if not table.startswith("_dlt"))


def _pipeline(to: str, schema: str) -> dlt.Pipeline:
    """Return the pipeline into a DuckDB file, a folder, or a destination by its name.

    The files of dlt are beside a file or folder, and at their usual place otherwise.

    Raises:
        RunFailed: There is no such destination, or its place cannot be written.
    """
    path = Path(to).expanduser().absolute()
    destination: t.Any = to
    place: t.Any = None
    if path.suffix == ".duckdb" or path.is_dir() or os.sep in to:
        place = path.with_name(f"{path.name}.dlt")
        is_file = path.suffix == ".duckdb"
        kind = dlt.destinations.duckdb if is_file else dlt.destinations.filesystem
        destination = kind(str(path))
        try:
            (place if is_file else path).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunFailed(f"{path.parent} cannot be written: {error.strerror}") from None
    try:
        made: dlt.Pipeline = dlt.pipeline(
            "octopus",
            destination=destination,
            dataset_name=schema,
            pipelines_dir=place and str(place),
        )
    except UnknownDestinationModule:
        raise RunFailed(
            f"There is no destination {to}: give a file such as books.duckdb, a folder such as "
            f"./{to}, or a destination of dlt such as postgres, snowflake or bigquery"
        ) from None
    return made
