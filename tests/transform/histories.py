"""What can happen to an office between two builds: to the tables of the tap, and to builds."""

import datetime
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from demo.warehouse import RAW
from tests.support.contract import OWN, TABLES, columns
from tests.support.dbt import Built, Dbt, Place
from tests.support.sandbox import NOW
from tests.support.truth import Row
from tests.transform.conftest import DOSSIERS

ROWS = (
    "edited", "damaged", "lost", "doubled", "disabled", "gone", "new", "reloaded", "killed_run",
    "killed_build",
)  # fmt: skip
"""What can happen that leaves the SQL of the models as it is."""

EVERYTHING = (*ROWS, "some_models", "another_day", "variable")
ALL = (*TABLES, *OWN)
NEW = 100
"""So much is added to the id of a dossier to have a new one with the same books."""

BUILD = ("build", "--exclude-resource-type=test")
Query = Callable[[str], list[Row]]


@dataclass
class Office:
    """A warehouse in which the tap read an office twice, and what was built from it.

    Attributes:
        query: Asks the warehouse something, or changes it.
        place: The warehouse as dbt finds it.
        dbt: Builds the project.
        variables: The variables of the project.
    """

    query: Query
    place: Place
    dbt: Dbt
    variables: dict[str, Any] = field(default_factory=lambda: {"as_of": NOW[:10], "now": NOW})

    def build(self, *command: str) -> Built:
        """Build, by default all but the tests."""
        name, *options = command or BUILD
        built = self.dbt.run(name, self.place, *options, **self.variables)
        assert built.success, built.log
        return built


class History:
    """Things that happen to an office, by chance.

    Args:
        office: The office.
        seed: What chance begins with.
    """

    def __init__(self, office: Office, seed: int) -> None:
        self._office = office
        self._any = random.Random(seed)  # noqa: S311 - a game
        self._moments = 0
        self.told: list[str] = []

    def goes_on(self, *things: str) -> None:
        """Let some of these things happen, and the tap read again."""
        for thing in (*self._any.sample(things, 3), "read"):
            self.told.append(thing)
            getattr(self, thing)()

    def read(self) -> None:
        """The tap reads all tables again that it reads in full, and finds the same."""
        self._later("sync_status", "synced_at", "synced_at is not null")
        self._later("sync_status", "valid_from", "replication = 'full'")
        full = f"select distinct stream from {RAW}.sync_status where replication = 'full'"  # noqa: S608
        for row in self._ask(full):
            self._later(row["stream"], "synced_at", "1 = 1")

    def edited(self) -> None:
        """The books of a dossier become those of another time."""
        dossier, time = self._one(), self._any.choice(("first", "second"))
        for table in ALL:
            self._ask(f"delete from {RAW}.{table} where dossier_id = {dossier}")  # noqa: S608
            self._ask(
                f"insert into {RAW}.{table} select * from {time}.{table}"  # noqa: S608
                f" where dossier_id = {dossier}"
            )

    def damaged(self) -> None:
        """A value is missing in some rows of a dossier, and nothing tells of it."""
        table = self._any.choice(("bookings", *TABLES))
        names = [c.name for c in columns(table) if not c.is_key and c.name != "synced_at"]
        self._ask(
            f"update {RAW}.{table} set {self._any.choice(names)} = null where {self._some(table)}"  # noqa: S608
        )

    def lost(self) -> None:
        """Some rows of a dossier are gone."""
        table = self._any.choice(("bookings", *TABLES))
        self._ask(f"delete from {RAW}.{table} where {self._some(table)}")  # noqa: S608

    def doubled(self) -> None:
        """Some rows of a dossier are there twice."""
        table = self._any.choice(("bookings", *TABLES))
        self._ask(
            f"insert into {RAW}.{table} select * from {RAW}.{table} where {self._some(table)}"  # noqa: S608
        )

    def disabled(self) -> None:
        """A dossier is not in the newest list."""
        self._later("dossiers", "synced_at", f"dossier_id <> {self._one()}")

    def gone(self) -> None:
        """Nothing of a dossier is left."""
        dossier = self._one()
        for table in ALL:
            self._ask(f"delete from {RAW}.{table} where dossier_id = {dossier}")  # noqa: S608

    def new(self) -> None:
        """There is a new dossier."""
        dossier = self._any.choice(DOSSIERS)
        for table in ALL:
            names = ", ".join(c.name for c in columns(table) if c.name != "dossier_id")
            self._ask(f"delete from {RAW}.{table} where dossier_id = {dossier + NEW}")  # noqa: S608
            self._ask(
                f"insert into {RAW}.{table} (dossier_id, {names})"  # noqa: S608
                f" select dossier_id + {NEW}, {names} from second.{table}"
                f" where dossier_id = {dossier}"
            )

    def reloaded(self) -> None:
        """All of a dossier is read from the beginning."""
        which = f"dossier_id = {self._one()}"
        for table in TABLES:
            self._later(table, "synced_at", which)
        self._later("sync_status", "synced_at", which)
        self._ask(f"update {RAW}.sync_status set valid_from = synced_at where {which}")  # noqa: S608

    def killed_run(self) -> None:
        """Lines came with a read that was killed before it could tell of itself."""
        self._later("bookings", "synced_at", f"{self._some('bookings')} and journal_type <> 4")

    def killed_build(self) -> None:
        """A build ends in the middle, and what it had seen is put right again."""
        turned = (
            f"update {RAW}.bookings set booking_amount = -booking_amount"  # noqa: S608
            f" where dossier_id = {self._one()}"
        )
        self._ask(turned)
        self._office.build("run", "--select=+vat_lines")
        self._ask(turned)

    def some_models(self) -> None:
        """Someone builds some models alone, in another language."""
        language = self._office.variables.get("language", "nl")
        self._office.variables["language"] = "en"
        self._office.build("run", "--select=general_ledger", "open_items")
        self._office.variables["language"] = language

    def another_day(self) -> None:
        """It is some days later, or earlier."""
        today = datetime.date.fromisoformat(str(self._office.variables["as_of"]))
        days = datetime.timedelta(days=self._any.choice((1, 1, 3, 20, -1)))
        self._office.variables["as_of"] = str(today + days)

    def variable(self) -> None:
        """A variable has another value."""
        name, values = self._any.choice(
            (("language", ("nl", "fr")), ("client_listing_threshold", (250, 500)))
        )
        self._office.variables[name] = self._any.choice(values)

    def _one(self) -> int:
        rows = self._ask(f"select distinct dossier_id from {RAW}.sync_status order by 1")  # noqa: S608
        return self._any.choice([int(row["dossier_id"]) for row in rows] or [0])

    def _some(self, table: str) -> str:
        """Choose some rows of a dossier, by a number that many have."""
        numbers = [c.name for c in columns(table) if c.kind == "integer" and c.is_key][1:]
        number = numbers[-1] if numbers else "dossier_id"
        return f"dossier_id = {self._one()} and {number} % {self._any.choice((1, 2, 5))} = 0"

    def _later(self, table: str, column: str, which: str) -> None:
        self._moments += 1
        later = f"{column} + interval '{self._moments} minutes'"
        self._ask(f"update {RAW}.{table} set {column} = {later} where {which}")  # noqa: S608

    def _ask(self, sql: str) -> list[Row]:
        return self._office.query(sql)
