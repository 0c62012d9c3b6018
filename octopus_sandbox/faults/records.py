"""Faults in the records themselves: what Octopus should not send, but might."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.service.answers import Alteration
from octopus_sandbox.service.call import Call

Options = dict[str, Any]
Row = dict[str, Any]


def field_missing(app: ASGIApp, options: Options) -> ASGIApp:
    """Leave a field out of a row; with `copy`, a copy of the row comes along without it."""

    def strip(row: Row) -> Row:
        parent, name = _place(row, options["field"])
        parent.pop(name, None)
        return row

    return _altering(app, _each(options, strip))


def field_value(app: ASGIApp, options: Options) -> ASGIApp:
    """Put any JSON value in a field, or as `raw` any text that calls itself one."""
    raw = options["raw"]
    value = options["value"] if raw is None else msgspec.Raw(raw.encode("utf-8", "surrogatepass"))

    def put(row: Row) -> Row:
        parent, name = _place(row, options["field"])
        parent[name] = value
        return row

    return _altering(app, _each(options, put))


def row_twice(app: ASGIApp, options: Options) -> ASGIApp:
    """Send a row twice in one answer."""
    return _altering(app, _each({**options, "copy": True}, lambda row: row))


def _altering(app: ASGIApp, alteration: Alteration) -> ASGIApp:
    async def altered(scope: Scope, receive: Receive, send: Send) -> None:
        Call.of(scope).alterations.append(alteration)
        await app(scope, receive, send)

    return altered


def _each(options: Options, change: Callable[[Row], Row]) -> Alteration:
    def altered(rows: Iterator[object]) -> Iterator[object]:
        for index, row in enumerate(rows):
            if options["row"] not in ("all", index):
                yield row
                continue
            if options["copy"]:
                yield row
            yield change(deepcopy(msgspec.to_builtins(row)))

    return altered


def _place(row: Row, path: str) -> tuple[Row, str]:
    *parents, name = path.split(".")
    for parent in parents:
        row = row.setdefault(parent, {})
    return row, name
