"""Recording a sandbox: every answer that a reader of all tables gets, as files.

.venv/bin/python -m tests.sandbox.recorder FOLDER
"""

import json
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NamedTuple

import requests

from tests.sandbox.octopus import API, FIRST_LOAD, Octopus
from tests.support.sandbox import NOW, serving

D = "/dossiers/{dossierId}"
YEAR = D + "/bookyears/{bookyearId}"
SINCE = {"modifiedTimeStamp": FIRST_LOAD}
SINCE_FILES = {"modifiedTimeStamp": FIRST_LOAD.removesuffix(".000")}
FILES = "/octopus-filesync-api/v1" + D + "/bookingfiles"
WHOLE = (
    *("bank/paymentlist", "bank/invoices", "bank/enveloppes", "costcentres", "customfields"),
    *("productgroups", "products", "vatcodes", "bookyears"),
)
MODIFIED = ("accounts", "accounts/amounts", "relations", "journals", "balancings")
DOCUMENTS = ("buysellbookings", "financialdiversbookings", "invoices", "deliverynotes")
BOOKS: dict[str, Any] = {"dossiers": 2, "documents_per_year": 4, "bookyears": 1, "seed": 15}
"""The books of the recording that is kept: small ones, of which one dossier has all modules."""


class Asked(NamedTuple):
    """A call to record."""

    operation: str
    parameters: dict[str, Any]
    body: dict[str, Any] | None = None


class Recorder:
    """Asks a sandbox and keeps what it answers in a folder."""

    def __init__(self, octopus: Octopus, folder: Path) -> None:
        self._octopus = octopus
        self._folder = folder
        self._answers: list[dict[str, Any]] = []

    def record(self) -> None:
        """Record all dossiers that the user may see."""
        octopus = self._octopus
        version = octopus.send("GET", "/about/version")
        listed = octopus.send("GET", "/dossiers", headers=octopus.user())
        self._keep({"operation": "GET /dossiers"}, listed, "dossiers.json")
        for row in listed.json():
            self._dossier(row["dossierKey"]["id"])
        at = parsedate_to_datetime(version.headers["date"]).astimezone(UTC)
        told = {"format": 1, "version": version.text, "recorded_at": at.isoformat()}
        _write(self._folder / "recording.json", told | {"answers": self._answers})

    def _keep(self, asked: dict[str, Any], answer: requests.Response, name: str) -> None:
        _write(self._folder / name, answer.json())
        self._answers.append({**asked, "status": answer.status_code, "file": name})

    def _dossier(self, dossier: int) -> None:
        connected = self._octopus.connect(dossier)
        if not connected.ok:
            asked = {"operation": "POST /dossiers", "dossierId": dossier}
            self._keep(asked, connected, f"{dossier}/refused.json")
            return
        answer = self._octopus.get("/bookyears", dossier)
        years = answer.json() if answer.ok else []
        for number, call in enumerate(self._calls(dossier, years), 1):
            told: dict[str, Any] = {"operation": call.operation, "dossierId": dossier}
            told |= {"parameters": call.parameters}
            told |= {} if call.body is None else {"body": call.body}
            words = [word for word in call.operation.split("/")[3:] if "{" not in word]
            name = f"{dossier}/{number:02d}-{'-'.join(words)}.json"
            self._keep(told, ask(self._octopus, dossier, call), name)

    def _calls(self, dossier: int, years: list[dict[str, Any]]) -> Iterator[Asked]:
        yield from (Asked(f"GET {D}/{name}", {}) for name in WHOLE)
        yield from (Asked(f"GET {D}/{name}/modified", SINCE) for name in MODIFIED)
        every = {"bookyearId": -1, **SINCE}
        yield from (Asked(f"GET {D}/{name}/modified", every) for name in DOCUMENTS)
        yield Asked(f"GET {FILES}", SINCE_FILES)
        yield Asked(f"GET {D}/rappels", {"expirationDate": "2026-06-15"})
        envelopes = self._octopus.control("GET", f"truth/bank_envelopes?dossierId={dossier}")
        for envelope in envelopes:
            yield Asked(
                f"GET {D}/bank/enveloppes/{{enveloppeKeyId}}",
                {"enveloppeKeyId": envelope["enveloppe_id"]},
            )
        for year in years:
            yield from _of_year(year["bookyearKey"]["id"])
        yield from _reports(years)


def ask(octopus: Octopus, dossier: int, call: Asked) -> requests.Response:
    """Ask for what is recorded, or was."""
    method, path = call.operation.split(" ")
    places = {"dossierId": dossier, **call.parameters}
    query = {n: v for n, v in call.parameters.items() if f"{{{n}}}" not in path}
    address = (path if path == FILES else API + path).format(**places)
    return octopus.session.request(
        method,
        octopus.address + address,
        headers=octopus.dossier(dossier),
        params=query,
        json=call.body,
        timeout=10,
    )


def _of_year(number: int) -> Iterator[Asked]:
    year = {"bookyearId": number}
    yield Asked(f"GET {YEAR}", year)
    for bank in (1, 2, 3):
        parameters = {**year, "sequenceNumber": bank}
        yield Asked(f"GET {YEAR}/journals/F/{{sequenceNumber}}", parameters)
    yield Asked(f"GET {YEAR}/journals", year)
    for kind in (1, 2, 3, 4):
        yield Asked(f"GET {YEAR}/bookings/modified", {**year, "journalTypeId": kind, **SINCE})
    for journal in ("V1", "V2"):
        selection = {"documentSequenceNr": 1, "toDocumentSequenceNr": 999_999}
        body = {"bookyearKey": {"id": number}, "journal": journal, **selection}
        yield Asked(f"POST {D}/invoices/send/report/deliverystate", {}, body)


def _reports(years: list[dict[str, Any]]) -> Iterator[Asked]:
    if not years:
        return
    first, last = (edge(years, key=lambda year: year["startDate"]) for edge in (min, max))
    body = {
        "fromBookyearKey": first["bookyearKey"],
        "toBookyearKey": last["bookyearKey"],
        "fromBookyearPeriodNr": first["periods"][0]["bookyearPeriod"],
        "toBookyearPeriodNr": last["periods"][-1]["bookyearPeriod"],
        "relationId": -1,
        "externalRelationId": -1,
    }
    yield from (
        Asked(f"POST {D}/reports/{side}/open", {}, body) for side in ("clients", "suppliers")
    )


def _write(place: Path, value: object) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    place.write_text(f"{text}\n", encoding="utf-8")


def main(folder: Path) -> None:
    """Record the small books that are kept, in place of those that were."""
    shutil.rmtree(folder, ignore_errors=True)
    with serving(**BOOKS) as sandbox:
        octopus = Octopus(sandbox.address)
        octopus.control("PUT", "clock", {"running": False, "now": NOW})
        Recorder(octopus, folder).record()
        octopus.session.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
