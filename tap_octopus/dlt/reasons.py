"""Why a step of dlt failed, in one line that says what to do."""

from __future__ import annotations

import re
import typing as t

from dlt.common.configuration.exceptions import ConfigFieldMissingException
from dlt.common.exceptions import MissingDependencyException

from tap_octopus.errors import RunFailed

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from dlt.pipeline.exceptions import PipelineStepFailed

LOCKED = re.compile('Could not set lock on file "([^"]+)"')
"""What DuckDB says of a file that another program has open."""


def reason(error: PipelineStepFailed) -> str:
    """Return in one line why a step of dlt failed."""
    destination = error.pipeline.destination
    to = destination.destination_name if destination else "The destination"
    for cause in _causes(error):
        if isinstance(cause, RunFailed):
            return cause.format_message()
        if locked := LOCKED.search(str(cause)):
            return f"{locked[1]} is open in another program: close it there, and run this again"
        if isinstance(cause, ConfigFieldMissingException):
            variable = f"DESTINATION__{to.upper()}__CREDENTIALS"
            return f"{to} needs {', '.join(cause.fields)}: set {variable} or .dlt/secrets.toml"
        if isinstance(cause, MissingDependencyException):
            wanted = " ".join(f'"{each}"' for each in cause.dependencies)
            return f"{to} needs another package: pip install {wanted}"
        last = cause
    lines = str(last).strip().splitlines() or [type(last).__name__]
    return f"{to} could not be loaded ({error.step}): {lines[0]}"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__
