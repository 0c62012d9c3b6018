"""Writes the model in TMDL, the text form of semantic models."""

from __future__ import annotations

import re
import textwrap
import typing as t

from powerbi.model import DATES, DOSSIERS, FIGURES, KEYS, USERS
from powerbi.words import words

if t.TYPE_CHECKING:
    from powerbi.model import Column, Measure, Model, Relation, Table

WRITTEN = {"database.tmdl", "expressions.tmdl"}
"""The files that follow from no mart, and are changed by hand."""

CULTURES = {"nl": ("nl-BE", "nl-NL"), "fr": ("fr-BE", "fr-FR")}
"""The languages, and the regions that Power BI may ask them for."""

FORMATS = {"amount": "#,0.00", "count": "#,0", "days": "#,0.0", "percent": "0.0%"}
FORMATS_OF_KINDS = {"decimal": "#,0.00", "double": "#,0.######", "int64": "0"}
TYPES = {
    "boolean": "type logical",
    "decimal": "Currency.Type",
    "double": "type number",
    "int64": "Int64.Type",
    "string": "type text",
}
"""The types of Power Query."""

OWN_DOSSIERS = (
    f"CALCULATETABLE(VALUES({USERS}[dossier_id]), {USERS}[user_name] = USERPRINCIPALNAME())"
)
PERMISSIONS = {
    USERS: "[user_name] = USERPRINCIPALNAME()",
    DOSSIERS: f"[dossier_id] IN {OWN_DOSSIERS}",
    "dim_account": f"[dossier_id] IN {OWN_DOSSIERS}",
    "dim_relation_cards": f"[dossier_id] IN {OWN_DOSSIERS}",
    "dim_relation": (
        f"VAR own = {OWN_DOSSIERS} RETURN [relation_key] IN CALCULATETABLE("
        "VALUES(dim_relation_cards[relation_key]), TREATAS(own, dim_relation_cards[dossier_id]))"
    ),
}
"""The rows of each table that a user may see; other tables follow the dossiers."""


NOTHING = f"""\
    /// A table has a column.
    column figure
        dataType: string
        isHidden
        summarizeBy: none
        sourceColumn: figure

    partition {FIGURES} = m
        mode: import
        source = #table(type table [figure = text], {{}})
"""


def files(model: Model) -> dict[str, str]:
    """Give the texts of the files in `definition`, by their path; WRITTEN are there already."""
    cultures = {
        f"cultures/{culture}.tmdl": _culture(culture, model, language)
        for language, several in CULTURES.items()
        for culture in several
    }
    texts = {
        "model.tmdl": _model(model),
        "relationships.tmdl": "\n".join(map(_relation, model.relations)),
        "roles/own_dossiers.tmdl": _role(),
        **{f"tables/{table.name}.tmdl": _table(table) for table in model.tables},
        **cultures,
    }
    return {path: "".join(map(_tabbed, text.splitlines())) for path, text in texts.items()}


def _model(model: Model) -> str:
    cultures = [culture for several in CULTURES.values() for culture in several]
    return "\n".join(
        [
            "model Model",
            "    culture: en-US",
            "    defaultPowerBIDataSourceVersion: powerBI_V3",
            "    sourceQueryCulture: nl-BE",
            "",
            "    annotation __PBI_TimeIntelligenceEnabled = 0",
            "",
            *(f"ref table {table.name}" for table in model.tables),
            "",
            "ref role own_dossiers",
            "",
            *(f"ref cultureInfo {culture}" for culture in cultures),
            "",
        ]
    )


def _table(table: Table) -> str:
    blocks = [
        _head(table),
        *map(_measure, table.measures),
        *(_column(column, table) for column in table.columns),
        _partition(table),
    ]
    return "\n".join(blocks)


def _head(table: Table) -> str:
    said = [*_description(table.description), f"table {table.name}"]
    if table.is_hidden:
        said.append("    isHidden")
    if table.name == DATES:
        said.append("    dataCategory: Time")
    return _lines(said)


