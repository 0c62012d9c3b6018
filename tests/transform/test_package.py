"""The project as a package of another one, which has its own model, schemas and seed."""

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
            opening_journals:
              +enabled: false
            dossier_users:
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
    "seeds/opening_journals.csv": """
        dossier_id,journal_key
        ,D1
        7,D9
        """,
    "seeds/dossier_users.csv": """
        dossier_id,user_name
        ,head@office.example
        7,ann@office.example
        7,head@office.example
        8,bob@office.example
        """,
    "models/debtors.sql": """
        select relation_name, open_amount from {{ ref('tap_octopus', 'open_items') }}
        where side = 'customers'
        """,
}
OWN_SCHEMAS = """
    {% macro generate_schema_name(custom_schema_name, node) -%}
      trial_{{ custom_schema_name or target.schema }}
    {%- endmacro %}
    """


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Write the other project."""
    for name, text in FILES.items():
        _write(tmp_path / "office" / name, text)
    return tmp_path / "office"


def test_package(office: Path, dbt_server: Dbt, unread: Duck) -> None:
    """A model of another project refers to a mart; its seeds count for the dossiers they name."""
    _build(office, dbt_server, unread)

    journals = unread.query("select * from marts_staging.dossier_opening_journals")
    assert journals == [{"dossier_id": 7, "journal_key": "D9"}]
    assert unread.query("select * from marts.debtors") == []
    assert unread.query("select * from marts_octopus_marts.user_dossiers order by user_name") == [
        {"user_name": "ann@office.example", "dossier_id": 7},
        {"user_name": "head@office.example", "dossier_id": 7},
    ]


def test_schemas_follow_the_target(office: Path, dbt_server: Dbt, unread: Duck) -> None:
    """As dbt does it, a schema begins with that of the target: a trial writes beside production."""
    _build(office, dbt_server, unread)

    assert _schemas(unread) == {
        "marts", "marts_octopus_live", "marts_octopus_marts", "marts_seeds", "marts_staging"
    }  # fmt: skip


def test_schemas_as_the_office_names_them(office: Path, dbt_server: Dbt, unread: Duck) -> None:
    """Where the other project has a macro for the names of schemas, it decides."""
    _write(office / "macros" / "schemas.sql", OWN_SCHEMAS)

    _build(office, dbt_server, unread)

    assert _schemas(unread) == {
        "trial_marts", "trial_octopus_live", "trial_octopus_marts", "trial_seeds", "trial_staging"
    }  # fmt: skip


def _build(office: Path, dbt_server: Dbt, unread: Duck) -> None:
    where = on_duckdb(unread.path)
    installed = dbt_server.run("deps", where, project=office)
    assert installed.success, installed.log
    chosen = (
        "--select",
        "+debtors",
        "+user_dossiers",
        "account_roles",
        "--indirect-selection=cautious",
    )
    built = dbt_server.run("build", where, *chosen, project=office)
    assert built.success, built.log


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(textwrap.dedent(text).strip() + "\n")


def _schemas(unread: Duck) -> set[str]:
    tables = unread.query(
        "select schema_name from duckdb_tables() union select schema_name from duckdb_views()"
        " where not internal"
    )
    return {row["schema_name"] for row in tables} - {"octopus"}
