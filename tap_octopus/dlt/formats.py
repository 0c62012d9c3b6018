"""How the files of rows are made for a destination, so that it loads them exactly."""

from __future__ import annotations

import typing as t

import dlt
import pyarrow as pa
from dlt.destinations._adbc_jobs import AdbcParquetCopyJob

if t.TYPE_CHECKING:
    from dlt.common.destination import Destination
    from dlt.common.typing import TLoaderFileFormat


# A setting that dlt keeps to itself. Otherwise it holds a whole file in memory, and fails on a file
# without rows, also when it goes on with a load of another process.
AdbcParquetCopyJob._ingest_per_rowgroup = True  # noqa: SLF001


class Format(t.NamedTuple):
    """How files are made.

    Attributes:
        name: The format into which dlt converts them; None leaves it to dlt.
        array: The type of an array in Arrow.
    """

    name: TLoaderFileFormat | None = None
    array: pa.DataType = pa.string()


def format_for(destination: Destination[t.Any, t.Any] | None) -> Format:
    """Return the format for a destination: for all but PostgreSQL what dlt prefers.

    dlt loads Arrow into PostgreSQL as CSV, where it makes null of each empty text. Parquet by ADBC
    is exact and eight times as fast as insert statements, and ADBC has packages of its own.
    """
    if not isinstance(destination, dlt.destinations.postgres):
        return Format()
    about = destination.capabilities()
    usable: t.Any = about.loader_file_format_selector
    _, formats = usable("insert_values", about.supported_loader_file_formats, table_schema={})
    if "parquet" not in formats:
        return Format("insert_values")
    return Format("parquet", pa.json_())  # a text would not go into a column of the type jsonb
