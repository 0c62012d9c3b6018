"""The files that are given to the command: one that is no JSON object is told in one line."""

from __future__ import annotations

import io
import json
import typing as t
from pathlib import Path

import click

WAY_OUT = {
    "state": "put back the last whole one, or leave --state out to load everything anew",
    "catalog": "write it anew with --discover",
    "config": 'it must be a JSON object such as {"user": "..."}',
}
"""What a user can do about each file."""


def opened(path: str) -> t.IO[str]:
    """Open a file.

    Raises:
        ClickException: When it cannot be opened.
    """
    try:
        return io.StringIO(Path(path).read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return io.StringIO()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from None


def whole(file: t.IO[str], name: str) -> t.IO[str]:
    """Give a file again after a look at it.

    Raises:
        ClickException: When it is not a JSON object; its content is not quoted.
    """
    try:
        text = file.read()
        is_object = isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        raise click.ClickException(f"The {name} is not whole JSON: {WAY_OUT[name]}") from None
    if not is_object:
        raise click.ClickException(f"The {name} is not a JSON object: {WAY_OUT[name]}")
    return io.StringIO(text)
