"""The real sandbox in a process of its own, and a thin client of its control interface."""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import requests

from tests.support.commands import command

Json = Any
Call = tuple[str, int | None]
"""An operation as the sandbox names it, and the dossier it was for."""

NOW = "2026-06-15T10:00:00+00:00"
DAY = 86_400
HALF_A_DAY = 13 * 3600
"""After so many seconds every table is due again, those with two calls a day as well."""


class Sandbox:
    """A running sandbox.

    Attributes:
        address: Where it serves.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = requests.Session()
        self.session.trust_env = False  # whose settings would be looked up for every request
        self._written: list[Json] = []
        self._switches = self._ask("GET", "switches")

    @property
    def account(self) -> dict[str, str]:
        """What a client needs to sign in."""
        account: dict[str, str] = self._ask("GET", "account")
        return account

    def switches(self) -> dict[str, str | int]:
        """Give the position of each switch."""
        found: dict[str, str | int] = self._ask("GET", "switches")
        return found

    def truths(self, dossier: int) -> dict[str, list[Json]]:
        """Give the records that a perfect copy of each table holds now, of `dossiers` all."""
        records: dict[str, list[Json]] = self._ask("GET", "truth", dossierId=dossier)
        return records

    def figures(self, name: str, dossier: int, as_of: str | None = None) -> list[Json]:
        """Give what an accountant would find in the books of a dossier."""
        found: list[Json] = self._ask("GET", f"figures/{name}", dossierId=dossier, asOf=as_of)
        return found

    def office(self, dossier: int) -> dict[str, list[Json]]:
        """Give what the office of a dossier says in the seeds of the dbt project."""
        seeds: dict[str, list[Json]] = self._ask("GET", "office", dossierId=dossier)
        return seeds

    def dossiers(self) -> dict[int, Json]:
        """Give what there is to know of every dossier, by id."""
        return {found["dossierId"]: found for found in self._ask("GET", "dossiers")}

    def bookyears(self) -> dict[int, int]:
        """Give how many bookyears every dossier has."""
        return {dossier: len(found["bookyears"]) for dossier, found in self.dossiers().items()}

    def calls(self) -> Counter[Call]:
        """Give how often each operation was called for each dossier since the last time asked."""
        found = self._ask("GET", "calls")
        self._written = self.writes()  # the sandbox forgets them with the calls
        self._ask("DELETE", "calls")
        return Counter({(c["operation"], c["dossierId"]): c["count"] for c in found})

    def refused_calls(self) -> int:
        """Give how many calls were refused for a daily limit since `calls` was last asked."""
        return sum(call["refused"] for call in self._ask("GET", "calls"))

    def statuses(self) -> Counter[str]:
        """Give how often each status was answered since `calls` was last asked."""
        found: Counter[str] = Counter()
        for call in self._ask("GET", "calls"):
            found.update(call["statuses"])
        return found

    def wait_for(self, operation: str, dossier: int) -> None:
        """Wait until an operation is called for a dossier."""
        deadline = time.monotonic() + 30
        while not any(
            (call["operation"], call["dossierId"]) == (operation, dossier)
            for call in self._ask("GET", "calls")
        ):
            assert time.monotonic() < deadline, f"{operation} was not called"
            time.sleep(0.02)

    def writes(self) -> list[Json]:
        """Give every attempt to write since the sandbox began."""
        return [*self._written, *self._ask("GET", "writes")]

    def change(self, kind: str, dossier: int = 1, **params: Json) -> Json:
        """Change the books, or disable, enable, forget or remember a dossier."""
        return self._ask("POST", "changes", {"change": kind, "dossierId": dossier, **params})

    def try_change(self, kind: str, dossier: int = 1, **params: Json) -> Json | None:
        """Change the books if they have something of the kind; None if not."""
        order = {"change": kind, "dossierId": dossier, **params}
        answer = self.session.post(f"{self.address}/_sandbox/changes", json=order, timeout=60)
        assert answer.status_code in {200, 409}, answer.text
        return answer.json() if answer.ok else None

    def reset(self, **books: Json) -> None:
        """Begin anew with fresh books: seed, dossiers, documents_per_year, bookyears, now."""
        self._written = self.writes()  # the sandbox forgets them with the books
        self._ask("POST", "reset", books)

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self._ask("PUT", "clock", {"advance_seconds": seconds})

    def stop_clock(self) -> None:
        """Let time pass only when told to."""
        self._ask("PUT", "clock", {"running": False})

    def switch(self, **settings: str | int) -> None:
        """Set switches."""
        self._ask("PUT", "switches", settings)

    def fault(
        self, kind: str, operation: str | None = None, dossier: int | None = None, **options: Json
    ) -> None:
        """Order a fault."""
        order = {"kind": kind, "operation": operation, "dossierId": dossier, **options}
        self._ask("POST", "faults", order)

    def repair(self) -> None:
        """Cancel all faults."""
        self._ask("DELETE", "faults")

    def new_day(self) -> None:
        """Make what tests turned good again, save for the books; all calls are allowed anew."""
        self.repair()
        self.switch(**self._switches)
        for dossier in range(1, 4):
            self.change("remember", dossier)
            self.change("enable", dossier)
        self.pass_time(DAY + 60)
        self.calls()

    def _ask(self, method: str, path: str, body: Json = None, **params: Json) -> Json:
        address = f"{self.address}/_sandbox/{path}"
        answer = self.session.request(method, address, json=body, params=params, timeout=60)
        assert answer.ok, answer.text
        return answer.json(parse_float=Decimal)


@contextmanager
def serving(**options: str | int) -> Iterator[Sandbox]:
    """Serve as long as the context lasts; the options are those of `octopus-sandbox serve`."""
    given = {"port": 0, "now": NOW, **options}
    words = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
    line = [command("octopus-sandbox"), "serve", *words]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ours
        assert process.stdout
        try:
            sandbox = Sandbox(process.stdout.readline().strip())
            yield sandbox
            sandbox.session.close()
        finally:
            process.terminate()
