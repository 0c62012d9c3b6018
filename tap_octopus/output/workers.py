"""Threads that do tasks, each one at a time, while the main thread waits.

The main thread only waits, and never writes a message: so the handler of a signal, which runs in
it, never interrupts a line that is half written.
"""

from __future__ import annotations

import contextlib
import threading
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tap_octopus.output.lock import RunLock

Task = t.TypeVar("Task")
NO_MAXIMUM = 1000
"""Threads: more than there ever are."""


def work(
    lock: RunLock,
    do: Callable[[Task], None],
    tasks: Iterable[Task],
    threads: int = 1,
    max_threads: Callable[[], int] = lambda: NO_MAXIMUM,
) -> None:
    """Do all tasks in some threads, and come back when they are done.

    With `max_threads`, threads end when there are more than that.

    The calling thread holds the lock, and each of these while it does anything. They are daemons: a
    run that is stopped does not wait for slow answers.

    Raises:
        BaseException: What a task raised. The lock is closed then, so the other threads end.
    """
    left, at_work, errors = iter([*tasks]), threads, list[BaseException]()
    is_done = threading.Event()

    def run() -> None:
        nonlocal at_work
        with contextlib.suppress(SystemExit), lock.held():  # of a lock that was closed
            try:
                for task in left:
                    do(task)
                    if at_work > max_threads():
                        break
            except SystemExit:
                raise
            except BaseException as error:  # noqa: BLE001 - raised again by the calling thread
                errors.append(error)
            at_work -= 1
            if errors or not at_work:
                is_done.set()

    for number in range(1, threads + 1):
        threading.Thread(target=run, name=f"octopus-{number}", daemon=True).start()
    with lock.released():
        is_done.wait()
    if errors:
        lock.close()
        raise errors[0]
