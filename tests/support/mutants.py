"""Small mistakes that mutmut makes in the tap, one at a time: how many fail a unit test?

It takes a sample of client/, rows/ and sync/; the seed that it prints draws the same one again.
"""

from __future__ import annotations

import argparse
import collections
import random
import subprocess
import sys
from pathlib import Path

MUTMUT = Path(sys.executable).with_name("mutmut")
LEAST = 90
"""Percent of the mistakes that must be found."""

FOUND = {"killed", "timeout", "segfault", "caught by type check"}


def mutmut(*arguments: str, quiet: bool = False) -> str:
    """Run mutmut and return what it says, which is otherwise shown as well."""
    words = [str(MUTMUT), *arguments]
    out = subprocess.PIPE if quiet else None
    return subprocess.run(words, check=True, text=True, stdout=out).stdout or ""  # noqa: S603


def outcomes() -> dict[str, str]:
    """Return what came of each mistake, by its name."""
    lines = mutmut("results", "--all", "true", quiet=True).splitlines()
    found = [line.strip().rsplit(": ", 1) for line in lines if "__mutmut_" in line]
    return {name: outcome for name, outcome in found}  # noqa: C416 - mypy wants pairs


def main() -> None:
    """Draw a sample, try it, and show what no test has found."""
    parser = argparse.ArgumentParser(prog="python3 dev.py mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311
    chosen = parser.parse_args()
    mutmut("run", "tap_octopus.client.retries.x_asks_too_much*")  # makes all, and times the tests
    drawn = random.Random(chosen.seed).sample(sorted(outcomes()), chosen.count)  # noqa: S311
    mutmut("run", *drawn)
    found = outcomes()
    for name in sorted(name for name in drawn if found[name] not in FOUND):
        sys.stdout.write(f"\n{found[name]}:\n{mutmut('show', name, quiet=True)}")
    counts = collections.Counter(found[name] for name in drawn)
    percent = 100 * sum(counts[outcome] for outcome in FOUND) / chosen.count
    summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    sys.stdout.write(f"\nseed {chosen.seed}: {summary}: {percent:.0f} % are found\n")
    if percent < LEAST:
        sys.exit(f"At least {LEAST} % of the mistakes must fail a unit test")


if __name__ == "__main__":
    main()
