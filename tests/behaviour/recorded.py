"""A dossier of the sandbox, recorded by the command; and a recording, read to be checked."""

import collections
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tap_octopus.setup.command import main
from tests.support.sandbox import Sandbox
from tests.support.tap import by_password

Json = Any
Document = tuple[int, str, int]


def record(
    sandbox: Sandbox, folder: Path, dossier: int = 1, *options: str, said: str = ""
) -> Result:
    """Run the command."""
    config = folder.parent / f"{folder.name}.config.json"
    config.write_text(json.dumps(by_password(sandbox)))
    line = ["record", f"--config={config}", f"--dossier={dossier}", f"--to={folder}", *options]
    return CliRunner().invoke(main, line, input=said, catch_exceptions=False)


class Recorded:
    """A recording."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about = json.loads((folder / "recording.json").read_text())

    def answers(self, end: str) -> Iterator[tuple[Json, Json]]:
        """Give what was asked, and what came, of the operations whose path ends so."""
        for answer in self.about["answers"]:
            if answer["operation"].endswith(end) and answer["status"] == 200:
                text = (self.folder / answer["file"]).read_text()
                yield answer, json.loads(text, parse_float=Decimal)

    def records(self, end: str, name: str | None = None) -> list[Json]:
        """Give the records of an operation."""
        found: list[Json] = []
        for _, content in self.answers(end):
            found += content.get(name) or [] if name else content
        return found

    def documents(self) -> dict[Document, list[Json]]:
        """Give the lines of the ledger by document."""
        found = collections.defaultdict(list)
        for line in self.records("/bookings/modified", "modifiedBookings"):
            letter = "?AVFD"[line["journalType"]]
            key = (line["bookyearKey"]["id"], f"{letter}{line['journalNr']}")
            found[*key, line["documentSequenceNr"]].append(line)
        return found

    def years(self) -> list[int]:
        """Give the bookyears, oldest first."""
        found = self.records("{dossierId}/bookyears")
        return [year["bookyearKey"]["id"] for year in sorted(found, key=lambda y: y["startDate"])]

    def balances(self) -> dict[tuple[int, int, int], Decimal]:
        """Add up the ledger by bookyear, period and account."""
        found: dict[tuple[int, int, int], Decimal] = collections.defaultdict(Decimal)
        for (year, _, _), lines in self.documents().items():
            for line in lines:
                found[year, line["bookyearPeriodeNr"], line["accountKey"]] += line["bookingAmount"]
        return found

    def matched(self) -> dict[tuple[Document, int], Decimal]:
        """Add up what is matched of each item."""
        found: dict[tuple[Document, int], Decimal] = collections.defaultdict(Decimal)
        for match in self.records("/balancings/modified", "modifiedBalancings"):
            for side in ("debetDocument", "creditDocument"):
                key = match[side]["balancingKey"]
                document = (key["bookyearKey"]["id"], key["journalKey"], key["documentSequenceNr"])
                found[document, key["lineSequenceNr"]] += match["creditBalancedBookingAmount"]
        return found

    def texts(self) -> str:
        """Give all that was written."""
        return "".join(path.read_text() for path in sorted(self.folder.rglob("*.json")))


def leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Give every value in an answer with its place."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, f"{path}[]")
    else:
        yield path, value
