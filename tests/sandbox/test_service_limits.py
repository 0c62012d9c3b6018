"""The daily limits: every one of the facts, whom it counts for, and when it ends."""

import pytest

from tests.sandbox.facts import OPERATIONS, TABLES
from tests.sandbox.octopus import Octopus

HOUR = 3600
LIMITED = {
    f"{table['method']} {table['path']}": table["daily_limit"]
    for table in TABLES.values()
    if table["path"] != "/dossiers"
}


def spend(octopus: Octopus, operation: str, times: int, dossier: int = 1) -> list[int]:
    """Call an operation some times, with or without success, and give the statuses."""
    method, path = operation.split()
    path = path.replace("{dossierId}", str(dossier)).replace("{bookyearId}", "1")
    headers = octopus.dossier(dossier)
    return [
        octopus.send(method, path, headers=headers, params={}).status_code for _ in range(times)
    ]


@pytest.mark.parametrize("operation", LIMITED)
def test_limit_of_the_facts(octopus: Octopus, operation: str) -> None:
    """An operation answers as often as documented, then refuses, and the refusal is counted."""
    limit = LIMITED[operation]

    spend(octopus, operation, limit + 1)

    (entry,) = [c for c in octopus.control("GET", "calls") if c["operation"] == operation]
    assert (entry["count"], entry["refused"]) == (limit + 1, 1)


@pytest.mark.parametrize(("method", "limit"), [("GET", 150), ("POST", 150)])
def test_limit_of_dossiers(octopus: Octopus, method: str, limit: int) -> None:
    """Listing dossiers and connecting to one have a limit each."""
    assert OPERATIONS[f"{method} /dossiers"]["daily_limit"] == limit
    query = {"dossierId": 1} if method == "POST" else {}

    answers = [
        octopus.send(method, "/dossiers", headers=octopus.user(), params=query).status_code
        for _ in range(limit + 1)
    ]

    assert answers == [200] * limit + [400]


def test_searching_relations_has_its_own_limit(octopus: Octopus) -> None:
    """A search still works when the plain list of relations is spent."""
    plain = [octopus.get("/relations").status_code for _ in range(3)]
    search = [octopus.get("/relations", relationId=1).status_code for _ in range(3)]

    assert plain == [200, 200, 400]
    assert search == [200, 200, 200]


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_answer_over_the_limit(octopus: Octopus, status: int) -> None:
    """What is answered over a limit is a switch; it is an ErrorResult without a code."""
    octopus.switch(over_limit_status=status)
    answers = [octopus.get("/products") for _ in range(3)]

    assert answers[2].status_code == status
    assert list(answers[2].json()) == ["technicalInfo"]


@pytest.mark.parametrize(("scope", "refused"), [("dossier", False), ("account", True)])
def test_scope_of_a_limit(octopus: Octopus, scope: str, refused: bool) -> None:  # noqa: FBT001 table
    """A limit counts for one dossier, or for all of the account."""
    octopus.switch(limit_scope=scope)
    for _ in range(2):
        octopus.get("/products", dossier=1)

    answer = octopus.get("/products", dossier=2)

    assert (answer.status_code == 400) == refused


def test_rolling_day(octopus: Octopus) -> None:
    """A call counts for exactly twenty-four hours, and a refused one not at all."""
    operation = "GET /dossiers/{dossierId}/products"
    spend(octopus, operation, 1)
    octopus.pass_time(23 * HOUR)
    spend(octopus, operation, 5)

    octopus.pass_time(HOUR)

    spend(octopus, operation, 2)
    (entry,) = [c for c in octopus.control("GET", "calls") if c["operation"] == operation]
    assert (entry["count"], entry["refused"]) == (8, 5)


@pytest.mark.parametrize(("reset", "refused"), [("rolling", True), ("midnight", False)])
def test_end_of_a_day(octopus: Octopus, reset: str, refused: bool) -> None:  # noqa: FBT001 table
    """A limit may end at midnight in Brussels, which is 22:00 UTC in summer."""
    octopus.switch(limit_reset=reset)
    octopus.control("PUT", "clock", {"now": "2026-06-15T21:59:00+00:00"})
    octopus.get("/products"), octopus.get("/products")

    octopus.pass_time(2 * 60)

    assert (octopus.get("/products").status_code == 400) == refused


def test_resetting_the_log_resets_no_limit(octopus: Octopus) -> None:
    """The log can be emptied; what was spent stays spent."""
    for _ in range(2):
        octopus.get("/products")

    octopus.control("DELETE", "calls")

    assert octopus.get("/products").status_code == 400
    assert [call["count"] for call in octopus.control("GET", "calls")] == [1]


def test_a_failed_call_counts_as_well(octopus: Octopus) -> None:
    """A call that a fault answers is spent all the same."""
    octopus.fault("status", "/products", status=500)

    statuses = [octopus.get("/products").status_code for _ in range(3)]

    assert statuses == [500, 500, 400]
