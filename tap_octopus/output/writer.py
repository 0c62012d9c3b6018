"""Write Singer messages to stdout and rows to files, and limit the number of STATE messages."""

from __future__ import annotations

import datetime
import hashlib
import sys
import time
import typing as t

import msgspec
from singer_sdk.contrib.msgspec import MsgSpecWriter, encoder
from singer_sdk.singerlib.messages import ActivateVersionMessage, StateMessage

from tap_octopus.output.batch_files import BatchFiles
from tap_octopus.output.stdout import writing_to_stdout

if t.TYPE_CHECKING:
    from singer_sdk.helpers.types import TapState
    from singer_sdk.singerlib.messages import Message

    from tap_octopus.output.batches import Batch

Row = t.Any
"""A struct with an attribute for each column."""

BEFORE_STATE = b'{"type":"STATE","value":'
"""The start of a STATE message. The message is one line, and is written in one piece."""

STATE_SECONDS = 30
"""Seconds after which STATE is written again. Each message holds the whole state."""

STATE_SHARE = 10
"""How often STATE is written before calls: every D * D / 10 calls, for D dossiers.

A killed run forgets the calls that it made after its last STATE. In a small account there is a
STATE before each call; in a large one, where each STATE is long, there are few.
"""


class Writer(MsgSpecWriter):
    """Writes Singer messages to stdout."""

    def __init__(self) -> None:
        self.batches: list[Batch] = []  # the files that rows go into, with `batch_config`
        self.files = BatchFiles.none()

    def write_message(self, message: Message) -> None:
        """Write a message. The files of rows are flushed before STATE and ACTIVATE_VERSION."""
        if isinstance(message, (StateMessage, ActivateVersionMessage)):
            self.flush_files()
        self.write_lines(self.format_message(message))

    def write_state(self, line: bytearray) -> None:
        """Write a STATE message that is already encoded. The files of its rows are flushed."""
        self.write_lines(line)

    def write_rows(self, batch: Batch, lines: bytes, count: int) -> None:
        """Add rows to a file, one JSON object a line. A full file is flushed."""
        batch.add(lines, count)
        if batch.is_full:
            self._flush(batch)

    def write_records(self, stream: str, rows: list[Row], version: int | None) -> None:
        """Write a RECORD message for each row, all with one flush."""
        given = msgspec.UNSET if version is None else version
        now = datetime.datetime.now(datetime.UTC)
        self.write_lines(encoder.encode_lines([_Line(stream, row, given, now) for row in rows]))

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Write encoded messages to stdout, one a line.

        Raises:
            RunFailed: Stdout cannot be written.
        """
        with writing_to_stdout():
            sys.stdout.buffer.write(lines)
            sys.stdout.flush()

    def flush_files(self) -> None:
        """Complete the files of rows, and tell the target of them."""
        for batch in self.batches:
            self._flush(batch)

    def _flush(self, batch: Batch) -> None:
        message = batch.flush()
        if message:
            self.write_lines(self.format_message(message))


class _Line(msgspec.Struct, tag_field="type", tag="RECORD", gc=False):
    """A RECORD message in the form of the SDK."""

    stream: str
    record: Row
    version: t.Any
    time_extracted: t.Any


class States:
    """Writes STATE messages, but not more than are useful."""

    dossiers = 1
    """How many dossiers are in the state."""

    def __init__(self, writer: Writer, state: TapState) -> None:
        self._writer = writer
        self._state = state
        self._last = b""
        self._line = bytearray(BEFORE_STATE)  # shared: otherwise each thread would keep memory
        self._unsaved_calls = 0
        self._next = time.monotonic() + STATE_SECONDS

    def write_state(self, state: TapState) -> None:
        """Write a STATE message, unless it is the same as the last one.

        Files of rows are told before, so that it counts them. It compares digests of the encoded
        state; the SDK compares copies, which takes more memory.
        """
        self._writer.flush_files()
        self._next, self._unsaved_calls = time.monotonic() + STATE_SECONDS, 0
        encoder.encode_into(state, self._line, len(BEFORE_STATE))
        self._line += b"}\n"
        digest = hashlib.sha256(self._line).digest()
        if digest != self._last:
            self._writer.write_state(self._line)
            self._last = digest

    def write_before_call(self) -> None:
        """Count a call that the state already lists, and write the state if that is due."""
        self._unsaved_calls += 1
        self.write_if_due()

    def write_if_due(self) -> None:
        """Write the state if 30 seconds have passed, or if enough of its calls are unwritten."""
        many = self._unsaved_calls * STATE_SHARE >= self.dossiers**2
        if many or time.monotonic() >= self._next:
            self.write_state(self._state)
