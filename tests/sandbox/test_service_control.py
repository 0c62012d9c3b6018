"""The control interface, and the service as the command that others start."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from octopus_sandbox.control.truth import ALL
from octopus_sandbox.figures.catalogue import FIGURES
from tests.sandbox.octopus import FIRST_LOAD, Octopus

COMMAND = [str(Path(sys.executable).with_name("octopus-sandbox")), "serve", "--port", "0"]


@pytest.fixture
def command() -> Iterator["subprocess.Popen[str]"]:
    """Start the real command."""
    options = ["--user", "me", "--dossiers", "2", "--now", "2026-01-31T12:00:00Z"]
    pipe = subprocess.PIPE
    with subprocess.Popen([*COMMAND, *options], stdout=pipe, stderr=pipe, text=True) as process:  # noqa: S603
        yield process
        process.kill()


def first_line(process: "subprocess.Popen[str]") -> str:
    """Give the first line that a process says."""
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_command(command: "subprocess.Popen[str]", stop: signal.Signals) -> None:
    """The command tells its address once it answers, takes options, and stops quietly."""
    octopus = Octopus(first_line(command))
    now = octopus.control("GET", "clock")["now"]
    listed = octopus.send("GET", "/dossiers", headers=octopus.user()).json()
    octopus.session.close()

    command.send_signal(stop)
    _, errors = command.communicate(timeout=5)

    assert octopus.account["user"] == "me"
    assert now.startswith("2026-01-31T12:00:0")
    assert len(listed) == 2
    assert command.returncode in (0, -stop)
    assert not errors


def test_small_answers_are_quick(octopus: Octopus) -> None:
    """A small answer on an open connection waits for no packet: far less than 40 ms."""
    octopus.get("/bookyears")

    durations = []
    for _ in range(9):
        begin = time.perf_counter()
        octopus.control("GET", "clock")
        durations.append(time.perf_counter() - begin)

    assert sorted(durations)[4] < 0.02


def test_account(octopus: Octopus) -> None:
    """The account tells all that a client needs."""
    assert list(octopus.account) == [
        "user",
        "password",
        "software_house_uuid",
        "refresh_token",
        "api_url",
        "oauth_url",
        "file_sync_url",
    ]


SERVED: dict[str, Callable[[Octopus], list[object]]] = {
    "accounts": lambda octopus: since(octopus, "accounts")["modified"],
    "relations": lambda octopus: since(octopus, "relations")["modified"],
    "balancings": lambda octopus: since(octopus, "balancings")["modifiedBalancings"],
    "bookings": lambda octopus: octopus.bookings().json()["modifiedBookings"],
    "bookyears": lambda octopus: octopus.get("/bookyears").json(),
    "products": lambda octopus: octopus.get("/products").json(),
    "bank_unbalancedinvoices": lambda octopus: octopus.get("/bank/invoices").json(),
}


def since(octopus: Octopus, table: str) -> dict[str, list[object]]:
    """Read a table from the beginning."""
    answer = octopus.get(f"/{table}/modified", modifiedTimeStamp=FIRST_LOAD)
    lists: dict[str, list[object]] = answer.json()
    return lists


@pytest.mark.parametrize("table", SERVED)
def test_truth_equals_a_first_load(octopus: Octopus, table: str) -> None:
    """What the truth tells of a table is what the API hands out of it."""
    truth = octopus.control("GET", f"truth/{table}?dossierId=1")

    served = SERVED[table](octopus)

    assert sorted(map(str, served)) == sorted(map(str, truth))


def test_truth_of_every_table(octopus: Octopus) -> None:
    """The truth of all tables at once is that of each."""
    truths = octopus.control("GET", "truth?dossierId=1")

    assert truths == {table: octopus.control("GET", f"truth/{table}?dossierId=1") for table in ALL}


def test_unknown_truth(octopus: Octopus) -> None:
    """A table or dossier that does not exist has no truth."""
    assert octopus.ask("GET", "truth/invoicez?dossierId=1").status_code == 404
    assert octopus.ask("GET", "truth/bookings?dossierId=9").status_code == 409
    assert octopus.ask("GET", "truth/bookings").status_code == 409


@pytest.mark.parametrize("name", FIGURES)
def test_figures(octopus: Octopus, name: str) -> None:
    """Every kind of figures is told of a dossier: whole cents, and rows that name it."""
    rows = octopus.control("GET", f"figures/{name}?dossierId=3")

    assert rows
    assert {row["dossier_id"] for row in rows} == {3}
    assert not any(isinstance(value, float) for row in rows for value in row.values())


def test_figures_follow_the_clock(octopus: Octopus) -> None:
    """What is open is told as of today by the sandbox's clock, unless another date is asked for."""
    today = octopus.control("GET", "figures/open_items?dossierId=1")
    earlier = octopus.control("GET", "figures/open_items?dossierId=1&asOf=2026-03-01")
    octopus.control("PUT", "clock", {"now": "2026-03-01T12:00:00Z"})

    assert today != earlier == octopus.control("GET", "figures/open_items?dossierId=1")


def test_unknown_figures(octopus: Octopus) -> None:
    """Figures, dossiers and dates that do not exist are refused."""
    assert octopus.ask("GET", "figures/profits?dossierId=1").status_code == 404
    assert octopus.ask("GET", "figures/spend?dossierId=9").status_code == 409
    assert octopus.ask("GET", "figures/open_items?dossierId=1&asOf=today").status_code == 400


