"""A load that is killed: `python -m tests.dlt.killed CONFIG FOLDER STEP COUNT [POSTGRES]`.

The process ends at once, as by the system, when a step of dlt has told so much progress.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from dlt.common.runtime.collector_base import Collector

from tap_octopus.dlt import octopus, source
from tap_octopus.dlt.spool import Spool
from tests.dlt.destinations import SCHEMA, Destination, InDuckDB, InPostgres
from tests.support.warehouse import Warehouse

KILLED = 137


class Death(Collector):
    """Ends the process when a step has told so much progress.

    The steps are those of dlt; "Read" is the tap's reading, whose progress are its rows.
    """

    def __init__(self, step: str, count: int) -> None:
        self._step, self._left = step, count

    def _start(self, step: str) -> None:
        self.step = step

    def update(self, *_: Any, **__: Any) -> None:  # noqa: ANN401 - any progress
        """Note progress."""
        if self.step and self.step.startswith(self._step):
            self.count()

    def count(self) -> None:
        """Count progress of the step."""
        self._left -= 1
        if not self._left:
            os._exit(KILLED)

    def _stop(self) -> None:
        self.step = ""


class Mortal(Spool):
    """Counts each time that rows are written."""

    death: Death

    def write_records(self, stream: str, rows: list[Any], version: int | None) -> None:
        """Write rows."""
        self.death.count()
        super().write_records(stream, rows, version)


def main() -> None:
    """Load, and be killed."""
    config, folder, step, count, *address = sys.argv[1:]
    death = Death(step, int(count))
    if step == "Read":
        Mortal.death = death
        vars(source)["Spool"] = Mortal
    destination: Destination = InDuckDB(Path(folder))
    if address:
        destination = InPostgres(Path(folder), warehouse=Warehouse(address[0], SCHEMA))
    destination.pipeline(progress=death).run(octopus(**json.loads(config)))


if __name__ == "__main__":
    main()
