"""Layers of the tap, length of files, docstrings: the rules of the code that no tool checks."""

from __future__ import annotations

import ast
import graphlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from singer_sdk import Stream, Tap
from singer_sdk.contrib.msgspec import MsgSpecWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LAYERS = (
    {"addresses", "errors", "files", "moments", "schemas", "secret", "shards", "suggestions"},
    {"disk_space"},
    {"settings"},
    {"output"},
    {"rows"},
    {"client"},
    {"state"},
    {"sdk"},
    {"sync"},
    {"streams", "stream_maps"},
    {"tap"},
    {"dlt"},
    {"setup"},
    {"__main__"},
)
"""The packages and modules of the tap, lowest layer first: imports only go down."""

LAYER_OF = {part: number for number, layer in enumerate(LAYERS) for part in layer}
MOST_LINES = 330
PRIVATE = {
    name
    for owner in (Stream, Tap, MsgSpecWriter)
    for name in dir(owner)
    if name.startswith("_") and not name.startswith("__")
}
"""Names that the SDK keeps to itself; of what it sets in a constructor, the ones that we meet."""
PRIVATE |= {"_tap", "_tap_state", "_state_writer", "_stream_version", "_input_catalog"}
Definition = ast.ClassDef | ast.FunctionDef


def modules(*packages: str) -> dict[str, ast.Module]:
    """Return the parsed modules of some packages by their path."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
    }


TAP = modules("tap_octopus")
SANDBOX = modules("octopus_sandbox")
TESTS = modules("tests")


def imports(module: ast.Module) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever it does so."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(path: str) -> str:
    """Return the package of the tap that a module is in, or the module itself."""
    return Path(path).parts[1].removesuffix(".py")


def public(nodes: list[ast.stmt]) -> Iterator[Definition]:
    """Yield the public classes and functions among some statements, and what is in the classes."""
    for node in nodes:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


@pytest.mark.parametrize("path", [path for path in TAP if not path.endswith("/__init__.py")])
def test_imports_go_down(path: str) -> None:
    """A module of the tap imports only from its own package and from lower layers."""
    own = [name.split(".") for name in imports(TAP[path]) if name.startswith("tap_octopus")]

    layer = LAYER_OF[part(path)]
    above = [".".join(n) for n in own if LAYER_OF[n[1]] > layer]
    beside = [".".join(n) for n in own if n[1] != part(path) and LAYER_OF[n[1]] == layer]

    assert above == []
    assert [name for name in beside if not name.startswith("tap_octopus.rows.answers")] == []


@pytest.mark.parametrize("package", [TAP, SANDBOX], ids=["tap_octopus", "octopus_sandbox"])
def test_no_circle(package: dict[str, ast.Module]) -> None:
    """No module comes to import itself, not even for the type checker alone."""
    modules = {path.removesuffix(".py").replace("/", "."): found for path, found in package.items()}
    graph = {
        name: {
            target
            for imported in imports(found)
            for target in (imported, imported.rsplit(".", 1)[0])
            if target in modules and target != name
        }
        for name, found in modules.items()
    }

    graphlib.TopologicalSorter(graph).prepare()  # an error names the circle


def test_private_names_of_the_sdk() -> None:
    """What the SDK keeps to itself is used in one module, and there each hook says why."""
    used = {
        path: {name for name in imports(module) if name.startswith("singer_sdk") and "._" in name}
        | {
            node.attr if isinstance(node, ast.Attribute) else node.name
            for node in ast.walk(module)
            if isinstance(node, ast.Attribute | ast.FunctionDef)
        }
        & PRIVATE
        for path, module in TAP.items()
    }
    hooks = used.pop("tap_octopus/sdk.py")
    told = (ROOT / "tap_octopus/sdk.py").read_text(encoding="utf-8").split('"""')[1]

    assert {path: names for path, names in used.items() if names} == {}
    assert [hook for hook in sorted(hooks) if hook.rsplit(".", 1)[-1] not in told] == []
    tests = {word for word in told.split() if word.endswith(".py")}
    assert [name for name in tests if not any((ROOT / "tests").rglob(name.split("/")[-1]))] == []


def test_every_package_has_a_layer() -> None:
    """A new package of the tap must be given its layer."""
    parts = {part(path) for path in TAP} - {"__init__"}

    assert parts == set(LAYER_OF)


def test_sandbox_knows_nothing_of_the_tap() -> None:
    """The simulated Octopus is an independent witness: it imports neither the tap nor tests."""
    found = [
        (path, name)
        for path, module in SANDBOX.items()
        for name in imports(module)
        if name.split(".")[0] in {"tap_octopus", "tests"}
    ]

    assert found == []


def test_tap_knows_nothing_of_its_tests() -> None:
    """What is shipped imports neither the sandbox nor the tests."""
    found = [
        (path, name)
        for path, module in TAP.items()
        for name in imports(module)
        if name.split(".")[0] in {"octopus_sandbox", "tests"}
    ]

    assert found == []


def test_modules_are_short() -> None:
    """A module has one job, and so at most 330 lines."""
    lines = {
        path: len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path in (*TAP, *SANDBOX, *TESTS)
    }

    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_public_names_are_documented() -> None:
    """Every module and public name says in its docstring what it is for."""
    shipped = {**TAP, **SANDBOX}

    silent = [path for path, module in shipped.items() if not ast.get_docstring(module)]
    silent += [
        f"{path}: {node.name}"
        for path, module in shipped.items()
        for node in public(module.body)
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_tests_are_promises() -> None:
    """Every test states its promise in one sentence."""
    tests = {
        f"{path}: {node.name}": ast.get_docstring(node) or ""
        for path, module in TESTS.items()
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }

    assert {name: text for name, text in tests.items() if not text.endswith(".")} == {}
