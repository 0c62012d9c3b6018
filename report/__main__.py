"""Writes the page: `python -m report --database postgresql://... --output report.html`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import psycopg

from report.answers import ask
from report.page import page

WHAT_TO_DO = (
    "The answers cannot be read. Check --database, and whether dbt has made them there in the "
    "schemas of --marts and --live (docs/answers.md). PostgreSQL says:"
)


def main() -> int:
    """Ask the marts and write the page; give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m report", description=__doc__)
    parser.add_argument("--database", required=True, help="the PostgreSQL, as a URL")
    parser.add_argument("--marts", default="marts", help="the schema of the marts")
    parser.add_argument("--live", default="live", help="the schema of the live views")
    parser.add_argument("--output", type=Path, default=Path("report.html"))
    options = parser.parse_args()
    try:
        answers = ask(options.database, options.marts, options.live)
    except psycopg.Error as error:
        print(f"{WHAT_TO_DO}\n{error}", file=sys.stderr)  # noqa: T201 - for whoever runs it
        return 1
    options.output.write_text(page(answers), encoding="utf-8")
    print(options.output)  # noqa: T201 - what a script goes on with
    return 0


if __name__ == "__main__":
    sys.exit(main())
