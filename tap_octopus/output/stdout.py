"""Turn errors of stdout into one line: the target has ended, or stdout cannot be written."""

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
    """Turn an error of stdout in this context into a `RunFailed`.

    Stdout is then redirected to the null device. Otherwise Python would write the rest of its
    buffer at exit, fail again, and print a traceback.

    Raises:
        RunFailed: Stdout is closed or cannot be written.
    """
    if sys.stdout is None:
        raise RunFailed("Stdout is closed: connect it to a target or a file")
    try:
        yield
    except BrokenPipeError:
        _close()
        raise RunFailed(GONE) from None
    except OSError as error:
        if error.filename is not None:
            raise  # an error of another file
        _close()
        raise RunFailed(f"Stdout cannot be written: {error.strerror}") from None


def _close() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
