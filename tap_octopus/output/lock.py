"""The pen: of the threads that visit dossiers, only the one that holds it does anything.

The others wait: for an answer of Octopus, for a pause to be over, or for the pen. So the state,
the streams, the limits and stdout need no locks of their own.
"""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterator

HOLD_SECONDS = 0.1
"""So long may others wait while one writes many rows: their next calls should be under way."""

HAND_OVER_SECONDS = 0.001
"""Long enough for another thread to take a pen that was put down."""


class RunLock:
    """A pen that is in the hand of the thread that made it.

    A thread may take it more than once, and puts it down as often: so the handler of a signal,
    which runs in the main thread at any moment, takes it like anyone else.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._is_over = False
        self._taken_at = 0.0
        self.take()

    def take(self, timeout: float = -1) -> bool:
        """Take the pen, which may take some time.

        Args:
            timeout: Seconds after which to give up; -1 for never.

        Returns:
            Whether it was taken.

        Raises:
            SystemExit: When there is nothing to be written any more; it ends a thread silently.
        """
        if not self._lock.acquire(timeout=timeout):
            return False
        if self._is_over:
            self._lock.release()
            raise SystemExit
        self._taken_at = time.monotonic()
        return True

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the pen as long as the context lasts."""
        self.take()
        try:
            yield
        finally:
            self._lock.release()

    @contextlib.contextmanager
    def down(self) -> Iterator[None]:
        """Put the pen down as long as the context lasts."""
        self._lock.release()
        try:
            yield
        finally:
            # With the pen or, when all is over, without: what is held around must come out even.
            self._lock.acquire()
            if self._is_over:
                raise SystemExit
        self._taken_at = time.monotonic()

    def yield_lock(self) -> None:
        """Let others have the pen for a moment, if they may have waited for long."""
        if time.monotonic() - self._taken_at > HOLD_SECONDS:
            with self.down():
                time.sleep(HAND_OVER_SECONDS)

    def wait_for_change(self) -> None:
        """Put the pen down until another thread has told news; not for the main thread.

        A signal's handler could not be told from what it interrupts, and would wait for itself.
        """
        self._changed.wait()
        if self._is_over:
            raise SystemExit

    def notify(self) -> None:
        """Wake those who wait for news."""
        self._changed.notify_all()

    def end(self) -> None:
        """Let nobody write any more: each thread ends where it next takes the pen."""
        self._is_over = True
        self._changed.notify_all()
        self._lock.release()
