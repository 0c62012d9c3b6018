"""`tap-octopus-setup record` keeps answers that still add up, and from which nobody is known."""

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tap_octopus.client.transport import Transport
from tests.behaviour.canaries import WORD, Canaries
from tests.behaviour.inside import run
from tests.behaviour.recorded import Recorded, leaves, record
from tests.support.changes import change_at_random
from tests.support.sandbox import NOW, Sandbox, serving
from tests.support.tap import by_password

CENT = Decimal("0.01")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture(scope="module", params=[1, 2, 3])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Recorded, Recorded]]:
    """Record a dossier twice: with different secrets, and nothing else."""
    dossier: int = request.param
    folder = tmp_path_factory.mktemp(f"dossier-{dossier}")
    with serving(documents_per_year=60) as sandbox:
        sandbox.stop_clock()
        change_at_random(sandbox, dossier, count=30, seed=dossier)
        found = []
        for name in ("first", "second"):
            outcome = record(sandbox, folder / name, dossier, "--yes")
            assert outcome.exit_code == 0, outcome.output
            found.append(Recorded(folder / name))
        assert sandbox.writes() == []
        yield found[0], found[1]


@pytest.fixture
def recorded(both: tuple[Recorded, Recorded]) -> Recorded:
    """Give one recording."""
    return both[0]


def test_documents_balance(recorded: Recorded) -> None:
    """Every document adds up to zero."""
    documents = recorded.documents()

    assert len(documents) > 100
    assert [key for key, found in documents.items() if sum(_amounts(found))] == []


def test_totals(recorded: Recorded) -> None:
    """The totals by account and period equal the ledger."""
    balances = recorded.balances()
    totals = recorded.records("/accounts/amounts/modified", "modified")

    for total in totals:
        key = total["accountAmountKey"]
        period = key["bookyearPeriodKey"]
        place = (period["bookyearKey"]["id"], period["bookyearPeriodNr"], key["accountKey"]["id"])
        assert total["balance"] == balances[place], place
    assert len(totals) > 100


def test_vat_follows_its_rate(recorded: Recorded) -> None:
    """VAT on a line is its rate of the base, as far as it was."""
    documents = recorded.records("/buysellbookings/modified")
    lines = [line for document in documents for line in document["bookingLines"]]

    rates = Counter(
        next((rate for rate in (0, 6, 12, 21) if line["vatAmount"] == _percent(line, rate)), None)
        for line in lines
    )
    assert rates[21] > 20
    assert rates[None] == 0


def test_purchases_and_sales(recorded: Recorded) -> None:
    """A purchase or sale says the same as its line of the customer or supplier in the ledger."""
    ledger = recorded.documents()

    for document in recorded.records("/buysellbookings/modified"):
        key = document["bookyearKey"]["id"], document["journalKey"], document["documentSequenceNr"]
        control = [line for line in ledger.get(key, []) if "relationKey" in line]
        amount = sum(line["documentAmount"] for line in control)
        assert abs(document["amount"]) == abs(amount), key


def test_open_items(recorded: Recorded) -> None:
    """What is open of an item is the item less what is matched, as in Octopus."""
    matched = recorded.matched()
    items = [
        *recorded.records("/reports/clients/open"), *recorded.records("/reports/suppliers/open")
    ]  # fmt: skip

    for item in items:
        document = item["bookyearKey"]["id"], item["journalKey"], item["documentSequenceNr"]
        whole = item["debetBookingAmount"] + item["creditBookingAmount"]
        left = whole - matched[document, item["lineSequenceNr"]]
        assert abs(item["openBookingAmount"]) == left, document
    assert items


def test_settled_items(recorded: Recorded) -> None:
    """An item that is not open is matched to the cent, and none is matched more than it is."""
    reports = ("/reports/clients/open", "/reports/suppliers/open")
    is_open = {
        (i["bookyearKey"]["id"], i["journalKey"], i["documentSequenceNr"])
        for report in reports
        for i in recorded.records(report)
    }
    for match in recorded.records("/balancings/modified", "modifiedBalancings"):
        for side in ("debet", "credit"):
            found = match[f"{side}Document"]
            key = found["balancingKey"]
            document = (key["bookyearKey"]["id"], key["journalKey"], key["documentSequenceNr"])
            whole = found["debetBookingAmount"] + found["creditBookingAmount"]
            matched = recorded.matched()[document, key["lineSequenceNr"]]
            assert matched <= whole if document in is_open else matched == whole, document


def test_dates(both: tuple[Recorded, Recorded]) -> None:
    """Dates stay in their month; two recordings differ in them."""
    first, second = (
        [
            (line["documentDate"], line["bookyearPeriodeNr"])
            for lines in recorded.documents().values()
            for line in lines
        ]
        for recorded in both
    )

    assert [date[:7] for date, _ in first] == [date[:7] for date, _ in second]
    assert [period for _, period in first] == [period for _, period in second]
    assert sum(a != b for (a, _), (b, _) in zip(first, second, strict=True)) > len(first) / 4


def test_not_to_be_joined(both: tuple[Recorded, Recorded]) -> None:
    """Two recordings of one dossier have no amount in common but by chance, nor a text."""
    first, second = (_places(recorded) for recorded in both)
    assert len(first) == len(second)

    pairs = list(zip(first, second, strict=True))
    assert [a[0] for a, _ in pairs] == [b[0] for _, b in pairs]
    amounts = [(a, b) for (path, a), (_, b) in pairs if _is_amount(path, a)]
    assert len(amounts) > 1000
    assert [(a, b) for a, b in amounts if a == b] == []
    texts = [(a, b) for (path, a), (_, b) in pairs if path.endswith((".name", ".vatNr"))]
    assert [(a, b) for a, b in texts if a == b and re.search(r"\d{3}|[^\W\d_]{3}", a)] == []


