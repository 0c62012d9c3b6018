"""Running commands as processes of their own, and what they cost."""

from __future__ import annotations

import collections
import os
import subprocess
import sys
import time
import typing as t
from decimal import Decimal
from pathlib import Path

import msgspec

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOG = "stderr.log"
USED = "used-"
LAUNCHER = (sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")))
"""What starts a command: it is small, and a process's peak begins at that of who started it."""


class Cost(t.NamedTuple):
    """What a process took: seconds from its start to its end, CPU seconds, and MB at its peak."""

    wall: float
    cpu: float
    memory: float


Turn = t.Callable[[], tuple[Cost, ...]]
"""Runs a contender once."""


class RunFailed(Exception):
    """A command that was to be measured did not end well."""


def in_turns(times: int, *contenders: Turn) -> list[tuple[Cost, ...]]:
    """Run all contenders, and again; give the run of each that was over first.

    In turns, because the speed of a machine drifts: what is slow for a minute is so for all.
    """
    rounds = [[run() for run in contenders] for _ in range(times)]
    return [min(runs, key=lambda costs: costs[-1].wall) for runs in zip(*rounds, strict=True)]


def piped(
    folder: Path, *commands: Sequence[str], output: Path | None = None, **env: str
) -> tuple[Cost, ...]:
    """Run commands, each reading what the one before it says; give the cost of each.

    Args:
        folder: Where their logs go.
        commands: The commands.
        output: Where the last one's output goes; nowhere when left out.
        env: Environment variables on top of our own.
    """
    running: list[subprocess.Popen[bytes]] = []
    with (
        (folder / LOG).open("wb") as log,
        (output or Path(os.devnull)).open("wb") as last,
    ):
        began = time.perf_counter()
        for number, command in enumerate(commands, start=1):
            source = running[-1].stdout if running else subprocess.DEVNULL
            target = last if number == len(commands) else subprocess.PIPE
            launched = [*LAUNCHER, str(folder / f"{USED}{number}"), *command]
            process = subprocess.Popen(
                launched, stdin=source, stdout=target, stderr=log, env={**os.environ, **env}
            )
            if running and running[-1].stdout:
                running[-1].stdout.close()
            running.append(process)
        numbered = enumerate(running, start=1)
        return tuple(_cost(process, began, folder, number) for number, process in numbered)


def _cost(process: subprocess.Popen[bytes], began: float, folder: Path, number: int) -> Cost:
    code = process.wait()
    wall = time.perf_counter() - began
    if code:
        tail = (folder / LOG).read_text(errors="replace")[-3000:]
        raise RunFailed(f"{process.args!r} ended with {code}:\n{tail}")
    cpu, memory = map(float, (folder / f"{USED}{number}").read_text().split())
    return Cost(wall, cpu, memory / 1024)


class Said(t.NamedTuple):
    """What a tap said: per stream how many records and the sum of all their figures."""

    records: collections.Counter[str]
    sums: dict[str, Decimal]
    schemas: collections.Counter[str]
    state_bytes: int
    state: t.Any
    info_lines: int


_decode = msgspec.json.Decoder(float_hook=Decimal).decode


def said(folder: Path, *command: str) -> Said:
    """Run a tap and read all that it says; this run is not timed."""
    output = folder / "messages.jsonl"
    piped(folder, command, output=output)
    with output.open("rb") as lines:
        return understood(lines, (folder / LOG).read_text(errors="replace"))


def understood(lines: Iterable[bytes], log: str) -> Said:
    """Sum up the messages and the log of a tap."""
    records: collections.Counter[str] = collections.Counter()
    schemas: collections.Counter[str] = collections.Counter()
    sums: dict[str, Decimal] = collections.defaultdict(Decimal)
    state_bytes, state = 0, None
    for line in lines:
        message = _decode(line)
        if message["type"] == "RECORD":
            stream = message["stream"]
            records[stream] += 1
            sums[stream] += sum(filter(_is_figure, message["record"].values()))
        elif message["type"] == "SCHEMA":
            schemas[message["stream"]] += 1
        elif message["type"] == "STATE":
            state_bytes, state = state_bytes + len(line), message["value"]
    return Said(records, dict(sums), schemas, state_bytes, state, log.count("| INFO"))


def _is_figure(value: object) -> bool:
    return type(value) in (int, Decimal)


OTHER_COLUMNS = {"journals"}
"""Tables that both taps read by different operations, which have different columns."""


def agree(ours: Said, plain: Said) -> None:
    """Make sure that both taps read the same.

    Raises:
        RunFailed: When they did not.
    """
    for stream in plain.records:
        mine = (ours.records[stream], ours.sums.get(stream))
        theirs = (plain.records[stream], plain.sums[stream])
        only = 1 if stream in OTHER_COLUMNS else 2
        if mine[:only] != theirs[:only]:
            raise RunFailed(f"The taps do not agree on {stream}: {mine} and {theirs}")
