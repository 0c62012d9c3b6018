"""Where messages leave the tap: each line is written whole, whatever signal comes."""

from __future__ import annotations

import contextlib
import sys
import threading
import typing as t

from singer_sdk.contrib.msgspec import MsgSpecWriter, encoder, serialize_jsonl
from singer_sdk.helpers._state import StateWriter
from singer_sdk.singerlib.messages import ActivateVersionMessage, StateMessage

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from singer_sdk.helpers.types import TapState
    from singer_sdk.singerlib.messages import Message

    from tap_octopus.output.batches import Batch


class Writer(MsgSpecWriter):
    """Writes messages to stdout.

    Attributes:
        batches: The files that rows go into, if they do; a STATE never tells of rows in one that
            has not been told itself.
    """

    def __init__(self) -> None:
        self.batches: list[Batch] = []
        self._busy: int | None = None
        self._then: Callable[[], None] | None = None

    def write_message(self, message: Message) -> None:
        """Write a message."""
        if isinstance(message, StateMessage | ActivateVersionMessage):
            for batch in self.batches:
                self._tell(batch)
        self.write_lines(self.format_message(message))

    def serialize_message(self, message: Message) -> bytearray:
        """Write a message as JSON; a state as it is, of which the SDK would make a copy first."""
        if isinstance(message, StateMessage):
            return serialize_jsonl({"type": message.type, "value": message.value})
        return super().serialize_message(message)

    def write_rows(self, batch: Batch, lines: bytes, count: int) -> None:
        """Write rows, which are lines already, into a file."""
        with self._whole():
            batch.add(lines, count)
            if batch.is_full:
                self._tell(batch)

    def _tell(self, batch: Batch) -> None:
        with self._whole():
            message = batch.told()
            if message:
                self.write_lines(self.format_message(message))

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Write messages that are lines already."""
        left = memoryview(bytes(lines))
        with self._whole():
            while left:  # with PYTHONUNBUFFERED a signal makes the write end early
                left = left[sys.stdout.buffer.write(left) :]
            sys.stdout.flush()

    def when_whole(self, then: Callable[[], None]) -> None:
        """Do something at once, or as soon as what this thread is writing is whole.

        To be called by the handler of a signal.
        """
        if self._busy == threading.get_ident():
            self._then = then
        else:
            then()

    @contextlib.contextmanager
    def _whole(self) -> Iterator[None]:
        if self._busy == threading.get_ident():
            yield  # part of something larger
            return
        self._busy = threading.get_ident()
        try:
            yield
        finally:
            self._busy = None
            then, self._then = self._then, None
            if then:
                then()


class States(StateWriter):
    """Writes a state unless it is the last one; the SDK's keeps a copy of that, this its JSON."""

    _last = b""

    def write_state(self, state: TapState) -> None:
        """Write a state if it is another one than the last."""
        text = encoder.encode(state)
        if text != self._last:
            self._message_writer.write_message(StateMessage(value=state))
            self._last = text
