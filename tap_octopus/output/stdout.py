"""Stdout: where it cannot be written, one line says why."""

from __future__ import annotations

import contextlib
import os
import sys
import typing as t

from tap_octopus.errors import RunFailed

if t.TYPE_CHECKING:
    from collections.abc import Iterator

GONE = (
    "The target has ended and reads no more (broken pipe): its own log says why. What it has not "
    "confirmed is read again by the next run"
)


@contextlib.contextmanager
def writing_to_stdout() -> Iterator[None]:
    """Write to stdout as long as the context lasts.

    Raises:
        RunFailed: When nothing can be written. What is left in it is thrown away: Python would try
            again at its end, and write a traceback.
    """
    if sys.stdout is None:
        raise RunFailed("Stdout is closed: there is nowhere to write the messages")
    try:
        yield
    except BrokenPipeError:
        _close()
        raise RunFailed(GONE) from None
    except OSError as error:
        if error.filename is not None:
            raise  # of a file
        _close()
        raise RunFailed(f"Stdout cannot be written: {error.strerror}") from None


def _close() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
