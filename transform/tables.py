"""Writes models/live/tables.yml: the tap's tables and their columns, from the tap's own schemas.

`python3 dev.py tables` runs it; a test holds the file to the schemas.
"""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

HERE = Path(__file__).parent
FILE = HERE / "models" / "live" / "tables.yml"
SCHEMAS = HERE.parent / "tap_octopus" / "schemas"

BEGINNING = """\
# Made by `python3 dev.py tables` from tap_octopus/schemas: change the columns there.
# data_type is a kind of column; the macro column_type has the type that each warehouse uses.
version: 2
sources:
- name: octopus
  description: The tables that the tap loads, with all that was ever loaded.
  database: "{{ var('octopus_database') or target.get('database') }}"
  schema: "{{ var('octopus_schema') }}"
  tables:
"""


def text() -> str:
    """Give what the file says: each table as a source, and as the live model of it."""
    sources = "".join(_source(name, schema) for name, schema in schemas().items())
    models = "".join(map(_model, schemas()))
    return f"{BEGINNING}{sources}models:\n{models}"


def schemas() -> dict[str, t.Any]:
    """Read the tap's schemas."""
    files = sorted(SCHEMAS.glob("*.json"))
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}


def kind_of(column: dict[str, t.Any]) -> str:
    """Name the kind of a column: its format, or else its type."""
    kinds = column["type"] if isinstance(column["type"], list) else [column["type"]]
    return str(column.get("format") or next(kind for kind in kinds if kind != "null"))


def _source(name: str, schema: dict[str, t.Any]) -> str:
    columns = "".join(map(_column, schema["properties"], schema["properties"].values()))
    description = json.dumps(schema["description"], ensure_ascii=False)
    return f"""\
  - name: {name}
    description: &about_{name} {description}
    columns: &{name}
{columns}"""


def _column(name: str, schema: dict[str, t.Any]) -> str:
    description = json.dumps(schema["description"], ensure_ascii=False)
    return f"""\
    - name: {name}
      data_type: {kind_of(schema)}
      description: {description}
"""


def _model(name: str) -> str:
    return f"""\
- name: live_{name}
  description: *about_{name}
  config:
    alias: {name}
  columns: *{name}
"""


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
