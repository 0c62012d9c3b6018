"""Rows that leave in files: each file is told by one BATCH message once it is whole."""

from __future__ import annotations

import gzip
import shutil
import tempfile
import typing as t
import uuid

from singer_sdk.helpers._batch import BatchFileFormat, SDKBatchMessage

from tap_octopus.errors import RunFailed

if t.TYPE_CHECKING:
    from singer_sdk.helpers._batch import BatchConfig

LEVEL = 1
"""How hard gzip tries: more makes files a little smaller, and the tap three times as slow."""

IN_MEMORY = 1024 * 1024
"""Bytes of a file that are kept in memory until it is told; a larger one goes to the disk."""


class Batch:
    """The file that the rows of a stream go into.

    It is put where the target finds it when it is whole, so a run that is killed leaves none there.

    Args:
        config: The setting `batch_config`.
        stream: The stream's name in messages.

    Raises:
        RunFailed: When another format is asked for than JSON lines.
    """

    def __init__(self, config: BatchConfig, stream: str) -> None:
        if config.encoding.format != BatchFileFormat.JSONL:
            raise RunFailed("batch_config: the only format that is written is jsonl")
        self._config = config
        self._stream = stream
        self._file: t.IO[bytes] | None = None
        self._failure: RunFailed | None = None
        self._count = 0

    def add(self, lines: bytes, count: int) -> None:
        """Add rows, which are lines already."""
        if self._file is None:
            self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - for more calls
            self._rows: t.IO[bytes] | gzip.GzipFile = self._file
            if self._is_compressed:
                self._rows = gzip.GzipFile(fileobj=self._file, mode="wb", compresslevel=LEVEL)
        self._rows.write(lines)
        self._count += count

    @property
    def _is_compressed(self) -> bool:
        return self._config.encoding.compression == "gzip"

    @property
    def is_full(self) -> bool:
        """Whether it has as many rows as a batch should have, or a few more."""
        return self._count >= self._config.batch_size

    def told(self) -> SDKBatchMessage | None:
        """Put the file in its place; give the message that tells of it, if it has rows.

        Raises:
            RunFailed: When it cannot be stored, now or before: no STATE can follow without it.
        """
        if self._failure:
            raise self._failure
        if self._file is None:
            return None
        if self._is_compressed:
            self._rows.close()
        self._file.seek(0)
        storage, ending = self._config.storage, ".gz" if self._is_compressed else ""
        name = f"{storage.prefix or ''}{self._stream}-{uuid.uuid4()}.json{ending}"
        try:
            with self._file, storage.open(name, "wb") as file:
                shutil.copyfileobj(self._file, file)
        except Exception as error:  # noqa: BLE001 - each kind of storage has its own
            why = getattr(error, "strerror", None) or type(error).__name__
            self._failure = RunFailed(
                f"batch_config: rows of {self._stream} could not be stored ({why}). Check its "
                "storage, and the room there; the next run reads them again"
            )
            raise self._failure from None
        self._file, self._count = None, 0
        url = storage.get_url(name)
        return SDKBatchMessage(self._stream, encoding=self._config.encoding, manifest=[url])
