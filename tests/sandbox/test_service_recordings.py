"""A recording is served as an Octopus: what was recorded, as strictly as generated books."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from octopus_sandbox.account import Account
from octopus_sandbox.application import application
from octopus_sandbox.books.office import Office
from octopus_sandbox.clock import Clock
from octopus_sandbox.control.truth import ALL
from octopus_sandbox.recordings.folder import RecordingError, read
from octopus_sandbox.recordings.office import RecordedOffice
from octopus_sandbox.world import World
from tests.sandbox.conftest import NOW, AnyApplication
from tests.sandbox.octopus import FIRST_LOAD, Octopus
from tests.sandbox.recorder import BOOKS, Asked, Recorder, ask
from tests.support.commands import command

KEPT = Path(__file__).parents[1] / "recordings"
KEPT_NAMES = sorted(folder.name for folder in KEPT.iterdir())
Serve = Callable[[Path], Octopus]


@pytest.fixture
def serve(http_server: AnyApplication) -> Iterator[Serve]:
    """Serve recordings, each with a client."""
    clients: list[Octopus] = []

    def served(folder: Path) -> Octopus:
        clients.append(serve_office(http_server, RecordedOffice(read(folder))))
        return clients[-1]

    yield served
    for client in clients:
        client.session.close()


@pytest.fixture(scope="module")
def recorded(http_server: AnyApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record an office of which one dossier is disabled."""
    folder = tmp_path_factory.mktemp("recorded")
    octopus = serve_office(http_server, Office(documents_per_year=12, now=NOW))
    record_changed(octopus, folder)
    octopus.session.close()
    return folder


def serve_office(http_server: AnyApplication, office: Office | RecordedOffice) -> Octopus:
    """Serve an office, at a moment that stands still, and give a client."""
    clock = Clock(NOW)
    clock.run(running=False)
    http_server.app = application(World(office, clock, Account()))
    return Octopus(http_server.address)


def record_changed(octopus: Octopus, folder: Path) -> None:
    """Change the books, disable a dossier, and record all."""
    octopus.change("random", 1, count=20, seed=4)
    octopus.change("disable", 2)
    Recorder(octopus, folder).record()


def answers(folder: Path) -> list[dict[str, Any]]:
    """Give what `recording.json` tells of the answers."""
    found: list[dict[str, Any]] = json.loads((folder / "recording.json").read_text())["answers"]
    return found


def write(folder: Path, told: dict[str, Any], **files: object) -> Path:
    """Write a recording by hand: changed facts, and answers of files by name."""
    facts = {"format": 1, "version": "1", "recorded_at": NOW.isoformat(), "answers": [], **told}
    (folder / "recording.json").write_text(json.dumps(facts))
    for name, value in files.items():
        (folder / f"{name}.json").write_text(json.dumps(value))
    return folder


def by_hand(folder: Path, path: str, value: object, **parameters: int | str) -> Path:
    """Write a recording of a single answer."""
    operation = f"GET /dossiers/{{dossierId}}{path}"
    answer = {"operation": operation, "dossierId": 1, "parameters": parameters, "status": 200}
    return write(folder, {"answers": [answer | {"file": "it.json"}]}, it=value)


def every_answer_is_given_again(folder: Path, octopus: Octopus) -> None:
    """Ask for everything that was recorded, and compare what comes."""
    for told in answers(folder):
        value = json.loads((folder / told["file"]).read_text())
        if told["operation"] == "GET /dossiers":
            answer = octopus.send("GET", "/dossiers", headers=octopus.user())
        elif told["operation"] == "POST /dossiers":
            answer = octopus.connect(told["dossierId"])
        else:
            call = Asked(told["operation"], told["parameters"], told.get("body"))
            answer = ask(octopus, told["dossierId"], call)
        assert (answer.status_code, answer.json()) == (told["status"], value), told


@pytest.mark.parametrize("name", KEPT_NAMES)
def test_kept_recordings_are_served(serve: Serve, name: str) -> None:
    """Every recording that is kept answers each of its calls as Octopus did."""
    every_answer_is_given_again(KEPT / name, serve(KEPT / name))


