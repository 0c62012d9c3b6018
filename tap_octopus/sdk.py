"""What the SDK does for each context, made silent: with many dossiers it is most of a run."""

from __future__ import annotations

import typing as t

from singer_sdk import metrics
from singer_sdk.streams._state import StreamStateManager

if t.TYPE_CHECKING:
    from singer_sdk import Stream
    from singer_sdk.helpers.types import Context


class RunCounter(metrics.Counter):
    """Goes on counting from one dossier to the next."""

    def exit(self) -> None:
        """Go on."""

    def with_context(self, value: Context | None) -> None:
        """Count for the run."""

    def _ready_to_log(self) -> bool:
        return False


class NoTimer(metrics.Timer):
    """Times nothing."""

    def __exit__(self, *_: object) -> None:
        """Log nothing."""


class NoBookmarks(StreamStateManager):
    """Answers the SDK's calls without touching the state: `Memory` keeps it."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream_name=stream.name, tap_state=stream.tap_state)

    @property
    def stream_state(self) -> dict[str, t.Any]:
        """Know nothing."""
        return {}

    def get_context_state(self, _: Context | None) -> dict[str, t.Any]:
        """Know nothing."""
        return {}

    def get_state_partition_context(self, _: Context | None) -> Context:  # type: ignore[override]
        """Know no partitions."""
        return {}

    def _nothing(self, *_: object, **__: object) -> None:
        """Write nothing."""

    write_starting_replication_value = _nothing
    write_replication_key_signpost = _nothing
    increment_state = _nothing
    finalize_state = _nothing
    finalize_progress_markers = _nothing
