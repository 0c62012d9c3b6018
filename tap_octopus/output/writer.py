"""Singer messages to stdout, and rows to files."""

from __future__ import annotations

import sys
import typing as t

from singer_sdk.contrib.msgspec import MsgSpecWriter, serialize_jsonl
from singer_sdk.singerlib.messages import ActivateVersionMessage, StateMessage

if t.TYPE_CHECKING:
    from singer_sdk.singerlib.messages import Message

    from tap_octopus.output.batches import Batch


class Writer(MsgSpecWriter):
    """Writes messages to stdout."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []  # the files that rows go into, with `batch_config`

    def write_message(self, message: Message) -> None:
        """Write a message. Files are flushed first: no STATE is ahead of their rows."""
        if isinstance(message, StateMessage | ActivateVersionMessage):
            for batch in self.batches:
                self._flush(batch)
        self.write_lines(self.format_message(message))

    def serialize_message(self, message: Message) -> bytearray:
        """Write a message as JSON. A state is written as it is: the SDK would copy it first."""
        if isinstance(message, StateMessage):
            return serialize_jsonl({"type": message.type, "value": message.value})
        return super().serialize_message(message)

    def write_rows(self, batch: Batch, lines: bytes, count: int) -> None:
        """Write rows, one JSON object a line, into a file."""
        batch.add(lines, count)
        if batch.is_full:
            self._flush(batch)

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Write messages, one a line."""
        sys.stdout.buffer.write(lines)
        sys.stdout.flush()

    def _flush(self, batch: Batch) -> None:
        message = batch.flush()
        if message:
            self.write_lines(self.format_message(message))
