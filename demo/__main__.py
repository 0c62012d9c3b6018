"""The story of the demo: run `python3 dev.py demo`, or with --keep to look around afterwards."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
import typing as t
from pathlib import Path

from demo import changes, report
from demo.meltano import ANSWER, LOAD, ROOT, Meltano
from demo.services import DemoFailed, Postgres, for_dbt, postgres, sandbox
from demo.warehouse import LIVE, RAW, Warehouse
from report.books import read
from report.page import page
from report.warehouse import Schemas
from report.warehouse import warehouse as marts_of

if t.TYPE_CHECKING:
    from types import FrameType

    from demo.services import Sandbox

BOOKS = ("--dossiers", 3, "--documents-per-year", 400, "--now", "2026-11-20T09:00:00")
"""The day never changes, so that everybody sees the same figures."""

HOUR = 3600
PAGE = ROOT / "output" / "report.html"
SEE = f"Open this file in a browser: {PAGE.relative_to(ROOT)}"
_began = time.monotonic()


def main() -> int:
    """Run the demo; give its exit code."""
    parser = argparse.ArgumentParser(prog="python3 dev.py demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="stay up until Ctrl-C")
    keep: bool = parser.parse_args().keep
    for name in ("SIGTERM", "SIGHUP"):
        with contextlib.suppress(AttributeError):
            signal.signal(getattr(signal, name), _leave)
    try:
        with tempfile.TemporaryDirectory(prefix="octopus-demo-") as folder:
            return _demo(Path(folder), keep=keep)
    except DemoFailed as error:
        print(f"\nThe demo failed. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _demo(folder: Path, *, keep: bool) -> int:
    step("starting a simulated Octopus and a PostgreSQL of our own")
    with (
        sandbox(folder / "sandbox.log", *BOOKS) as octopus,
        postgres(folder / "pg") as database,
        contextlib.closing(Warehouse(database)) as warehouse,
    ):
        problems = _story(folder, octopus, database, warehouse)
        print()
        for problem in problems:
            print(f"NOT AS IT MUST BE: {problem}", file=sys.stderr)
        print(REAL_ACCOUNT)
        if keep:
            print(f"{SEE}\n")
            _wait(database)
        else:
            print("To look around in this PostgreSQL, start the demo with --keep.\n")
        step("done; everything that was started is stopped")
    print(f"\n{SEE}")
    return 1 if problems else 0


def _story(folder: Path, octopus: Sandbox, database: Postgres, warehouse: Warehouse) -> list[str]:
    """Load, change, load again, and tell."""
    account, url = octopus.ask("GET", "account"), database.url
    meltano = Meltano(folder, account, TARGET_POSTGRES_SQLALCHEMY_URL=url, **for_dbt(url))
    for dossier in octopus.ask("GET", "dossiers"):
        lines, years = dossier["lines"], len(dossier["bookyears"])
        detail(f"dossier {dossier['dossierId']}: {lines:,} ledger lines in {years} bookyears")
    if not meltano.is_installed():
        step("Meltano installs the tap, the target and dbt (only the first time)")
        meltano.install()
    octopus.ask("DELETE", "calls")
    step(f"first run: meltano {' '.join(LOAD)}")
    seconds = _timed(meltano, octopus, LOAD)
    warehouse.keep_documents("documents_before")
    counts, moment = warehouse.counts(RAW), warehouse.newest_read()
    costs = [report.cost("first", octopus, sum(counts.values()), seconds)]
    step("an hour passes in Octopus")
    octopus.ask("PUT", "clock", advance_seconds=HOUR)
    for change in changes.make(octopus):
        detail(change)
    step(f"second run: meltano {' '.join(ANSWER)}")
    seconds = _timed(meltano, octopus, ANSWER)
    warehouse.keep_documents("documents_now")
    costs.append(report.cost("second", octopus, warehouse.written_since(moment), seconds))
    step("what is in the warehouse now")
    problems = report.tell(warehouse, octopus, counts, costs)
    step("the marts become one page: the desk, each dossier, the documents behind each figure")
    PAGE.parent.mkdir(exist_ok=True)
    with marts_of(url, Schemas(live=LIVE)) as marts:
        PAGE.write_text(page(read(marts)), encoding="utf-8")
    return problems


def _timed(meltano: Meltano, octopus: Sandbox, command: tuple[str, ...]) -> float:
    """Run a command at the time that it is in Octopus; give the seconds it took."""
    start = time.monotonic()
    meltano.run(*command, DBT_OCTOPUS_NOW=octopus.ask("GET", "clock")["now"])
    return time.monotonic() - start


def step(what: str) -> None:
    """Tell what happens now, and how long it has been."""
    print(f"{time.monotonic() - _began:5.1f} s  {what}", flush=True)


def detail(what: str) -> None:
    """Tell more of the step that was told last."""
    print(f"         - {what}", flush=True)


def _wait(database: Postgres) -> None:
    print(LOOK_AROUND.format(database.psql, database.url), flush=True)
    parent = os.getppid()
    with contextlib.suppress(KeyboardInterrupt):
        while os.getppid() == parent:
            time.sleep(0.5)
    print()


def _leave(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


REAL_ACCOUNT = """\
To use a real account (README.md, "With a real account"):

  export TAP_OCTOPUS_SOFTWARE_HOUSE_UUID=... TAP_OCTOPUS_USER=... TAP_OCTOPUS_PASSWORD=...
  export TARGET_POSTGRES_SQLALCHEMY_URL=postgresql://user:password@host/database
  .venv-meltano/bin/meltano invoke tap-octopus:plan
  .venv-meltano/bin/meltano run tap-octopus target-postgres

An opening entry is told by what it is. If a finding doubts one, say in the seed opening_journals in
which journals the dossier opens its bookyears: transform/seeds/opening_journals.csv.
"""

LOOK_AROUND = """\
Look around until Ctrl-C stops everything. The schema octopus holds what was loaded, the schema live
what of it is live now; the rules between them: docs/live.md.

  {} \\
    '{}'
  select * from live.bookings limit 10;
"""

if __name__ == "__main__":
    sys.exit(main())
