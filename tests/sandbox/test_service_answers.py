"""The shape of answers: order, framing, nothing found, bad requests, and what is unknown."""

from collections.abc import Iterator

import pytest

from octopus_sandbox.service.encoding import BATCH, array, batches
from octopus_sandbox.world import World
from tests.sandbox.octopus import FIRST_LOAD, Json, Octopus

REPORT = {
    "fromBookyearKey": {"id": 1},
    "toBookyearKey": {"id": 1},
    "fromBookyearPeriodNr": 190001,
    "toBookyearPeriodNr": 299912,
    "relationId": -1,
    "externalRelationId": -1,
}
PATHS = [
    "/bookyears",
    "/bookyears/1/journals",
    "/accounts?bookyearId=1",
    "/relations",
    "/relations/modified",
    f"/balancings/modified?modifiedTimeStamp={FIRST_LOAD}",
    f"/bookyears/-1/bookings/modified?journalTypeId=-1&modifiedTimeStamp={FIRST_LOAD}",
    "/bank/paymentlist",
    "/bank/invoices",
    "/costcentres",
    "/customfields",
    "/productgroups",
    "/products",
    "/vatcodes",
    "/accounts/amounts/modified",
    f"/buysellbookings/modified?bookyearId=-1&modifiedTimeStamp={FIRST_LOAD}",
    f"/financialdiversbookings/modified?bookyearId=-1&modifiedTimeStamp={FIRST_LOAD}",
    f"/invoices/modified?bookyearId=-1&modifiedTimeStamp={FIRST_LOAD}",
    f"/deliverynotes/modified?bookyearId=-1&modifiedTimeStamp={FIRST_LOAD}",
    "/bookyears/1",
    "/bookyears/1/journals/F/1",
    "/bank/enveloppes",
    "/rappels?expirationDate=2026-06-15",
]


def check(value: object) -> None:
    """Check that keys are in order and nothing is null, all the way down."""
    assert value is not None
    if isinstance(value, dict):
        assert list(value) == sorted(value)
        for inner in value.values():
            check(inner)
    elif isinstance(value, list):
        for inner in value:
            check(inner)


@pytest.mark.parametrize("path", PATHS)
def test_keys_in_order_and_no_nulls(octopus: Octopus, path: str) -> None:
    """Keys come in alphabetical order, and what is null is left out."""
    answer = octopus.get(path)

    assert answer.status_code == 200
    check(answer.json())


def test_large_answers_are_chunked(octopus: Octopus) -> None:
    """A large answer has no length; a small one has."""
    large, small = octopus.get("/relations/modified"), octopus.get("/costcentres")

    assert large.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in large.headers
    assert int(small.headers["content-length"]) == len(small.content)


@pytest.mark.parametrize("size", [0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH])
def test_batches_lose_nothing(size: int) -> None:
    """However many rows there are, the array holds each of them once."""
    rows = list(range(size))

    shuffled = [row for batch in batches(rows, shuffled=True) for row in batch]

    assert sorted(shuffled) == rows  # type: ignore[type-var]
    assert b"".join(array(batches(rows))).count(b",") == max(size - 1, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/dossiers/1/nothing",
        "/dossiers/1/bookyears/",
        "/nothing",
        "/dossiers/1/bookyears/1/bookings",
        "/Dossiers",
    ],
)
def test_unknown_path(octopus: Octopus, path: str) -> None:
    """A path that is not the API's is answered by the web server: a page, no ErrorResult."""
    answer = octopus.send("GET", path, headers=octopus.dossier())

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/bookyears/99/journals", "/accounts?bookyearId=99"])
def test_unknown_bookyear(octopus: Octopus, path: str) -> None:
    """A bookyear that does not exist is a 404 with an ErrorResult."""
    answer = octopus.get(path)

    assert answer.status_code == 404
    assert list(answer.json()) == ["technicalInfo"]


@pytest.mark.parametrize(
    "stamp",
    [
        "2026-01-01",
        "2026-01-01T00:00:00.000",
        "2026-01-01 00:00:00",
        "2026-13-01 00:00:00.000",
        "0001-01-01 00:00:00.000",
    ],
)
def test_malformed_timestamp(octopus: Octopus, stamp: str) -> None:
    """A timestamp that is not exactly `yyyy-MM-dd HH:mm:ss.SSS` is a bad request."""
    answer = octopus.bookings(stamp)

    assert answer.status_code == 400
    assert list(answer.json()) == ["technicalInfo"]


