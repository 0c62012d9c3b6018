"""The golden cases, read from their file; anything that is not of the form is an error.

The file is YAML 1.1, where 0.1 is a floating number and 010000 an octal one. Here a number is the
decimal that is written, and what begins with a 0 stays a text.
"""

import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.golden.kinds import KINDS
from tests.golden.shapes import Check, WrongCase, fields, mapping, one_of, several, text
from tests.support.contract import FACTS

OWN = Path(__file__).with_name("own-cases.yaml")
GIVEN = os.environ.get("GOLDEN_CASES")
FILES = (Path(GIVEN),) if GIVEN else (FACTS / "golden-cases.yaml", OWN)
COMMON: dict[str, Check] = {
    "id": text,
    "kind": one_of(*KINDS),
    "certainty": one_of("law", "source", "convention"),
    "rule": text,
    "title": text,
}


class Case(NamedTuple):
    """A case: its id, its kind, and what it says under its other keys."""

    id: str
    kind: str
    says: dict[str, Any]


def raw_cases(file: Path) -> list[Any]:
    """Give what the file has of each case, before it is checked."""
    said = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader
    form = fields({"version": one_of("1"), "cases": several(mapping)})
    return list(form(said, file.name)["cases"])


def case(raw: dict[str, Any]) -> Case:
    """Check a case."""
    name, kind = text(raw.get("id"), "id of a case"), raw.get("kind")
    one_of(*KINDS)(kind, f"{name}.kind")
    needed, optional = KINDS[str(kind)]
    form = fields({**COMMON, **needed}, {"note": text, **optional})
    return Case(name, str(kind), form(raw, name))


class _Loader(yaml.SafeLoader):
    """Reads numbers as they are written, and refuses a key that comes twice."""


def _number(loader: _Loader, node: yaml.ScalarNode) -> object:
    """Give a whole number or a decimal; a text where it is written in another way."""
    written = loader.construct_scalar(node)
    if re.fullmatch(r"[-+]?(0|[1-9]\d*)", written):
        return int(written)
    return Decimal(written) if re.fullmatch(r"[-+]?\d+\.\d+", written) else written


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    names = [loader.construct_object(name) for name, _ in node.value]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise WrongCase(f"line {node.start_mark.line + 1}: {twice} comes twice")
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:int", _number)
_Loader.add_constructor("tag:yaml.org,2002:float", _number)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
