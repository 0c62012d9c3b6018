"""The tap in this very process, without the pauses between its tries: for tests of many runs.

`test_isolation.py` shows that the command itself does the same.
"""

import contextlib
import io
import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from unittest import mock

import click

from tap_octopus.output.writer import Writer
from tap_octopus.tap import TapOctopus
from tests.support.tap import Outcome

State = dict[str, Any]
FORM = "%(asctime)s | %(levelname)-8s | %(name)s | %(message)s"


class Kept(Writer):
    """Keeps each message as the line that would go to stdout."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def write_lines(self, lines: bytes | bytearray) -> None:
        """Keep messages."""
        self.lines.append(lines.decode())


def run(
    config: Mapping[str, Any],
    state: State | None = None,
    prepare: Callable[[TapOctopus], None] = lambda _: None,
    catalog: State | None = None,
    pause: Callable[[float], None] = lambda _: None,
) -> Outcome:
    """Run the tap to its end.

    Args:
        config: Its settings.
        state: What it begins with; it is not changed.
        prepare: Does something to the tap before it begins.
        catalog: What is selected; everything when left out.
        pause: Takes the place of each pause between tries, with its seconds.

    Raises:
        Exception: Whatever would be a traceback to the user.
    """
    kept = Kept()
    with logged() as log, no_pauses(pause) as pauses:
        exit_code = 0
        try:
            tap = TapOctopus(
                config=dict(config),
                state=json.loads(json.dumps(state or {})),
                catalog=catalog,
                message_writer=kept,
            )
            prepare(tap)
            tap.sync_all()
        except click.ClickException as error:
            exit_code = error.exit_code
            log.write(f"Error: {error.format_message()}\n")
        log.write(f"paused {sum(pauses):.1f} s\n")
        return Outcome(exit_code, "".join(kept.lines), log.getvalue())


def catalog(config: Mapping[str, Any], left_out: Collection[str]) -> State:
    """Give the catalog in which all tables but these are selected."""
    found: State = json.loads(TapOctopus(config=dict(config)).catalog_json_text)
    for entry in found["streams"]:
        (table,) = (m["metadata"] for m in entry["metadata"] if not m["breadcrumb"])
        table["selected"] = entry["stream"] not in left_out
    return found


@contextlib.contextmanager
def no_pauses(instead: Callable[[float], None] = lambda _: None) -> Iterator[list[float]]:
    """Make no pause between tries as long as the context lasts; give how long each would be."""
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        instead(seconds)

    with mock.patch("backoff._sync.time", mock.Mock(sleep=sleep)):
        yield pauses


@contextlib.contextmanager
def logged() -> Iterator[io.StringIO]:
    """Give what is logged as long as the context lasts."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logging.Formatter(FORM))
    handler.setLevel(logging.INFO)
    root, tap = logging.getLogger(), logging.getLogger("tap-octopus")
    level = tap.level
    root.addHandler(handler)
    tap.setLevel(logging.INFO)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        tap.setLevel(level)
