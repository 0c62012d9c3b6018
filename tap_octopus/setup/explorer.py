"""Find out what an account can read, with a few calls for each dossier."""

from __future__ import annotations

import dataclasses
import typing as t

import click

from tap_octopus.client import Client
from tap_octopus.client import operations as api
from tap_octopus.client.operations import ALL, Operation, Request
from tap_octopus.errors import DossierRefused, ModuleRefused, NotAnswered, OctopusError
from tap_octopus.output.lock import RunLock
from tap_octopus.output.workers import work
from tap_octopus.state import Bookmarks
from tap_octopus.sync.incremental import FROM_THE_START, api_time

if t.TYPE_CHECKING:
    from collections.abc import Collection

    from tap_octopus.rows.answers import Record
    from tap_octopus.settings import Settings

OPEN, REFUSED, FAILED, LEFT_OUT = "open", "refused", "failed", "left out"

WHY_REFUSED = "has the user rights on it, and is its web service on?"
NOT_LISTED = "dossier_ids names it, which this user cannot reach in Octopus"


@dataclasses.dataclass
class Found:
    """What was found of a dossier.

    Attributes:
        status: open, refused, failed or left out.
        reason: Why it is not open.
        bookyears: The records of its bookyears.
        journals: The records of the journals of all bookyears.
        lists: The journals by bookyear, from the plain lists; only if `journals/modified` failed.
        refused: The names of the operations that Octopus refuses.
    """

    dossier: int
    name: str
    status: str = OPEN
    reason: str | None = None
    bookyears: list[Record] = dataclasses.field(default_factory=list)
    journals: list[Record] = dataclasses.field(default_factory=list)
    lists: dict[int, list[Record]] = dataclasses.field(default_factory=dict)
    refused: set[str] = dataclasses.field(default_factory=set)


class Explorer:
    """Explores an account, within the same limits as the tap."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = RunLock()
        bookmarks = Bookmarks({}, shared_limits=settings.daily_limit_scope == "account")
        self.client = Client(settings, bookmarks, self._lock)
        self.listed: list[Record] = []  # the dossiers as Octopus lists them

    def dossiers(self, operations: Collection[Operation] | None = None) -> list[Found]:
        """List all dossiers, and connect to each that the settings do not exclude.

        Args:
            operations: Also find what the number of calls of these operations depends on:
                bookyears, journals and missing modules.

        Raises:
            ClickException: The dossiers cannot be listed.
        """
        try:
            with self.client.call(Request(api.DOSSIERS)) as answer:
                self.listed = [*answer.records(None)[0]]
        except OctopusError as error:
            raise click.ClickException(str(error)) from None
        listed = {each.dossier: each for each in filter(None, map(_found, self.listed))}
        named = {n: Found(n, "", FAILED, NOT_LISTED) for n in self._settings.dossier_ids}
        found = [each for _, each in sorted({**named, **listed}.items())]
        for each in found:
            if setting := self._settings.left_out_by(each.dossier):
                each.status, each.reason = LEFT_OUT, f"by the setting {setting}"
        wanted = [each for each in found if each.status == OPEN]

        def look(found: Found) -> None:
            self._look(found, operations)

        work(self._lock, look, wanted, self._settings.parallel_dossiers)
        self.client.close()
        return found

    def _look(self, found: Found, operations: Collection[Operation] | None) -> None:
        """Connect to a dossier, and read its bookyears and journals if operations are given."""
        try:
            with self.client.connect(Request(api.CONNECT, found.dossier)):
                pass
            if operations is not None:
                self._look_into(found, operations)
        except DossierRefused as error:
            found.status, found.reason = REFUSED, f"{error}: {WHY_REFUSED}"
        except OctopusError as error:
            found.status, found.reason = FAILED, str(error)
        self.client.leave(found.dossier)

    def _look_into(self, found: Found, operations: Collection[Operation]) -> None:
        found.bookyears = self._list(Request(api.BOOKYEARS, found.dossier))
        if {api.JOURNALS_MODIFIED, api.FINANCIAL_JOURNALS, api.INVOICE_DELIVERIES} & {*operations}:
            self._look_for_journals(found)
        now = api_time(self.client.clock.now())
        for operation in (o for o in operations if o.of_module):
            query: api.Query = {"bookyearId": ALL, "modifiedTimeStamp": now}
            request = Request(operation, found.dossier, query=query)
            if operation is api.INVOICE_DELIVERIES:
                request = Request(operation, found.dossier, json=_one_invoice(found))
            try:
                self._list(request)
            except ModuleRefused:
                found.refused.add(operation.name)
            except NotAnswered:  # there is no such journal: it is not refused
                pass

    def _look_for_journals(self, found: Found) -> None:
        """Read the journals of all bookyears. If that fails, read those of each bookyear."""
        query: api.Query = {"modifiedTimeStamp": FROM_THE_START}
        request = Request(api.JOURNALS_MODIFIED, found.dossier, query=query)
        try:
            found.journals = self._list(request)
        except NotAnswered:
            found.refused.add(request.operation.name)
            for year in found.bookyears:
                if (number := _number(year, "bookyearKey")) is not None:
                    request = Request(api.JOURNALS, found.dossier, number)
                    found.lists[number] = self._list(request)

    def _list(self, request: Request) -> list[Record]:
        with self.client.call(request) as answer:
            return [*answer.records(request.operation.rows)[0]]


def _found(record: Record) -> Found | None:
    """Return the dossier of a record; None when the record has no key."""
    number = _number(record, "dossierKey")
    if number is None:
        return None
    return Found(number, str(record.get("dossierDescription") or ""))


def _number(record: Record, key: str) -> int | None:
    inner = record.get(key) if isinstance(record, dict) else None
    number = inner.get("id") if isinstance(inner, dict) else None
    return number if isinstance(number, int) else None


def _one_invoice(found: Found) -> Record:
    """Return a request body for one invoice. It only serves to see whether Octopus refuses it."""
    return {
        "bookyearKey": {"id": next(filter(None, map(_year, found.bookyears)), 1)},
        "journal": "V1",
        "documentSequenceNr": 1,
        "toDocumentSequenceNr": 1,
    }


def _year(record: Record) -> int | None:
    return _number(record, "bookyearKey")
