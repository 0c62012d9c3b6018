"""An office whose history is played, with a tap that comes by and a warehouse that it feeds."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from tests.behaviour import inside
from tests.behaviour.histories import (
    DOSSIERS,
    Arrive,
    Change,
    History,
    LeaveOut,
    Pause,
    RunElsewhere,
    Step,
)
from tests.support.compare import difference
from tests.support.contract import OF_A_MODULE, TABLES
from tests.support.sandbox import DAY, HALF_A_DAY, NOW, Sandbox
from tests.support.tables import Tables
from tests.support.tap import Outcome, by_password
from tests.support.truth import true_tables

SignIn = Callable[..., dict[str, Any]]

BY_LIST = "fails with 400 or 404: read from"
"""Part of the message of a table that was read in its other way, to its end."""

MOST_VISITS = 40
"""Half days after which every table of every dossier must have been read once more."""


class Follower:
    """A tap, what it remembers, and the warehouse that it feeds.

    Args:
        config: The settings of the tap.
        pause: Lets the time of a pause between tries pass in Octopus.
        unseen: The tables that no caller can read whole.

    Attributes:
        runs: What came of each run.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        pause: Callable[[float], None],
        unseen: Collection[str] = (),
    ) -> None:
        self.config = config
        self.pause = pause
        self.seen = [table for table in TABLES if table not in unseen]
        self.tables = Tables()
        self.runs: list[Outcome] = []
        self._state: dict[str, Any] | None = None
        self.catalog: dict[str, Any] | None = None

    def leave_out(self, tables: Collection[str]) -> None:
        """Select all tables but these from now on."""
        self.catalog = inside.catalog(self.config, tables) if tables else None

    def run(self) -> Outcome:
        """Let the tap come by."""
        outcome = inside.run(self.config, self._state, catalog=self.catalog, pause=self.pause)
        self._state = outcome.state or self._state
        self.runs.append(outcome)
        self.tables.load(outcome.messages)
        return outcome

    def catch_up(self, sandbox: Sandbox) -> Outcome:
        """Let the tap come by, with pauses, until it has read every table to its end."""
        waiting = {(dossier, table) for dossier in DOSSIERS for table in self.seen}
        for _ in range(MOST_VISITS):
            outcome = self.run()
            assert outcome.exit_code == 0, outcome.log
            waiting -= _read_to_the_end(outcome)
            if not waiting:
                return outcome
            sandbox.pass_time(HALF_A_DAY)
        raise AssertionError(f"never read: {sorted(waiting)}")


class Office:
    """An office with fresh books, and a tap that follows it.

    Args:
        sandbox: What serves it; the books before are gone.
        books: The size of the books, and the moment at which they begin.
        switches: What the API leaves open.
        sign_in: How the tap signs in.
        unseen: The tables that no caller can read whole under these switches; none compares them.
        settings: Other settings of the tap.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        books: Mapping[str, Any] | None = None,
        switches: Mapping[str, str | int] | None = None,
        sign_in: SignIn = by_password,
        unseen: Collection[str] = (),
        **settings: Any,  # noqa: ANN401 - any JSON
    ) -> None:
        sandbox.reset(**{"dossiers": len(DOSSIERS), "now": NOW, **(books or {})})
        sandbox.stop_clock()
        sandbox.switch(**(switches or {}))
        self.sandbox = sandbox
        self.follower = Follower(sign_in(sandbox, **settings), sandbox.pass_time, unseen)
        self._disabled: set[int] = set()
        self._elsewhere: list[Outcome] = []
        self._unseen = unseen

    def play(self, history: History) -> None:
        """Let a history happen."""
        for step in history:
            self.take(step)

    def take(self, step: Step) -> None:
        """Let one step happen."""
        if isinstance(step, Change):
            self._change(step)
        elif isinstance(step, Pause):
            self.sandbox.pass_time(step.seconds)
        elif isinstance(step, RunElsewhere):
            elsewhere = inside.run(self.follower.config, pause=self.sandbox.pass_time)
            self._elsewhere.append(elsewhere)
        elif isinstance(step, Arrive):
            while self._elsewhere:
                self.follower.tables.load(self._elsewhere.pop().messages)
        elif isinstance(step, LeaveOut):
            self.follower.leave_out(step.tables)
        else:
            outcome = self.follower.run()
            assert outcome.exit_code == 0 or self._disabled >= set(DOSSIERS), outcome.log

    def settle(self) -> Outcome:
        """Let everybody in again, and the tap come by until it has seen every table."""
        self.take(LeaveOut())
        for dossier in DOSSIERS:
            self.take(Change("enable", dossier, 0))
        self.sandbox.pass_time(HALF_A_DAY)
        return self.follower.catch_up(self.sandbox)

    def wrong(self) -> str:
        """Tell in what the warehouse, or one that is loaded afresh, differs from the truth."""
        told = self._differences(self.follower)  # reminders are of the day: it is compared now
        self.sandbox.pass_time(2 * DAY)
        fresh = Follower(self.follower.config, self.sandbox.pass_time, self._unseen)
        fresh.catch_up(self.sandbox)
        return "\n".join(filter(None, [*told, *self._differences(fresh)]))

    def _differences(self, follower: Follower) -> list[str]:
        true = [true_tables(self.sandbox, dossier) for dossier in DOSSIERS]
        return [
            difference(
                table, [row for of in true for row in of[table]], follower.tables.live(table)
            )
            for table in follower.seen
        ]

    def _change(self, change: Change) -> None:
        how = {"journal": change.journal} if change.journal else {}
        self.sandbox.try_change(change.kind, change.dossier, seed=change.seed, **how)
        if change.kind == "disable":
            self._disabled.add(change.dossier)
        if change.kind == "enable":
            self._disabled.discard(change.dossier)


def _read_to_the_end(outcome: Outcome) -> set[tuple[int, str]]:
    rows = outcome.status().items()
    return {
        (dossier, table)
        for (dossier, table), row in rows
        if (row["outcome"] == "complete" and (not row["message"] or BY_LIST in str(row["message"])))
        or (row["outcome"] == "refused" and table in OF_A_MODULE)
    }
