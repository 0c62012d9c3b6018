"""What a semantic model says, read by pbix-mcp, and what DAX comes to over rows.

It reads JSON: `folder` with the TMDL, `tables` with columns and rows, `measures` (beside those of
the model), and `contexts`, each with lists of values by table and column. It writes JSON: the
`model` as it was read, and the `values` of all measures in each context.
"""

from __future__ import annotations

import datetime
import json
import sys
import typing as t

from pbix_mcp.dax import engine
from pbix_mcp.formats.tmdl_reader import parse_tmdl_folder


def moment(value: t.Any) -> t.Any:  # noqa: ANN401 - any JSON
    """Read a date or a moment."""
    return datetime.datetime.fromisoformat(value) if isinstance(value, str) else value


asked = json.load(sys.stdin)
model = parse_tmdl_folder(asked["folder"])
tables = {}
for table in model["tables"]:
    columns = {column["name"]: column["tmdl_data_type"] for column in table["columns"]}
    given = asked["tables"].get(table["name"], {"columns": list(columns), "rows": []})
    dates = [columns[name] == "dateTime" for name in given["columns"]]
    rows = [
        [moment(value) if is_date else value for value, is_date in zip(row, dates, strict=True)]
        for row in given["rows"]
    ]
    tables[table["name"]] = {"columns": given["columns"], "rows": rows}
homes = {m["name"]: table["name"] for table in model["tables"] for m in table["measures"]}
measures = {m["name"]: m["expression"] for table in model["tables"] for m in table["measures"]}
measures |= asked["measures"]
values = [
    engine.evaluate_measures_batch(
        list(measures),
        tables,
        measures,
        filter_context=context,
        relationships=[
            {
                "FromTable": relation["from_table"],
                "FromColumn": relation["from_column"],
                "ToTable": relation["to_table"],
                "ToColumn": relation["to_column"],
                "IsActive": relation["is_active"],
            }
            for relation in model["relationships"]
        ],
        date_table="dim_date",
        date_column="date",
        measure_tables=homes,
        model_columns={name: set(table["columns"]) for name, table in tables.items()},
    )
    for context in asked["contexts"]
]
failed = {"errors": engine._engine.eval_errors, "unknown": [*engine._engine.unsupported_functions]}
json.dump({"model": model, "values": values, "failed": failed}, sys.stdout, default=str)
