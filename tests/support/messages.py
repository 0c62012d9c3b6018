"""What a tap says, message by message."""

import gzip
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

Message = dict[str, Any]


def parse(lines: Iterable[str]) -> Iterator[Message]:
    """Read Singer messages; numbers stay the decimals that the text says.

    Half a line is what a tap leaves behind when it is killed: no target reads it as a message.
    A BATCH is read as the records in its files.
    """
    for line in lines:
        if line.endswith("}\n"):
            message = json.loads(line, parse_float=Decimal)
            yield from _filed(message) if message["type"] == "BATCH" else [message]


def _filed(batch: Message) -> Iterator[Message]:
    opened = gzip.open if batch["encoding"]["compression"] == "gzip" else Path.open
    for address in batch["manifest"]:
        with opened(Path(unquote(urlsplit(address).path)), "rb") as file:
            for line in file:
                record = json.loads(line, parse_float=Decimal)
                yield {"type": "RECORD", "stream": batch["stream"], "record": record}


def records(messages: Iterable[Message], stream: str) -> list[dict[str, Any]]:
    """Give the records of a stream."""
    of_it = (m for m in messages if m["type"] == "RECORD" and m["stream"] == stream)
    return [message["record"] for message in of_it]


def last_state(messages: Iterable[Message]) -> dict[str, Any] | None:
    """Give what the last STATE message says."""
    return next((m["value"] for m in reversed(list(messages)) if m["type"] == "STATE"), None)
