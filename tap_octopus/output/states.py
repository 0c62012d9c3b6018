"""STATE messages: as many as are of use."""

from __future__ import annotations

import time
import typing as t

from singer_sdk.contrib.msgspec import encoder
from singer_sdk.singerlib.messages import StateMessage

if t.TYPE_CHECKING:
    from singer_sdk.helpers.types import TapState

    from tap_octopus.output.writer import Writer

STATE_SECONDS = 30
"""Between two STATE messages: each holds the state of every dossier."""

STATE_SHARE = 10
"""A run that is killed forgets its calls since the last STATE: there are more where that is cheap.

With D dossiers there is one every D * D / 10 calls, so that these take the same room together
however many dossiers there are. A small account has one for each call, and forgets none.
"""


class States:
    """Writes STATE messages, as many as are of use."""

    dossiers = 1
    """How many dossiers the state tells of."""

    def __init__(self, writer: Writer, state: TapState) -> None:
        self._writer = writer
        self._state = state
        self._last = b""
        self._unsaved_calls = 0
        self._next = time.monotonic() + STATE_SECONDS

    def write_state(self, state: TapState) -> None:
        """Write a state if it is another one than the last. The SDK compares copies, this JSON."""
        self._next, self._unsaved_calls = time.monotonic() + STATE_SECONDS, 0
        text = encoder.encode(state)
        if text != self._last:
            self._writer.write_message(StateMessage(value=state))
            self._last = text

    def write_before_call(self) -> None:
        """Write the state before a call that it holds already, if that is due."""
        self._unsaved_calls += 1
        self.write_if_due()

    def write_if_due(self) -> None:
        """Write the state, if it is time for it or there are calls to be remembered."""
        many = self._unsaved_calls * STATE_SHARE >= self.dossiers**2
        if many or time.monotonic() >= self._next:
            self.write_state(self._state)
