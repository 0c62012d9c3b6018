"""A small Octopus: a few dossiers whose canned answers have a record or two for every table."""

from __future__ import annotations

import contextlib
import email.utils
import io
import json
import re
import typing as t

from tap_octopus.client import operations as api
from tap_octopus.tap import TapOctopus
from tests.support.wire import Reply, Sent
from tests.unit.doubles import CONFIG, MIDNIGHT
from tests.unit.network import network
from tests.unit.strategies import SCHEMAS, kind, put

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.network import Network
    from tests.unit.strategies import Record, Schema

DOCUMENTS = ("buysell_bookings", "financialdivers_bookings", "invoices", "delivery_notes")
Answers = dict[str, t.Any]
Messages = list[dict[str, t.Any]]


def value(column: Schema, number: int) -> object:
    """Return a value for a column."""
    if kind(column) == "array":
        items = column["items"]
        return [record(items, number) if "properties" in items else value(items, number)]
    if column.get("format") == "date":
        return f"20{20 + number}-01-31"
    if column.get("format") == "date-time":
        return f"20{20 + number}-01-31T12:00:00Z"
    return {"integer": number, "number": 0, "boolean": True, "string": f"A{number}"}[kind(column)]


def record(schema: Schema, number: int) -> Record:
    """Return a record with this number in its keys and everywhere else."""
    made: Record = {}
    for column in schema["properties"].values():
        if "x-octopus-path" in column:
            put(made, column["x-octopus-path"].split("."), value(column, number))
    return made


def records(table: str, count: int = 2) -> list[Record]:
    """Return the first records of a table."""
    return [record(SCHEMAS[table], number) for number in range(1, count + 1)]


def line(
    year: int, journal_type: int, document: int = 1, number: int = 1, amount: float = 0
) -> Record:
    """Return a line of a booking."""
    return {
        "bookyearKey": {"id": year},
        "journalType": journal_type,
        "journalNr": 1,
        "documentSequenceNr": document,
        "lineSequenceNr": number,
        "bookingAmount": amount,
    }


def bookings(path: str, query: dict[str, list[str]]) -> Answers:
    """Answer with a line for the bookyear and type that are asked for; -1 brings a deletion."""
    year, journal_type = int(path.split("/")[-3]), int(query["journalTypeId"][0])
    if year > 0:
        return {"modifiedBookings": [line(year, journal_type)]}
    deleted = record(SCHEMAS["deleted_booking_documents"], 3)
    return {"modifiedBookings": [line(1, 1, document=2)], "deletedBookings": [deleted]}


def journals(path: str, _: dict[str, list[str]]) -> list[Record]:
    """Answer with the journals of the bookyear that was asked for; one is a bank's."""
    year = int(path.split("/")[-2])
    found = [*records("journals"), record(SCHEMAS["journals"], 1) | {"journalKey": "F1"}]
    return [journal | {"bookyearKey": {"id": year}} for journal in found]


def all_journals(years: int = 2) -> Answers:
    """Answer with the journals of some bookyears: a purchase, a sales and a bank journal."""
    found = [
        {
            "journalKeyServiceData": {
                "bookyearKey": {"id": year},
                "journalTypeCode": letter,
                "sequenceNumber": 1,
            },
            "names": [{"language": "NL", "value": f"{letter}1"}],
            "nextDocumentNumber": 2,
            "protectedPeriod": 0,
            "closed": False,
            "closedPeriod": 0,
        }
        for year in range(1, years + 1)
        for letter in ("AVF" if year == 1 else "AF")
    ]
    return {"modifiedJournalServiceDataList": found, "deletedJournalList": []}


def of_year(path: str, _: dict[str, list[str]]) -> Record:
    """Answer with the details of the bookyear that was asked for."""
    return record(SCHEMAS["bookyear_details"], int(path.rsplit("/", maxsplit=1)[-1]))


def of_the_year(found: list[Record], year: int) -> list[Record]:
    """Return the documents of a bookyear; -1 is all."""
    return [each for each in found if year in (-1, each["bookyearKey"]["id"])]