@pytest.mark.parametrize("path", ["/bookyears/x/journals", "/bookyears?page=2"])
def test_malformed_path_and_unknown_parameter(octopus: Octopus, path: str) -> None:
    """An id that is no number and a parameter that does not exist are bad requests."""
    assert octopus.get(path).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {**REPORT, "fromBookyearKey": 1},
        {**REPORT, "journalKey": "A1"},
        {**REPORT, "toBookyearPeriodNr": "200012"},
        [],
    ],
)
def test_invalid_report_body(octopus: Octopus, body: Json) -> None:
    """A report body that is not valid is a 500, as documented."""
    path, headers = "/dossiers/1/reports/clients/open", octopus.dossier()

    answer = octopus.send("POST", path, headers=headers, json=body)

    assert answer.status_code == 500
    assert list(answer.json()) == ["technicalInfo"]


def test_report_without_relation_filters(octopus: Octopus) -> None:
    """A relation filter that is left out is 0, and no relation has that number."""
    path, headers = "/dossiers/1/reports/clients/open", octopus.dossier()
    body = {**REPORT, "toBookyearKey": {"id": 3}}
    without = {name: value for name, value in body.items() if name != "relationId"}

    everything = octopus.send("POST", path, headers=headers, json=body)
    nothing = octopus.send("POST", path, headers=headers, json=without)

    assert everything.status_code == 200
    assert nothing.status_code == 404


def test_writes_are_refused_and_remembered(octopus: Octopus) -> None:
    """A documented write is never done, answered with a 400, and listed as attempted."""
    answer = octopus.send("DELETE", "/dossiers/1/balancings/delete", headers=octopus.dossier())

    (write,) = octopus.control("GET", "writes")
    assert answer.status_code == 400
    assert list(answer.json()) == ["errorCode", "technicalInfo"]
    assert write["operation"] == "DELETE /dossiers/{dossierId}/balancings/delete"
    assert write["dossierId"] == 1


def test_relations_hide_inactive_ones(octopus: Octopus) -> None:
    """The plain list holds active relations; a search and the modified list hold all."""
    octopus.change("deactivate_relation")
    modified = octopus.get("/relations/modified").json()["modified"]
    (inactive, *_) = [row for row in modified if not row["active"]]
    number = inactive["relationIdentificationServiceData"]["relationKey"]["id"]

    plain = octopus.get("/relations").json()
    found = octopus.get("/relations", relationId=number).json()

    assert all(row["active"] for row in plain)
    assert found == [inactive]


def test_search_combines_with_or(octopus: Octopus) -> None:
    """Several search parameters find what matches any of them, and nothing else."""
    first, second, *others = octopus.get("/relations").json()
    number = first["relationIdentificationServiceData"]["relationKey"]["id"]
    assert second["name"] not in {row["name"] for row in (first, *others)}

    found = octopus.get("/relations", relationId=number, name=second["name"]).json()

    assert sorted(found, key=str) == sorted([first, second], key=str)


def test_active_costcentres(octopus: Octopus) -> None:
    """The active cost centres are those that are not closed."""
    every, active = octopus.get("/costcentres").json(), octopus.get("/costcentres/active").json()

    assert sorted(map(str, active)) == sorted(str(row) for row in every if not row["closed"])


def test_version_and_error_texts(octopus: Octopus) -> None:
    """The version is plain text; the text of an error code comes as a 400, in a language."""
    version = octopus.send("GET", "/about/version")
    dutch, french = (
        octopus.send("GET", "/error", params={"errorCode": -79, "localeId": locale})
        for locale in (1, 2)
    )

    assert version.headers["content-type"].startswith("text/plain")
    assert dutch.status_code == french.status_code == 400
    assert dutch.json()["errorMessage"] != french.json()["errorMessage"]
    assert octopus.send("GET", "/error").status_code == 400


def test_client_that_hangs_up(octopus: Octopus, world: World) -> None:
    """Nothing more is made for a client that hangs up in the middle of an answer."""
    made: list[dict[str, str]] = []

    def endless() -> Iterator[dict[str, str]]:
        while len(made) < 10**6:
            made.append({"text": "x" * 1000})
            yield made[-1]

    dossier = world.office.dossier(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dossier, "products", endless)
        with octopus.get("/products", stream=True) as answer:
            next(answer.iter_content(1000))
    octopus.control("GET", "clock")

    assert len(made) < 10**6
