"""Refusals in Octopus' own codes, and how many connections there may be at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from octopus_sandbox.service.errors import TEXTS
from tests.sandbox.facts import FACTS
from tests.sandbox.octopus import Octopus

CODES = {-1, -3, -5, -13, -14, -38, -51, -68, -79}
"""An independent client's list, of which three were recorded."""
NO_DELIVERY = {
    "bookyearKey": {"id": 1},
    "journal": "A1",
    "documentSequenceNr": 1,
    "toDocumentSequenceNr": 2,
}


def code(answer: requests.Response) -> int | None:
    """Give the code of a refusal, which always says something in technicalInfo."""
    body: dict[str, Any] = answer.json()
    assert body["technicalInfo"]
    return body.get("errorCode")


def test_known_codes() -> None:
    """The codes are those that are known, the ones of the facts among them."""
    assert set(TEXTS) == CODES
    assert {int(seen) for seen in FACTS["error_body"]["seen_codes"]} <= CODES


def test_texts_of_codes(octopus: Octopus) -> None:
    """`/error` tells every code in words, and of any other that it is not known."""
    for number in (*CODES, -2):
        answer = octopus.send("GET", "/error", params={"errorCode": number, "localeId": 3})

        assert answer.status_code == 400
        assert ("errorMessage" in answer.json()) == (number in CODES)


@pytest.mark.parametrize(
    ("setting", "given"),
    [("recorded", (None, None, None)), ("always", (-1, -68, -79)), ("never", (None,) * 3)],
)
def test_codes_that_recordings_do_not_show(
    octopus: Octopus, setting: str, given: tuple[int | None, ...]
) -> None:
    """A wrong login and a bad parameter were recorded without a code; a switch adds it."""
    octopus.switch(error_codes=setting)

    user, house = octopus.log_in(password="no"), octopus.log_in(software_house_uuid="no")  # noqa: S106
    parameter = octopus.get("/bookyears", page=2)

    assert [a.status_code for a in (user, house, parameter)] == [401, 401, 400]
    assert tuple(map(code, (user, house, parameter))) == given


@pytest.mark.parametrize(("setting", "told"), [("recorded", True), ("never", False)])
def test_codes_of_refusals(octopus: Octopus, setting: str, told: bool) -> None:  # noqa: FBT001 table
    """A disabled dossier, a wrong kind of token and a journal that is no sales journal."""
    octopus.switch(error_codes=setting)
    octopus.change("disable", 2)

    path = "/dossiers/1/invoices/send/report/deliverystate"
    answers = {
        (403, -5): octopus.connect(2),
        (401, -79): octopus.send("GET", "/dossiers/1/bookyears", headers=octopus.user()),
        (400, -38): octopus.send("POST", path, headers=octopus.dossier(), json=NO_DELIVERY),
        (400, -13): octopus.send("POST", "/dossiers/1/invoices", headers=octopus.dossier()),
    }

    for (status, number), answer in answers.items():
        assert answer.status_code == status
        assert code(answer) == (number if told else None)


def test_rights_that_were_withdrawn(octopus: Octopus) -> None:
    """Who has no access to a dossier any more is told so, with its code."""
    octopus.dossier()
    octopus.change("disable")

    answer = octopus.get("/bookyears")

    assert (answer.status_code, code(answer)) == (401, -3)


@pytest.mark.parametrize("status", [400, 403, 429, 500])
def test_too_many_dossiers_at_once(octopus: Octopus, status: int) -> None:
    """A dossier more than allowed is refused until a token of another has expired."""
    octopus.switch(connections=2, connections_counted="dossiers", connections_status=status)

    first, second, third = (octopus.connect(number) for number in (1, 2, 3))
    again = octopus.connect(1)
    octopus.pass_time(601)
    later = Octopus(octopus.address)
    fourth = later.connect(3)
    later.session.close()

    assert first.ok
    assert second.ok
    assert again.ok
    assert (third.status_code, code(third)) == (status, -51)
    assert fourth.ok


def test_too_many_calls_at_once(octopus: Octopus) -> None:
    """A call while others are not answered yet is refused; one after the other is not."""
    octopus.switch(connections=1)
    headers = octopus.dossier()
    octopus.fault("latency", "/bookyears", seconds=0.3)
    address = f"{octopus.account['api_url']}/dossiers/1/bookyears"

    with ThreadPoolExecutor(3) as pool:
        together = list(
            pool.map(lambda _: requests.get(address, headers=headers, timeout=10), range(3))
        )
    alone = octopus.get("/bookyears")

    refused = [answer for answer in together if not answer.ok]
    assert len(refused) == 2
    assert {(answer.status_code, code(answer)) for answer in refused} == {(400, -51)}
    assert alone.ok
