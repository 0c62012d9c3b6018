"""Every kind of fault, with its options and what they are when nothing is said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp

from octopus_sandbox.faults import answers, records, wire
from octopus_sandbox.faults.book import Fault

LIMITS = {"operation", "dossierId", "times", "after"}
REQUIRED = object()


@dataclass(frozen=True)
class Kind:
    """How a fault wraps a call, and its options with their defaults."""

    wrap: Callable[[ASGIApp, dict[str, Any]], ASGIApp]
    options: dict[str, Any]


FIELD = {"field": REQUIRED, "row": 0, "copy": False}

KINDS = {
    "status": Kind(
        answers.status, {"status": 500, "body": None, "error_code": None, "retry_after": None}
    ),
    "unauthorized": Kind(answers.unauthorized, {}),
    "html": Kind(answers.html, {"status": 200}),
    "invalid_json": Kind(answers.text, {"status": 200, "text": '[{"key": 1, "name": "br'}),
    "empty_body": Kind(answers.text, {"status": 200, "text": ""}),
    "drop": Kind(wire.drop, {}),
    "cut": Kind(wire.cut, {"bytes": 100, "framing": "chunked"}),
    "latency": Kind(wire.latency, {"seconds": 1}),
    "slow": Kind(wire.slow, {"bytes": 1000, "seconds": 0.01}),
    "date_skew": Kind(wire.date_skew, {"seconds": 7200}),
    "header": Kind(wire.header, {"name": REQUIRED, "value": REQUIRED}),
    "field_missing": Kind(records.field_missing, FIELD),
    "field_value": Kind(records.field_value, {**FIELD, "value": None, "raw": None}),
    "extra_field": Kind(
        records.field_value,
        {"field": "sandboxField", "value": "new", "raw": None, "row": "all", "copy": False},
    ),
    "row_twice": Kind(records.row_twice, {"row": 0}),
}


class UnknownFaultError(ValueError):
    """A fault that cannot be ordered; the text says what can."""


def fault_from(order: dict[str, Any], operations: set[str]) -> Fault:
    """Make a fault of an order. Raises UnknownFaultError."""
    kind = order.get("kind")
    if kind not in KINDS:
        raise UnknownFaultError(f"There is no fault {kind!r}; the kinds are: {', '.join(KINDS)}")
    operation = order.get("operation")
    if operation is not None and operation not in operations:
        raise UnknownFaultError(f"There is no operation {operation!r}; {sorted(operations)}")
    numbers = [order.get(name) for name in ("dossierId", "times", "after")]
    if not all(number is None or isinstance(number, int) for number in numbers):
        raise UnknownFaultError("dossierId, times and after are numbers, or null for any")
    return Fault(
        kind=kind,
        options=_options(kind, order),
        operation=operation,
        dossier_id=order.get("dossierId"),
        times=order.get("times"),
        after=order.get("after") or 0,
    )


def _options(kind: str, order: dict[str, Any]) -> dict[str, Any]:
    known = KINDS[kind].options
    given = {name: value for name, value in order.items() if name not in LIMITS | {"kind"}}
    missing = {name for name, default in known.items() if default is REQUIRED} - given.keys()
    if missing or given.keys() - known.keys():
        raise UnknownFaultError(f"The options of {kind} are: {', '.join(known) or 'none'}")
    return {**known, **given}