def test_small_recording_is_current(http_server: AnyApplication, tmp_path: Path) -> None:
    """The small recording is what `python -m tests.sandbox.recorder` makes."""
    octopus = serve_office(http_server, Office(now=NOW, **BOOKS))

    Recorder(octopus, tmp_path).record()

    octopus.session.close()
    made, kept = (
        {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*.json")}
        for folder in (tmp_path, KEPT / "small")
    )
    assert made == kept


def test_recording_is_as_its_books(octopus: Octopus, tmp_path: Path, serve: Serve) -> None:
    """It gives all that was recorded, and its truth is that of the books, order aside."""
    record_changed(octopus, tmp_path)
    query = "?dossierId=1&expirationDate=2026-06-15"
    books = {table: octopus.control("GET", f"truth/{table}{query}") for table in ALL}

    replayed = serve(tmp_path)

    every_answer_is_given_again(tmp_path, replayed)
    for table, rows in books.items():
        found = replayed.control("GET", f"truth/{table}?dossierId=1")
        assert sorted(map(str, found)) == sorted(map(str, rows)), table


def test_bookings_are_asked_in_any_way(recorded: Path, serve: Serve) -> None:
    """What was recorded by bookyear and type is given at once, or of one bookyear."""
    octopus = serve(recorded)
    truth = octopus.control("GET", "truth/bookings?dossierId=1")

    whole = octopus.bookings().json()["modifiedBookings"]
    of_year = octopus.get(
        "/bookyears/1/bookings/modified", journalTypeId=-1, modifiedTimeStamp=FIRST_LOAD
    ).json()["modifiedBookings"]
    unknown = octopus.get(
        "/bookyears/99/bookings/modified", journalTypeId=-1, modifiedTimeStamp=FIRST_LOAD
    )

    assert sorted(map(str, whole)) == sorted(map(str, truth))
    assert of_year
    assert sorted(map(str, of_year)) == sorted(
        str(row) for row in truth if row["bookyearKey"]["id"] == 1
    )
    assert unknown.status_code == 404


def test_documents_of_a_journal(recorded: Path, serve: Serve) -> None:
    """What was recorded at once is given by bookyear and journal."""
    octopus = serve(recorded)

    rows = octopus.get(
        "/buysellbookings/modified", bookyearId=1, journalKey="A1", modifiedTimeStamp=FIRST_LOAD
    ).json()

    assert {(row["bookyearKey"]["id"], row["journalKey"]) for row in rows} == {(1, "A1")}


def test_relations_are_searched(recorded: Path, serve: Serve) -> None:
    """A search that was not recorded is not answered."""
    octopus = serve(recorded)

    assert octopus.get("/relations", relationId=1).status_code == 400


def test_open_items_of_a_period(recorded: Path, serve: Serve) -> None:
    """A report that was recorded for all is given for a part."""
    octopus = serve(recorded)
    (told,) = [
        a for a in answers(recorded) if "clients/open" in a["operation"] and a["dossierId"] == 1
    ]
    whole = ask(octopus, 1, Asked(told["operation"], {}, told["body"])).json()
    period, relation = whole[0]["bookyearPeriodNr"], whole[0]["relationKey"]["id"]
    narrow = {"fromBookyearPeriodNr": period, "toBookyearPeriodNr": period, "relationId": relation}

    part = ask(octopus, 1, Asked(told["operation"], {}, told["body"] | narrow)).json()

    assert part == [
        row
        for row in whole
        if (row["bookyearPeriodNr"], row["relationKey"]["id"]) == (period, relation)
    ]


def test_deliveries_of_a_range(recorded: Path, serve: Serve) -> None:
    """Delivery states are given of the journal and the numbers that are asked for."""
    octopus = serve(recorded)
    body = {"bookyearKey": {"id": 1}, "journal": "V1", "documentSequenceNr": 2}
    body |= {"toDocumentSequenceNr": 3}
    operation = "POST /dossiers/{dossierId}/invoices/send/report/deliverystate"

    rows = ask(octopus, 1, Asked(operation, {}, body)).json()

    keys = [row["documentKey"] for row in rows]
    assert {(key["bookyearKey"]["id"], key["journal"]) for key in keys} == {(1, "V1")}
    assert {key["documentSequenceNr"] for key in keys} == {2, 3}


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [
        ("2026-06-15 11:59:59.000", None, 200),
        ("2026-06-15 12:00:01.000", None, 404),
        (FIRST_LOAD, "2026-06-15 11:59:59.000", 404),
        (FIRST_LOAD, "2026-06-15 12:00:01.000", 200),
    ],
)
def test_all_changed_when_it_was_recorded(
    recorded: Path, serve: Serve, since: str, until: str | None, status: int
) -> None:
    """No record tells when it changed: all of them did at the moment of the recording."""
    to = {} if until is None else {"modifiedTimeStampTo": until}

    assert serve(recorded).bookings(since, **to).status_code == status


