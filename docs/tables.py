"""Writes tables.md: every table and column, with what it means and where it comes from.

`python3 dev.py tables` runs it; a test holds the file to the tap's schemas.
"""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

from tap_octopus.streams import STREAMS
from tap_octopus.sync.incremental import IncrementalStream
from transform.tables import kind_of, schemas

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Operation

HERE = Path(__file__).parent
FILE = HERE / "tables.md"

BEGINNING = """\
# Every table and column

Made by `python3 dev.py tables` from [tap_octopus/streams.py](../tap_octopus/streams.py) and
[tap_octopus/schemas](../tap_octopus/schemas). What holds everywhere:

* Names are in lower case with underscores, and the same in every table: `dossier_id`,
  `bookyear_id`, `account_nr`, `relation_id`.
* A number is unique within its dossier only: put `dossier_id` into every join. Each bookyear has
  its own chart of accounts: join `accounts` on `bookyear_id` too.
* `booking_amount` is in the currency of the dossier, debit positive and credit negative.
  `document_amount` is in the currency of the document.
* `journal_key` is the letter and number of a journal: A purchases, V sales, F financial, D
  various operations, L delivery notes.
* `synced_at` is the moment at which the read that brought the row began, by Octopus' clock in
  UTC.
* An opening entry repeats the balance of the year before: a balance sheet is the sum of one
  bookyear, not of all.

## All tables

*Operation* is below `/dossiers/{dossier}/` of the API; for `booking_files` it is below that of
the file sync API. *Calls a day* is the limit that Octopus documents; for `booking_files` it
documents none, and 48 is a guess. A call of `dossiers` counts for the account.
[limits.md](limits.md) tells how many calls a read takes.

| table | a row is | key, besides `dossier_id` | operation | calls a day | replication |
| --- | --- | --- | --- | --- | --- |
"""

COLUMNS = """\

## Columns

*Path* is where a value stands in the API's record; without one, the tap gives it. Columns of an
array are the fields of its elements.
"""

TABLE = "\n| column | type | path | meaning |\n| --- | --- | --- | --- |\n"
OPERATION = re.compile(r" \((?:GET|POST|the list of deletions)[^()]*\)")
"""What the description of a table says of the API: here it has a column."""


def text() -> str:
    """Give what the file says."""
    described = schemas()
    rows = (_row(stream, described[vars(stream)["name"]]) for stream in STREAMS)
    columns = (
        f"\n### {name}\n\n{schema['description']}\n{TABLE}{''.join(_columns(schema))}"
        for name, schema in described.items()
    )
    return BEGINNING + "".join(rows) + COLUMNS + "".join(columns)


def _row(stream: type[t.Any], schema: dict[str, t.Any]) -> str:
    operation: Operation | None = getattr(stream, "operation", None)
    path = operation and operation.path.removeprefix("/dossiers/{dossier}/").removeprefix("/")
    cells = (
        f"[`{stream.name}`](#{stream.name})",
        re.split(r"\. |\.$", OPERATION.sub("", schema["description"]))[0],
        ", ".join(f"`{key}`" for key in stream.primary_keys[1:]),
        f"`{operation.method} {path}`" if operation else "the tap itself",
        str(operation.limit) if operation else "",
        "incremental" if issubclass(stream, IncrementalStream) else "full",
    )
    return f"| {' | '.join(cells)} |\n"


def _columns(schema: dict[str, t.Any], above: str = "") -> t.Iterator[str]:
    for name, column in schema["properties"].items():
        path = f"`{column['x-octopus-path']}`" if "x-octopus-path" in column else ""
        meaning = column["description"].replace("|", "\\|")
        yield f"| `{above}{name}` | {kind_of(column)} | {path} | {meaning} |\n"
        items = column.get("items", {})
        if "properties" in items:
            yield from _columns(items, f"{above}{name}[].")


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
