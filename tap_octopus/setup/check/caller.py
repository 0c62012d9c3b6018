"""Makes the calls of a check: each once, within the daily limits, and at most 32 in all."""

from __future__ import annotations

import dataclasses
import typing as t

from tap_octopus.client import Client
from tap_octopus.client import operations as api
from tap_octopus.client.operations import Request
from tap_octopus.errors import CallsSpent, OctopusError
from tap_octopus.output.lock import RunLock
from tap_octopus.setup.check.documented import documented
from tap_octopus.setup.check.shapes import Shape
from tap_octopus.setup.check.watch import Seen, WatchedTransport
from tap_octopus.state import Bookmarks

if t.TYPE_CHECKING:
    from tap_octopus.client.clock import ServerClock
    from tap_octopus.rows.answers import Answer, Record
    from tap_octopus.settings import Settings

Take = t.Callable[["Record"], object]

MOST_CALLS = 32
"""The most calls of a check, besides a connection to each dossier.

Beyond them, calls that not every check needs are left out.
"""


class Caller:
    """Makes calls, and notes what their answers were like.

    Attributes:
        is_free: Whether the number of calls has no maximum (`--all`).
        shapes: The shape of the records, by operation and list.
        failure: The last error.
        told: The answers that the report lists, by operation.
        rows: The number of their records, by operation.
    """

    transport: WatchedTransport

    def __init__(self, settings: Settings, *, is_free: bool = False) -> None:
        self.is_free = is_free
        bookmarks = Bookmarks({}, shared_limits=settings.daily_limit_scope == "account")
        self.client = Client(settings, bookmarks, RunLock(), self._network)
        for retries in (self.client.retries, self.client.connect, self.client.sign_in):
            retries.is_hopeful = False  # a check must not take more calls than it says
        self.shapes: dict[tuple[api.Operation, str | None], Shape] = {}
        self.told: dict[api.Operation, list[Seen]] = {}
        self.rows: dict[api.Operation, int] = {}
        self.failure: OctopusError | None = None

    @property
    def calls(self) -> int:
        """How many calls were made so far."""
        return len(self.transport.seen)

    @property
    def may_ask_more(self) -> bool:
        """Whether a call may be made that not every check needs."""
        dossiers = len({seen.dossier for seen in self.transport.seen} - {None})
        return self.is_free or self.calls < MOST_CALLS + dossiers

    def connect(self, dossier: int) -> Seen:
        """Connect to a dossier. Return what the answer was like."""
        return self._seen(api.CONNECT, lambda: self.client.connect(Request(api.CONNECT, dossier)))

    def ask(
        self,
        request: Request,
        take: Take,
        take_deleted: Take,
        *,
        is_told: bool = True,
        token: str | None = None,
    ) -> tuple[Seen, int]:
        """Make a call and pass on its records. Return what the answer was like, and their number.

        Args:
            request: The call.
            take: Called with each record.
            take_deleted: Called with each record of the list of deletions.
            is_told: Whether the report lists the call. False for a second call of the same kind.
            token: A dossier token to use, which is not renewed if it is rejected.
        """
        operation, rows = request.operation, 0

        def read() -> Answer:
            nonlocal rows
            answer = self._sent(request, token)
            with answer:
                if operation in SINGLE:
                    self._note(operation, None, answer.content() or {}, is_told=is_told)
                    rows += 1
                    return answer
                lists = zip(operation.lists, answer.records(*operation.lists), strict=True)
                for name, records in lists:
                    gets = take_deleted if name and name == operation.deleted else take
                    for record in records:
                        self._note(operation, name, record, is_told=is_told)
                        if isinstance(record, dict):
                            gets(record)
                        rows += 1
            return answer

        seen = self._seen(operation, read)
        if is_told:
            self.told.setdefault(operation, []).append(seen)
            self.rows[operation] = self.rows.get(operation, 0) + rows
        return seen, rows

    def text(self, operation: api.Operation) -> str:
        """Make a call and return its answer as text; empty when it failed."""
        found = ""

        def read() -> Answer:
            nonlocal found
            with self.client.call(Request(operation)) as answer:
                found = answer.text()
            return answer

        self.told[operation] = [self._seen(operation, read)]
        return found

    def _sent(self, request: Request, token: str | None) -> Answer:
        if token is None:
            return self.client.call(request)
        headers = {"dossierToken": token}
        return self.client.limits(dataclasses.replace(request, headers=headers))

    def _seen(self, operation: api.Operation, make: t.Callable[[], Answer]) -> Seen:
        """Make a call. Return what its last answer was like; without status when there was none."""
        before = len(self.transport.seen)
        spent = False
        try:
            make().__exit__()
        except CallsSpent as error:
            spent, self.failure = True, error
        except OctopusError as error:
            self.failure = error  # the transport has noted the answer
        new = [seen for seen in self.transport.seen[before:] if seen.operation is operation]
        return new[-1] if new and not spent else Seen(operation)

    def _note(
        self, operation: api.Operation, name: str | None, record: object, *, is_told: bool
    ) -> None:
        found = documented(operation, name)
        if found and is_told:
            self.shapes.setdefault((operation, name), Shape(found)).add(record)

    def _network(self, settings: Settings, clock: ServerClock) -> WatchedTransport:
        self.transport = WatchedTransport(settings, clock)
        return self.transport


SINGLE = (api.BOOKYEAR_DETAILS, api.FINANCIAL_JOURNALS)
"""Operations whose answer is the record itself."""
