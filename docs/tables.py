"""Writes tables.md: every table and column, with what it means and where it comes from.

`python3 dev.py tables` runs it; a test holds the file to the tap's schemas.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

from transform.tables import kind_of, schemas

HERE = Path(__file__).parent
FILE = HERE / "tables.md"

BEGINNING = """\
# Every table and column

Made by `python3 dev.py tables` from [tap_octopus/schemas](../tap_octopus/schemas). *Path* is where
a value stands in the API's record; without one, the tap gives it. Columns of an array are the
fields of its elements.
"""

TABLE = "\n| column | type | path | meaning |\n| --- | --- | --- | --- |\n"


def text() -> str:
    """Give what the file says."""
    return BEGINNING + "".join(
        f"\n## {name}\n\n{schema['description']}\n{TABLE}{''.join(_columns(schema))}"
        for name, schema in schemas().items()
    )


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
