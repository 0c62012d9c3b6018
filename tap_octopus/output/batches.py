"""Write rows to files (`batch_config`). A BATCH message tells the target of each complete file."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import typing as t

from tap_octopus.disk_space import IN_MEMORY, fail_when_full, megabytes
from tap_octopus.errors import RunFailed

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from singer_sdk.singerlib.messages import Message

    from tap_octopus.output.batch_files import BatchFiles

LEVEL = 1
"""The level of gzip. A higher one makes files a little smaller, but takes three times as long."""


class Batch:
    """The file to which the rows of one stream are written.

    Rows first go to a temporary file. The complete file is then copied to the storage, so a killed
    run leaves no half file there.

    Args:
        config: The setting `batch_config` as the SDK parsed it (its class is private).
        stream: The name of the stream in the messages.
        message: Makes the BATCH message for a list of files.
        files: Counts the files of the run.

    Raises:
        RunFailed: The format is not JSON lines.
    """

    def __init__(
        self,
        config: t.Any,  # noqa: ANN401 - the SDK's BatchConfig
        stream: str,
        message: Callable[[list[str]], Message],
        files: BatchFiles,
    ) -> None:
        if config.encoding.format != "jsonl":
            raise RunFailed("batch_config: set encoding.format to jsonl, the only format")
        self._stream, self._message, self._files = stream, message, files
        self._storage = config.storage
        self._size: int = config.batch_size
        self._is_compressed = config.encoding.compression == "gzip"
        self._file: t.IO[bytes] | None = None
        self._failure: RunFailed | None = None
        self._count = 0

    @property
    def is_full(self) -> bool:
        """Whether the file has reached its number of rows (`batch_size`)."""
        return self._count >= self._size

    def add(self, lines: bytes, count: int) -> None:
        """Add rows, one JSON object a line."""
        what = f"a file of rows of {self._stream}"
        with fail_when_full(what, lambda: f"more than {self._written()}"):
            self._write(lines)
        self._count += count

    def _write(self, lines: bytes) -> None:
        if self._file is None:
            self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - for more calls
            self._rows: t.IO[bytes] | gzip.GzipFile = self._file
            if self._is_compressed:
                self._rows = gzip.GzipFile(fileobj=self._file, mode="wb", compresslevel=LEVEL)
        self._rows.write(lines)

    def _written(self) -> str:
        return megabytes(self._file.tell() if self._file else 0)

    def flush(self) -> Message | None:
        """Copy the file to the storage and return its BATCH message; None when it has no rows.

        Raises:
            RunFailed: The file cannot be stored, or an earlier file could not. No STATE may follow.
        """
        if self._failure:
            raise self._failure
        if self._file is None:
            return None
        if self._is_compressed:
            self._rows.close()
        self._file.seek(0)
        ending = ".gz" if self._is_compressed else ""
        start = f"{self._storage.prefix or ''}{self._stream}"
        name = f"{self._files.next_name(start)}{ending}"
        try:
            with self._file, self._storage.open(name, "wb") as file:
                shutil.copyfileobj(self._file, file)
        except Exception as error:  # noqa: BLE001 - each kind of storage has its own
            why = getattr(error, "strerror", None) or type(error).__name__
            self._failure = RunFailed(
                f"batch_config: rows of {self._stream} could not be stored ({why}). Check its "
                "storage, and the room there; the next run reads them again"
            )
            raise self._failure from None
        self._file, self._count = None, 0
        self._files.count += 1
        return self._message([self._storage.get_url(name)])
