"""The calls of a check for one dossier: one for each operation, two where a question needs two."""

from __future__ import annotations

import datetime
import re
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.client.operations import ALL, Request
from tap_octopus.setup.check import evidence as ev
from tap_octopus.setup.check.evidence import Evidence, Year
from tap_octopus.sync.incremental import FROM_THE_START, api_time

if t.TYPE_CHECKING:
    import pendulum

    from tap_octopus.rows.answers import Record
    from tap_octopus.setup.check.caller import Caller, Take

LEDGER = (1, 2, 3, 4)
ENOUGH = 10
"""The documents that make a bookyear worth reading. A new bookyear may have none yet."""

RECENT = datetime.timedelta(days=31)
A_MOMENT = datetime.timedelta(seconds=5)
HALF_AN_HOUR = datetime.timedelta(minutes=40)
"""Forty minutes: the user's half hour may be wrong by some minutes."""

ZONE = re.compile(r"(Z|[+-][0-9]{2}:?[0-9]{2})\Z")
EVERYTHING = {"modifiedTimeStamp": FROM_THE_START}
TWICE_A_DAY = (
    api.ACCOUNTS_LIST, api.RELATIONS_LIST, api.COSTCENTRES, api.CUSTOMFIELDS, api.PRODUCTGROUPS,
    api.PRODUCTS, api.VAT_CODES,
)  # fmt: skip


def ignore(_: Record) -> None:
    """Do nothing with a record."""


