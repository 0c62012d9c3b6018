"""After any history that dlt loads into a DuckDB, it holds what Octopus does.

`HISTORIES=3000 python3 dev.py dlt` plays 60 of them.
"""

import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tap_octopus.errors import RunFailed
from tests.behaviour.histories import HISTORIES, books, histories, so_many
from tests.behaviour.inside import no_pauses
from tests.behaviour.office import Follower, Office
from tests.dlt.destinations import InDuckDB
from tests.support.compare import differences
from tests.support.contract import OWN, TABLES
from tests.support.sandbox import serving
from tests.support.tap import Outcome

Place = tuple[int, str]
Status = dict[Place, dict[str, Any]]


@dataclass(frozen=True)
class Load(Outcome):
    """What came of a load: the new rows of `sync_status`."""

    rows: Status = field(default_factory=dict)

    def status(self) -> Status:
        """Give them by dossier and stream."""
        return self.rows


class ByDlt(Follower):
    """A source for dlt that comes by, and the DuckDB that it fills."""

    def __init__(
        self, config: Mapping[str, Any], pause: Callable[[float], None], folder: Path
    ) -> None:
        super().__init__(config, pause)
        self.duckdb = InDuckDB(folder)
        self._left_out: Collection[str] = ()

    def leave_out(self, tables: Collection[str]) -> None:
        """Select all tables but these from now on."""
        self._left_out = tables

    def run(self) -> Outcome:
        """Load what changed."""
        before, problem = self._status(), ""
        try:
            with no_pauses(self.pause):
                self.duckdb.load(dict(self.config), *({*TABLES, *OWN} - {*self._left_out}))
        except RunFailed as error:
            problem = str(error)
        found = {place: row for place, row in self._status().items() if row != before.get(place)}
        return Load(int(bool(problem)), "", problem, found)

    def _status(self) -> Status:
        if not self.duckdb.query("from (show all tables) where name = 'sync_status'"):
            return {}
        rows = self.duckdb.rows("sync_status")
        return {(row["dossier_id"], row["stream"]): row for row in rows}


@so_many(max(2, HISTORIES // 50))
@given(data=st.data(), begun_with=books())
def test_any_history(begun_with: dict[str, Any], data: st.DataObject) -> None:
    """Whatever happens, whenever dlt loads, whatever is selected: all is as in Octopus."""
    history = data.draw(histories(), "history")
    with serving() as sandbox, tempfile.TemporaryDirectory() as folder:
        office = Office(sandbox, begun_with, {"emptied_document": "deleted"})
        follower = ByDlt(office.follower.config, sandbox.pass_time, Path(folder))
        office.follower = follower

        office.play(history)
        office.settle()

        assert differences(sandbox, follower.duckdb) == ""
        assert sandbox.refused_calls() == 0
        assert sandbox.writes() == []
