"""Counting calls against the daily limits, by the sandbox's clock."""

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from octopus_sandbox.switches import Switches

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = timedelta(hours=24)
LONGEST_DAY = timedelta(hours=25)
"""From midnight to midnight when summer time ends."""


class DailyLimits:
    """Remembers when each counter was used, per dossier or for the whole account."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._used: dict[tuple[str, int | None], list[datetime]] = defaultdict(list)

    def spend(self, counter: str, dossier_id: int | None, limit: int, now: datetime) -> bool:
        """Count one call, unless it would go over the limit: then answer False."""
        per_account = self._switches.is_("limit_scope", "account")
        key = (counter, None if per_account else dossier_id)
        kept = [moment for moment in self._used[key] if now - moment < LONGEST_DAY]
        self._used[key] = kept
        if sum(1 for moment in kept if self._counts(moment, now)) >= limit:
            return False
        # Both scopes are counted, so that the switch can be turned at any moment.
        for owner in {dossier_id, None}:
            self._used[counter, owner].append(now)
        return True

    def _counts(self, moment: datetime, now: datetime) -> bool:
        if self._switches.is_("limit_reset", "rolling"):
            return now - moment < DAY
        return moment.astimezone(BRUSSELS).date() == now.astimezone(BRUSSELS).date()