def test_as_strict_as_ever(recorded: Path, serve: Serve) -> None:
    """Tokens, parameters, bodies and limits are checked; what was not recorded is refused."""
    octopus = serve(recorded)
    report = "/dossiers/1/reports/clients/open"

    statuses = {
        "no token": octopus.send("GET", "/dossiers/1/bookyears").status_code,
        "user token": octopus.send(
            "GET", "/dossiers/1/bookyears", headers=octopus.user()
        ).status_code,
        "parameter": octopus.get("/bookyears", page=2).status_code,
        "no timestamp": octopus.get("/journals/modified").status_code,
        "body": octopus.send("POST", report, headers=octopus.dossier(), json={}).status_code,
        "not recorded": octopus.get("/costcentres/active").status_code,
        "no such envelope": octopus.get("/bank/enveloppes/999999").status_code,
        "disabled": octopus.connect(2).status_code,
        "unknown": octopus.connect(99).status_code,
        "write": octopus.send(
            "POST", "/dossiers/1/invoices", headers=octopus.dossier()
        ).status_code,
    }
    limit = [octopus.get("/products").status_code for _ in range(3)]

    assert statuses == {
        "no token": 401,
        "user token": 401,
        "parameter": 400,
        "no timestamp": 400,
        "body": 500,
        "not recorded": 400,
        "no such envelope": 400,
        "disabled": 403,
        "unknown": 404,
        "write": 400,
    }
    assert limit == [200, 200, 400]


def test_faults_strike_a_recording(recorded: Path, serve: Serve) -> None:
    """Faults can be ordered, also in its records."""
    octopus = serve(recorded)
    octopus.fault("extra_field", "/bookyears")

    assert all(row["sandboxField"] == "new" for row in octopus.get("/bookyears").json())


def test_what_only_books_have(recorded: Path, serve: Serve) -> None:
    """A recording cannot be changed, and nobody kept figures of it."""
    octopus = serve(recorded)

    change = octopus.ask("POST", "changes", {"change": "book", "dossierId": 1})
    figures = octopus.ask("GET", "figures/spend?dossierId=1")

    assert change.status_code == figures.status_code == 409
    assert [row["dossierId"] for row in octopus.control("GET", "dossiers")] == [1, 2, 3]
    assert octopus.control("GET", "version") == {"version": "51.9.17"}


@pytest.mark.parametrize(
    "value",
    [
        {"modified": [{"b": 1, "a": None}], "deleted": None},
        {"modified": [{"a": "\u00e9", "accountKey": {"id": 1}}]},
        {"deleted": [], "modified": [{"n": 12345678901234567890}]},
    ],
)
def test_shapes_stay(tmp_path: Path, serve: Serve, value: dict[str, Any]) -> None:
    """Null, missing and empty are kept apart, and so is the order of keys."""
    folder = by_hand(tmp_path, "/accounts/modified", value, modifiedTimeStamp=FIRST_LOAD)

    answer = serve(folder).get("/accounts/modified", modifiedTimeStamp=FIRST_LOAD)

    assert answer.text == json.dumps(value)


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"format": 2}, "format 2"),
        ({"recorded_at": "2026-06-15T10:00:00"}, "no zone"),
        ({"colour": "red"}, "colour"),
        (
            {"answers": [{"operation": "GET /dossiers", "status": 200, "file": "no.json"}]},
            "no.json",
        ),
        ({"answers": [{"operation": "GET /dossiers", "status": 200, "file": "../x"}]}, "outside"),
    ],
)
def test_what_is_no_recording(tmp_path: Path, told: dict[str, Any], complaint: str) -> None:
    """A folder that is no recording is refused with what is wrong."""
    with pytest.raises(RecordingError, match=complaint):
        read(write(tmp_path, told))


def test_command_says_what_is_wrong(tmp_path: Path) -> None:
    """The command ends with a sentence, not with a traceback."""
    line = [command("octopus-sandbox"), "serve", "--port=0", f"--recording={tmp_path}"]

    ended = subprocess.run(line, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 ours

    assert ended.returncode == 1
    assert ended.stderr.startswith(f"{tmp_path} is no recording")
    assert "Traceback" not in ended.stderr
