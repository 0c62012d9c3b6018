"""Meltano's other command, into files: `python3 dev.py meltano` shows that all lines arrive."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from demo.meltano import Meltano
from demo.services import sandbox

BOOKS = ("--dossiers", 1, "--documents-per-year", 20, "--bookyears", 1)
COMMAND = ("el", "tap-octopus", "target-jsonl")


def main() -> int:
    """Load a small dossier into files; give the exit code."""
    with (
        tempfile.TemporaryDirectory(prefix="octopus-jsonl-") as name,
        sandbox(Path(name) / "sandbox.log", *BOOKS) as octopus,
    ):
        folder = Path(name)
        account = octopus.ask("GET", "account")
        Meltano(folder, account, TARGET_JSONL_DESTINATION_PATH=name).run(*COMMAND)
        (dossier,) = octopus.ask("GET", "dossiers")
        with (folder / "bookings.jsonl").open(encoding="utf-8") as lines:
            arrived = sum(1 for _ in lines)
    print(f"meltano {' '.join(COMMAND)}: {arrived} of {dossier['lines']} ledger lines arrived")
    return 0 if arrived == dossier["lines"] else 1


if __name__ == "__main__":
    sys.exit(main())
