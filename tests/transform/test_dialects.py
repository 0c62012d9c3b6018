"""The project as SQL for Snowflake and BigQuery: compiled by their own adapters, and understood.

No account is used, and nothing is run there. What is tested: that their dialects have each word,
function and type, that every column that is named exists, that days are counted by functions, and
that amounts stay exact numbers.
"""

import json
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify

from tests.support.dbt import FOREIGN, Dbt, Place, dbt
from tests.support.words import RESERVED

ENVIRONMENTS = {
    "snowflake": {
        "DBT_SNOWFLAKE_ACCOUNT": "none",
        "DBT_SNOWFLAKE_USER": "nobody",
        "DBT_SNOWFLAKE_PASSWORD": "none",
        "DBT_SNOWFLAKE_DATABASE": "warehouse",
    },
    "bigquery": {
        "DBT_BIGQUERY_METHOD": "oauth-secrets",
        "DBT_BIGQUERY_TOKEN": "none",
        "DBT_BIGQUERY_PROJECT": "warehouse",
    },
}

FAMILIES = {
    "number": {"bigint", "int", "decimal", "smallint", "tinyint"},
    "text": {"varchar", "text"},
    "date": {"date"},
    "moment": {"timestamp", "timestamptz"},
    "truth": {"boolean"},
    "array": {"json", "variant"},
}
"""Types that may be compared with one another, as sqlglot calls them. No floating numbers."""

FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}

KINDS = {
    "integer": "bigint",
    "number": "decimal(38, 9)",
    "string": "varchar",
    "date-time": "timestamp",
    "array": "json",
    "int": "bigint",
}
"""Types by the kinds of tables.yml and of seeds, where they have other names."""

Node = dict[str, Any]


OF_SNAPSHOTS = {"dbt_valid_from": "timestamp", "dbt_valid_to": "timestamp"}
"""Columns that dbt adds to a snapshot."""


class Compiled:
    """The project in a dialect, each node read and its columns and types found out.

    Args:
        dialect: The dialect.
        manifest: What dbt tells of the project.
    """

    def __init__(self, dialect: str, manifest: Node) -> None:
        self._dialect = dialect
        self._schema: dict[str, Any] = {}
        nodes: dict[str, Node] = manifest["nodes"]
        for source in manifest["sources"].values():
            kinds = {name: column["data_type"] for name, column in source["columns"].items()}
            self._add(source, source["identifier"], kinds)
        needs = {name: node["depends_on"].get("nodes", ()) for name, node in nodes.items()}
        self.trees: dict[str, exp.Query] = {}
        for name in TopologicalSorter(needs).static_order():
            if name in nodes:
                self._understand(nodes[name])

    def _understand(self, node: Node) -> None:
        if node["resource_type"] == "seed":
            self._add(node, node["alias"], node["config"]["column_types"])
            return
        if node["resource_type"] == "operation":  # a hook, whose work is done in Python
            return
        tree = sqlglot.parse_one(node["compiled_code"], dialect=self._dialect)
        tree = qualify(tree, dialect=self._dialect, schema=self._schema)
        tree = annotate_types(tree, dialect=self._dialect, schema=self._schema)
        assert isinstance(tree, exp.Query)
        self.trees[node["name"]] = tree
        if node["resource_type"] in ("model", "snapshot"):
            types = {column.alias_or_name: str(column.type) for column in tree.selects}
            if node["resource_type"] == "snapshot":
                types |= OF_SNAPSHOTS
            self._add(node, node["alias"], types)

    def _add(self, node: Node, table: str, types: dict[str, str]) -> None:
        """Remember the columns of a table, in capitals where the dialect writes names so."""
        cased = str.upper if self._dialect == "snowflake" else str.lower
        place = self._schema
        for name in (node["database"], node["schema"], table):
            place = place.setdefault(cased(name), {})
        place.update({cased(name): KINDS.get(kind, kind) for name, kind in types.items()})


@pytest.fixture(scope="module")
def _dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    return dbt(tmp_path_factory.mktemp("dialects"), FOREIGN)


@pytest.fixture(scope="module", params=sorted(ENVIRONMENTS))
def compiled(request: pytest.FixtureRequest, _dbt: Dbt) -> Compiled:
    """Compile the project for a warehouse, without asking it anything."""
    place = Place(request.param, ENVIRONMENTS[request.param], Path.cwd())
    built = _dbt.run("compile", place, "--no-populate-cache", "--no-introspect", as_of="2026-06-15")
    assert built.success, built.log
    return Compiled(request.param, json.loads((built.folder / "manifest.json").read_text()))


def test_functions_and_names(compiled: Compiled) -> None:
    """Each function is one of the dialect, and nothing is named by a word of the dialect."""
    for name, tree in compiled.trees.items():
        names = {node.alias.lower() for node in tree.find_all(exp.Alias, exp.TableAlias)}
        assert names & RESERVED == set(), name
        assert [node.name for node in tree.find_all(exp.Anonymous)] == [], name


def test_unions_say_which(compiled: Compiled) -> None:
    """A union is a union all: BigQuery does not take the plain word."""
    for name, tree in compiled.trees.items():
        assert [u for u in tree.find_all(exp.Union) if u.args.get("distinct")] == [], name


def test_types_fit(compiled: Compiled) -> None:
    """What is compared or reckoned with is alike, days are counted by functions, amounts exact."""
    for name, tree in compiled.trees.items():
        families = {column.alias_or_name: _family(column) for column in tree.selects}
        assert {column for column, family in families.items() if family is None} == set(), name
        for node in tree.find_all(exp.Predicate, exp.Add, exp.Sub, exp.Mul, exp.Div):
            if isinstance(node, exp.Binary) and not isinstance(node, exp.Is):
                sides = {_family(node.left), _family(node.right)}
                assert len(sides) == 1, node.sql()
                assert isinstance(node, exp.Predicate) or sides == {"number"}, node.sql()


def _family(node: exp.Expr) -> str | None:
    return FAMILY.get(node.type.this.value.lower()) if node.type else None
