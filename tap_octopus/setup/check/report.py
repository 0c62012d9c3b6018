"""The report of a check: counts, fixed words, and known names.

No part of it can hold a value of the books. Its texts come from this package, the table of
operations and the questions. What comes from Octopus is checked against `allowed_words`: the names
of fields in `shapes`, the text of a refusal in `error_result`.
"""

from __future__ import annotations

import re
import typing as t

import msgspec

from tap_octopus.client import operations as api
from tap_octopus.client.error_result import CODES
from tap_octopus.setup.check import evidence as ev
from tap_octopus.setup.check.questions import QUESTIONS

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tap_octopus.setup.check.caller import Caller
    from tap_octopus.setup.check.evidence import Evidence
    from tap_octopus.setup.check.watch import Seen

VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}")
OPEN, REFUSED, FAILED, LEFT_OUT = "open", "refused", "failed", "not tried"
REFUSALS = {403, 404}


class Dossier(msgspec.Struct, frozen=True):
    """The outcome of connecting to a dossier. Its place in the list is shown, not its id."""

    place: int
    outcome: str
    status: int | None = None
    code: int = 0
    meaning: str = ""
    words: str = ""
    is_read: bool = False


class Operation(msgspec.Struct, frozen=True):
    """What the answers of an operation were like."""

    name: str
    calls: int
    status: int | None
    seconds: float
    bytes: int
    rows: int
    calls_a_day: int | None
    code: int = 0
    meaning: str = ""
    words: str = ""
    headers: tuple[str, ...] = ()


class Difference(msgspec.Struct, frozen=True):
    """A difference between the records of an operation and their documentation."""

    operation: str
    list: str
    field: str
    what: str
    type: str
    count: int
    of: int


class Answer(msgspec.Struct, frozen=True):
    """The answer to an open question, or the reason why there is none."""

    question: str
    number: int
    text: str
    answer: str | None
    meaning: str
    cases: int


class Report(msgspec.Struct, frozen=True):
    """The report of a check."""

    version: str
    calls: int
    seconds: float
    dossiers: tuple[Dossier, ...]
    missing_rights: tuple[str, ...]
    operations: tuple[Operation, ...]
    differences: tuple[Difference, ...]
    answers: tuple[Answer, ...]
    settings: dict[str, str | int]
    first_load_is_safe: bool
    reasons: tuple[str, ...]


def version_of(text: str) -> str:
    """Return the version of the API; "unknown" for a text that does not look like a version."""
    return text.strip() if VERSION.fullmatch(text.strip()) else "unknown"


def dossier(place: int, seen: Seen, *, is_read: bool) -> Dossier:
    """Return the outcome of connecting to a dossier."""
    is_open = seen.status == ev.OK
    outcome = OPEN if is_open else REFUSED if seen.status in REFUSALS else FAILED
    code = seen.code if seen.code in CODES else 0
    return Dossier(place, outcome, seen.status, code, CODES.get(seen.code, ""), seen.words, is_read)


def operations(caller: Caller) -> Iterator[Operation]:
    """Yield what the answers of each called operation were like."""
    for operation, seen in caller.told.items():
        last = seen[-1]
        yield Operation(
            operation.name,
            len(seen),
            last.status,
            round(sum(one.seconds for one in seen), 2),
            sum(one.size for one in seen),
            caller.rows.get(operation, 0),
            operation.limit,
            last.code if last.code in CODES else 0,
            CODES.get(last.code, ""),
            last.words if last.status != ev.OK else "",
            tuple(sorted({header for one in seen for header in one.headers})),
        )


def missing_rights(caller: Caller) -> tuple[str, ...]:
    """Return the names of the operations that are refused: a module or a right is missing."""
    refused = [o for o, seen in caller.told.items() if seen[-1].status == 403]  # noqa: PLR2004
    return tuple(operation.name for operation in refused)


def differences(caller: Caller) -> Iterator[Difference]:
    """Yield the differences between records and documentation."""
    for (operation, name), shape in caller.shapes.items():
        for field, what, kind, count, of in shape.differences():
            yield Difference(operation.name, name or "", field, what.value, kind, count, of)


def answers(found: Evidence) -> Iterator[Answer]:
    """Yield the answer to each question. It is always one of the possible answers."""
    for question in QUESTIONS:
        told = question.find(found)
        if told is not None and told[0] in question.answers:
            answer, cases = told
            meaning = question.answers[answer]
            yield Answer(question.name, question.number, question.text, answer, meaning, cases)
        else:
            yield Answer(question.name, question.number, question.text, None, question.unseen, 0)


def ledger_calls(years: int) -> int:
    """Return how many calls a first load of the ledger takes."""
    return 4 * years


def settings(answered: Sequence[Answer], found: Evidence) -> dict[str, str | int]:
    """Return the settings that follow from the answers."""
    told = {answer.question: answer.answer for answer in answered}
    too_many = any(seen.code == TOO_MANY for seen in found.seen)
    return {
        "daily_limit_scope": "dossier",
        "deletions_kept_days": 31 if told["deletions_kept_days"] == "forever" else 7,
        "overlap_minutes": 60,
        "parallel_dossiers": 1 if too_many else 2,
    } | ({"account_amounts": told["account_amounts"]} if told["account_amounts"] else {})


TOO_MANY = -51


def reasons(
    answered: Sequence[Answer], differing: Sequence[Difference], found: Evidence, caller: Caller
) -> Iterator[str]:
    """Yield the reasons why a first load should not be made now; none if it can be made."""
    told = {answer.question: answer.answer for answer in answered}
    if not found.years:
        yield "no bookyear was found"
    elif not found.came(api.BOOKINGS.name):
        yield "the ledger could not be read"
    if told["line_sequence"] == "repeated":
        yield "lines of the ledger share a number: bookings would fail, without these lines"
    if told["accounts_modified"] == "newest year":
        yield "accounts/modified does not give the chart of every bookyear"
    for what in ("key twice in one answer", "record without its key"):
        if names := sorted({d.operation for d in differing if d.what == what}):
            yield f"{what}: {', '.join(names)}"
    if told["journals_400"] == "modified":
        yield "journals/modified fails: the list takes a call for each bookyear"
    limit, made = api.BOOKINGS.limit or 0, sum(s.operation is api.BOOKINGS for s in found.seen)
    if ledger_calls(len(found.years)) > limit - made:
        yield "the calls that are left today are too few for the ledger: it takes another day"
    if any(seen.code == TOO_MANY for seen in caller.transport.seen):
        yield "Octopus had too many connections: wait, and read one dossier at a time"
