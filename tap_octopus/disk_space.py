"""What a full disk does: it ends the run, before more calls are spent on what cannot be kept."""

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
    """Write to a temporary file as long as the context lasts.

    Args:
        what: What is written.
        size: Tells how much room it takes, as far as that is known by then.

    Raises:
        RunFailed: When it cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise RunFailed(
            f"{what} takes {size()}, and {_folder()} cannot hold it ({error.strerror or error}). "
            "No other call was made: make room there, or set TMPDIR to a folder that has it"
        ) from None


def megabytes(count: int) -> str:
    """Write a number of bytes, rounded up."""
    return f"{-(-count // MEGABYTE)} MB"


def _folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:  # it looks for one in which it can write
        return "the folder of temporary files"
