"""The model as another program reads it, over marts that it works out the measures of."""

import calendar
import datetime
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from powerbi.__main__ import FOLDER
from powerbi.marts import Mart, marts
from powerbi.model import KEYS, Model, model
from powerbi.tmdl import PERMISSIONS
from tests.powerbi.figures import MORE
from tests.support.commands import beside

Json = dict[str, Any]
USER = "ann@office.example"
EVER = (datetime.date.min, datetime.date.max)


SELDOM = f"""
update marts.findings set severity = 'error' where rowid % 2 = 0;
update marts.open_items set days_overdue = 60 where days_overdue between 1 and 50;
update marts.open_items set days_overdue = 0 where days_overdue < -20;
update marts.cash_position set balance = balance + 5;
update marts.cash_position as p set opening = 5 where month = (
  select min(month) from marts.cash_position as c
  where c.dossier_id = p.dossier_id and c.account_nr = p.account_nr
);
update marts.office_desk set cash = cash + 5 * (
  select count(distinct account_nr) from marts.cash_position as c
  where c.dossier_id = office_desk.dossier_id
);
insert into marts.user_dossiers values ('{USER}', 1), ('{USER}', 3), ('bob', 2)
"""  # noqa: S608 - ours
"""What books seldom have: errors, items overdue for 0 and 60 days, cash from before, users."""


class Context(NamedTuple):
    """What is selected: dossiers, and a year or a month of it."""

    dossiers: tuple[int, ...]
    year: int | None = None
    month: int | None = None

    def filters(self) -> Json:
        """Give it as values of columns."""
        chosen: Json = {"office_desk.dossier_id": list(self.dossiers)}
        if self.year:
            chosen["dim_date.year"] = [self.year]
        if self.month:
            chosen["dim_date.month_nr"] = [self.month]
        return chosen

    def days(self) -> tuple[datetime.date, datetime.date]:
        """Give the first day and the last."""
        if not self.year:
            return EVER
        last = self.month or 12
        return (
            datetime.date(self.year, self.month or 1, 1),
            datetime.date(self.year, last, calendar.monthrange(self.year, last)[1]),
        )


CONTEXTS = [
    Context(dossiers, *when)
    for dossiers in ((1, 2, 3), (1,), (2,), (3,))
    for when in ((), (2025,), (2026, 3))
]


class Read(NamedTuple):
    """The marts, the model of them, and what pbix-mcp makes of the committed files.

    Attributes:
        found: The model as it was read there.
        values: What the measures come to, for each of CONTEXTS and for all.
        failed: What could not be worked out.
    """

    duck: duckdb.DuckDBPyConnection
    marts: dict[str, Mart]
    model: Model
    found: Json
    values: list[Json]
    failed: Json


def read(path: Path) -> Read:
    """Have another program read the committed model, and work out its measures over marts."""
    made = marts(path)
    duck = duckdb.connect(path)
    duck.execute(SELDOM)
    order = {
        "folder": str(FOLDER),
        "tables": {
            table.name: rows(duck, table.name, (column.name for column in table.columns))
            for table in model(made).tables
            if table.name in made
        },
        "measures": {
            table: f"COUNTROWS(FILTER({table}, {which}))".replace(
                "USERPRINCIPALNAME()", f'"{USER}"'
            )
            for table, which in PERMISSIONS.items()
        }
        | {name: dax for name, (dax, _) in MORE.items()},
        "contexts": [context.filters() for context in CONTEXTS] + [{}],
    }
    done = subprocess.run(  # noqa: S603 - ours
        [beside("powerbi", "python"), "-P", Path(__file__).parent / "foreign" / "evaluate.py"],
        input=json.dumps(order, default=str),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return Read(duck, made, model(made), said["model"], said["values"], said["failed"])


def rows(duck: duckdb.DuckDBPyConnection, mart: str, columns: Iterable[str]) -> Json:
    """Give a mart with the keys that the model makes, as Power Query makes them."""
    made = {key: f"dossier_id || ':' || {number} as {key}" for key, (number, _) in KEYS.items()}
    names = [*columns]
    wanted = ", ".join(made.get(name, f'"{name}"') for name in names)
    found = duck.execute(f"select {wanted} from marts.{mart}").fetchall()  # noqa: S608
    return {"columns": names, "rows": [[*map(_plain, row)] for row in found]}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value
    return float(value) if hasattr(value, "as_tuple") else value
