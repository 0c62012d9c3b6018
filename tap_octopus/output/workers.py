"""Run tasks in threads while the main thread waits.

The main thread writes no message, so its signal handler never interrupts a half-written line.
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
"""More threads than there ever are."""


def work(
    lock: RunLock,
    do: Callable[[Task], None],
    tasks: Iterable[Task],
    threads: int = 1,
    max_threads: Callable[[], int] = lambda: NO_MAXIMUM,
) -> None:
    """Run all tasks in threads and return when they are done.

    The calling thread holds the lock. Each worker thread holds it while it works. Worker threads
    are daemons, so a stopped run does not wait for slow answers.

    Args:
        lock: The lock of the run.
        do: Runs one task.
        tasks: The tasks. Each is run once.
        threads: How many threads to start.
        max_threads: Called after each task. A thread ends when more threads than this are running.

    Raises:
        BaseException: The first error of a task. The lock is closed, so the other threads end.
    """
    left, at_work, errors = iter([*tasks]), threads, list[BaseException]()
    is_done = threading.Event()

    def run() -> None:
        nonlocal at_work
        with contextlib.suppress(SystemExit), lock.held():  # raised by a closed lock
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