def test_dossiers(octopus: Octopus) -> None:
    """The overview tells of each dossier its size and bookyears."""
    first, *others = octopus.control("GET", "dossiers")

    assert len(others) == 2
    assert first["lines"] == len(octopus.control("GET", "truth/bookings?dossierId=1"))
    assert list(first["bookyears"][0]) == ["id", "startDate", "endDate", "closed"]
    assert first["disabled"] is False


def test_calls(octopus: Octopus) -> None:
    """Calls are logged per operation and dossier, with their moments and their statuses."""
    octopus.control("PUT", "clock", {"now": "2026-07-01T00:00:00", "running": False})
    octopus.get("/bookyears/1/journals")
    octopus.control("PUT", "clock", {"advance_seconds": 90})
    octopus.get("/bookyears/9/journals")

    *_, last = octopus.control("GET", "calls")

    assert last == {
        "operation": "GET /dossiers/{dossierId}/bookyears/{bookyearId}/journals",
        "dossierId": 1,
        "count": 2,
        "refused": 0,
        "statuses": {"200": 1, "404": 1},
        "moments": ["2026-07-01T00:00:00+00:00", "2026-07-01T00:01:30+00:00"],
    }


def test_clock(octopus: Octopus) -> None:
    """The clock can be set, moved, started and stopped."""
    moved = octopus.control("PUT", "clock", {"now": "2026-07-01T00:00:00", "advance_seconds": 90})
    octopus.control("PUT", "clock", {"running": True})
    time.sleep(0.02)
    running = octopus.control("PUT", "clock", {"running": False})["now"]

    assert moved == {"now": "2026-07-01T00:01:30+00:00"}
    assert running > moved["now"]
    assert octopus.control("GET", "clock")["now"] == running


@pytest.mark.parametrize("order", [{"now": "soon"}, {"time": 1}, {"advance_seconds": "x"}])
def test_impossible_clock(octopus: Octopus, order: dict[str, object]) -> None:
    """A clock is not set to what is no moment."""
    assert octopus.ask("PUT", "clock", order).status_code == 400


def test_random_changes(octopus: Octopus) -> None:
    """Random changes are as many as asked, the same for the same seed, and told one by one."""
    done = octopus.change("random", count=5, seed=7)

    assert len(done) == 5
    assert all("kind" in change for change in done)


@pytest.mark.parametrize(
    ("change", "dossier"), [("explode", 1), ("book", 9), ("forget", 9), ("edit", 1)]
)
def test_impossible_change(octopus: Octopus, change: str, dossier: int) -> None:
    """A change that cannot be made is a conflict, told in a sentence."""
    order = {"change": change, "dossierId": dossier, "number": 10**6}

    answer = octopus.ask("POST", "changes", order)

    assert answer.status_code == 409
    assert answer.json()["error"]


def test_forgotten_dossier(octopus: Octopus) -> None:
    """A forgotten dossier is listed no more and unknown, until it is remembered."""
    octopus.change("forget", dossier=2)
    forgotten = octopus.connect(2).status_code, len(octopus.control("GET", "truth/dossiers"))
    octopus.change("remember", dossier=2)
    remembered = octopus.connect(2).status_code, len(octopus.control("GET", "truth/dossiers"))

    assert forgotten == (404, 2)
    assert remembered == (200, 3)


def test_tokens_can_be_withdrawn(octopus: Octopus) -> None:
    """All tokens can be made to expire at once, without touching the clock."""
    octopus.dossier()

    octopus.control("DELETE", "tokens")

    assert octopus.get("/bookyears").status_code == 401


@pytest.mark.parametrize("body", [b"{", b"[]"])
def test_control_wants_json_objects(octopus: Octopus, body: bytes) -> None:
    """A body that is no JSON object is refused with a sentence."""
    address = f"{octopus.address}/_sandbox/switches"

    answer = octopus.session.put(address, data=body)

    assert answer.status_code == 400
    assert "JSON" in answer.json()["error"]


def test_reset(octopus: Octopus) -> None:
    """A reset brings the books, settings and counts of a sandbox that was just started."""
    books = {"seed": 5, "dossiers": 2, "documents_per_year": 3, "bookyears": 1}
    octopus.control("POST", "reset", {**books, "now": "2026-06-15T10:00:00Z"})
    fresh = octopus.control("GET", "truth/bookings?dossierId=1")
    octopus.change("book")
    octopus.switch(order="sorted")

    octopus.control("POST", "reset", {**books, "now": "2026-06-15T10:00:00Z"})

    assert octopus.control("GET", "truth/bookings?dossierId=1") == fresh
    assert octopus.control("GET", "switches")["order"] == "shuffled"
    assert octopus.control("GET", "calls") == []
    assert len(octopus.control("GET", "dossiers")) == 2
    assert octopus.control("GET", "clock")["now"].startswith("2026-06-15T10:00")


@pytest.mark.parametrize("order", [{"now": "later"}, {"customers": 3}])
def test_impossible_reset(octopus: Octopus, order: dict[str, object]) -> None:
    """A reset to books that cannot be is refused with a sentence, and nothing changes."""
    before = octopus.control("GET", "truth/bookings?dossierId=1")

    answer = octopus.ask("POST", "reset", order)

    assert answer.status_code == 400
    assert "cannot be made" in answer.json()["error"]
    assert octopus.control("GET", "truth/bookings?dossierId=1") == before