def test_ratios(both: tuple[Recorded, Recorded]) -> None:
    """No factor shows: amounts are not multiples of one number."""
    for recorded in both:
        cents = [int(v * 100) for path, v in _places(recorded) if _is_amount(path, v)]

        assert max(sum(c % n == 0 for c in cents) / len(cents) for n in range(7, 100)) < 0.5


def test_same_text_same_pseudonym(recorded: Recorded) -> None:
    """What was one name is one name: of a relation in its card, on the payment list, twice."""
    cards = recorded.records("/relations/modified", "modified")
    names = {card["relationIdentificationServiceData"]["relationKey"]["id"]: card for card in cards}

    listed = [r for r in recorded.records("/bank/invoices") if "relationKey" in r]
    assert listed
    for row in listed:
        assert row["relationName"] == names[row["relationKey"]["id"]]["name"]
    doubled = [card for card in cards if card["firstName"] and card["firstName"] == card["name"]]
    assert len(cards) > 15
    assert doubled or recorded.folder.parent.name.startswith(("dossier-2", "dossier-3"))


def test_served(recorded: Recorded) -> None:
    """The recording is an Octopus: the tap reads it to the end, without a warning."""
    with serving(recording=str(recorded.folder), now=NOW) as sandbox:
        outcome = run(by_password(sandbox))

    assert outcome.exit_code == 0, outcome.log
    assert "WARNING" not in outcome.log
    assert len(outcome.records("bookings")) == sum(map(len, recorded.documents().values()))
    refused = {s["stream"] for s in outcome.records("sync_status") if s["outcome"] != "complete"}
    assert refused <= {"invoices", "delivery_notes", "invoice_deliveries"}


@pytest.mark.parametrize("seed", range(3))
def test_no_canary(office_sandbox: Sandbox, tmp_path: Path, seed: int) -> None:
    """With canaries in every field and every key, none is written or shown: not even its hash."""
    office_sandbox.reset(seed=1, dossiers=1, documents_per_year=12, now=NOW)
    canaries = Canaries(seed, share=1 if seed else 0.5)

    with mock.patch.object(Transport, "receive", canaries.receiving(Transport.receive)):
        outcome = record(office_sandbox, tmp_path / "made", 1, "--yes")

    assert outcome.exit_code == 0, outcome.output
    written = Recorded(tmp_path / "made").texts() + outcome.output
    assert len(canaries.planted) > 500
    assert canaries.escaped(written) == []
    assert WORD not in written.lower()
    hashes = {
        getattr(hashlib, kind)(planted.encode()).hexdigest()[:12]
        for planted in itertools.islice(sorted(canaries.planted), 2000)
        for kind in ("md5", "sha1", "sha256")
    }
    assert [found for found in hashes if found in written] == []


def test_shapes_stay(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """Null, missing, empty, blank, a bare BE: what programs stumble over is as it was."""
    office_sandbox.reset(seed=1, dossiers=1, documents_per_year=12, now=NOW)
    for field, value in (("fax", None), ("city", ""), ("vatNr", "BE"), ("mobile", "  ")):
        office_sandbox.fault(
            "field_value", "GET /dossiers/{dossierId}/relations/modified", field=field, value=value
        )
    before = office_sandbox.truths(1)["relations"]

    outcome = record(office_sandbox, tmp_path / "made", 1, "--yes")

    office_sandbox.repair()
    assert outcome.exit_code == 0, outcome.output
    cards = Recorded(tmp_path / "made").records("/relations/modified", "modified")
    (first, *_) = cards
    assert (first["fax"], first["city"], first["vatNr"], first["mobile"]) == (None, "", "BE", "  ")
    shapes = Counter(frozenset(card) for card in cards[1:])
    assert sum((shapes - Counter(frozenset(card) for card in before)).values()) <= 1


@pytest.mark.parametrize(("said", "is_written"), [("n\n", False), ("y\n", True)])
def test_asks(office_sandbox: Sandbox, tmp_path: Path, said: str, is_written: bool) -> None:  # noqa: FBT001
    """It shows what it is about to write, and asks."""
    office_sandbox.reset(seed=1, dossiers=1, documents_per_year=12, now=NOW)

    outcome = record(office_sandbox, tmp_path / "made", said=said)

    assert "relations.json" in outcome.output
    assert "An example of bookings" in outcome.output
    assert (tmp_path / "made" / "recording.json").exists() == is_written


def test_full_folder(office_sandbox: Sandbox, tmp_path: Path) -> None:
    """What is there already is not written over."""
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "kept").write_text("kept")

    outcome = record(office_sandbox, tmp_path / "made", 1, "--yes")

    assert outcome.exit_code == 1
    assert "not empty" in outcome.output
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["kept"]


def _amounts(lines: list[dict[str, Decimal]]) -> list[Decimal]:
    return [line["bookingAmount"] for line in lines]


def _percent(line: dict[str, Decimal], rate: int) -> Decimal:
    return (line["baseAmount"] * rate / 100).quantize(CENT, ROUND_HALF_UP)


def _places(recorded: Recorded) -> list[tuple[str, Any]]:
    """Give every value of a recording with its place, in an order that no secret changes."""
    answers = sorted(recorded.answers(""), key=lambda answer: str(answer[0]["file"]))
    return [leaf for _, content in answers for leaf in leaves(content)]


def _is_amount(path: str, value: object) -> bool:
    """Tell whether a value is an amount that is not so small that chance may have it again."""
    return "Amount" in path and isinstance(value, Decimal) and abs(value) > 1
