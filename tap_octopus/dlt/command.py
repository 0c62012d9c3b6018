"""The command `tap-octopus-setup load`: into a file, a folder, or any destination of dlt."""

from __future__ import annotations

import logging
import os
import typing as t
from pathlib import Path

import dlt
from dlt.common.configuration.exceptions import ConfigFieldMissingException
from dlt.common.destination.exceptions import UnknownDestinationModule
from dlt.common.exceptions import MissingDependencyException
from dlt.pipeline.exceptions import PipelineStepFailed

from tap_octopus.dlt import source
from tap_octopus.errors import RunFailed

if t.TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULTS = {
    "DESTINATION__DUCKDB__CREDENTIALS__GLOBAL_CONFIG": '{"memory_limit": "100MB", "threads": 2}',
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
}
"""What is set unless the user sets it. By itself, DuckDB takes as much memory as it finds, and dlt
tells its makers of each run, and warns of each table that it only adds to.
"""

LOCKED = "Could not set lock"
"""What DuckDB says of a file that another program has open."""


def load(config: dict[str, t.Any], to: str, schema: str) -> int:
    """Load what changed, and return the number of rows.

    Raises:
        RunFailed: Something was not read or not loaded.
    """
    os.environ.update({**DEFAULTS, **os.environ})
    logging.getLogger("tap-octopus").setLevel(logging.INFO)  # a line for each dossier
    logging.getLogger("singer_sdk.metrics").propagate = False
    pipeline = _pipeline(to, schema)
    try:
        source.load(pipeline, source.octopus(**config))
    except PipelineStepFailed as error:
        raise RunFailed(_reason(error, to)) from None
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


def _reason(error: PipelineStepFailed, to: str) -> str:
    """Return in one line why a step of dlt failed."""
    for cause in _causes(error):
        if isinstance(cause, RunFailed):
            return cause.format_message()
        if LOCKED in str(cause):
            return f"{to} is open in another program: close it there, and run this again"
        if isinstance(cause, ConfigFieldMissingException):
            return f"{to} needs {', '.join(cause.fields)}: set {_variable(to)} or .dlt/secrets.toml"
        if isinstance(cause, MissingDependencyException):
            wanted = " ".join(f'"{each}"' for each in cause.dependencies)
            return f"{to} needs another package: pip install {wanted}"
        last = cause
    lines = str(last).strip().splitlines() or [type(last).__name__]
    return f"{to} could not be loaded ({error.step}): {lines[0]}"


def _variable(to: str) -> str:
    return f"DESTINATION__{to.upper()}__CREDENTIALS"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__