class Asking:
    """Makes the calls of a check for one dossier, and collects the evidence.

    Args:
        caller: Makes the calls.
        dossier: The id of the dossier.
        evidence: Where the evidence is put.
        everything: Whether to call also the operations that Octopus allows only twice a day.
    """

    def __init__(
        self, caller: Caller, dossier: int, evidence: Evidence, *, everything: bool
    ) -> None:
        self._caller = caller
        self._dossier = dossier
        self._evidence = evidence
        self._everything = everything
        self._now = caller.client.clock.now()
        self._bank: dict[int, int] = {}

    def ask(self) -> None:
        """Make all calls, the most important first."""
        self._years()
        self._journals()
        self._masters()
        if self._evidence.year:
            self._ledger()
            self._documents()
            self._reports()
        self._lists()
        self._changes()
        for operation in TWICE_A_DAY if self._everything else ():
            query = {"bookyearId": self._year} if operation is api.ACCOUNTS_LIST else {}
            self._call(operation, query=query)
        self._more()
        evidence, shapes = self._evidence, self._caller.shapes
        evidence.seen = self._caller.transport.seen
        evidence.in_order = {
            operation.name: shapes[operation, operation.rows].in_order
            for operation in (api.BOOKINGS, api.ACCOUNTS, api.RELATIONS)
            if (operation, operation.rows) in shapes
        }

    @property
    def _year(self) -> int:
        return self._evidence.year.number if self._evidence.year else ALL

    def _call(
        self,
        operation: api.Operation,
        take: Take = ignore,
        take_deleted: Take = ignore,
        **parts: t.Any,  # noqa: ANN401 - of a request
    ) -> bool:
        """Make a call that the report lists. Return whether it succeeded.

        Args:
            operation: The operation.
            take: Called with each record.
            take_deleted: Called with each deleted record.
            parts: The other parts of the request.
        """
        name = operation.name

        def gone(record: Record) -> None:
            self._evidence.gone[name] += 1
            take_deleted(record)

        seen, rows = self._caller.ask(Request(operation, self._dossier, **parts), take, gone)
        self._evidence.calls[name] = seen
        self._evidence.rows[name] += rows
        return self._evidence.came(name)

    def _years(self) -> None:
        def take(record: Record) -> None:
            number = ev.number(record, "bookyearKey", "id")
            start, end = ev.text(record, "startDate"), ev.text(record, "endDate")
            found = [
                (ev.number(period, "bookyearPeriod"), ev.text(period, "startDate") or "")
                for period in ev.records_in(record, "periods")
            ]
            if number is not None and start and end:
                periods = tuple((nr, begins) for nr, begins in found if nr is not None)
                self._evidence.years.append(Year(number, start, end, periods))

        self._call(api.BOOKYEARS, take)
        self._evidence.years.sort(key=lambda year: year.start)

    def _journals(self) -> None:
        evidence = self._evidence

        def take(record: Record) -> None:
            key = record.get("journalKeyServiceData")
            year = ev.number(key, "bookyearKey", "id") or 0
            evidence.booked[year] += max((ev.number(record, "nextDocumentNumber") or 1) - 1, 0)
            if ev.text(key, "journalTypeCode") == "F":
                self._bank.setdefault(year, ev.number(key, "sequenceNumber") or 1)

        def take_listed(record: Record) -> None:
            key = ev.text(record, "journalKey") or ""
            if key.startswith("F") and key[1:].isdigit():
                self._bank.setdefault(self._year, int(key[1:]))

        is_enough = self._call(api.JOURNALS_MODIFIED, take, query=EVERYTHING)
        evidence.year = self._chosen_year()
        if evidence.year:
            year = evidence.year.number
            if not is_enough:
                self._call(api.JOURNALS, take_listed, bookyear=year)
            self._call(api.BOOKYEAR_DETAILS, bookyear=year)
            if year in self._bank:
                self._call(api.FINANCIAL_JOURNALS, bookyear=year, number=self._bank[year])

    def _chosen_year(self) -> Year | None:
        """Return the newest bookyear that has begun and has 10 documents, or the fullest one."""
        evidence = self._evidence
        begun = [year for year in evidence.years if year.start <= str(self._now.date())]
        years = list(reversed(begun or evidence.years))
        enough = [year for year in years if evidence.booked[year.number] >= ENOUGH]
        fullest = sorted(years, key=lambda year: -evidence.booked[year.number])
        return next(iter([*enough, *fullest]), None)

    def _masters(self) -> None:
        def take_amount(record: Record) -> None:
            key = record.get("accountAmountKey")
            if ev.number(key, "bookyearPeriodKey", "bookyearKey", "id") == self._year:
                period = ev.number(key, "bookyearPeriodKey", "bookyearPeriodNr")
                place = (period, ev.number(key, "accountKey", "id"))
                self._evidence.amounts[place] = ev.amount(record, "balance")

        def take_relation(record: Record) -> None:
            key = record.get("relationIdentificationServiceData")
            number = ev.number(key, "relationKey", "id")
            self._evidence.relations[number] = record.get("active") is not False

        def take_account(record: Record) -> None:
            self._evidence.charts.add(ev.number(record, "accountKey", "bookyearKey", "id"))

        def take_balancing(record: Record) -> None:
            for side in ("credit", "debet"):
                if ev.amount(record, f"{side}BalancedBookingAmount"):
                    self._evidence.balanced[side] += 1

        self._call(api.ACCOUNTS, take_account, query=EVERYTHING)
        self._call(api.ACCOUNT_AMOUNTS, take_amount, query=EVERYTHING)
        self._call(api.RELATIONS, take_relation, query=EVERYTHING)
        self._call(api.BALANCINGS, take_balancing, query=EVERYTHING)

    def _ledger(self) -> None:
        came = [self._ledger_of(kind) for kind in LEDGER]
        self._evidence.is_whole = all(came)

    def _ledger_of(self, kind: int) -> bool:
        evidence = self._evidence
        return self._call(
            api.BOOKINGS,
            lambda record: evidence.lines.append(ev.line_of(record)),
            lambda record: evidence.deleted.add(ev.booked_document(record, "journalSequenceNr")),
            bookyear=self._year,
            query={"journalTypeId": kind, **EVERYTHING},
        )

    def _documents(self) -> None:
        evidence = self._evidence
        invoices: list[ev.DocumentKey] = []

        def take_trade(record: Record) -> None:
            evidence.trade.append(ev.trade_of(record))

        def take_cash(record: Record) -> None:
            lines = ev.records_in(record, "bookingLines")
            evidence.cash[ev.document_of(record)] = len(lines)

        def take_delivery(record: Record) -> None:
            if moment := ev.text(record, "deliveryDateTime"):
                evidence.moments[ZONE.search(moment) is not None] += 1

        query: api.Query = {"bookyearId": self._year, **EVERYTHING}
        self._call(api.BUYSELL_BOOKINGS, take_trade, query=query)
        self._call(api.FINANCIALDIVERS_BOOKINGS, take_cash, query=query)
        self._call(api.INVOICES, lambda r: invoices.append(ev.document_of(r)), query=query)
        self._call(api.DELIVERY_NOTES, query=query)
        self._call(api.BOOKING_FILES, query=query | {"modifiedTimeStamp": FROM_THE_START[:19]})
        if invoices:
            year, journal, _ = invoices[0]
            body = {
                "bookyearKey": {"id": year}, "journal": journal,
                "documentSequenceNr": 1, "toDocumentSequenceNr": 999_999,
            }  # fmt: skip
            self._call(api.INVOICE_DELIVERIES, take_delivery, json=body)

    def _reports(self) -> None:
        """Read the reports of open items. That of suppliers is first tried without periods."""
        evidence, oldest, newest = self._evidence, self._evidence.years[0], self._evidence.years[-1]
        years: dict[str, t.Any] = {
            "fromBookyearKey": {"id": oldest.number},
            "toBookyearKey": {"id": newest.number},
            "relationId": -1,
            "externalRelationId": -1,
        }
        whole = years | {
            "fromBookyearPeriodNr": min((nr for nr, _ in oldest.periods), default=0),
            "toBookyearPeriodNr": max((nr for nr, _ in newest.periods), default=0),
        }

        def read(side: str, operation: api.Operation, body: dict[str, t.Any]) -> bool:
            items = evidence.open[side] = []
            return self._call(operation, lambda r: items.append(ev.open_item_of(r)), json=body)

        read("clients", api.REPORT_OPEN_CLIENTS, whole)
        is_enough = read("suppliers", api.REPORT_OPEN_SUPPLIERS, years)
        evidence.calls[ev.WITHOUT_PERIODS] = evidence.calls[api.REPORT_OPEN_SUPPLIERS.name]
        if not is_enough:
            read("suppliers", api.REPORT_OPEN_SUPPLIERS, whole)

    def _lists(self) -> None:
        evidence = self._evidence
        for operation in (api.BANK_PAYMENTLIST, api.BANK_UNBALANCEDINVOICES, api.BANK_ENVELOPES):
            self._call(operation)
        today = str(self._now.date())
        expiries = [item.expiry for item in evidence.open.get("clients", []) if item.expiry]
        evidence.overdue_on = max((day for day in expiries if day <= today), default=today)

        def take(record: Record) -> None:
            for invoice in ev.records_in(record, "invoiceList"):
                evidence.overdue.add(ev.document_of(invoice))

        self._call(api.RAPPELS, take, query={"expirationDate": evidence.overdue_on})

    def _changes(self) -> None:
        """Read what changed lately, and what changed since now, with the present time in UTC.

        The second call tells the time zone. It uses the token of the first connection after a
        second one was made, so it also tells whether the first token is still valid.
        """
        evidence, caller = self._evidence, self._caller
        self._since(
            ev.RECENTLY, self._now - RECENT,
            lambda record: evidence.recent.append(ev.line_of(record)),
            lambda r: evidence.recently_gone.add(ev.booked_document(r, "journalSequenceNr")),
        )  # fmt: skip
        old = caller.transport.sent_token
        caller.client.leave(self._dossier)
        is_connected = caller.connect(self._dossier).status == ev.OK
        now = caller.client.clock.now() + A_MOMENT
        if not is_connected or caller.transport.issued_token == old:
            evidence.tokens = "renews" if is_connected else None
            self._since(ev.FROM_NOW, now)
        else:
            status = self._since(ev.FROM_NOW, now, token=old)
            evidence.tokens = "invalidates" if status == ev.REJECTED else "keeps"
            if status == ev.REJECTED:
                self._since(ev.FROM_NOW, now)
        if evidence.changed_lately and not evidence.rows[ev.FROM_NOW]:
            self._since(ev.LATELY, self._now - HALF_AN_HOUR)

    def _more(self) -> None:
        """Make calls for questions that are still open, while the number of calls allows it."""
        evidence, may = self._evidence, self._caller
        if evidence.empty(ev.WITH_404) is None and may.may_ask_more:
            self._since(ev.NEVER, self._now + RECENT)
        if api.JOURNALS.name not in evidence.calls and evidence.year and may.may_ask_more:
            self._call(api.JOURNALS, bookyear=self._year)
        if evidence.empty(ev.WITHOUT_404) is None and may.may_ask_more:
            query: api.Query = {"modifiedTimeStamp": api_time(self._now + RECENT)}
            request = Request(api.JOURNALS_MODIFIED, self._dossier, query=query)
            seen, rows = self._caller.ask(request, ignore, ignore, is_told=False)
            evidence.calls[ev.NO_JOURNAL], evidence.rows[ev.NO_JOURNAL] = seen, rows

    def _since(
        self,
        name: str,
        moment: pendulum.DateTime,
        take: Take = ignore,
        take_deleted: Take = ignore,
        token: str | None = None,
    ) -> int | None:
        """Read the bookings that changed since a moment. Return the status of the answer."""
        query: api.Query = {"journalTypeId": ALL, "modifiedTimeStamp": api_time(moment)}
        request = Request(api.BOOKINGS, self._dossier, ALL, query=query)
        seen, rows = self._caller.ask(request, take, take_deleted, is_told=False, token=token)
        self._evidence.calls[name], self._evidence.rows[name] = seen, rows
        return seen.status
