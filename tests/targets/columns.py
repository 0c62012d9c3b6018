"""The columns that targets for other warehouses make of the tap's schemas.

Run as a program it writes the snapshots anew: `python3 dev.py tables`.
"""

import functools
import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from tap_octopus.tap import TapOctopus
from tests.support.commands import beside

HERE = Path(__file__).parent
Json = dict[str, Any]

ENVIRONMENTS = {
    "meltano_snowflake": "dialects",
    "pipelinewise_snowflake": "pipelinewise",
    "z3_bigquery": "dialects",
}
"""The programs in `foreign`, and where each runs."""


class Made(NamedTuple):
    """A column that a target makes."""

    table: str
    name: str
    kind: str


@functools.cache
def schemas() -> list[Json]:
    """Give the SCHEMA messages of all streams."""
    config = {"software_house_uuid": "none", "user": "nobody", "password": "none"}
    catalog = TapOctopus(config=config).catalog_dict
    return [
        {
            "type": "SCHEMA",
            "stream": entry["stream"],
            "schema": entry["schema"],
            "key_properties": list(entry["key_properties"]),
        }
        for entry in catalog["streams"]
    ]


def columns(target: str, messages: list[Json]) -> list[Made]:
    """Give the columns that a target makes of SCHEMA messages."""
    done = subprocess.run(  # noqa: S603 - ours
        [beside(ENVIRONMENTS[target], "python"), "-P", HERE / "foreign" / f"{target}.py"],
        input=json.dumps(messages),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [Made(*line.split(maxsplit=2)) for line in done.stdout.splitlines()]


def snapshot(target: str) -> Path:
    """Give the file with the columns that a target was seen to make."""
    return HERE / "snapshots" / f"{target}.txt"


def text(made: list[Made]) -> str:
    """Write columns as a snapshot has them."""
    return "".join(f"{table:27} {name:45} {kind}\n" for table, name, kind in made)


if __name__ == "__main__":
    for known in ENVIRONMENTS:
        snapshot(known).write_text(text(columns(known, schemas())), encoding="utf-8")
