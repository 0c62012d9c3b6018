"""Which of the recorded answers fit a call, and which of their rows it asks for.

Octopus was asked by bookyear and type, or for all at once; who replays a recording may ask the
other way. So answers fit where no parameter says otherwise, and rows are chosen by their fields.
"""

from collections.abc import Callable, Mapping
from typing import Any

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.books.model import LETTERS
from octopus_sandbox.recordings.folder import Recorded

ANY = (-1, None)
_NOT_COMPARED = {"modifiedTimeStamp", "modifiedTimeStampTo", "expirationDate"}
_KEYS = ("accountKey", "documentKey", "journalKeyServiceData")
"""Where the key of the bookyear of a record may stand, if not in the record itself."""

Chosen = Callable[[Record], bool]


def fits(answer: Recorded, asked: Mapping[str, Any]) -> bool:
    """Tell whether an answer may hold what is asked for."""
    return all(
        value in ANY or asked.get(name) in (*ANY, value)
        for name, value in answer.parameters.items()
        if name not in _NOT_COMPARED
    )


def chosen(asked: Mapping[str, Any]) -> Chosen:
    """Make the choice among rows that parameters ask for; a row that cannot tell is chosen."""
    wanted = {
        bookyear_of: asked.get("bookyearId"),
        _type_of: asked.get("journalTypeId"),
        journal_of: asked.get("journalKey", asked.get("journal")),
        number_of: asked.get("documentSequenceNr"),
    }
    tests = [(read, value) for read, value in wanted.items() if value not in ANY]
    return lambda row: all(read(row) in (None, value) for read, value in tests)


def bookyear_of(row: Record) -> Any:  # noqa: ANN401 whatever was recorded
    """Give the id of the bookyear of a row."""
    holders = [row, *(row[name] for name in _KEYS if isinstance(row.get(name), dict))]
    found = [holder["bookyearKey"].get("id") for holder in holders if holder.get("bookyearKey")]
    return found[0] if found else None


def journal_of(row: Record) -> Any:  # noqa: ANN401 same
    """Give the journal of a row, like `A1`."""
    if "documentKey" in row:
        key = row["documentKey"]
        letter = LETTERS.get(key.get("journalType"), "")
        return key.get("journal", f"{letter}{key.get('journalSequenceNr')}")
    return row.get("journalKey")


def number_of(row: Record) -> Any:  # noqa: ANN401 same
    """Give the number of the document of a row."""
    return row.get("documentKey", row).get("documentSequenceNr")


def _type_of(row: Record) -> Any:  # noqa: ANN401 same
    return row.get("journalType")