def _measure(measure: Measure) -> str:
    dax = measure.dax.splitlines()
    if len(dax) == 1:
        begins = [f"    measure {_name(measure.name)} = {dax[0]}"]
    else:
        begins = [f"    measure {_name(measure.name)} =", *(f"            {line}" for line in dax)]
    said = [*_description(measure.description, "    "), *begins]
    return _lines([*said, f"        formatString: {FORMATS[measure.form]}"])


def _column(column: Column, table: Table) -> str:
    said = [*_description(column.description, "    "), f"    column {column.name}"]
    said.append(f"        dataType: {column.kind}")
    if table.name == DATES and column.name == "date":
        said.append("        isKey")
    if column.is_hidden:
        said.append("        isHidden")
    if column.kind == "dateTime":
        said.append(f"        formatString: {'Short Date' if column.is_date else 'General Date'}")
    elif column.kind in FORMATS_OF_KINDS:
        said.append(f"        formatString: {FORMATS_OF_KINDS[column.kind]}")
    said.append(f"        summarizeBy: {'sum' if column.is_sum else 'none'}")
    said.append(f"        sourceColumn: {column.name}")
    if column.sort:
        said.append(f"        sortByColumn: {column.sort}")
    if column.is_date:
        said += ["", "        annotation UnderlyingDateTimeDataType = Date"]
    return _lines(said)


def _partition(table: Table) -> str:
    if table.name == FIGURES:
        return NOTHING
    types = [
        f'                {{"{column.name}", {_type(column)}}}'
        for column in table.columns
        if not column.is_made
    ]
    rows = "Rows"
    for key, (number, _) in KEYS.items():
        if table.has(key):
            rows = f'Keyed({rows}, "{key}", "{number}")'
    said = [
        f"    partition {table.name} = m",
        "        mode: import",
        "        source =",
        "            let",
        f'                Rows = Mart("{table.name}", {{',
        *(f"    {line}," for line in types[:-1]),
        f"    {types[-1]}",
        "                })",
        "            in",
        f"                {rows}",
    ]
    return _lines(said)


def _type(column: Column) -> str:
    if column.kind == "dateTime":
        return "type date" if column.is_date else "type datetime"
    return TYPES[column.kind]


def _relation(relation: Relation) -> str:
    said = [f"relationship {relation.table}_{relation.column}"]
    if not relation.is_active:
        said.append("    isActive: false")
    said.append(f"    fromColumn: {relation.table}.{relation.column}")
    said.append(f"    toColumn: {relation.to_table}.{relation.to_column}")
    return _lines(said)


def _role() -> str:
    said = [
        "/// Shows a user the dossiers that user_dossiers names beside the user.",
        "role own_dossiers",
        "    modelPermission: read",
    ]
    for table, which in PERMISSIONS.items():
        said += ["", f"    tablePermission {table} = {which}"]
    return _lines(said)


def _culture(culture: str, model: Model, language: str) -> str:
    said = [f"cultureInfo {culture}", "", "    translations", "", "        model Model"]
    names = words(model.tables, language)
    for table in model.tables:
        if table.is_hidden:
            continue
        said += ["", f"            table {table.name}"]
        said.append(f"                caption: {names[table.name,]}")
        for one in table.visible:
            kind = "measure" if one in table.measures else "column"
            said += ["", f"                {kind} {_name(one.name)}"]
            said.append(f"                    caption: {names[table.name, one.name]}")
    return _lines(said)


def _description(text: str, before: str = "") -> list[str]:
    return [f"{before}/// {line}" for line in textwrap.wrap(text, 100)]


def _name(name: str) -> str:
    return name if re.fullmatch(r"\w+", name) else f"'{name}'"


def _lines(said: t.Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in said)


def _tabbed(line: str) -> str:
    """Write four blanks before a line as a tab: TMDL takes no blanks."""
    text = line.lstrip(" ")
    return "\t" * ((len(line) - len(text)) // 4) + text + "\n"
