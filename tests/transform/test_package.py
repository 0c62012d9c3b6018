"""The project as a package of another one, which has its own model, schemas and VAT grids."""

import textwrap
from pathlib import Path

import pytest

from tests.support.dbt import PROJECT, Dbt, on_duckdb
from tests.support.duck import Duck

FILES = {
    "dbt_project.yml": """
        name: office
        version: 1.0.0
        profile: tap_octopus
        seeds:
          tap_octopus:
            vat_grids:
              +enabled: false
        vars:
          tap_octopus:
            live_schema: octopus_live
            marts_schema: octopus_marts
        """,
    "packages.yml": f"""
        packages:
        - local: {PROJECT}
        """,
    "seeds/vat_grids.csv": """
        code,type,grid,part,factor
        OWN,1,81,cost,1
        """,
    "models/debtors.sql": """
        select relation_name, open_amount from {{ ref('tap_octopus', 'open_items') }}
        where side = 'customers'
        """,
}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Write the other project."""
    for name, text in FILES.items():
        file = tmp_path / "office" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).strip() + "\n")
    return tmp_path / "office"


def test_package(office: Path, dbt_server: Dbt, tmp_path: Path) -> None:
    """A model of another project refers to a mart; its schemas and its seed are what counts."""
    duck = Duck(tmp_path / "office.duckdb")
    where = on_duckdb(duck.path)

    installed = dbt_server.run("deps", where, project=office)
    chosen = ("--select", "+debtors", "vat_grids", "--indirect-selection=cautious")
    built = dbt_server.run("build", where, *chosen, project=office)

    assert installed.success, installed.log
    assert built.success, built.log
    assert duck.query("select code from marts.vat_grids") == [{"code": "OWN"}]
    assert duck.query("select * from octopus_live.relations") == []
    assert duck.query("select * from octopus_marts.open_items") == []
    assert duck.query("select * from marts.debtors") == []
