"""The documented fields of the records of each operation, taken from the schemas of the tables."""

from __future__ import annotations

import dataclasses
import functools
import json
import typing as t
from importlib import resources

from tap_octopus.client import operations as api
from tap_octopus.streams import STREAMS

if t.TYPE_CHECKING:
    from tap_octopus.client.operations import Operation

JOURNAL = "journalKeyServiceData"

JOURNAL_KEY = {
    f"{JOURNAL}.bookyearKey.id": "integer",
    f"{JOURNAL}.journalTypeCode": "string",
    f"{JOURNAL}.sequenceNumber": "integer",
}
MODIFIED_JOURNAL = {
    **JOURNAL_KEY,
    "names[].language": "string",
    "names[].value": "string",
    "nextDocumentNumber": "integer",
    "protectedPeriod": "integer",
    "closed": "boolean",
    "closedPeriod": "integer",
}
"""The fields of `journals/modified`. The table `journals` has those of the plain list."""

TABLE_OF = {
    api.ACCOUNTS_LIST: "accounts",
    api.RELATIONS_LIST: "relations",
}

ANY, DATE, MONEY = "any", "date", "money"


@dataclasses.dataclass
class Node:
    """A place in a record: a single value, or an object with further places.

    Attributes:
        kind: integer, number, money, boolean, string, date, object or any.
        is_list: Whether the place holds an array of these.
        is_open: Whether the object has documented fields that the tap does not read.
        inner: The places in the object, by name.
    """

    kind: str = "object"
    is_list: bool = False
    is_open: bool = False
    inner: dict[str, Node] = dataclasses.field(default_factory=dict)

    def put(self, path: str, kind: str) -> Node:
        """Add a field at a path, and the objects that contain it. Return its node."""
        node = self
        for step in path.split("."):
            name = step.removesuffix("[]")
            node = node.inner.setdefault(name, Node())
            node.is_list = node.is_list or step.endswith("[]")
        node.kind = kind
        return node


@dataclasses.dataclass(frozen=True)
class Documented:
    """The documented fields of the records of one list, and the paths of their key."""

    root: Node
    key: tuple[tuple[str, ...], ...]


@functools.cache
def documented(operation: Operation, name: str | None) -> Documented | None:
    """Return the documentation of a list of an answer; None for an operation without records."""
    deleted = name is not None and name == operation.deleted
    if operation is api.JOURNALS_MODIFIED:
        fields = JOURNAL_KEY if deleted else MODIFIED_JOURNAL
        return _of_fields(fields, "" if deleted else f"{JOURNAL}.")
    table = TABLE_OF.get(operation, operation.name)
    if operation is api.BOOKINGS and deleted:
        table = "deleted_booking_documents"
    streams = {vars(stream)["name"]: vars(stream) for stream in STREAMS}
    if table not in streams:
        return None
    schema = _schema(table)
    root = Node()
    _put_all(root, schema)
    paths = {name: column.get("x-octopus-path") for name, column in schema["properties"].items()}
    keys = streams[table]["primary_keys"]
    found = [tuple(path.split(".")) for key in keys if (path := paths.get(key))]
    if "journal_key" in keys and not paths.get("journal_key") and "journal_nr" in paths:
        found += [tuple((paths[name] or "").split(".")) for name in ("journal_type", "journal_nr")]
    return Documented(root, tuple(found))


def _of_fields(fields: dict[str, str], prefix: str) -> Documented:
    root = Node()
    for path, kind in fields.items():
        root.put(path if prefix else path.removeprefix(f"{JOURNAL}."), kind)
    key = [path if prefix else path.removeprefix(f"{JOURNAL}.") for path in JOURNAL_KEY]
    return Documented(root, tuple(tuple(path.split(".")) for path in key))


def _schema(table: str) -> dict[str, t.Any]:
    file = resources.files("tap_octopus.schemas") / f"{table}.json"
    found: dict[str, t.Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _put_all(root: Node, schema: dict[str, t.Any]) -> None:
    for column in schema["properties"].values():
        if path := column.get("x-octopus-path"):
            node = root.put(path, _kind(path, column))
            if items := column.get("items"):
                node.is_list = True
                node.kind = "object" if "properties" in items else _kind(path, items)
                if "properties" in items:
                    _put_all(node, items)
    for path in schema.get("x-octopus-ignored", ()):
        node = root.put(path, ANY)
        node.kind = "object" if node.inner else ANY
        node.is_open = True


def _kind(path: str, column: dict[str, t.Any]) -> str:
    kind: str = column["type"] if isinstance(column["type"], str) else column["type"][0]
    if column.get("format") == "date":
        return DATE
    is_money = kind == "number" and ("amount" in path.lower() or path == "balance")
    return MONEY if is_money else kind
