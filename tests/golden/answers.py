"""What the dbt project answers about the dossiers, in one warehouse."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.golden.dossiers import Dossier
from tests.support.dbt import Built, Dbt, Place
from tests.support.duck import Duck
from tests.support.office import project_with
from tests.support.truth import Row
from tests.support.warehouse import Warehouse

CHOICES = ("net", "62_63", "62_61")
"""Where VAT of a credit note on a reverse charge may go: the values of reverse_charge_credit."""

CHOSEN = ("vat_lines", "vat_return_grids", "vat_returns")
"""The marts of the return that the choice changes."""

BEFORE_NOON, NOON = datetime.time(11, 30), datetime.time(12)
"""When the tap read everything, and when the answers are of."""


class Answers:
    """The marts of a warehouse, asked for by dossier.

    Args:
        warehouse: Where they are.
        built: What came of building them.

    Attributes:
        built: What came of building them.
        open_items: What was open on a day, by the day.
        chosen: By each choice, the rows of the marts that it changes.
    """

    def __init__(self, warehouse: Duck | Warehouse, built: Built) -> None:
        self._warehouse = warehouse
        self._marts: dict[str, list[Row]] = {}
        self.built = built
        self.open_items: dict[datetime.date, list[Row]] = {}
        self.chosen: dict[str, dict[str, list[Row]]] = {}

    def of(self, dossier: Dossier, mart: str) -> list[Row]:
        """Give the rows of a dossier in a mart; open items are those of the day of its case."""
        day = dossier.case.says.get("as_of")
        if mart == "open_items" and day:
            rows = self.open_items[day]
        else:
            if mart not in self._marts:
                self._marts[mart] = self.all(mart)
            rows = self._marts[mart]
        return [row for row in rows if row["dossier_id"] == dossier.id]

    def all(self, mart: str, schema: str = "marts") -> list[Row]:
        """Give all rows of a mart as it is now."""
        return self._warehouse.query(f"select * from {schema}.{mart}")  # noqa: S608 - ours


@dataclass(frozen=True)
class Builder:
    """Builds a project over a warehouse that holds dossiers, as of a day.

    Attributes:
        dbt: Runs it.
        project: The project.
        found: The dossiers.
        today: The day.
    """

    dbt: Dbt
    project: Path
    found: list[Dossier]
    today: datetime.date

    def build(self, place: Place, warehouse: Duck | Warehouse) -> Answers:
        """Build everything, and what was open on days that are asked for."""
        answers = Answers(warehouse, self._run("build", place, self.today))
        says = [dossier.case.says for dossier in self.found]
        for day in sorted({said["as_of"] for said in says if "as_of" in said}):
            again = self._run("run", place, day, "--select=open_items")
            assert again.success, again.log
            answers.open_items[day] = answers.all("open_items")
        return answers

    def choose(self, answers: Answers, place: Place) -> None:
        """Build the returns by each choice, where a case has one."""
        has_choice = any("either" in dossier.case.says for dossier in self.found)
        for choice in CHOICES if has_choice else ():
            schema = f"credit_{choice}"
            chosen = {"marts_schema": schema, "reverse_charge_credit": choice}
            again = self._run("run", place, self.today, f"--select={' '.join(CHOSEN)}", **chosen)
            assert again.success, again.log
            answers.chosen[choice] = {mart: answers.all(mart, schema) for mart in CHOSEN}

    def _run(
        self, command: str, place: Place, day: datetime.date, *options: str, **chosen: str
    ) -> Built:
        moment = datetime.datetime.combine(self.today, NOON).isoformat()
        variables = {"as_of": day.isoformat(), "now": moment, **chosen}
        return self.dbt.run(command, place, *options, project=self.project, **variables)


def project_of(found: Iterable[Dossier], folder: Path) -> Path:
    """Copy the project, with what offices say of their codes and customers in its seeds."""
    operations, exempt = [], []
    for dossier in found:
        own = {"dossier_id": dossier.id}
        operations += [own | row for row in dossier.books.operations]
        exempt += [own | {"enterprise_nr": number} for number in dossier.books.exempt]
    seeds = {"vat_code_operations": operations, "exempt_customers": exempt}
    return project_with(seeds, folder)
