"""Measures and prints the table: run `python3 dev.py benchmark`."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
import typing as t
from pathlib import Path

from benchmarks import figures
from benchmarks.answers import answers
from benchmarks.contenders import Bench
from benchmarks.destinations import destinations
from benchmarks.incremental import incremental
from benchmarks.measure import RunFailed
from benchmarks.memory import memory
from demo.services import postgres, sandbox

if t.TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = {
    **figures.GROUPS, "memory": memory, "answers": answers, "incremental": incremental,
    "destinations": destinations,
}  # fmt: skip
"""What can be measured, by name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; give the exit code."""
    parser = argparse.ArgumentParser(prog="python3 dev.py benchmark", description=__doc__)
    parser.add_argument("what", nargs="*", help=f"what to measure: {', '.join(GROUPS)}; or all")
    parser.add_argument(
        "--times", type=int, default=2, help="rounds, in which each is run; its best run counts"
    )
    parser.add_argument("--lines", type=int, default=1_000_000, help="ledger lines of destinations")
    options = parser.parse_args(arguments)
    unknown = set(options.what) - GROUPS.keys()
    if unknown:
        parser.error(f"not known: {', '.join(unknown)}")
    # So that what was started is stopped, whoever stops this.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"{machine()}; best of {options.times}\n", flush=True)
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(prefix="octopus-benchmark-") as place:
        folder = Path(place)
        with sandbox(folder / "sandbox.log") as octopus, postgres(folder / "pg") as database:
            bench = Bench(folder, octopus, database, options.times, options.lines)
            try:
                for name in options.what or GROUPS:
                    for figure in GROUPS[name](bench):
                        _show(figure, {True: "yes", False: "**no**", None: ""}[figure.met])
            except RunFailed as error:
                print(error, file=sys.stderr)
                return 1
    return 0


HEAD = """\
| what | ours | plain | ratio | dlt | bar | met |
| --- | --- | --- | --- | --- | --- | --- |"""


def machine() -> str:
    """Say on what this runs."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores {platform.machine()}, {memory:.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def _show(figure: figures.Figure, met: str) -> None:
    print("| " + " | ".join((*figure[:-1], met)) + " |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
