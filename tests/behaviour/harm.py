"""What may go wrong between the tap and Octopus, as one table."""

from typing import Any

from tests.support import calls
from tests.support.sandbox import Sandbox

Order = tuple[str, dict[str, Any]]

OPERATIONS = (
    calls.BOOKYEARS,
    calls.JOURNALS,
    calls.ACCOUNTS,
    calls.RELATIONS,
    calls.BOOKINGS,
    calls.BALANCINGS,
    calls.PAYMENT_LIST,
    calls.BANK_INVOICES,
    calls.COSTCENTRES,
    calls.CUSTOMFIELDS,
    calls.PRODUCTGROUPS,
    calls.PRODUCTS,
    calls.OPEN_CLIENTS,
    calls.OPEN_SUPPLIERS,
    calls.BOOKYEAR_DETAILS,
    calls.FINANCIAL_JOURNALS,
    calls.ACCOUNT_AMOUNTS,
    *calls.DOCUMENTS,
    calls.FILES,
    calls.ENVELOPES,
    calls.INVOICE_DELIVERIES,
    calls.VAT_CODES,
    calls.RAPPELS,
)
"""Every operation that is called in a dossier, but for connecting."""

ACCOUNT = (calls.SIGN_IN, calls.LIST_DOSSIERS)
"""What is called once in a run."""


def status(number: int, **options: Any) -> Order:  # noqa: ANN401 - any JSON
    """Order an answer of this status."""
    return "status", {"status": number, **options}


def text(body: str, number: int = 200) -> Order:
    """Order a body that calls itself JSON."""
    return "invalid_json", {"text": body, "status": number}


def date(header: str) -> Order:
    """Order a Date header."""
    return "header", {"name": "Date", "value": header}


HARMS: dict[str, list[Order]] = {
    "dropped connection": [("drop", {})],
    "dropped once": [("drop", {"times": 1})],
    "late answer": [("latency", {"seconds": 0.4, "times": 1})],
    "slow body": [("slow", {"bytes": 20, "seconds": 0.03, "times": 1})],
    "no body of a chunked answer": [("cut", {"bytes": 0})],
    "truncated chunk": [("cut", {"bytes": 100})],
    "truncated once": [("cut", {"bytes": 100, "times": 1})],
    "last chunk missing": [("cut", {"bytes": 10**9})],
    "body cut off": [("cut", {"bytes": 100, "framing": "length"})],
    "length that lies": [("cut", {"bytes": 10**9, "framing": "length"})],
    "half of JSON": [("invalid_json", {})],
    "invalid JSON": [text('[{"key": NaN}]')],
    "JSON that is too deep": [text("[" * 10**5 + "]" * 10**5)],
    "number of no world": [text("[1e99999999999999999999]")],
    "records that are none": [text('[null, 1, "x", [], {}]')],
    "lists that are none": [text('{"modified": 1, "modifiedBookings": {}, "token": 5}')],
    "error that says 200": [text('{"technicalInfo": "busy"}')],
    "list that says 202": [text("[]", 202)],
    "empty body": [("empty_body", {})],
    "empty body with 404": [("empty_body", {"status": 404})],
    "page with 200": [("html", {})],
    "page with 404": [("html", {"status": 404})],
    "object with 404": [text("{}", 404)],
    "500": [status(500)],
    "burst of 502": [status(502, times=1)],
    "400": [status(400, error_code=-13)],
    "403": [status(403)],
    "401": [("unauthorized", {})],
    "401 once": [("unauthorized", {"times": 1})],
    "429": [status(429)],
    "429 with a short wait": [status(429, retry_after=2, times=1)],
    "429 with a long wait": [status(429, retry_after=3600)],
    "503 with a short wait": [status(503, retry_after=2, times=1)],
    "503 with a long wait": [status(503, retry_after=3600)],
    "503 that cannot be read": [status(503, retry_after="Fri, 01 Jan 2027 00:00:00 GMT", times=1)],
    "redirect": [("header", {"name": "Location", "value": "/"}), status(302)],
    "redirect elsewhere": [
        ("header", {"name": "Location", "value": "http://127.0.0.1:9/"}), status(307)
    ],
    "no Date": [date("")],
    "garbage for a Date": [date("Mon, 15 Jun 2026 08:00:00 +99999999999999999999")],
    "a Date two hours ahead": [("date_skew", {"seconds": 7200})],
    "a Date two hours behind": [("date_skew", {"seconds": -7200})],
}  # fmt: skip

PASSING = {
    "dropped once", "late answer", "slow body", "truncated once", "burst of 502", "401 once",
    "429 with a short wait", "503 with a short wait", "503 that cannot be read",
    "no Date", "garbage for a Date", "a Date two hours ahead", "a Date two hours behind",
}  # fmt: skip
"""What passes by itself within a run."""


def order(sandbox: Sandbox, harm: str, operation: str, dossier: int | None = None) -> None:
    """Order a harm for an operation."""
    for kind, options in HARMS[harm]:
        sandbox.fault(kind, operation, dossier, **options)
