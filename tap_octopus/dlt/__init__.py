"""The tap as a source of dlt (dlthub.com): the same reading, into any destination of dlt.

    pipeline = dlt.pipeline("octopus", destination="duckdb", dataset_name="octopus")
    pipeline.run(octopus())

The way of a row: `source` runs the tap, `spool` takes its rows where they would become messages,
`columns` makes Arrow of them, and dlt loads the files.
"""

try:
    import dlt as _dlt  # noqa: F401
    import pyarrow as _pyarrow  # noqa: F401
except ImportError as error:
    raise ImportError(
        f'{error.name} is not installed: pip install "tap-octopus-accounting[dlt]"'
    ) from None

from tap_octopus.dlt.source import load, octopus

__all__ = ["load", "octopus"]