def canned(operation: api.Operation) -> object:
    """Return what an operation answers unless a test says otherwise."""
    special: dict[str, object] = {
        "sign_in": {"token": "u"},
        "connect": {"Dossiertoken": "d"},
        "bookings": bookings,
        "bookyears": [year | {"closed": False} for year in records("bookyears")],
        "journals": journals,
        "journals_modified": all_journals(),
        "version": 404,
        "accounts_list": records("accounts"),
        "relations_list": records("relations"),
        "bookyear_details": of_year,
        "financial_journals": record(SCHEMAS["financial_journals"], 1),
    }
    if operation.name in special:
        return special[operation.name]
    found = records(operation.name)
    if operation.name in DOCUMENTS:
        return lambda _, query: of_the_year(found, int(query["bookyearId"][0]))
    deleted = [record(SCHEMAS[operation.name], 3)] if operation.deleted else []
    return {operation.rows: found, operation.deleted: deleted} if operation.rows else found


def by_dossier(**outcomes: object) -> t.Any:  # noqa: ANN401
    """Return an answer that is another one for each dossier, given as d1=..., d2=..."""

    def answer(path: str, query: dict[str, list[str]]) -> object:
        found = query.get("dossierId", [path.split("/")[3] if path.count("/") > 2 else ""])[0]
        return outcomes.get(f"d{found}", outcomes.get("others"))

    return answer


class FakeOctopus:
    """The network behind which the canned answers are; the requests are counted.

    Args:
        net: What they are told over.
        answers: By operation, what it answers instead: JSON, a status, or a function of path
            and query.

    Attributes:
        sent: The requests so far.
        asked: The names of the operations that were asked for.
        now: The server's clock.
    """

    def __init__(self, net: Network, **answers: object) -> None:
        self.sent = net.sent
        self.asked: list[str] = []
        self.now = MIDNIGHT
        self._places = {
            operation: re.compile(
                re.escape(CONFIG[operation.address])
                + re.sub(r"\\{\w+\\}", r"-?\\d+", re.escape(operation.path))
            )
            for operation in api.OPERATIONS
            if operation is not api.REFRESH
        }
        self._answers = {o.name: answers.get(o.name, canned(o)) for o in self._places}
        net.answer = self._answer

    def _answer(self, sent: Sent) -> Reply:
        address = sent.url.split("?")[0]
        (name,) = (
            operation.name
            for operation, place in self._places.items()
            if operation.method == sent.method and place.fullmatch(address)
        )
        self.asked.append(name)
        date = {"Date": email.utils.formatdate(self.now, usegmt=True)}
        found = self._answers[name]
        if callable(found):
            found = found(sent.path, sent.query)
        if isinstance(found, int):
            return Reply({"technicalInfo": ""}, found, date)
        return Reply(found, headers=date)

    def count(self, name: str) -> int:
        """Count the requests for an operation."""
        return self.asked.count(name)


@contextlib.contextmanager
def fake_octopus(**answers: object) -> Iterator[FakeOctopus]:
    """Put it behind every request."""
    with network() as net:
        yield FakeOctopus(net, **answers)


class Output(t.NamedTuple):
    """What a run has written, and how it ended."""

    messages: Messages
    error: Exception | None

    @property
    def state(self) -> dict[str, t.Any]:
        """The last state."""
        found: dict[str, t.Any] = [m for m in self.messages if m["type"] == "STATE"][-1]["value"]
        return found

    def rows(self, stream: str) -> list[dict[str, t.Any]]:
        """Return the rows of a table."""
        return [
            m["record"] for m in self.messages if m["type"] == "RECORD" and m["stream"] == stream
        ]

    def status(self, dossier: int) -> dict[str, str]:
        """Return the outcome of each stream of a dossier."""
        rows = [row for row in self.rows("sync_status") if row["dossier_id"] == dossier]
        return {row["stream"]: row["outcome"] for row in rows}


def run(
    state: dict[str, t.Any] | None = None,
    select: tuple[str, ...] = (),
    catalog: dict[str, t.Any] | None = None,
    methods: dict[str, str] | None = None,
    **config: object,
) -> Output:
    """Run the tap as the command line does; `methods` are what a catalog asks of streams."""
    state = json.loads(json.dumps(state or {}))
    tap = TapOctopus(config=CONFIG | config, state=state, catalog=catalog)
    for name, stream in tap.streams.items():
        stream.selected = not select or name in select
        stream.forced_replication_method = (methods or {}).get(name)
    error = None
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out):
        try:
            tap.sync_all()
        except Exception as raised:  # noqa: BLE001 - the test looks at it
            error = raised
    out.seek(0)
    return Output([json.loads(text) for text in out], error)
