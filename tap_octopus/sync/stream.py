"""The base classes of streams. A stream is synced dossier by dossier, within daily limits."""

from __future__ import annotations

import abc
import functools
import logging
import re
import typing as t

from singer_sdk import metrics
from singer_sdk.singerlib.catalog import REPLICATION_FULL_TABLE, Metadata

from tap_octopus.sdk import SingerStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from singer_sdk.helpers.types import Context
    from singer_sdk.singerlib.catalog import MetadataMapping

    from tap_octopus.client.operations import Operation
    from tap_octopus.rows.values import Row
    from tap_octopus.sync.dossier import DossierSync
    from tap_octopus.sync.stream_sync import StreamSync

FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}(\.[A-Za-z][A-Za-z0-9_]{0,40})*")
MOST_NAMED = 10

ALWAYS_SELECTED = {"synced_at", "_sdc_deleted_at"}
"""The columns that show which rows are live. They cannot be deselected."""


class OctopusStream(SingerStream, abc.ABC):
    """A table of the tap."""

    operation: t.ClassVar[Operation]

    def __init_subclass__(
        cls, operation: Operation | None = None, name: str = "", keys: tuple[str, ...] = ()
    ) -> None:
        """Declare a table. Its key starts with `dossier_id`. Its name is that of its operation."""
        super().__init_subclass__()
        if operation:
            cls.operation = operation
            name = name or operation.name
        if name:
            cls.name = name
            cls.primary_keys = ("dossier_id", *keys)  # type: ignore[method-assign, assignment]

    @property
    def metadata(self) -> MetadataMapping:
        """The metadata of the catalog. Columns that show which rows are live stay selected."""
        metadata = super().metadata
        for name in ALWAYS_SELECTED & self.schema["properties"].keys():
            column = metadata.setdefault(("properties", name), Metadata())
            column.inclusion, column.selected = Metadata.InclusionType.AUTOMATIC, None
        return metadata

    @property
    def has_versions(self) -> bool:
        """Whether this run replaces all older rows, so that ACTIVATE_VERSION is sent.

        Rows in files carry no version. A target that uses versions would drop them all.
        """
        chosen = ("batch_config", "dossier_ids", "excluded_dossier_ids", "dossier_shard")
        return (
            bool(self.config.get("emit_activate_version_messages"))
            and not any(map(self.config.get, chosen))
            and self.replication_method == REPLICATION_FULL_TABLE
        )

    def get_replication_key_signpost(self, context: Context | None = None) -> None:  # noqa: ARG002
        """Return None, so that the SDK writes no bookmarks of its own."""
        return

    def log(self, message: str, *args: object, level: int = logging.INFO, **_: t.Any) -> None:  # noqa: ANN401, ARG002
        """Log the messages of the SDK at DEBUG. There are some for each stream of each dossier."""
        self.logger.debug(message, *args)

    def log_record_count(self) -> None:
        """Log the number of records in this run. The SDK does so for each dossier."""
        tags = {metrics.Tag.STREAM.value: self.name}
        count = metrics.Point("counter", metrics.Metric.RECORD_COUNT, self.record_count, tags)
        metrics.log(self.metrics_logger, count)


def drift(fields: Mapping[str, str]) -> str:
    """Describe fields that have no column, with their types, for the table `sync_status`.

    A field whose name looks unusual is not named: it may be a value.
    """
    named = {f if FIELD.fullmatch(f) else "(a strange name)": kind for f, kind in fields.items()}
    told = ", ".join(f"{field} ({kind})" for field, kind in [*named.items()][:MOST_NAMED])
    return (
        f"Octopus sends fields without a column: {told}. Please report this sentence: it holds "
        "names and types, but no value"
    )


class DossierStream(OctopusStream, abc.ABC):
    """A table with rows of each dossier."""

    def sync_dossier(self, dossier: DossierSync) -> None:
        """Sync the table of one dossier."""
        self._open[dossier.id] = dossier
        try:
            self.sync({"dossier_id": dossier.id})
        finally:
            del self._open[dossier.id]

    @functools.cached_property
    def _open(self) -> dict[int, DossierSync]:
        """The dossiers that are being synced now, each by its own thread."""
        return {}

    def batches(self, context: Context | None) -> Iterator[list[Row]]:
        """Yield the rows of a dossier in batches."""
        assert context  # noqa: S101 - `sync_dossier` gives it
        return self.rows_of(self._open[context["dossier_id"]])

    @abc.abstractmethod
    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether to sync the table of this dossier in this run."""

    @abc.abstractmethod
    def rows_of(self, dossier: DossierSync) -> Iterator[list[Row]]:
        """Yield the rows of a dossier in batches."""


class ReadStream(DossierStream, abc.ABC):
    """A table that is read from Octopus.

    Its direct subclasses are ways of reading; the subclasses of these are tables.
    """

    @abc.abstractmethod
    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the table of a dossier, and call `sync.complete` after the last row.

        Rows are yielded in batches. A batch is written before the next one is requested.
        """

    def is_due(self, dossier: DossierSync) -> bool:
        """Return whether to read the table in this run.

        After an interrupted read, the table is read as soon as a call is left.
        """
        return self.may_call(dossier, self.operation, self.calls_needed(dossier))

    def may_call(self, dossier: DossierSync, operation: Operation, calls: int = 1) -> bool:
        """Return whether the limits let this stream make some calls of an operation now."""
        if dossier.bookmark(self.name).reading:
            return dossier.client.limits.left(operation, dossier.id) > 0
        return dossier.client.limits.is_due(operation, dossier.id, calls)

    def calls_needed(self, dossier: DossierSync) -> int:  # noqa: ARG002 - some tables ask it
        """Return how many calls a read takes."""
        return 1

    def rows_of(self, dossier: DossierSync) -> Iterator[list[Row]]:
        """Yield the rows of a dossier. An error becomes the outcome of the sync; none is raised."""
        with dossier.begin(self.name, self.row_mapper) as sync:
            yield from self.read(dossier, sync)
        unknown = self.row_mapper.unknown_fields
        for field in sorted(unknown.keys() - self._warned):
            self.logger.warning("Octopus sends a field without a column: %s", field)
        self._warned |= unknown.keys()
        untold = {field: unknown[field] for field in sorted(unknown.keys() - self._told)}
        if untold and sync.message is None:
            sync.message = drift(untold)
            self._told |= untold.keys()

    @functools.cached_property
    def _warned(self) -> set[str]:
        return set()

    @functools.cached_property
    def _told(self) -> set[str]:
        """The unknown fields that a row of `sync_status` has named: each is named once in a run."""
        return set()
