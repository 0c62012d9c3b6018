"""The cost of loading: calls, days, and how often everything can be read again."""

from __future__ import annotations

import collections
import dataclasses
import math
import typing as t

from tap_octopus.client.limits import LONGEST_DAY, MARGIN
from tap_octopus.client.operations import OPERATIONS, Operation
from tap_octopus.setup.dry_run import Calls, DryRun, State, make_tap
from tap_octopus.setup.explorer import OPEN, Explorer
from tap_octopus.sync.stream import ReadStream

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tap_octopus.settings import Settings
    from tap_octopus.setup.explorer import Found

BY_NAME = {operation.name: operation for operation in OPERATIONS}

DAILY = "0 5 * * *"

INTERVALS = {
    **{f"*/{minutes} * * * *": 60 * minutes for minutes in (10, 12, 15, 20, 30)},
    "0 * * * *": 3600,
    **{f"0 */{hours} * * *": 3600 * hours for hours in (2, 3, 4, 6, 8, 12)},
    DAILY: 24 * 3600,
}
"""Cron expressions with equal intervals, the shortest first, and the seconds between two runs.

None is longer than a day: after `deletions_kept_days` (7 by default), a run is a first load again.
"""


class Quota(t.NamedTuple):
    """Calls of one operation that share a limit: those of a dossier, or of the account."""

    operation: Operation
    calls: int
    rate: float
    """The calls that are allowed a day."""

    @property
    def days(self) -> int:
        """How many days these calls take."""
        return math.ceil(self.calls / self.rate)

    @property
    def reads(self) -> int:
        """How often these calls can be made in 24 hours."""
        return int(self.rate // self.calls)


@dataclasses.dataclass(frozen=True)
class Plan:
    """What a user should know before the first run.

    Attributes:
        settings: The settings.
        found: What was found of each dossier.
        next_run: The calls of a run that starts now.
        first_load: The calls of a complete first load, over as many days as it takes.
        refresh: The calls of a later run that reads all selected streams.
    """

    settings: Settings
    found: Sequence[Found]
    next_run: Calls
    first_load: Calls
    refresh: Calls

    def quotas(self, calls: Calls) -> Iterator[Quota]:
        """Yield the sums of calls that share a limit, for operations that have one."""
        sums: collections.Counter[tuple[str, int | None]] = collections.Counter()
        for dossier, made_there in calls.items():
            for name, count in made_there.items():
                sums[name, None if self._is_shared(BY_NAME[name]) else dossier] += count
        for (name, _), count in sums.items():
            operation = BY_NAME[name]
            if operation.limit is not None:
                yield Quota(operation, count, self._rate(operation))

    def days(self, calls: Calls) -> int:
        """Return how many days these calls take."""
        return max((quota.days for quota in self.quotas(calls)), default=1)

    def schedule(self) -> str | None:
        """Return the shortest interval (cron) at which each run can read all selected streams.

        It keeps to the limits on any day, even one of 25 hours. None when even one run a day is too
        many.
        """
        least = min((quota.reads for quota in self.quotas(self.refresh)), default=0)
        return next((cron for cron in INTERVALS if _runs(cron) <= least), None)

    def too_slow(self) -> list[str]:
        """Return the names of the operations that cannot be called for each dossier every day."""
        found = self.quotas(self.refresh)
        return sorted({q.operation.name for q in found if q.reads < _runs(DAILY)})

    def _is_shared(self, operation: Operation) -> bool:
        return operation.of_account or self.settings.daily_limit_scope == "account"

    def _rate(self, operation: Operation) -> float:
        limit, shard = operation.limit or 0, self.settings.dossier_shard
        return shard.rate(limit) if shard and self._is_shared(operation) else limit


def _runs(cron: str) -> int:
    """Return how many runs the longest day (25 hours) can have."""
    return (LONGEST_DAY + MARGIN) // INTERVALS[cron] + 1


def plan(
    config: Mapping[str, t.Any],
    select: Sequence[str] = (),
    catalog: State | None = None,
    state: State | None = None,
) -> Plan:
    """Explore the account, and make dry runs: a first load, a later run, and the next run.

    Args:
        config: The settings.
        select: The names of the selected streams.
        catalog: Selects the streams if `select` is empty. Without it all streams are read.
        state: The state of the next run.
    """
    tap = make_tap(config, select, catalog)
    operations = [s.operation for s in tap.selected_streams if isinstance(s, ReadStream)]
    explorer = Explorer(tap.settings)
    found = explorer.dossiers(operations)
    now = explorer.client.clock.seconds()
    dry = DryRun(config, select, catalog, explorer.listed, found)
    first = dry.run(None, now, respect_daily_limits=False)
    later = dry.run(first.state, now + 3600, respect_daily_limits=False)
    following = dry.run(state, now)
    return Plan(tap.settings, found, following.calls, first.calls, later.calls)


def as_json(made_plan: Plan, job: str) -> dict[str, t.Any]:
    """Return a plan as JSON."""
    dossiers = [
        {
            **about(each),
            "bookyears": len(each.bookyears),
            "first_load": _cost(made_plan, made_plan.first_load, each),
            "refresh": _cost(made_plan, made_plan.refresh, each),
        }
        for each in made_plan.found
    ]
    cron = made_plan.schedule()
    schedule = {"name": "octopus", "interval": cron or DAILY, "job": job}
    return {
        "dossiers": dossiers,
        "operations": [*_by_operation(made_plan)],
        "next_run": _calls(made_plan.next_run),
        "first_load": {
            "calls": _total(made_plan.first_load),
            "days": made_plan.days(made_plan.first_load),
        },
        "refresh": {"calls": _total(made_plan.refresh), "days": made_plan.days(made_plan.refresh)},
        "reads_everything_each_time": cron is not None,
        "takes_several_runs": made_plan.too_slow(),
        "schedules": [schedule],
    }


def about(found: Found) -> dict[str, t.Any]:
    """Return the id, name, status and reason of a dossier."""
    more = {name: getattr(found, name) for name in ("name", "status", "reason")}
    return {"dossier_id": found.dossier, **more}


def _cost(made_plan: Plan, calls: Calls, found: Found) -> dict[str, t.Any]:
    own: Calls = {found.dossier: calls.get(found.dossier, collections.Counter())}
    days = made_plan.days(own) if found.status == OPEN else 0
    return {"calls": dict(own[found.dossier]), "total": _total(own), "days": days}


def _by_operation(made_plan: Plan) -> Iterator[dict[str, t.Any]]:
    """Yield the calls of each operation, for the dossier (or account) that needs most of them."""
    first, later = (
        {q.operation: q for q in sorted(made_plan.quotas(calls), key=lambda q: q.calls)}
        for calls in (made_plan.first_load, made_plan.refresh)
    )
    for operation in OPERATIONS:
        if operation in first:
            quota = later.get(operation)
            yield {
                "operation": operation.name,
                "calls_a_day": first[operation].rate,
                "first_load": first[operation].calls,
                "refresh": quota.calls if quota else 0,
                "reads_a_day": quota.reads if quota else None,
            }


def _calls(calls: Calls) -> list[dict[str, t.Any]]:
    return [{"dossier_id": dossier, "calls": dict(found)} for dossier, found in calls.items()]


def _total(calls: Calls) -> int:
    return sum(found.total() for found in calls.values())
