"""Our source for dlt, with the defaults of its command.

Usage: dlt_source CONFIG PLACE ADDRESS SCHEMA TABLE...
"""

import json
import os
import sys
from pathlib import Path

import dlt

from benchmarks.places import destination
from tap_octopus.dlt import load, octopus
from tap_octopus.dlt.command import DEFAULTS


def main() -> None:
    """Load the tables."""
    config, place, address, schema, *tables = sys.argv[1:]
    os.environ.update({**DEFAULTS, **os.environ})
    pipeline = dlt.pipeline(
        "benchmark",
        pipelines_dir=str(Path(config).parent / f"dlt-{schema}"),
        destination=destination(place, address),
        dataset_name=schema,
    )
    source = octopus(**json.loads(Path(config).read_text()))
    load(pipeline, source.with_resources(*tables, "sync_status"))


if __name__ == "__main__":
    main()
