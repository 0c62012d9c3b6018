"""A recording: the anonymised answers of a dossier, as files."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import secrets
import typing as t

import msgspec

from tap_octopus.client import operations as api
from tap_octopus.setup.check.documented import documented
from tap_octopus.setup.check.evidence import number, records_in, text
from tap_octopus.setup.check.report import version_of
from tap_octopus.setup.record.amounts import Amounts
from tap_octopus.setup.record.books import Books
from tap_octopus.setup.record.capture import OK
from tap_octopus.setup.record.dates import Dates, day_of
from tap_octopus.setup.record.fields import Fields, relation_ids
from tap_octopus.setup.record.pseudonyms import Pseudonyms
from tap_octopus.setup.record.scale import Scale

if t.TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tap_octopus.client.operations import Operation, Request
    from tap_octopus.rows.answers import Record
    from tap_octopus.setup.record.capture import Captured, CapturedAnswer

FORMAT, DOSSIER = 1, 1
FILE_SYNC = "/octopus-filesync-api/v1"
SINGLE = (api.BOOKYEAR_DETAILS, api.FINANCIAL_JOURNALS)
EXAMPLES = ("relations", "bookings", "buysell_bookings")
FACTOR = decimal.Decimal("1.3"), 2_700_000_000
"""The least factor for amounts, and how much larger it may be, in billionths."""

_encoder = msgspec.json.Encoder(decimal_format="number")


@dataclasses.dataclass
class File:
    """The file of one answer.

    Attributes:
        name: Its path in the folder.
        about: The request and status, for recording.json.
        content: The anonymised content.
    """

    name: str
    about: Record
    content: t.Any

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return sum(len(found) for found in _lists(self.content))


@dataclasses.dataclass
class Recording:
    """The files of a recording."""

    version: str
    recorded_at: datetime.datetime
    files: list[File]

    def write(self, folder: Path) -> None:
        """Write the files and recording.json to a folder."""
        for file in self.files:
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(msgspec.json.format(_encoder.encode(file.content), indent=1) + b"\n")
        about = {
            "format": FORMAT,
            "version": self.version,
            "recorded_at": self.recorded_at.isoformat(),
            "answers": [{**file.about, "file": file.name} for file in self.files],
        }
        path = folder / "recording.json"
        path.write_bytes(msgspec.json.format(_encoder.encode(about), indent=1) + b"\n")

    def example(self, name: str) -> str:
        """Return the first record of an operation as JSON, as it will be written."""
        found = (
            record
            for file in self.files
            if file.name.removeprefix(f"{DOSSIER}/").startswith(name)
            for records in _lists(file.content)
            for record in records
        )
        return _encoder.encode(next(found, None)).decode()


def make(captured: Captured) -> Recording:
    """Anonymise what was captured. The secret is forgotten at the end."""
    pseudonyms = Pseudonyms(secrets.token_bytes(32))
    least, more = FACTOR
    factor = least + decimal.Decimal(secrets.randbelow(more)) / 10**9
    books = _books(captured)
    scale = Scale(books, factor)
    scale.all()

    def price(given: decimal.Decimal) -> decimal.Decimal:
        exponent = given.as_tuple().exponent
        places = max(-exponent, 2) if isinstance(exponent, int) else 2
        return (given * factor).quantize(decimal.Decimal(1).scaleb(-places))

    dates = Dates(pseudonyms, _fixed_days(captured))
    fields = Fields(pseudonyms, dates, _relations(captured, pseudonyms), price)
    writer = _Writer(captured, fields, Amounts(books, scale))
    files = [writer.file(kept) for kept in captured.answers]
    return Recording(version_of(captured.version), captured.began, files)


class _Writer:
    """Makes the file of each answer."""

    def __init__(self, captured: Captured, fields: Fields, amounts: Amounts) -> None:
        self._captured = captured
        self._fields = fields
        self._amounts = amounts
        self._names: set[str] = set()

    def file(self, kept: CapturedAnswer) -> File:
        """Return the file of an answer."""
        request, operation = kept.request, kept.request.operation
        about: Record = {"operation": operation_name(operation), "status": kept.status}
        if request.dossier is not None:
            about["dossierId"] = DOSSIER
        about["parameters"] = _parameters(request)
        if request.json is not None:
            about["body"] = request.json
        return File(self._name(request), about, self._content(kept))

    def _name(self, request: Request) -> str:
        parts = [request.operation.name, *map(str, _parameters(request).values())]
        kept = [part for part in parts if part.replace("_", "").replace("-", "").isalnum()]
        base = "-".join(kept) if request.dossier is None else f"{DOSSIER}/{'-'.join(kept)}"
        name, place = f"{base}.json", 1
        while name in self._names:
            place += 1
            name = f"{base}-{place}.json"
        self._names.add(name)
        return name

    def _content(self, kept: CapturedAnswer) -> t.Any:  # noqa: ANN401 - any JSON
        if kept.status != OK:
            return kept.content or {"technicalInfo": ""}
        operation, content = kept.request.operation, kept.content
        if operation in SINGLE:
            return self._record(operation, None, content)
        if operation is api.DOSSIERS:
            mine = [r for r in content if number(r, "dossierKey", "id") == self._captured.dossier]
            made = [self._record(operation, None, record) for record in mine]
            return [{**record, "dossierKey": {"id": DOSSIER}} for record in made]
        if isinstance(content, list):
            return [self._record(operation, None, r) for r in content if isinstance(r, dict)]
        lists = {name: content[name] for name in operation.lists if name and name in content}
        ordered = {name: lists[name] for name in content if name in lists}
        return {
            name: [self._record(operation, name, record) for record in found]
            if isinstance(found, list)
            else None
            for name, found in ordered.items()
        }

    def _record(self, operation: Operation, name: str | None, record: Record) -> Record:
        known = documented(operation, name)
        assert known  # noqa: S101 - an operation that brings records has a table
        made: Record = self._fields.replaced(record, known.root)
        if not (operation is api.BOOKINGS and name == operation.deleted):
            self._amounts.put(operation, record, made)
        return made


def operation_name(operation: Operation) -> str:
    """Return the name of an operation as in octopus-api.md, such as "GET /dossiers/{dossierId}"."""
    ids = {"dossier": "{dossierId}", "bookyear": "{bookyearId}", "number": "{sequenceNumber}"}
    prefix = FILE_SYNC if operation.address == "file_sync_url" else ""
    return f"{operation.method} {prefix}{operation.path.format(**ids)}"


def _parameters(request: Request) -> Record:
    ids = {"bookyearId": request.bookyear, "sequenceNumber": request.number}
    return {name: n for name, n in ids.items() if n is not None} | dict(request.query)


def _books(captured: Captured) -> Books:
    books = Books()
    books.read_years(captured.lists(api.BOOKYEARS))
    books.read_ledger(captured.lists(api.BOOKINGS))
    books.read_trade(captured.lists(api.BUYSELL_BOOKINGS))
    books.read_matches(captured.lists(api.BALANCINGS))
    return books


def _fixed_days(captured: Captured) -> Iterable[datetime.date]:
    """Yield the days that no date may cross: the first days of periods, and today."""
    today = captured.began.date()
    yield from (today, today.add(days=1))
    for year in captured.lists(api.BOOKYEARS):
        for period in [year, *records_in(year, "periods")]:
            for name, days in (("startDate", 0), ("endDate", 1)):
                if day := day_of(text(period, name) or ""):
                    yield day + datetime.timedelta(days=days)


def _relations(captured: Captured, pseudonyms: Pseudonyms) -> dict[int, int]:
    """Return another number for each relation, drawn by the secret."""
    known = {n for kept in captured.answers for n in relation_ids(kept.content)}
    drawn = sorted(known, key=lambda n: pseudonyms.number("relation", n, 2**64))
    return {relation: place for place, relation in enumerate(drawn, 1)}


def _lists(content: t.Any) -> t.Iterator[list[t.Any]]:  # noqa: ANN401 - any JSON
    if isinstance(content, list):
        yield content
    elif isinstance(content, dict):
        found = [value for value in content.values() if isinstance(value, list)]
        yield from found or [[content]]
