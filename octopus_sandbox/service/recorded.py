"""Answering from a recording, as strictly as from books."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import msgspec

from octopus_sandbox.books.feeds import Record
from octopus_sandbox.recordings.asked import (
    Chosen,
    bookyear_of,
    chosen,
    fits,
    journal_of,
    number_of,
)
from octopus_sandbox.recordings.folder import Recorded
from octopus_sandbox.recordings.office import RecordedDossier
from octopus_sandbox.service.answers import Answer, Changes, Listing, One, Value
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.deliveries import DocumentSelectionData
from octopus_sandbox.service.errors import Refusal
from octopus_sandbox.service.lists import found
from octopus_sandbox.service.operations import DOSSIER
from octopus_sandbox.service.reports import OpenRelationQueryData
from octopus_sandbox.service.timestamps import window

_SEARCH = {"relationId", "extRelationId", "name", "vatNr"}


class RecordedRefusal(Refusal):
    """A refusal that is sent again as it was recorded."""

    def __init__(self, answer: Recorded) -> None:
        super().__init__(answer.status, "recorded")
        self._body = answer.value

    def body(self, _codes: str) -> dict[str, Any]:
        """Give what was recorded."""
        recorded: dict[str, Any] = self._body
        return recorded


def recorded(call: Call, dossier: RecordedDossier) -> Answer:
    """Answer a call that is about a recorded dossier."""
    answers = dossier.answers(call.operation.name)
    if call.operation.header != DOSSIER:
        _refuse_again(answers)
        return call.operation.answer(call)
    if not answers:
        raise Refusal(400, f"{call.operation.name} is not in this recording")
    fitting = [answer for answer in answers if fits(answer, call.arguments)]
    good = [answer for answer in fitting if answer.status == HTTPStatus.OK]
    if not good:
        _refuse_again(fitting)
        raise _nothing(call)
    since, until = (
        call.arguments.get(name) for name in ("modifiedTimeStamp", "modifiedTimeStampTo")
    )
    in_time = window(call.world.switches, since, until).covers(dossier.recorded_at)
    choice = _choice(call, dossier) if in_time else _none
    return _together(call, good, choice)


def _refuse_again(answers: Iterable[Recorded]) -> None:
    for answer in answers:
        if answer.status != HTTPStatus.OK:
            raise RecordedRefusal(answer)


def _nothing(call: Call) -> Refusal:
    status = 404 if call.operation.none else 400
    return Refusal(status, f"Nothing of the kind in dossier {call.dossier_id}")


def _together(call: Call, answers: list[Recorded], choice: Chosen) -> Answer:
    """Put answers together and choose their rows; one of which all is asked stays as it was."""
    values = [answer.value for answer in answers]
    first = values[0]
    untouched = len(values) == 1 and not call.alterations
    if isinstance(first, dict) and not _is_of_lists(first):
        return Value(msgspec.Raw(answers[0].raw)) if untouched else One(first)
    if not isinstance(first, dict):
        rows = [row for value in values for row in value or ()]
        kept = [row for row in rows if not isinstance(row, dict) or choice(row)]
        same = untouched and kept and len(kept) == len(rows)
        return Value(msgspec.Raw(answers[0].raw)) if same else Listing(kept)
    names = sorted({name for value in values for name in value})
    lists = {name: [row for value in values for row in value.get(name) or ()] for name in names}
    kept_lists = {name: [row for row in rows if choice(row)] for name, rows in lists.items()}
    if untouched and any(kept_lists.values()) and kept_lists == lists:
        return Value(msgspec.Raw(answers[0].raw))
    deleted = next((name for name in names if name.startswith("deleted")), "deleted")
    modified = next((name for name in names if name != deleted), "modified")
    return Changes(deleted, kept_lists.get(deleted, []), modified, kept_lists.get(modified, []))


def _is_of_lists(value: Record) -> bool:
    return all(held is None or isinstance(held, list) for held in value.values())


def _none(_row: Record) -> bool:
    return False


def _choice(call: Call, dossier: RecordedDossier) -> Chosen:
    choices: list[Chosen] = [chosen(call.arguments)]
    if isinstance(call.query, OpenRelationQueryData):
        choices.append(_open(call.query, dossier))
    if isinstance(call.query, DocumentSelectionData):
        choices.append(_selected(call.query))
    if _SEARCH & call.arguments.keys():
        choices.append(lambda row: found(row, call.arguments))
    return lambda row: all(choice(row) for choice in choices)


def _selected(asked: DocumentSelectionData) -> Chosen:
    def choice(row: Record) -> bool:
        place = (bookyear_of(row), journal_of(row))
        first, last = asked.document_sequence_nr, asked.to_document_sequence_nr
        return place == (asked.bookyear_key.id, asked.journal) and first <= number_of(row) <= last

    return choice


def _open(asked: OpenRelationQueryData, dossier: RecordedDossier) -> Chosen:
    order = [year["bookyearKey"]["id"] for year in dossier.bookyears()]
    first, last = (
        order.index(key.id) if key is not None and key.id in order else otherwise
        for key, otherwise in ((asked.from_bookyear_key, 0), (asked.to_bookyear_key, len(order)))
    )
    years = set(order[first : last + 1])
    low, high = asked.from_bookyear_period_nr, asked.to_bookyear_period_nr

    def choice(row: Record) -> bool:
        period = row.get("bookyearPeriodNr", 0)
        within = (low is None or low <= period) and (high is None or period <= high)
        return within and bookyear_of(row) in years and _of_relation(asked, row)

    return choice


def _of_relation(asked: OpenRelationQueryData, row: Record) -> bool:
    if asked.relation_id != -1:
        return (row.get("relationKey") or {}).get("id") == asked.relation_id
    return asked.external_relation_id in (-1, row.get("externalRelationId"))
