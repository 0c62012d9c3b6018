"""What is shown of Octopus' own words: words that are known, and nothing of the books."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.client import operations as api
from tap_octopus.client.allowed_words import allowed_words, is_allowed_name
from tap_octopus.client.error_result import (
    CODES,
    LONGEST,
    ErrorResult,
    read_error_result,
    redacted,
)
from tap_octopus.errors import SignInError, TooManyConnections
from tests.unit.network import network
from tests.unit.strategies import SCHEMAS
from tests.unit.test_transport import error_of

CANARIES = (
    "Zkanarie",
    "BE0123.456.749",
    "zk@narie.be",
    "12,50",
    "eyJhbGciOiJIUzI1NiJ9",
    "10.0.0.7",
)


@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize("form", ["{}", "Relation {} not found", "amount={}", "'{}'", "({});{}"])
def test_no_canary(form: str, canary: str) -> None:
    """No name, number, address or token is shown, wherever it stands."""
    shown = redacted(form.replace("{}", canary))

    assert canary.lower() not in shown.lower()
    assert not any(sign.isdigit() or sign == "@" for sign in shown)


@given(st.text(max_size=400))
def test_known_words_only(text: str) -> None:
    """Of any text only known words are left, and not many."""
    shown = redacted(text)

    assert len(shown) <= LONGEST
    words = (
        shown.replace("\u2026", " ").translate(dict.fromkeys(map(ord, ":;,.()!?="), " ")).split()
    )
    assert all(is_allowed_name(w) or w.lower().partition("'")[0] in allowed_words() for w in words)


def test_usual_words() -> None:
    """What was recorded can be read."""
    assert redacted("No modified Invoices found") == "No modified Invoices found"
    assert redacted("No data found for dossier 4711") == "No data found for dossier \u2026"
    assert "bookyearId" in redacted("The parameter bookyearId is missing")


@pytest.mark.parametrize("code", CODES)
def test_codes(code: int) -> None:
    """A code that is known is said in words; at sign-in there is nothing else."""
    body = {"errorCode": code, "technicalInfo": "No modified Invoices found for Zkanarie"}
    with network() as net:
        found = error_of(net, api.BOOKYEARS, body, 400)
        at_sign_in = error_of(net, api.SIGN_IN, body, 401)

    assert CODES[code] in str(found)
    assert "No modified Invoices found" in str(found)
    assert "Zkanarie" not in str(found)
    assert type(at_sign_in) is SignInError
    assert CODES[code] in str(at_sign_in)
    assert "Invoices" not in str(at_sign_in)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize("operation", [api.CONNECT, api.BOOKYEARS, api.INVOICES])
def test_too_many_connections(operation: api.Operation, status: int) -> None:
    """Code -51 is never a refusal, whatever its status: it passes."""
    with network() as net:
        found = error_of(net, operation, {"errorCode": -51}, status)

    assert type(found) is TooManyConnections


@given(st.binary(max_size=40))
def test_any_body(body: bytes) -> None:
    """Whatever a body holds, it is an ErrorResult or none."""
    found = read_error_result(body)

    assert found is None or isinstance(found.text, str)


@pytest.mark.parametrize("stream", SCHEMAS)
def test_names_of_the_api(stream: str) -> None:
    """Every field that has a column, or is known to have none, may be named."""
    paths = [*SCHEMAS[stream].get("x-octopus-ignored", ())]
    columns = [*SCHEMAS[stream]["properties"].values()]
    for column in columns:
        paths.append(column.get("x-octopus-path", ""))
        columns += column.get("items", {}).get("properties", {}).values()

    assert [s for path in paths for s in path.split(".") if s and not is_allowed_name(s)] == []


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("bookyear_id", True), ("bookyearId", True), ("BookyearID", True), ("zkanarieId", False),
     ("bookyear-id", False), ("id5", False)],
)  # fmt: skip
def test_names(name: str, allowed: bool) -> None:  # noqa: FBT001
    """A name may be shown when it is made of known words, however these are joined."""
    assert is_allowed_name(name) is allowed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Relation Zkanarie not found", "Relation \u2026 not found"),
        ("Zkanarie  Zkanarie, 'x' and (y)", "\u2026 and (\u2026)"),
        ("  No   data\n found ", "No data found"),
        ("No data; (period=closed) !", "No data; (period=closed) !"),
        ('field "bookyear" <b> {c} [d] `e` \u00abf\u00bb', "field \u2026"),
        ("the customer's invoice", "the \u2026 invoice"),
        ("Zkanarie", ""),
        ("", ""),
        ("no " * 100, "no " * 66 + "n\u2026"),
        ("no " * 66 + "no", "no " * 66 + "no"),
        (" " * 2000 + "no", ""),
    ],
)
def test_shown(text: str, shown: str) -> None:
    """What is left out is one sign, and the text is at most 200 characters long."""
    assert redacted(text) == shown


@pytest.mark.parametrize(
    ("body", "code", "text"),
    [
        ({"errorCode": -5}, -5, ""),
        ({"errorCode": "-5", "technicalInfo": " a. "}, 0, "a"),
        ({"errorMessage": "a.", "technicalInfo": "b"}, 0, "a. b"),
        ({"errorMessage": 5, "technicalInfo": " "}, 0, ""),
    ],
)
def test_parts(body: dict[str, object], code: int, text: str) -> None:
    """Code and texts are taken as they are meant, and nothing else."""
    found = read_error_result(json.dumps(body).encode())

    assert found == ErrorResult(code, text)


def test_no_meaning() -> None:
    """A code that is not known has no words."""
    assert (ErrorResult(-999).meaning, ErrorResult().meaning) == ("", "")
