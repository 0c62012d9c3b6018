"""One thread at a time does anything, and a thread that must end ends."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tap_octopus.output.lock import HOLD_SECONDS, RunLock
from tap_octopus.output.workers import work

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH = 10
"""Seconds after which a thread that should have ended has not."""


def thread(work: Callable[[], object]) -> threading.Thread:
    """Start a thread."""
    made = threading.Thread(target=work, daemon=True)
    made.start()
    return made


def test_maker_holds_it() -> None:
    """The thread that makes a lock holds it; another one has to wait."""
    lock, taken = RunLock(), list[bool]()

    thread(lambda: taken.append(lock.take(0.01))).join(ENOUGH)

    assert taken == [False]


def test_taken_twice() -> None:
    """Who holds the lock may take it again, as the handler of a signal does."""
    assert RunLock().take(0)


def test_released() -> None:
    """While the lock is released another thread may write, and afterwards it may not."""
    lock, written = RunLock(), list[str]()

    def write() -> None:
        with lock.held():
            written.append("other")

    other = thread(write)
    with lock.released():
        other.join(ENOUGH)
    written.append("own")

    assert written == ["other", "own"]


def test_breathing() -> None:
    """Who writes for long lets others have the lock for a moment."""
    lock, written = RunLock(), list[str]()

    def write() -> None:
        with lock.held():
            written.append("other")

    other = thread(write)
    until = time.monotonic() + ENOUGH
    while not written and time.monotonic() < until:
        lock.yield_lock()

    other.join(ENOUGH)
    assert written == ["other"]
    assert HOLD_SECONDS < 1


@pytest.mark.parametrize("wait", ["take", "released", "change"])
def test_the_end(wait: str) -> None:
    """When all is over each thread ends where it next takes the lock, without a word."""
    lock, gone_on = RunLock(), list[str]()
    begun, ended = threading.Event(), threading.Event()

    def wait_then_go_on() -> None:
        with contextlib.suppress(SystemExit), lock.held():
            begun.set()
            if wait == "change":
                lock.wait_for_change()
            with lock.released():
                ended.wait(ENOUGH)
                if wait == "take":
                    lock.take()
                    gone_on.append(wait)
            gone_on.append(wait)

    other = thread(wait_then_go_on)
    with lock.released():
        begun.wait(ENOUGH)
    lock.close()
    ended.set()
    other.join(ENOUGH)

    assert not other.is_alive()
    assert gone_on == []


@pytest.mark.parametrize("size", [1, 2, 8])
def test_workers(size: int) -> None:
    """Every task is done once and in turn, by as many threads at a time as there are."""
    lock, begun = RunLock(), list[int]()
    together = threading.Barrier(size, timeout=ENOUGH)

    def do(number: int) -> None:
        begun.append(number)
        with lock.released():
            together.wait()

    work(lock, do, range(24), size)

    assert begun == list(range(24))


def test_no_tasks() -> None:
    """Without a task the work is done at once, and the lock is held as before."""
    lock = RunLock()

    work(lock, print, [], 3)

    assert lock.take(0)


class Broken(BaseException):
    """Something that ends a run."""


def test_worker_breaks_down() -> None:
    """What one thread raises ends the work at once, though another waits for long."""
    lock, done = RunLock(), list[int]()

    def do(number: int) -> None:
        with lock.released():
            threading.Event().wait(ENOUGH if number == 0 else 0.01)
        if number == 1:
            raise Broken
        done.append(number)

    began = time.monotonic()
    with pytest.raises(Broken):
        work(lock, do, range(20), 2)

    assert time.monotonic() - began < ENOUGH / 2
    assert done == []
