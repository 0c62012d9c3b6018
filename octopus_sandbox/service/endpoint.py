"""Calls the handler of an operation and sends its answer; all rules come before it."""

from collections.abc import Hashable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from octopus_sandbox.books.errors import UnknownBookyearError
from octopus_sandbox.recordings.office import RecordedDossier, RecordedOffice
from octopus_sandbox.service.answers import Answer, Changes, One, Text, Value
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.encoding import Encoder, altered
from octopus_sandbox.service.errors import Refusal
from octopus_sandbox.service.forms import formed
from octopus_sandbox.service.operations import DOSSIER
from octopus_sandbox.service.recorded import recorded
from octopus_sandbox.service.responses import Streamed, json_response


async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a call that passed all rules."""
    call = Call.of(scope)
    question = _question(call)
    again = call.world.answer_cache.again(question)
    try:
        response = Streamed(again) if again else _response(call, _answer(call), question)
    except UnknownBookyearError as error:
        raise Refusal(404, str(error)) from error
    await response(scope, receive, send)


def _answer(call: Call) -> Answer:
    if isinstance(call.opened, RecordedDossier):
        return recorded(call, call.opened)
    answer = call.operation.answer(call)
    is_data = call.opened is not None and call.operation.header == DOSSIER
    return formed(answer, call.dossier, call.world.switches) if is_data else answer


def _question(call: Call) -> Hashable:
    """Give all that the answer depends on; None when that is more than can be told here."""
    switches = call.world.switches
    timed = call.operation.timed or switches["deletions_kept_days"] != "forever"
    if call.opened is None or call.alterations or timed:
        return None
    asked = (call.operation.name, call.opened.id, *call.arguments.items(), call.locale, call.body)
    return (*asked, call.opened.changes, *switches.all().items())


def _response(call: Call, answer: Answer, question: Hashable) -> ASGIApp:
    if isinstance(answer, Value):
        return json_response(answer.value)
    if isinstance(answer, Text):
        return PlainTextResponse(answer.text)
    if isinstance(answer, One):
        return json_response(altered(answer.record, call.alterations))
    kept = isinstance(call.world.office, RecordedOffice)
    shuffled = not kept and call.world.switches.is_("order", "shuffled")
    empty = str(call.world.switches["empty_list"])
    encoder = Encoder(shuffled=shuffled, alterations=call.alterations, empty=empty)
    pieces = encoder.encode(answer)
    if pieces is None:
        return _nothing(call, answer)
    return Streamed(call.world.answer_cache.keeping(question, pieces))


def _nothing(call: Call, answer: Answer) -> ASGIApp:
    """Answer that nothing was found, as the operation documents it and the switches say."""
    switch = "empty_answer" if call.operation.none else "bank_empty_answer"
    if call.operation.header == DOSSIER and call.world.switches.is_(switch, "404"):
        raise Refusal(404, f"No data found for dossier {call.dossier_id}")
    if call.operation.header == DOSSIER and call.world.switches.is_(switch, "null"):
        return json_response(None)
    return json_response(_empty(answer, str(call.world.switches["empty_list"])))


def _empty(answer: Answer, empty: str) -> object:
    if not isinstance(answer, Changes):
        return []
    names = (answer.deleted_name, answer.modified_name)
    forms: dict[str, object] = {"list": dict.fromkeys(names, ()), "null": dict.fromkeys(names)}
    return forms.get(empty, {})
