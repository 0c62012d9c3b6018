"""Handle a full disk: the run ends before it spends more calls on answers it cannot store."""

from __future__ import annotations

import contextlib
import tempfile
import typing as t

from tap_octopus.errors import RunFailed

if t.TYPE_CHECKING:
    from collections.abc import Iterator

IN_MEMORY = 1024 * 1024
"""Bytes of a file that are kept in memory; a larger one goes to the folder of temporary files."""

MEGABYTE = 10**6


@contextlib.contextmanager
def fail_when_full(what: str, size: t.Callable[[], str]) -> Iterator[None]:
    """Turn an OSError while a temporary file is written into a `RunFailed`.

    Args:
        what: What is written, for the message.
        size: Returns the size of the file as text, as far as it is known when the write fails.

    Raises:
        RunFailed: The file cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise RunFailed(
            f"{what} takes {size()}, and {_folder()} cannot hold it ({error.strerror or error}). "
            "No other call was made: free space there, or set TMPDIR to a folder with more space"
        ) from None


def megabytes(count: int) -> str:
    """Format a number of bytes as megabytes, rounded up, such as "3 MB"."""
    return f"{-(-count // MEGABYTE)} MB"


def _folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:  # there is no folder in which it can write
        return "the folder of temporary files"
