"""Threads that do one kind of work, each on its own dossier, while the main thread waits."""

from __future__ import annotations

import contextlib
import threading
import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tap_octopus.output.lock import RunLock

Task = tuple[int, int]
"""The number of a dossier in the order, and its id."""


class Workers:
    """A few threads. They are daemons: a run that is stopped does not wait for slow answers.

    Args:
        pen: Held by the thread that gives the work; each of these holds it while it does anything.
        size: How many threads there are.
    """

    def __init__(self, lock: RunLock, size: int) -> None:
        self._lock = lock
        self._threads = [
            threading.Thread(target=self._run, name=f"dossiers-{number}", daemon=True)
            for number in range(1, size + 1)
        ]
        self._at_work = size
        self._is_done = threading.Event()
        self._error: BaseException | None = None

    def work(self, do: Callable[[int, int], None], tasks: Iterable[Task]) -> None:
        """Do all tasks, and come back when they are done.

        Raises:
            BaseException: What a task has raised; the others are given up then, unfinished.
        """
        self._do, self._tasks = do, iter(list(tasks))
        for thread in self._threads:
            thread.start()
        with self._lock.down():
            self._is_done.wait()
        if self._error is not None:
            self._lock.end()
            raise self._error

    def _run(self) -> None:
        with contextlib.suppress(SystemExit), self._lock.held():  # the run is over without it
            try:
                for number, dossier in self._tasks:
                    self._do(number, dossier)
            except SystemExit:
                raise
            except BaseException as error:  # noqa: BLE001 - raised again in the main thread
                self._error = error
            self._at_work -= 1
            if self._error is not None or not self._at_work:
                self._is_done.set()
