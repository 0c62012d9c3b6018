"""The same tables by dlt's rest_api source.

Usage: dlt_pipeline CONFIG PLACE ADDRESS SCHEMA COLUMNS TABLE...
"""

import json
import sys
from pathlib import Path
from typing import Any

import dlt
import requests
from dlt.sources.rest_api import rest_api_source

from benchmarks.places import destination

SINCE = {"modifiedTimeStamp": "1980-01-01 00:00:00.000"}
D = "dossiers/{resources.connect._dossiers_dossierKey.id}"
REPORT = {
    "fromBookyearKey": {"id": 1},
    "toBookyearKey": {"id": 1},
    "fromBookyearPeriodNr": 0,
    "toBookyearPeriodNr": 999999,
    "relationId": -1,
    "externalRelationId": -1,
}
ENDPOINTS: dict[str, dict[str, Any]] = {
    "bookyears": {"path": "/bookyears"},
    "journals": {"path": "/bookyears/1/journals"},
    "accounts": {"path": "/accounts/modified", "params": SINCE, "data_selector": "modified"},
    "relations": {"path": "/relations/modified", "params": SINCE, "data_selector": "modified"},
    "balancings": {
        "path": "/balancings/modified",
        "params": SINCE,
        "data_selector": "modifiedBalancings",
    },
    "bookings": {
        "path": "/bookyears/-1/bookings/modified",
        "params": {**SINCE, "journalTypeId": -1},
        "data_selector": "modifiedBookings",
    },
    "bank_paymentlist": {"path": "/bank/paymentlist"},
    "bank_unbalancedinvoices": {"path": "/bank/invoices"},
    "costcentres": {"path": "/costcentres"},
    "customfields": {"path": "/customfields"},
    "productgroups": {"path": "/productgroups"},
    "products": {"path": "/products"},
    "report_open_clients": {"path": "/reports/clients/open", "method": "POST", "json": REPORT},
}


def flattened(columns: dict[str, list[str]]) -> Any:  # noqa: ANN401 - a function
    """Make the function that gives a record the columns that it has with the taps."""

    def flatten(record: dict[str, Any]) -> dict[str, Any]:
        row = {"dossier_id": record["_connect__dossiers_dossierKey"]["id"]}
        for name, path in columns.items():
            value: Any = record
            for step in path:
                value = value.get(step) if value else None
            row[name] = None if value == "" and name.endswith("_date") else value
        return row

    return flatten


def resource(name: str, about: dict[str, Any]) -> dict[str, Any]:
    """Declare a table below the dossiers."""
    endpoint = ENDPOINTS[name]
    return {
        "name": name,
        "primary_key": about["keys"],
        "write_disposition": "merge",
        "parallelized": True,
        "include_from_parent": ["_dossiers_dossierKey"],
        "processing_steps": [{"map": flattened(about["columns"])}],
        "endpoint": {
            **endpoint,
            "path": D + endpoint["path"],
            "headers": {"dossierToken": "{resources.connect.Dossiertoken}"},
            "paginator": "single_page",
            "response_actions": [{"status_code": 404, "action": "ignore"}],
        },
    }


def main() -> None:
    """Load the tables."""
    config, place, address, schema, about, *names = sys.argv[1:]
    settings = json.loads(Path(config).read_text())
    tables = json.loads(Path(about).read_text())
    api = settings["api_url"]
    token = requests.post(
        f"{api}/authentication",
        json={name: settings[name] for name in ("user", "password")},
        headers={"softwareHouseUuid": settings["software_house_uuid"]},
        timeout=60,
    ).json()["token"]
    user = {"headers": {"Token": token}, "paginator": "single_page"}
    connect = {
        **user,
        "path": "dossiers",
        "method": "POST",
        "params": {"dossierId": "{resources.dossiers.dossierKey.id}"},
    }
    api_config: Any = {
        "client": {"base_url": f"{api}/"},
        "resources": [
            {
                "name": "dossiers",
                "selected": False,
                "endpoint": {**user, "path": "dossiers"},
            },
            {
                "name": "connect",
                "selected": False,
                "parallelized": True,
                "include_from_parent": ["dossierKey"],
                "endpoint": connect,
            },
            *(resource(name, tables[name]) for name in names),
        ],
    }
    pipeline = dlt.pipeline(
        "benchmark",
        pipelines_dir=str(Path(config).parent / f"dlt-{schema}"),
        destination=destination(place, address),
        dataset_name=schema,
    )
    options: Any = {"loader_file_format": "parquet"} if place == "parquet" else {}
    pipeline.run(rest_api_source(api_config), **options)


if __name__ == "__main__":
    main()
