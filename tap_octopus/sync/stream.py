"""How a stream is synced: one dossier at a time, and not more often than Octopus allows."""

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
"""Columns without which a row that is gone looks like any other."""


class OctopusStream(SingerStream, abc.ABC):
    """A table."""

    operation: t.ClassVar[Operation]

    def __init_subclass__(
        cls, operation: Operation | None = None, name: str = "", keys: tuple[str, ...] = ()
    ) -> None:
        """Declare a table: its name is that of its operation, its key begins with the dossier."""
        super().__init_subclass__()
        if operation:
            cls.operation = operation
            name = name or operation.name
        if name:
            cls.name = name
            cls.primary_keys = ("dossier_id", *keys)  # type: ignore[method-assign, assignment]

    @property
    def metadata(self) -> MetadataMapping:
        """The catalog's metadata: the columns that show which rows are live are always selected."""
        metadata = super().metadata
        for name in ALWAYS_SELECTED & self.schema["properties"].keys():
            column = metadata.setdefault(("properties", name), Metadata())
            column.inclusion, column.selected = Metadata.InclusionType.AUTOMATIC, None
        return metadata

    @property
    def has_versions(self) -> bool:
        """Whether the rows of this run take the place of all older ones.

        Rows in files carry no version: a target that obeys versions would drop them all.
        """
        chosen = ("batch_config", "dossier_ids", "excluded_dossier_ids", "dossier_shard")
        return (
            bool(self.config.get("emit_activate_version_messages"))
            and not any(map(self.config.get, chosen))
            and self.replication_method == REPLICATION_FULL_TABLE
        )

    def get_replication_key_signpost(self, context: Context | None = None) -> None:  # noqa: ARG002
        """Keep the SDK from bookmarks of its own."""
        return

    def log(self, message: str, *args: object, level: int = logging.INFO, **_: t.Any) -> None:  # noqa: ANN401, ARG002
        """Log what the SDK says of each dossier and stream at DEBUG: it is most of a log."""
        self.logger.debug(message, *args)

    def log_record_count(self) -> None:
        """Log the number of records of the run, as the SDK does for each context."""
        tags = {metrics.Tag.STREAM.value: self.name}
        count = metrics.Point("counter", metrics.Metric.RECORD_COUNT, self.record_count, tags)
        metrics.log(self.metrics_logger, count)


def drift(fields: Mapping[str, str]) -> str:
    """Say which fields have no column, with their types; a strange name may be a value."""
    named = {f if FIELD.fullmatch(f) else "(a strange name)": kind for f, kind in fields.items()}
    told = ", ".join(f"{field} ({kind})" for field, kind in [*named.items()][:MOST_NAMED])
    return (
        f"Octopus sends what has no column yet: {told}. Please report this sentence: it holds "
        "names and types, and no value"
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
        """The dossiers that are being synced: several may be, each by a thread of its own."""
        return {}

    def batches(self, context: Context | None) -> Iterator[list[Row]]:
        """Give the rows of a dossier."""
        assert context  # noqa: S101 - `sync_dossier` gives it
        return self.rows_of(self._open[context["dossier_id"]])

    @abc.abstractmethod
    def is_due(self, dossier: DossierSync) -> bool:
        """Tell whether the table of a dossier should be synced in this run."""

    @abc.abstractmethod
    def rows_of(self, dossier: DossierSync) -> Iterator[list[Row]]:
        """Give the rows of a dossier."""


class ReadStream(DossierStream, abc.ABC):
    """A table that is read from Octopus.

    A class below this one is a way of reading; a class below that is a table.
    """

    @abc.abstractmethod
    def read(self, dossier: DossierSync, sync: StreamSync) -> Iterator[list[Row]]:
        """Read the table of a dossier; `sync.complete` is called after the last row.

        Rows come some at a time: when the next are asked for, these have been written.
        """

    def is_due(self, dossier: DossierSync) -> bool:
        """Tell whether the table should be read in this run.

        A read that was broken off is made good as long as there are calls.
        """
        return self.may_call(dossier, self.operation, self.calls_needed(dossier))

    def may_call(self, dossier: DossierSync, operation: Operation, calls: int = 1) -> bool:
        """Tell whether it is the turn of an operation that reading this table takes."""
        if dossier.bookmark(self.name).reading:
            return dossier.client.limits.left(operation, dossier.id) > 0
        return dossier.client.limits.is_due(operation, dossier.id, calls)

    def calls_needed(self, dossier: DossierSync) -> int:  # noqa: ARG002 - some tables ask it
        """Tell how many calls a read takes."""
        return 1

    def rows_of(self, dossier: DossierSync) -> Iterator[list[Row]]:
        """Read the rows of a dossier; what goes wrong is an outcome, and no error."""
        with dossier.begin(self.name, self.row_mapper) as sync:
            yield from self.read(dossier, sync)
        unknown = self.row_mapper.unknown_fields
        for field in sorted(unknown.keys() - self._warned):
            self.logger.warning("Octopus sends a field that has no column yet: %s", field)
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
        """The fields that a row of `sync_status` has named: each once in a run."""
        return set()
