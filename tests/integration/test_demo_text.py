"""The figures that the README shows of the demo are those of its books."""

from __future__ import annotations

import collections
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo import changes
from demo.__main__ import BOOKS, HOUR
from demo.services import Sandbox, sandbox

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_ledger(tmp_path: Path) -> None:
    """Documents, lines and totals of each ledger are what Octopus holds after the changes."""
    shown = [line.split() for line in re.findall(r"^ {6}(.*) 0\.00 +0$", README, re.MULTILINE)]

    with sandbox(tmp_path / "log", *BOOKS) as octopus:
        octopus.ask("PUT", "clock", advance_seconds=HOUR)
        list(changes.make(octopus))
        held = [_figures(octopus, dossier) for dossier in octopus.ask("GET", "dossiers")]

    assert held
    assert shown == held


def _figures(octopus: Sandbox, dossier: dict[str, Any]) -> list[str]:
    """Give a row as the demo shows it, but for the balance and what is out of balance."""
    number = dossier["dossierId"]
    listed = octopus.ask("GET", f"truth/dossiers?dossierId={number}")
    (name,) = (d["dossierDescription"] for d in listed if d["dossierKey"]["id"] == number)
    lines = octopus.ask("GET", f"truth/bookings?dossierId={number}")
    amounts = [Decimal(str(line["bookingAmount"])) for line in lines]
    documents = collections.Counter(
        tuple(
            str(line[part])
            for part in ("bookyearKey", "journalType", "journalNr", "documentSequenceNr")
        )
        for line in lines
    )
    debit, credit = sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0)
    row = f"{name} {len(documents):,} {len(lines):,} {debit:,.2f} {credit:,.2f}"
    return row.split()
