"""Singer messages to stdout, rows to files, and as many STATE messages as are of use."""

from __future__ import annotations

import hashlib
import sys
import time
import typing as t

from singer_sdk.contrib.msgspec import MsgSpecWriter, encoder
from singer_sdk.singerlib.messages import ActivateVersionMessage, StateMessage

from tap_octopus.output.stdout import writing_to_stdout

if t.TYPE_CHECKING:
    from singer_sdk.helpers.types import TapState
    from singer_sdk.singerlib.messages import Message

    from tap_octopus.output.batches import Batch


BEFORE_STATE = b'{"type":"STATE","value":'
"""What a STATE message begins with. It is one line, written at once: a half one stops a target."""

STATE_SECONDS = 30
"""Between two STATE messages: each holds the state of every dossier."""

STATE_SHARE = 10
"""A killed run forgets the calls that it made after its last STATE.

So there is also a STATE every D * D / 10 calls, for D dossiers: before each call in a small
account, and seldom in a large one, where each STATE is long.
"""


class Writer(MsgSpecWriter):
    """Writes messages to stdout."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []  # the files that rows go into, with `batch_config`

    def write_message(self, message: Message) -> None:
        """Write a message. Files are flushed first: no STATE is ahead of their rows."""
        if isinstance(message, (StateMessage, ActivateVersionMessage)):
            self._flush_all()
        self.write_lines(self.format_message(message))

    def write_state(self, line: bytearray) -> None:
        """Write a STATE message that is a line already. Files are flushed first."""
        self._flush_all()
        self.write_lines(line)

    def write_rows(self, batch: Batch, lines: bytes, count: int) -> None:
        """Write rows, one JSON object a line, into a file."""
        batch.add(lines, count)
        if batch.is_full:
            self._flush(batch)

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Write messages, one a line."""
        with writing_to_stdout():
            sys.stdout.buffer.write(lines)
            sys.stdout.flush()

    def _flush_all(self) -> None:
        for batch in self.batches:
            self._flush(batch)

    def _flush(self, batch: Batch) -> None:
        message = batch.flush()
        if message:
            self.write_lines(self.format_message(message))


class States:
    """Writes STATE messages, as many as are of use."""

    dossiers = 1
    """How many dossiers are in the state."""

    def __init__(self, writer: Writer, state: TapState) -> None:
        self._writer = writer
        self._state = state
        self._last = b""
        self._line = bytearray(BEFORE_STATE)  # one for all: each thread would keep its own memory
        self._unsaved_calls = 0
        self._next = time.monotonic() + STATE_SECONDS

    def write_state(self, state: TapState) -> None:
        """Write a state if it is another one than the last. The SDK compares copies of it."""
        self._next, self._unsaved_calls = time.monotonic() + STATE_SECONDS, 0
        encoder.encode_into(state, self._line, len(BEFORE_STATE))
        self._line += b"}\n"
        digest = hashlib.sha256(self._line).digest()
        if digest != self._last:
            self._writer.write_state(self._line)
            self._last = digest

    def write_before_call(self) -> None:
        """Write the state before a call that it holds already, if that is due."""
        self._unsaved_calls += 1
        self.write_if_due()

    def write_if_due(self) -> None:
        """Write the state, if it is time for it or there are calls to be remembered."""
        many = self._unsaved_calls * STATE_SHARE >= self.dossiers**2
        if many or time.monotonic() >= self._next:
            self.write_state(self._state)
