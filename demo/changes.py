"""What somebody does in Octopus between the two runs."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.services import Sandbox

CHANGES: tuple[tuple[str, dict[str, object]], ...] = (
    ("books a sale", {"change": "book", "dossierId": 1, "journal": "V1"}),
    ("books a purchase", {"change": "book", "dossierId": 2, "journal": "A1"}),
    ("books a payment and matches it", {"change": "book", "dossierId": 3, "journal": "F1"}),
    ("corrects the amount of a purchase", {"change": "edit", "dossierId": 1, "journal": "A1"}),
    ("takes a line out of a wage entry", {"change": "shorten", "dossierId": 1, "journal": "D2"}),
    ("deletes the last sale", {"change": "delete_last", "dossierId": 3, "journal": "V1"}),
    (
        "deletes a sale and books another under its number",
        {"change": "reuse_number", "dossierId": 2, "journal": "V1"},
    ),
    ("undoes a match of a sale", {"change": "unmatch", "dossierId": 2, "journal": "V1"}),
    ("edits a relation", {"change": "edit_relation", "dossierId": 3}),
)
"""Each change in words, and as the sandbox takes it; the names of documents come back."""


def make(sandbox: Sandbox) -> Iterator[str]:
    """Make all changes; tell each in words."""
    for words, order in CHANGES:
        done = sandbox.ask("POST", "changes", **order)
        yield f"dossier {order['dossierId']}: somebody {words}{_which(done)}"


def _which(done: dict[str, t.Any]) -> str:
    if "number" in done:
        return f" ({done['journal']} {done['number']})"
    if "debet" in done:
        return f" ({done['debet']} with {done['credit']})"
    return f" (relation {done['relation']})"
