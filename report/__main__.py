"""Writes the page: `python -m report --database postgresql://... --output report.html`."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from report.books import For, NothingFoundError, read
from report.page import page
from report.warehouse import ERRORS, Schemas, warehouse
from report.words import LANGUAGES
from report.workbook import workbooks

WHAT_TO_DO = (
    "The answers cannot be read. Check --database, and whether dbt has made them there in the "
    "schemas of --marts, --live, --staging and --seeds (docs/answers.md). The database says:"
)


def main() -> int:
    """Ask the marts and write the page; give the exit code."""
    options = _options()
    schemas = Schemas(options.marts, options.live, options.staging, options.seeds)
    try:
        with warehouse(options.database, schemas) as place:
            office = read(place, options.as_of, options.dossier, options.made_for)
    except ERRORS as error:
        print(f"{WHAT_TO_DO}\n{error}", file=sys.stderr)  # noqa: T201 - for whoever runs it
        return 1
    except NothingFoundError as error:
        print(error, file=sys.stderr)  # noqa: T201 - same
        return 1
    options.output.write_text(page(office, options.language), encoding="utf-8")
    made = [options.output]
    if options.excel:
        made += workbooks(office, options.excel, options.language)
    for path in made:
        print(path)  # noqa: T201 - what a script goes on with
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m report", description=__doc__)
    parser.add_argument(
        "--database", required=True, help="a PostgreSQL as a URL, or the file of a DuckDB"
    )
    parser.add_argument("--output", type=Path, default=Path("report.html"))
    parser.add_argument("--excel", type=Path, metavar="FOLDER", help="also write workbooks there")
    parser.add_argument("--language", choices=LANGUAGES, default="nl", help="what it opens in")
    parser.add_argument(
        "--dossier", type=int, action="append", default=[], help="only this one; may be repeated"
    )
    parser.add_argument(
        "--for",
        dest="made_for",
        type=For.parse,
        metavar="DOSSIER[:RELATION]",
        help="what concerns one dossier, or one customer or supplier of it, and nothing else",
    )
    parser.add_argument(
        "--as-of", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD", help="another day"
    )
    for schema in ("marts", "live", "staging", "seeds"):
        parser.add_argument(f"--{schema}", default=schema, help=f"the schema of the {schema}")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
