"""Where the contenders load, as dlt and as the check of what was loaded know it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dlt
import duckdb
import psycopg

PLACES = ("duckdb", "parquet", "postgres")
SUM = "select count(*), round(sum(cast(booking_amount as decimal(38, 10))), 2) from {}"


def destination(place: str, address: str) -> Any:  # noqa: ANN401 - of dlt
    """Give the destination of dlt: a file, a folder, or a database.

    dlt insists on a host of PostgreSQL; what counts is the folder with the socket.
    """
    if place == "duckdb":
        return dlt.destinations.duckdb(address)
    if place == "parquet":
        return dlt.destinations.filesystem(address)
    found = address.replace("postgres:@/", "postgres:none@localhost:5432/")
    return dlt.destinations.postgres(credentials=found)


def held(place: str, address: str, schema: str) -> tuple[object, ...] | None:
    """Give how many bookings a place holds, and what they add up to."""
    if place == "postgres":
        with psycopg.connect(address) as connection:
            query = SUM.format(f"{schema}.bookings").encode()
            return connection.execute(query).fetchone()
    files = f"'{Path(address) / schema}/bookings/*.parquet'"
    is_file = place == "duckdb"
    with duckdb.connect(address if is_file else ":memory:", read_only=is_file) as connection:
        return connection.execute(SUM.format(f"{schema}.bookings" if is_file else files)).fetchone()
