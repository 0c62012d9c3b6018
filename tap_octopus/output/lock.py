"""The lock of a run: only one of its threads works at any moment.

The other threads wait for an answer of Octopus, for a pause between two tries, or for the lock. So
the state, the streams, the call log and stdout need no locks of their own.
"""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterator

HOLD_SECONDS = 0.1
"""Seconds after which a thread that writes many rows lets other threads take the lock."""

HAND_OVER_SECONDS = 0.001
"""Seconds in which another thread can take a released lock."""


class RunLock:
    """A lock that belongs at first to the thread that makes it.

    It is reentrant: a thread may take it several times and must release it as often. The main
    thread takes it in its signal handler, which may run at any moment.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._is_closed = False
        self._taken_at = 0.0
        self.take()

    def take(self, timeout: float = -1) -> bool:
        """Take the lock and return whether that succeeded.

        Args:
            timeout: The most seconds to wait; -1 waits without limit.

        Raises:
            SystemExit: The lock is closed. This ends the thread without a message.
        """
        if not self._lock.acquire(timeout=timeout):
            return False
        if self._is_closed:
            self._lock.release()
            raise SystemExit
        self._taken_at = time.monotonic()
        return True

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock as long as the context lasts."""
        self.take()
        try:
            yield
        finally:
            self._lock.release()

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Release the lock as long as the context lasts."""
        self._lock.release()
        try:
            yield
        finally:
            # Taken even when it is closed, since the caller of this context releases it.
            self._lock.acquire()
            if self._is_closed:
                raise SystemExit
        self._taken_at = time.monotonic()

    def yield_lock(self) -> None:
        """Let other threads take the lock for a moment, if this one has held it for 0.1 seconds."""
        if time.monotonic() - self._taken_at > HOLD_SECONDS:
            with self.released():
                time.sleep(HAND_OVER_SECONDS)

    def wait_for_change(self) -> None:
        """Release the lock until another thread calls `notify`.

        Do not call it in the main thread: its signal handler would wait for the code that it
        interrupts.
        """
        self._changed.wait()
        if self._is_closed:
            raise SystemExit

    def notify(self) -> None:
        """Wake the threads that wait for a change."""
        self._changed.notify_all()

    def close(self) -> None:
        """Release the lock for ever: each thread ends when it next takes the lock."""
        self._is_closed = True
        self._changed.notify_all()
        self._lock.release()
