"""Run every ten minutes: no call is refused, and every table is as fresh as its limit allows."""

import datetime
from collections import defaultdict

import pytest

from tests.behaviour.crashing import Story
from tests.support.compare import differences
from tests.support.sandbox import DAY, Sandbox
from tests.support.tap import Outcome  # noqa: TC001 - as everywhere else in tests

TEN_MINUTES = 600
HOURS = 48
FRESH = {
    "bookings": 30,
    "deleted_booking_documents": 30,
    "accounts": 30,
    "relations": 30,
    "balancings": 30,
    "bank_paymentlist": 30,
    "bank_unbalancedinvoices": 30,
    "bookyears": 60,
    "report_open_clients": 60,
    "report_open_suppliers": 60,
    "costcentres": 720,
    "customfields": 720,
    "productgroups": 720,
    "products": 720,
}
"""How old each table may be at the end of a run, in minutes."""


class Watch(Story):
    """A story of which every run is looked at.

    Attributes:
        oldest: How old each table was at most, in minutes, by hour.
        outcomes: What came of the runs.
    """

    def watch(self, hours: int) -> None:
        """Run every ten minutes, while the books change."""
        self.oldest: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self.outcomes: list[Outcome] = []
        for number in range(hours * 6):
            if number % 12 == 5:
                self.sandbox.change("random", 1, count=2, seed=number)
            self.outcomes.append(self.run())
            self._look(number // 6)
            self.sandbox.pass_time(TEN_MINUTES)

    def _look(self, hour: int) -> None:
        now = datetime.datetime.fromisoformat(self.sandbox._ask("GET", "clock")["now"])
        for row in self.tables.rows("sync_status"):
            ages = self.oldest[row["stream"]]
            age = now - row["synced_at"] if row["synced_at"] else datetime.timedelta.max
            ages[hour] = max(ages[hour], age / datetime.timedelta(minutes=1))

    def age(self, table: str, since: int = 0, until: int = 10**6) -> float:
        """Tell how old a table was at most, in some of the hours."""
        return max(age for hour, age in self.oldest[table].items() if since <= hour < until)

    def first_load(self) -> dict[str, float]:
        """Give the age of what the calls of a first load left few calls for: at most 80 minutes."""
        waited = {"bookings", "deleted_booking_documents"}
        done = [hour for hour, age in self.oldest["bookings"].items() if age < 24 * 60]
        slow = {table for table in waited if self.age(table) > FRESH[table] + 11}
        assert all(self.age(table, done[0] + 1) <= 80 for table in slow)
        return {table: self.age(table) for table in slow}

    def late(self, since: int) -> dict[str, float]:
        """Give the tables that were older since an hour than they may be, with their age."""
        ages = {table: self.age(table, since) for table in FRESH}
        return {table: age for table, age in ages.items() if age > FRESH[table]}

    def busiest_days(self) -> dict[str, int]:
        """Give the most calls of each operation in any 24 hours, by the sandbox's own log."""
        return {
            call["operation"]: max(_in_a_day(list(map(_moment, call["moments"]))))
            for call in self.sandbox._ask("GET", "calls")
        }


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _in_a_day(moments: list[datetime.datetime]) -> list[int]:
    day = datetime.timedelta(days=1)
    return [sum(first <= moment < first + day for moment in moments) for first in moments]


def allowed(operation: str) -> int:
    """Tell how many calls of an operation Octopus allows in a day (octopus-api.md 5)."""
    limits = {
        48: ("/modified", "/bank/paymentlist", "/bank/invoices"),
        24: ("/bookyears", "/journals", "/open"),
        2: ("/costcentres", "/customfields", "/productgroups", "/products"),
        150: (" /dossiers",),
    }
    found = [limit for limit, ends in limits.items() if operation.endswith(ends)]
    return found[0] if found else 10**6


@pytest.mark.parametrize(("bookyears", "hours", "steady"), [(1, 48, 26), (20, 52, 50)])
def test_two_days(office_sandbox: Sandbox, bookyears: int, hours: int, steady: int) -> None:
    """Two days of runs: no call too many, the tables fresh, and in the end they are the truth."""
    watch = Watch(office_sandbox, bookyears=bookyears, documents_per_year=4)

    watch.watch(hours)

    assert office_sandbox.refused_calls() == 0
    assert {o: n for o, n in watch.busiest_days().items() if n > allowed(o)} == {}
    assert watch.late(since=steady) == {}
    assert {t: watch.age(t) for t in FRESH if watch.age(t) > FRESH[t] + 11} == watch.first_load()
    assert watch.age("journals") <= 24 * 60 / (24 // bookyears) + 60
    office_sandbox.pass_time(DAY + 60)
    watch.run()
    assert differences(office_sandbox, watch.tables) == ""


def test_first_load_of_two_days(office_sandbox: Sandbox) -> None:
    """80 calls at 48 a day: it says how far it is and what comes next, and then that it is done."""
    watch = Watch(office_sandbox, bookyears=20, documents_per_year=4)

    watch.watch(24)
    office_sandbox.pass_time(TEN_MINUTES)
    last = watch.run()

    told = [outcome.status()[1, "bookings"] for outcome in (watch.outcomes[0], last)]
    assert [row["outcome"] for row in told] == ["partial", "complete"]
    assert "follows when calls are allowed again" in str(told[0]["message"])
    assert "0 calls left" in watch.outcomes[0].log
    assert "partial" in watch.outcomes[0].log
    assert all((1, "bookings") not in outcome.status() for outcome in watch.outcomes[1:])
    office_sandbox.pass_time(2 * 3600)
    watch.run()  # brings what was booked during the load
    assert differences(office_sandbox, watch.tables, "bookings") == ""
