"""What a modifiedTimeStamp means: the API tells no zone and no bounds, so switches do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from octopus_sandbox.switches import Switches

FIRST_LOAD = datetime(2000, 1, 1)  # noqa: DTZ001 compared with the text as it was sent
TICK = timedelta(microseconds=1)
EVER = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Window:
    """The moments an answer covers: from `since` on and before `until`."""

    since: datetime
    until: datetime | None
    is_first_load: bool

    def covers(self, moment: datetime) -> bool:
        """Tell whether something that happened at a moment belongs to the answer."""
        return self.since <= moment and (self.until is None or moment < self.until)


def window(switches: Switches, since: datetime | None, until: datetime | None = None) -> Window:
    """Read the timestamps of a call, as they were sent, by the switches."""
    if since is None:
        return Window(EVER, None, is_first_load=True)
    inclusive = switches.is_("timestamp_bound", "inclusive")
    instant = _reader(switches)
    return Window(
        instant(since) if inclusive else instant(since) + TICK,
        None if until is None else instant(until) + (TICK if inclusive else timedelta()),
        is_first_load=since <= FIRST_LOAD,
    )


def _reader(switches: Switches) -> Callable[[datetime], datetime]:
    zone = ZoneInfo(str(switches["timestamp_zone"]))
    fold = 1 if switches.is_("ambiguous_hour", "later") else 0
    return lambda sent: sent.replace(tzinfo=zone, fold=fold).astimezone(UTC)
