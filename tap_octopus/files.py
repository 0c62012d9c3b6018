"""Read the files of --config, --state and --catalog. A bad file is a one-line error."""

from __future__ import annotations

import json
from pathlib import Path

import click

ADVICE = {
    "state": "put back the last whole one, or leave --state out to load everything anew",
    "catalog": "write it anew with --discover",
    "config": 'it must be a JSON object such as {"user": "..."}',
}
"""What a user can do about each file."""


def content(path: str) -> bytes:
    """Read a file.

    Raises:
        ClickException: When it cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from None


def json_text(content: bytes, name: str) -> str:
    """Decode a file that holds a JSON object.

    UTF-8, with or without a byte order mark, and UTF-16 (which PowerShell writes) are accepted.

    Raises:
        ClickException: The file is not a JSON object. The message does not quote its content.
    """
    try:
        text = content.decode(json.detect_encoding(content))
        is_object = isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        raise click.ClickException(f"The {name} is not complete JSON: {ADVICE[name]}") from None
    if not is_object:
        raise click.ClickException(f"The {name} is not a JSON object: {ADVICE[name]}")
    return text
